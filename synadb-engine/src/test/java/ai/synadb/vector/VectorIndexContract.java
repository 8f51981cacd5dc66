/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.synadb.error.DimensionMismatchException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link VectorIndex} does; each implementation's test extends it. */
abstract class VectorIndexContract {

  /** A new, empty index. */
  abstract VectorIndex create(int dimensions, DistanceMetric metric);

  /** Has the index build what it builds, if it does. */
  void settle(VectorIndex index) {}

  private static final SearchOptions EXACT = SearchOptions.defaults().asExact();

  /** Distances by the definition, without any of the code under test. */
  static double distance(DistanceMetric metric, float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    double square = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
      square += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return switch (metric) {
      case COSINE -> aa == 0 || bb == 0 ? 1 : Math.max(0, 1 - dot / Math.sqrt(aa) / Math.sqrt(bb));
      case EUCLIDEAN -> Math.sqrt(square);
      case DOT_PRODUCT -> -dot;
    };
  }

  /** The keys of the nearest rows, by sorting all of them. */
  static List<String> nearest(
      DistanceMetric metric, List<String> keys, float[][] rows, float[] query, int k) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      order.add(i);
    }
    double[] d = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      d[i] = distance(metric, query, rows[i]);
    }
    order.sort(Comparator.<Integer>comparingDouble(i -> d[i]).thenComparing(keys::get));
    return order.stream().limit(k).map(keys::get).toList();
  }

  static List<String> keysOf(List<SearchHit> hits) {
    return hits.stream().map(SearchHit::key).toList();
  }

  static List<String> numbered(int n) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      keys.add(Vectors.key(i));
    }
    return keys;
  }

  @Test
  void anEmptyIndexFindsNothing() {
    try (VectorIndex index = create(8, DistanceMetric.COSINE)) {
      assertThat(index.search(new float[8], 10)).isEmpty();
      assertThat(index.search(new float[8], 10, EXACT)).isEmpty();
      assertThat(index.size()).isZero();
      assertThat(index.keys()).isEmpty();
      assertThat(index.contains("a")).isFalse();
      assertThat(index.get("a")).isEmpty();
      assertThat(index.attributes("a")).isEmpty();
      assertThat(index.delete("a")).isFalse();
      assertThat(index.dimensions()).isEqualTo(8);
      assertThat(index.metric()).isEqualTo(DistanceMetric.COSINE);
    }
  }

  @Test
  void keepsVectorsAsTheyAre() {
    float[] v = {1, -0.0f, Float.MIN_VALUE, Float.MAX_VALUE / 4, 3.14f};
    try (VectorIndex index = create(5, DistanceMetric.EUCLIDEAN)) {
      index.insert("a", v);
      float[] given = v.clone();
      given[0] = 7;
      float[] got = index.get("a").orElseThrow();
      assertThat(got).containsExactly(v);
      got[0] = 9;
      assertThat(index.get("a").orElseThrow()).containsExactly(v);
      assertThat(index.contains("a")).isTrue();
      assertThat(index.size()).isEqualTo(1);
    }
  }

  @Test
  void findsTheNearestByEachMetric() {
    for (DistanceMetric metric : DistanceMetric.values()) {
      float[][] rows = Vectors.noise(300, 24, 3);
      List<String> keys = numbered(rows.length);
      float[][] queries = Vectors.noise(20, 24, 4);
      try (VectorIndex index = create(24, metric)) {
        index.insertBatch(keys, rows);
        settle(index);
        for (float[] q : queries) {
          List<SearchHit> hits = index.search(q, 10, EXACT);
          assertThat(keysOf(hits)).isEqualTo(nearest(metric, keys, rows, q, 10));
          for (SearchHit h : hits) {
            double expected = distance(metric, q, rows[keys.indexOf(h.key())]);
            assertThat(h.score()).isCloseTo(expected, within(1e-9 * (1 + Math.abs(expected))));
          }
        }
      }
    }
  }

  @Test
  void aReplacedVectorIsTheOnlyOne() {
    try (VectorIndex index = create(4, DistanceMetric.EUCLIDEAN)) {
      index.insert("a", new float[] {1, 0, 0, 0});
      index.insert("b", new float[] {0, 1, 0, 0});
      index.insert("a", new float[] {0, 0, 5, 0});
      settle(index);
      assertThat(index.size()).isEqualTo(2);
      List<SearchHit> hits = index.search(new float[] {1, 0, 0, 0}, 10);
      assertThat(keysOf(hits)).containsExactly("b", "a");
      assertThat(hits.get(1).score()).isCloseTo(Math.sqrt(26), within(1e-9));
    }
  }

  @Test
  void aDeletedVectorIsGone() {
    try (VectorIndex index = create(4, DistanceMetric.COSINE)) {
      index.insert("a", new float[] {1, 0, 0, 0});
      index.insert("b", new float[] {0.9f, 1, 0, 0});
      settle(index);
      assertThat(index.delete("a")).isTrue();
      assertThat(index.delete("a")).isFalse();
      assertThat(keysOf(index.search(new float[] {1, 0, 0, 0}, 10))).containsExactly("b");
      assertThat(index.get("a")).isEmpty();
      index.insert("a", new float[] {1, 0, 0, 0});
      assertThat(keysOf(index.search(new float[] {1, 0, 0, 0}, 10))).containsExactly("a", "b");
      assertThat(index.keys()).containsExactly("a", "b");
    }
  }

  @Test
  void returnsAsManyAsThereAre() {
    float[][] rows = Vectors.noise(150, 16, 1);
    try (VectorIndex index = create(16, DistanceMetric.COSINE)) {
      index.insertBatch(numbered(150), rows);
      settle(index);
      for (int k : new int[] {1, 10, 149, 150, 151, 10_000, Integer.MAX_VALUE}) {
        List<SearchHit> hits = index.search(rows[0], k);
        assertThat(new HashSet<>(keysOf(hits))).hasSize(Math.min(k, 150));
        assertThat(hits).isSortedAccordingTo(Comparator.comparingDouble(SearchHit::score));
      }
    }
  }

  @Test
  void tiesAreInTheOrderOfKeys() {
    try (VectorIndex index = create(3, DistanceMetric.DOT_PRODUCT)) {
      for (String key : List.of("\ud83d\ude00", "b", "\uffee", "a", "é")) {
        index.insert(key, new float[] {1, 2, 3});
      }
      settle(index);
      assertThat(keysOf(index.search(new float[] {1, 0, 0}, 4, EXACT)))
          .containsExactly("a", "b", "é", "\uffee");
      assertThat(keysOf(index.search(new float[] {1, 0, 0}, 5)))
          .containsExactly("a", "b", "é", "\uffee", "\ud83d\ude00");
    }
  }

  @Test
  void aVectorOfZerosHasNoDirection() {
    try (VectorIndex index = create(3, DistanceMetric.COSINE)) {
      index.insert("zero", new float[3]);
      index.insert("with", new float[] {1, 0, 0});
      index.insert("against", new float[] {-1, 0, 0});
      List<SearchHit> hits = index.search(new float[] {2, 0, 0}, 3);
      assertThat(keysOf(hits)).containsExactly("with", "zero", "against");
      assertThat(hits.get(1).score()).isEqualTo(1);
      assertThat(index.search(new float[3], 3))
          .extracting(SearchHit::score)
          .containsExactly(1.0, 1.0, 1.0);
      assertThat(keysOf(index.search(new float[3], 2, EXACT))).containsExactly("against", "with");
    }
  }

  @Test
  void aBatchIsThereWholeOrNotAtAll() {
    try (VectorIndex index = create(2, DistanceMetric.EUCLIDEAN)) {
      assertThatThrownBy(
              () ->
                  index.insertBatch(
                      List.of("a", "b"), new float[][] {{1, 2}, {1, Float.POSITIVE_INFINITY}}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("number 1")
          .hasMessageContaining("Infinity");
      assertThat(index.size()).isZero();
      assertThatThrownBy(() -> index.insertBatch(List.of("a"), new float[2][2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 and 2");
      index.insertBatch(List.of("a", "b", "a"), new float[][] {{1, 2}, {3, 4}, {5, 6}});
      assertThat(index.size()).isEqualTo(2);
      assertThat(index.get("a").orElseThrow()).containsExactly(5, 6);
      assertThat(keysOf(index.search(new float[] {1, 2}, 5))).containsExactly("b", "a");
      index.insertBatch(List.of(), new float[0][]);
      assertThat(index.size()).isEqualTo(2);
    }
  }

  @Test
  void refusesWhatIsNoVector() {
    try (VectorIndex index = create(2, DistanceMetric.COSINE)) {
      assertThatThrownBy(() -> index.insert("a", new float[3]))
          .isInstanceOf(DimensionMismatchException.class)
          .hasMessageContaining("2")
          .hasMessageContaining("3");
      assertThatThrownBy(() -> index.insert("a", new float[] {Float.NaN, 1}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("NaN");
      assertThatThrownBy(() -> index.insert("", new float[2]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> index.insert("a\0b", new float[2]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> index.search(new float[3], 1))
          .isInstanceOf(DimensionMismatchException.class);
      assertThatThrownBy(() -> index.search(new float[] {1, Float.NaN}, 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> index.search(new float[2], 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("0");
      assertThat(index.size()).isZero();
    }
  }

  @Test
  void aClosedIndexIsClosed() {
    VectorIndex index = create(2, DistanceMetric.COSINE);
    index.close();
    index.close();
    assertThatThrownBy(index::size).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> index.search(new float[2], 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> index.insert("a", new float[2]))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void searchesInBatchesAsOneByOne() {
    float[][] rows = Vectors.clusters(400, 20, 8);
    try (VectorIndex index = create(20, DistanceMetric.EUCLIDEAN)) {
      index.insertBatch(numbered(400), rows);
      settle(index);
      float[][] queries = Arrays.copyOf(rows, 30);
      List<List<SearchHit>> all = index.searchBatch(queries, 7, EXACT);
      assertThat(all).hasSize(30);
      for (int i = 0; i < queries.length; i++) {
        assertThat(all.get(i)).isEqualTo(index.search(queries[i], 7, EXACT));
      }
      assertThat(index.searchBatch(new float[0][], 7, EXACT)).isEmpty();
    }
  }

  @Test
  void anyNumberOfDimensionsWillDo() {
    Random random = new Random(5);
    for (int dimensions : new int[] {1, 2, 3, 7, 63, 64, 65, 100, 129, 1000, 8192}) {
      int n = dimensions > 1000 ? 40 : 120;
      float[][] rows = Vectors.noise(n, dimensions, dimensions);
      try (VectorIndex index = create(dimensions, DistanceMetric.EUCLIDEAN)) {
        index.insertBatch(numbered(n), rows);
        settle(index);
        float[] q = rows[random.nextInt(n)];
        assertThat(keysOf(index.search(q, 5, EXACT)))
            .isEqualTo(nearest(DistanceMetric.EUCLIDEAN, numbered(n), rows, q, 5));
      }
    }
  }
}
