/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.ProgressListener;
import ai.synadb.SynaDB;
import ai.synadb.error.SynaFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Attributes, conditions on them, and searches with conditions. */
final class FilterTest {
  private static final UUID ID = new UUID(0x8000000000000001L, 5);

  @TempDir Path folder;

  private static final Attributes ALL =
      Attributes.builder()
          .put("s", "a\"b\u0001\ud83d\ude00")
          .put("l", Long.MIN_VALUE)
          .put("d", -0.0)
          .put("whole", 5.0)
          .put("tiny", Double.MIN_VALUE)
          .put("nan", Double.NaN)
          .put("inf", Double.NEGATIVE_INFINITY)
          .put("t", true)
          .put("id", ID)
          .build();

  @Test
  void attributesSurviveJson() {
    Attributes back = Attributes.fromJson(ALL.toJson());
    assertThat(back).isEqualTo(ALL).hasSameHashCodeAs(ALL);
    assertThat(back.value("whole")).contains(5.0);
    assertThat(Double.doubleToRawLongBits((Double) back.value("d").orElseThrow()))
        .isEqualTo(Double.doubleToRawLongBits(-0.0));
    assertThat(back.names()).first().isEqualTo("d");
    assertThat(Attributes.fromJson("{}")).isSameAs(Attributes.empty());
    assertThat(Attributes.from(Map.of("i", 3, "f", 0.5f)))
        .isEqualTo(Attributes.of("i", 3L, "f", 0.5));
  }

  @Test
  void attributesHaveBounds() {
    assertThatThrownBy(() -> Attributes.of("", 1)).hasMessageContaining("255");
    assertThatThrownBy(() -> Attributes.of("x".repeat(256), 1)).hasMessageContaining("256");
    assertThatThrownBy(() -> Attributes.of("a\0", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Attributes.of("a", new int[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("int");
    assertThatThrownBy(() -> Attributes.of("a", "x".repeat(1 << 20)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1048576");
    Attributes.Builder b = Attributes.builder();
    for (int i = 0; i < 1024; i++) {
      b.put("n" + i, i);
    }
    assertThatThrownBy(() -> b.put("more", 1)).hasMessageContaining("1024");
  }

  @Test
  void strangeJsonIsRefused() {
    for (String json :
        List.of(
            "",
            "1",
            "[]",
            "{\"a\":null}",
            "{\"a\":[1]}",
            "{\"a\":{\"b\":{\"c\":1}}}",
            "{\"a\":{\"uuid\":\"x\"}}",
            "{\"a\":{\"date\":\"2020\"}}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":99999999999999999999}",
            "{\"a\":1}x",
            "{\"a\":1",
            "{\"\":1}")) {
      assertThatThrownBy(() -> Attributes.fromJson(json))
          .as(json)
          .isInstanceOf(SynaFormatException.class);
    }
    Random random = new Random(4);
    byte[] whole = ALL.toJson().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 10_000; i++) {
      byte[] b = whole.clone();
      for (int j = 0; j <= random.nextInt(3); j++) {
        b[random.nextInt(b.length)] = (byte) random.nextInt(256);
      }
      try {
        Attributes.fromJson(new String(b, StandardCharsets.UTF_8));
      } catch (SynaFormatException e) {
        assertThat(e.getMessage()).contains("attributes");
      }
    }
  }

  private static boolean matches(Filter f) {
    return f.matches("doc/7", ALL);
  }

  @Test
  void conditionsMeanWhatTheySay() {
    Attributes a =
        Attributes.builder()
            .put("year", 2024L)
            .put("big", (1L << 53) + 1)
            .put("score", 0.5)
            .put("lang", "en")
            .build();
    assertThat(Filter.eq("year", 2024).matches("k", a)).isTrue();
    assertThat(Filter.eq("year", 2024.0).matches("k", a)).isTrue();
    assertThat(Filter.eq("big", (double) (1L << 53)).matches("k", a)).isFalse();
    assertThat(Filter.gt("big", (double) (1L << 53)).matches("k", a)).isTrue();
    assertThat(Filter.lt("big", Double.NaN).matches("k", a)).isTrue();
    assertThat(Filter.lt("big", 1e300).matches("k", a)).isTrue();
    assertThat(Filter.gt("big", -1e300).matches("k", a)).isTrue();
    assertThat(Filter.eq("lang", 5).matches("k", a)).isFalse();
    assertThat(Filter.ne("lang", 5).matches("k", a)).isTrue();
    assertThat(Filter.ne("none", 5).matches("k", a)).isTrue();
    assertThat(Filter.notIn("none", List.of(1, 2)).matches("k", a)).isTrue();
    assertThat(Filter.gte("none", 5).matches("k", a)).isFalse();
    assertThat(Filter.not(Filter.gte("none", 5)).matches("k", a)).isTrue();
    assertThat(Filter.between("score", 0, 1).matches("k", a)).isTrue();
    assertThat(Filter.between("score", 0.5, 0.5).matches("k", a)).isTrue();
    assertThat(Filter.gt("score", 0.5).matches("k", a)).isFalse();
    assertThat(Filter.lte("score", 0.5).matches("k", a)).isTrue();
    assertThat(Filter.in("lang", "de", "en").matches("k", a)).isTrue();
    assertThat(Filter.prefix("lang", "e").matches("k", a)).isTrue();
    assertThat(Filter.contains("lang", "x").matches("k", a)).isFalse();
    assertThat(Filter.prefix("year", "2").matches("k", a)).isFalse();
    assertThat(Filter.exists("lang").matches("k", a)).isTrue();
    assertThat(Filter.missing("lang").matches("k", a)).isFalse();
    assertThat(Filter.ofType("year", Long.class).matches("k", a)).isTrue();
    assertThat(Filter.ofType("year", Double.class).matches("k", a)).isFalse();
    assertThat(Filter.ofType("score", Double.class).matches("k", a)).isTrue();
    assertThat(Filter.ofType("lang", String.class).matches("k", a)).isTrue();
    assertThat(Filter.ofType("none", String.class).matches("k", a)).isFalse();
    assertThat(Filter.ofType("t", Boolean.class).matches("k", ALL)).isTrue();
    assertThat(Filter.ofType("id", UUID.class).matches("k", ALL)).isTrue();
    assertThat(Filter.ofType("a", Long.class))
        .isEqualTo(Filter.ofType("a", Long.class))
        .isNotEqualTo(Filter.ofType("a", Double.class))
        .hasToString("a is a Long");
    assertThatThrownBy(() -> Filter.ofType("a", Integer.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Integer");
    assertThat(Filter.and().matches("k", a)).isTrue();
    assertThat(Filter.or().matches("k", a)).isFalse();
    assertThat(matches(Filter.eq("d", 0))).isTrue();
    assertThat(matches(Filter.eq("nan", Double.NaN))).isTrue();
    assertThat(matches(Filter.gt("nan", Long.MAX_VALUE))).isTrue();
    assertThat(matches(Filter.gt("id", new UUID(1, 0)))).isTrue();
    assertThat(matches(Filter.eq("t", true))).isTrue();
    assertThat(matches(Filter.keyIn(Set.of("doc/7")))).isTrue();
    assertThat(matches(Filter.keyPrefix("doc/"))).isTrue();
    assertThat(matches(Filter.where((k, v) -> k.endsWith("8")))).isFalse();
    assertThat(matches(Filter.lt("l", -9.3e18))).isFalse();
    assertThat(matches(Filter.eq("l", -0x1p63))).isTrue();
    assertThat(Filter.eq("a", 1)).isEqualTo(Filter.eq("a", 1L)).isNotEqualTo(Filter.eq("a", 2));
    BiPredicate<String, Attributes> any = (k, v) -> true;
    assertThat(Filter.where(any))
        .isEqualTo(Filter.where(any))
        .hasSameHashCodeAs(Filter.where(any))
        .isNotEqualTo(Filter.where((k, v) -> true));
    assertThat(Filter.and(Filter.eq("a", 1), Filter.and(Filter.eq("b", 2), Filter.gt("c", 3))))
        .isEqualTo(Filter.and(Filter.eq("a", 1), Filter.eq("b", 2), Filter.gt("c", 3)));
    assertThat(Filter.not(Filter.not(Filter.eq("a", 1)))).isEqualTo(Filter.eq("a", 1));
    assertThat(Filter.between("a", 1, 2)).hasToString("a >= 1 and a <= 2");
  }

  @ParameterizedTest
  @EnumSource(IndexKind.class)
  void searchesFindAllThatMatchAndNothingElse(IndexKind kind) {
    int n = 5000;
    int dimensions = 24;
    float[][] rows = Vectors.clusters(n, dimensions, 6);
    Random random = new Random(kind.ordinal());
    List<Attributes> attributes = new ArrayList<>();
    try (VectorStore store =
        VectorStore.builder(folder.resolve("f.db"), dimensions)
            .metric(DistanceMetric.EUCLIDEAN)
            .kind(kind)
            .open()) {
      for (int i = 0; i < n; i++) {
        attributes.add(
            Attributes.builder()
                .put("percent", i % 100)
                .put("topic", "t" + random.nextInt(7))
                .put("weight", random.nextDouble())
                .build());
        store.insert(Vectors.key(i), rows[i], attributes.get(i));
        if (i == n / 2) {
          store.buildIndex(ProgressListener.none());
        }
      }
      search(store, rows, attributes, random);
      store.buildIndex(ProgressListener.none());
      search(store, rows, attributes, random);
      for (int i = 0; i < 500; i++) { // other attributes, the same vectors
        int row = random.nextInt(n);
        attributes.set(row, Attributes.of("percent", 1000, "topic", "other"));
        store.insert(Vectors.key(row), rows[row], attributes.get(row));
      }
      search(store, rows, attributes, random);
    }
    try (VectorStore store =
        VectorStore.builder(folder.resolve("f.db"), dimensions)
            .metric(DistanceMetric.EUCLIDEAN)
            .kind(kind)
            .open()) {
      search(store, rows, attributes, random);
      assertThat(store.attributes(Vectors.key(3))).contains(attributes.get(3));
      store.insert(Vectors.key(3), rows[3]);
      assertThat(store.attributes(Vectors.key(3))).contains(Attributes.empty());
      assertThat(
              store.search(
                  rows[3],
                  5,
                  SearchOptions.filtered(
                      Filter.and(Filter.keyIn(Set.of(Vectors.key(3))), Filter.exists("percent")))))
          .isEmpty();
    }
  }

  private static void search(
      VectorStore store, float[][] rows, List<Attributes> attributes, Random random) {
    List<Filter> filters =
        List.of(
            Filter.lt("percent", 1),
            Filter.lt("percent", 10),
            Filter.lt("percent", 50),
            Filter.gte("percent", 1000),
            Filter.eq("topic", "t3"),
            Filter.and(Filter.eq("topic", "t1"), Filter.gt("weight", 0.9)),
            Filter.not(Filter.in("topic", "t1", "t2", "t3")),
            Filter.keyPrefix("row/49"),
            Filter.eq("topic", "none"),
            Filter.where((key, a) -> key.endsWith("7")));
    for (Filter f : filters) {
      List<String> keys = new ArrayList<>();
      List<float[]> matching = new ArrayList<>();
      for (int i = 0; i < rows.length; i++) {
        if (f.matches(Vectors.key(i), attributes.get(i))) {
          keys.add(Vectors.key(i));
          matching.add(rows[i]);
        }
      }
      assertThat(store.keys(f)).as("%s", f).containsExactlyInAnyOrderElementsOf(keys).isSorted();
      Set<String> matches = Set.copyOf(keys);
      int hit = 0;
      int wanted = 0;
      for (int i = 0; i < 200; i++) { // one that misses a cluster loses half of its hits
        float[] q = rows[random.nextInt(rows.length)];
        List<String> exact =
            VectorIndexContract.keysOf(store.search(q, 10, SearchOptions.filtered(f).asExact()));
        if (i < 12) {
          List<String> truth =
              VectorIndexContract.nearest(
                  store.metric(), keys, matching.toArray(new float[0][]), q, 10);
          assertThat(exact).as("%s", f).isEqualTo(truth);
        }
        List<String> found =
            VectorIndexContract.keysOf(store.search(q, 10, SearchOptions.filtered(f)));
        assertThat(found).as("%s", f).hasSize(Math.min(10, keys.size()));
        assertThat(matches).as("%s", f).containsAll(found);
        wanted += exact.size();
        hit += (int) exact.stream().filter(found::contains).count();
      }
      assertThat(hit).as("recall of %s", f).isGreaterThanOrEqualTo((int) (0.93 * wanted));
    }
  }

  @Test
  void attributesWrittenByHandCount() {
    Path file = folder.resolve("hand.db");
    try (SynaDB db = SynaDB.open(file);
        VectorStore store = VectorStore.on(db, 2)) {
      db.putVector("vec/a", new float[] {1, 0});
      db.putText("attr/a", "{\"x\":1}");
      db.putVector("vec/b", new float[] {1, 0});
      db.putText("attr/b", "no JSON");
      SearchOptions x = SearchOptions.filtered(Filter.eq("x", 1));
      assertThat(VectorIndexContract.keysOf(store.search(new float[] {1, 0}, 5, x)))
          .containsExactly("a");
      db.delete("attr/a");
      assertThat(store.search(new float[] {1, 0}, 5, x)).isEmpty();
    }
  }
}
