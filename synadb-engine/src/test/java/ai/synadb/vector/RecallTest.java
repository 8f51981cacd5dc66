/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.ProgressListener;
import ai.synadb.WriteBatch;
import ai.synadb.testing.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recall on real embeddings, on clusters and on noise, with each kind of index. */
final class RecallTest {
  private static final int K = 10;

  @TempDir Path folder;

  /** Queries, and how far the tenth of the true neighbours of each is. */
  private record Truth(float[][] queries, double[] bars) {
    static Truth of(DistanceMetric metric, float[][] rows, float[][] queries) {
      double[] bars = new double[queries.length];
      double[] d = new double[rows.length];
      for (int i = 0; i < queries.length; i++) {
        for (int j = 0; j < rows.length; j++) {
          d[j] = VectorIndexContract.distance(metric, queries[i], rows[j]);
        }
        double[] sorted = d.clone();
        Arrays.sort(sorted);
        bars[i] = sorted[K - 1];
      }
      return new Truth(queries, bars);
    }

    double recall(VectorStore store, SearchOptions options) {
      long hits = 0;
      for (int i = 0; i < queries.length; i++) {
        for (SearchHit h : store.search(queries[i], K, options)) {
          hits += h.score() <= bars[i] + 1e-9 ? 1 : 0;
        }
      }
      return (double) hits / (K * (double) queries.length);
    }
  }

  /** Half of the 95 % interval of a share that was found in so many queries of ten places each. */
  private static double noise(double target, int queries) {
    return 1.96 * Math.sqrt(target * (1 - target) / (queries * (double) K) * 3);
  }

  private static void reachesTargets(VectorStore store, Truth truth, String what) {
    for (double target : new double[] {0.90, 0.95, 0.99}) {
      double recall = truth.recall(store, SearchOptions.defaults().recallTarget(target));
      assertThat(recall + noise(target, truth.queries.length))
          .as("%s, target %s", what, target)
          .isGreaterThanOrEqualTo(target - 0.01);
    }
  }

  @ParameterizedTest
  @EnumSource(IndexKind.class)
  void onRealEmbeddings(IndexKind kind) {
    float[][] rows = Sample.embeddings("wordnet/base.f16");
    float[][] queries = Sample.embeddings("wordnet/queries.f16");
    float[][] others = Sample.embeddings("wordnet/queries-ood.f16");
    List<String> keys = VectorIndexContract.numbered(rows.length);
    Truth near = Truth.of(DistanceMetric.COSINE, rows, queries);
    Truth far = Truth.of(DistanceMetric.COSINE, rows, others);
    Path file = folder.resolve(kind + ".db");
    try (VectorStore store = VectorStore.builder(file, Sample.DIMENSIONS).kind(kind).open()) {
      store.insertBatch(keys, rows);
      store.buildIndex(ProgressListener.none());
      reachesTargets(store, near, "in distribution");
      reachesTargets(store, far, "out of distribution");
      SearchOptions defaults = SearchOptions.defaults();
      assertThat(near.recall(store, defaults)).isGreaterThanOrEqualTo(0.95);
      assertThat(far.recall(store, defaults)).isGreaterThanOrEqualTo(0.95);
    }
    try (VectorStore store = VectorStore.builder(file, Sample.DIMENSIONS).kind(kind).open()) {
      store.buildIndex(ProgressListener.none());
      assertThat(far.recall(store, SearchOptions.defaults())).isGreaterThanOrEqualTo(0.95);
    }
  }

  @ParameterizedTest
  @EnumSource(IndexKind.class)
  void afterManyRoundsOfDeletesAndInserts(IndexKind kind) {
    float[][] all = Sample.embeddings("wordnet/base.f16");
    float[][] others = Sample.embeddings("wordnet/queries-ood.f16");
    int n = 3000;
    Random random = new Random(11);
    List<String> keys = new ArrayList<>(VectorIndexContract.numbered(n));
    float[][] rows = new float[n][];
    System.arraycopy(all, 0, rows, 0, n);
    try (VectorStore store =
        VectorStore.builder(folder.resolve(kind + ".db"), Sample.DIMENSIONS).kind(kind).open()) {
      store.insertBatch(keys, rows);
      store.buildIndex(ProgressListener.none());
      int next = n;
      for (int round = 0; round < 100; round++) {
        for (int i = 0; i < n / 50; i++) {
          int victim = random.nextInt(n);
          store.delete(keys.get(victim));
          rows[victim] = all[random.nextInt(all.length)];
          keys.set(victim, Vectors.key(next++));
          store.insert(keys.get(victim), rows[victim]);
        }
      }
      Truth far = Truth.of(DistanceMetric.COSINE, rows, others);
      assertThat(far.recall(store, SearchOptions.defaults())).isGreaterThanOrEqualTo(0.95);
    }
  }

  @ParameterizedTest
  @EnumSource(IndexKind.class)
  void withFilters(IndexKind kind) {
    float[][] rows = Sample.embeddings("wordnet/base.f16");
    float[][] queries = Sample.embeddings("wordnet/queries-ood.f16");
    Random random = new Random(14);
    try (VectorStore store =
        VectorStore.builder(folder.resolve(kind + ".db"), Sample.DIMENSIONS).kind(kind).open()) {
      int[] dice = new int[rows.length];
      WriteBatch batch = new WriteBatch();
      for (int i = 0; i < rows.length; i++) {
        dice[i] = random.nextInt(100);
        store.insert(batch, Vectors.key(i), rows[i], Attributes.of("dice", (long) dice[i]));
      }
      store.database().write(batch);
      store.buildIndex(ProgressListener.none());
      for (int percent : new int[] {1, 5, 20, 35, 50, 90}) {
        float[][] matches = new float[rows.length][];
        int n = 0;
        for (int i = 0; i < rows.length; i++) {
          if (dice[i] < percent) {
            matches[n++] = rows[i];
          }
        }
        Truth truth = Truth.of(DistanceMetric.COSINE, Arrays.copyOf(matches, n), queries);
        SearchOptions few = SearchOptions.defaults().filter(Filter.lt("dice", percent));
        assertThat(truth.recall(store, few)).as("%d %%", percent).isGreaterThanOrEqualTo(0.95);
      }
      // The half that is farther from the query: what matches is not where the query is.
      int hits = 0;
      for (int i = 0; i < 40; i++) {
        float[] q = queries[i];
        double[] d = new double[rows.length];
        for (int j = 0; j < rows.length; j++) {
          d[j] = VectorIndexContract.distance(DistanceMetric.COSINE, q, rows[j]);
        }
        double[] sorted = d.clone();
        Arrays.sort(sorted);
        double median = sorted[rows.length / 2];
        double bar = sorted[rows.length / 2 + K - 1];
        Filter far = Filter.where((key, a) -> d[Integer.parseInt(key.substring(4))] >= median);
        List<SearchHit> found = store.search(q, K, SearchOptions.defaults().filter(far));
        assertThat(found).hasSize(K);
        hits += (int) found.stream().filter(h -> h.score() <= bar + 1e-9).count();
      }
      assertThat(hits).isGreaterThanOrEqualTo(380);
    }
  }

  @Test
  void whenAGraphGrows() throws InterruptedException {
    float[][] real = Sample.embeddings("wordnet/base.f16");
    float[][] others = Sample.embeddings("wordnet/queries-ood.f16");
    Random random = new Random(12);
    int built = 4600;
    int n = built + 1100;
    float[][] rows = Arrays.copyOf(real, n);
    for (int i = real.length; i < n; i++) { // near to real ones
      rows[i] = real[i - real.length].clone();
      for (int j = 0; j < Sample.DIMENSIONS; j++) {
        rows[i][j] += 0.02f * (float) random.nextGaussian();
      }
    }
    try (VectorStore store =
        VectorStore.builder(folder.resolve("grows.db"), Sample.DIMENSIONS)
            .kind(IndexKind.HNSW)
            .open()) {
      store.insertBatch(VectorIndexContract.numbered(built), Arrays.copyOf(rows, built));
      store.buildIndex(ProgressListener.none());
      for (int i = built; i < n; i++) {
        store.insert(Vectors.key(i), rows[i]);
      }
      for (int i = 0;
          i < 600 && store.stats().segments().size() > 2 || store.stats().waiting() > 512;
          i++) {
        Thread.sleep(50); // until the background has inserted what was loose
      }
      List<VectorStoreStats.Part> parts = store.stats().segments();
      assertThat(parts.get(0).kind()).isEqualTo(IndexKind.HNSW);
      assertThat(parts.get(0).rows()).isGreaterThan(built);
      Truth far = Truth.of(DistanceMetric.COSINE, rows, others);
      assertThat(far.recall(store, SearchOptions.defaults())).isGreaterThanOrEqualTo(0.95);
      for (int i = built; i < n; i += 10) {
        assertThat(store.search(rows[i], 1).get(0).key()).isEqualTo(Vectors.key(i));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(IndexKind.class)
  void onClusters(IndexKind kind) {
    for (DistanceMetric metric : DistanceMetric.values()) {
      float[][] made = Vectors.clusters(4100, 96, 7);
      float[][] rows = Arrays.copyOf(made, 4000);
      float[][] queries = Arrays.copyOfRange(made, 4000, 4100);
      List<String> keys = VectorIndexContract.numbered(rows.length);
      try (VectorStore store =
          VectorStore.builder(folder.resolve(kind + "" + metric + ".db"), 96)
              .metric(metric)
              .kind(kind)
              .open()) {
        store.insertBatch(keys, rows);
        store.buildIndex(ProgressListener.none());
        Truth truth = Truth.of(metric, rows, queries);
        reachesTargets(store, truth, "clusters by " + metric);
        assertThat(truth.recall(store, SearchOptions.defaults()))
            .as("clusters by %s", metric)
            .isGreaterThanOrEqualTo(0.95);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(IndexKind.class)
  void onNoise(IndexKind kind) {
    float[][] made = Vectors.noise(4100, 256, 7);
    float[][] rows = Arrays.copyOf(made, 4000);
    float[][] queries = Arrays.copyOfRange(made, 4000, 4100);
    List<String> keys = VectorIndexContract.numbered(rows.length);
    try (VectorStore store =
        VectorStore.builder(folder.resolve(kind + ".db"), 256)
            .metric(DistanceMetric.EUCLIDEAN)
            .kind(kind)
            .open()) {
      store.insertBatch(keys, rows);
      store.buildIndex(ProgressListener.none());
      reachesTargets(store, Truth.of(DistanceMetric.EUCLIDEAN, rows, queries), "noise");
    }
  }
}
