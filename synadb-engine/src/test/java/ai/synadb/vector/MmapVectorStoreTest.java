/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.ProgressListener;
import ai.synadb.error.DatabaseLockedException;
import ai.synadb.error.DimensionMismatchException;
import ai.synadb.error.OperationCancelledException;
import ai.synadb.error.UnknownFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MmapVectorStoreTest extends VectorIndexContract {
  private static final SearchOptions EXACT = SearchOptions.defaults().asExact();

  @TempDir Path folder;
  private int files;

  @Override
  VectorIndex create(int dimensions, DistanceMetric metric) {
    Path file = folder.resolve("m" + files++ + ".mmap");
    return MmapVectorStore.builder(file, dimensions).metric(metric).open();
  }

  @Override
  void settle(VectorIndex index) {
    ((MmapVectorStore) index).buildIndex(ProgressListener.none());
  }

  @Test
  void opensAgainWithWhatItHas() {
    Path file = folder.resolve("a.mmap");
    float[][] rows = Vectors.noise(50, 12, 1);
    try (MmapVectorStore store =
        MmapVectorStore.builder(file, 12).metric(DistanceMetric.EUCLIDEAN).open()) {
      store.insertBatch(numbered(50), rows);
      store.insert("row/7", rows[8], Attributes.of("lang", "en"));
      store.delete("row/9");
      store.insert("row/10", rows[10], Attributes.of("year", 2024L));
      store.insert("row/10", rows[11]);
    }
    try (MmapVectorStore store = MmapVectorStore.open(file)) {
      assertThat(store.metric()).isEqualTo(DistanceMetric.EUCLIDEAN);
      assertThat(store.dimensions()).isEqualTo(12);
      assertThat(store.size()).isEqualTo(49);
      assertThat(store.get("row/7").orElseThrow()).containsExactly(rows[8]);
      assertThat(store.attributes("row/7")).contains(Attributes.of("lang", "en"));
      assertThat(store.get("row/9")).isEmpty();
      assertThat(store.attributes("row/10")).contains(Attributes.empty());
      assertThat(keysOf(store.search(rows[8], 2, EXACT))).containsExactly("row/7", "row/8");
      SearchOptions english = SearchOptions.defaults().filter(Filter.eq("lang", "en"));
      assertThat(keysOf(store.search(rows[8], 5, english))).containsExactly("row/7");
      assertThat(store.fileStats().damagedBytes()).isZero();
    }
  }

  @Test
  void anIndexIsSavedAndOpened() {
    Path file = folder.resolve("i.mmap");
    float[][] rows = Vectors.clusters(3000, 32, 4);
    MmapVectorStore.Builder builder = MmapVectorStore.builder(file, 32).kind(IndexKind.HNSW);
    try (MmapVectorStore store = builder.open()) {
      store.insertBatch(numbered(3000), rows);
      store.buildIndex(ProgressListener.none());
    }
    try (MmapVectorStore store = builder.open()) {
      assertThat(store.stats().segments())
          .containsExactly(new VectorStoreStats.Part(IndexKind.HNSW, 3000, 3000));
      assertThat(store.stats().waiting()).isZero();
      for (int i = 0; i < 50; i++) {
        assertThat(store.search(rows[i], 1).get(0).key()).isEqualTo("row/" + i);
      }
      store.insert("row/5", rows[6]);
      store.delete("row/8");
      assertThat(store.size()).isEqualTo(2999);
    }
    try (MmapVectorStore store = builder.open()) {
      assertThat(store.size()).isEqualTo(2999);
      assertThat(keysOf(store.search(rows[6], 2, EXACT))).containsExactly("row/5", "row/6");
      assertThat(store.contains("row/8")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void keysOfEveryLengthComeBack(int dimensions) {
    Path file = folder.resolve("k.mmap");
    List<String> keys = new ArrayList<>();
    for (int n = 1; n < 140; n++) { // of up to 64 characters by words, with rest and without
      keys.add(String.valueOf((char) (1 + n % 127)).repeat(n));
    }
    keys.addAll(List.of("\u007f", "\u0080", "1234567\u00e9", "\u20ac", "\ud83d\ude00", "?", "a?b"));
    Attributes attributes = Attributes.of("n", 1L);
    try (MmapVectorStore store = MmapVectorStore.builder(file, dimensions).open()) {
      for (int i = 0; i < keys.size(); i++) {
        float[] row = new float[dimensions];
        Arrays.fill(row, i + 1);
        store.insert(keys.get(i), row, i % 3 == 0 ? attributes : Attributes.empty());
      }
      for (String bad : List.of("", "a\0b", "\0", "\ud83d", "1234567\0", "x".repeat(65_536))) {
        assertThatThrownBy(() -> store.insert(bad, new float[dimensions]))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThatThrownBy(() -> store.insert(null, new float[dimensions]))
          .isInstanceOf(NullPointerException.class);
    }
    try (MmapVectorStore store = MmapVectorStore.open(file)) {
      assertThat(store.fileStats().damagedBytes()).isZero();
      assertThat(store.keys()).containsExactlyInAnyOrderElementsOf(keys);
      for (int i = 0; i < keys.size(); i++) {
        assertThat(store.get(keys.get(i)).orElseThrow()).containsOnly(i + 1).hasSize(dimensions);
        assertThat(store.attributes(keys.get(i)))
            .contains(i % 3 == 0 ? attributes : Attributes.empty());
      }
    }
  }

  @Test
  void growsWithWhatComes() {
    Path file = folder.resolve("g.mmap");
    float[][] rows = Vectors.noise(9000, 256, 9); // 10 MB, in four extents
    try (MmapVectorStore store = MmapVectorStore.builder(file, 256).kind(IndexKind.FLAT).open()) {
      assertThat(store.fileStats().fileBytes()).isEqualTo(2 << 20);
      for (int i = 0; i < 9000; i += 1000) {
        store.insertBatch(
            numbered(9000).subList(i, i + 1000), Arrays.copyOfRange(rows, i, i + 1000));
      }
      store.insert("large", rows[0], Attributes.of("text", "x".repeat(900_000)));
      assertThat(store.size()).isEqualTo(9001);
      assertThat(store.fileStats().fileBytes()).isEqualTo(16 << 20);
    }
    try (MmapVectorStore store = MmapVectorStore.open(file)) {
      for (int i = 0; i < 9000; i++) {
        assertThat(store.get("row/" + i).orElseThrow()).isEqualTo(rows[i]);
      }
      assertThat(store.attributes("large").orElseThrow().string("text").orElseThrow())
          .hasSize(900_000);
    }
    Path large = folder.resolve("l.mmap");
    try (MmapVectorStore store = MmapVectorStore.builder(large, 256).initialCapacity(5000).open()) {
      assertThat(store.fileStats().fileBytes()).isEqualTo(8 << 20);
    }
  }

  @Test
  void aCompactionGivesSpaceBack() {
    Path file = folder.resolve("c.mmap");
    float[][] rows = Vectors.noise(4000, 64, 3);
    try (MmapVectorStore store = MmapVectorStore.builder(file, 64).kind(IndexKind.GWI).open()) {
      for (int round = 0; round < 3; round++) {
        store.insertBatch(numbered(4000), rows);
      }
      store.buildIndex(ProgressListener.none());
      for (int i = 0; i < 4000; i += 2) {
        store.delete("row/" + i);
      }
      store.insert("with", rows[1], Attributes.of("a", 1L));
      long before = store.fileStats().usedBytes();
      assertThatThrownBy(
              () ->
                  store.compact(
                      p -> {
                        throw new IllegalStateException("no");
                      }))
          .isInstanceOf(OperationCancelledException.class);
      assertThat(store.fileStats().usedBytes()).isEqualTo(before);
      store.compact(ProgressListener.none());
      assertThat(store.fileStats().usedBytes()).isLessThan(before / 5);
      assertThat(store.size()).isEqualTo(2001);
      assertThat(store.get("row/3").orElseThrow()).isEqualTo(rows[3]);
      assertThat(keysOf(store.search(rows[1], 2, EXACT))).containsExactly("row/1", "with");
      store.insert("row/2", rows[2]);
      store.compact(ProgressListener.none());
    }
    try (MmapVectorStore store = MmapVectorStore.builder(file, 64).kind(IndexKind.GWI).open()) {
      assertThat(store.size()).isEqualTo(2002);
      assertThat(store.stats().waiting()).isLessThan(10); // the index was still right
      assertThat(store.get("row/2").orElseThrow()).isEqualTo(rows[2]);
      assertThat(store.attributes("with")).contains(Attributes.of("a", 1L));
    }
  }

  @Test
  void refusesWhatIsNotFinite() {
    float[] values = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (int dimensions : new int[] {1, 2, 3, 8}) {
      try (MmapVectorStore store =
          MmapVectorStore.open(folder.resolve("n" + dimensions + ".mmap"), dimensions)) {
        float[] v = new float[dimensions];
        Arrays.fill(v, -Float.MAX_VALUE);
        store.insert("largest", v);
        Arrays.fill(v, -0.0f);
        store.insert("zero", v);
        for (int i = 0; i < dimensions; i++) {
          for (float value : values) {
            v[i] = value;
            assertThatThrownBy(() -> store.insert("a", v))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(value));
            v[i] = -0.0f;
          }
        }
        assertThat(store.keys()).containsExactly("largest", "zero");
      }
    }
  }

  @Test
  void isOpenOnceAtATime() {
    Path file = folder.resolve("o.mmap");
    try (MmapVectorStore store = MmapVectorStore.open(file, 4)) {
      assertThatThrownBy(() -> MmapVectorStore.open(file))
          .isInstanceOf(DatabaseLockedException.class)
          .hasMessageContaining("o.mmap");
      store.insert("a", new float[4]);
    }
    try (MmapVectorStore store = MmapVectorStore.open(file)) {
      assertThat(store.size()).isEqualTo(1);
    }
  }

  @Test
  void refusesWhatDoesNotFit() throws Exception {
    Path file = folder.resolve("x.mmap");
    assertThatThrownBy(() -> MmapVectorStore.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x.mmap");
    MmapVectorStore.open(file, 4).close();
    assertThatThrownBy(() -> MmapVectorStore.open(file, 5))
        .isInstanceOf(DimensionMismatchException.class)
        .hasMessageContaining("4")
        .hasMessageContaining("5");
    assertThatThrownBy(
            () -> MmapVectorStore.builder(file, 4).metric(DistanceMetric.DOT_PRODUCT).open())
        .isInstanceOf(DimensionMismatchException.class);
    Path other = folder.resolve("other");
    Files.writeString(other, "not vectors");
    assertThatThrownBy(() -> MmapVectorStore.open(other, 4))
        .isInstanceOf(UnknownFormatException.class)
        .hasMessageContaining("other");
    assertThat(Files.readString(other)).isEqualTo("not vectors");
    assertThatThrownBy(() -> MmapVectorStore.builder(file, 4).initialCapacity(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MmapVectorStore.builder(file, 8193))
        .isInstanceOf(IllegalArgumentException.class);
    try (MmapVectorStore store = MmapVectorStore.open(file, 4)) {
      assertThatThrownBy(() -> store.insert("k".repeat(65_535), new float[4]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("65535");
      store.insert("k".repeat(65_534), new float[4]);
      assertThat(store.keys()).containsExactly("k".repeat(65_534));
    }
  }

  @ParameterizedTest
  @EnumSource(IndexKind.class)
  void agreesWithAModelUnderRandomOperations(IndexKind kind) {
    Random random = new Random(kind.ordinal());
    float[][] rows = Vectors.clusters(4000, 16, 7);
    Map<String, float[]> model = new TreeMap<>();
    Path file = folder.resolve(kind + ".mmap");
    MmapVectorStore.Builder builder =
        MmapVectorStore.builder(file, 16).kind(kind).metric(DistanceMetric.EUCLIDEAN);
    MmapVectorStore store = builder.open();
    for (int i = 0; i < 1500; i++) {
      switch (random.nextInt(12)) {
        case 0 -> {
          String key = Vectors.key(random.nextInt(3000));
          assertThat(store.delete(key)).isEqualTo(model.remove(key) != null);
        }
        case 1 -> {
          List<String> keys = new ArrayList<>();
          float[][] some = new float[random.nextInt(300)][];
          for (int j = 0; j < some.length; j++) {
            keys.add(Vectors.key(random.nextInt(3000)));
            some[j] = rows[random.nextInt(rows.length)];
            model.put(keys.get(j), some[j]);
          }
          store.insertBatch(keys, some);
        }
        case 2 -> {
          if (random.nextInt(20) == 0) {
            store.close();
            store = builder.open();
          } else if (random.nextInt(20) == 0) {
            store.compact(ProgressListener.none());
          } else if (random.nextInt(40) == 0) {
            store.buildIndex(ProgressListener.none());
          } else {
            store.checkpoint();
          }
        }
        case 3 -> {
          float[] q = rows[random.nextInt(rows.length)];
          List<String> keys = List.copyOf(model.keySet());
          float[][] all = model.values().toArray(new float[0][]);
          assertThat(keysOf(store.search(q, 5, EXACT)))
              .isEqualTo(nearest(DistanceMetric.EUCLIDEAN, keys, all, q, 5));
          assertThat(store.search(q, 5)).hasSize(Math.min(5, model.size()));
        }
        default -> {
          String key = Vectors.key(random.nextInt(3000));
          float[] v = rows[random.nextInt(rows.length)];
          store.insert(key, v);
          model.put(key, v);
          assertThat(store.get(key).orElseThrow()).isEqualTo(v);
        }
      }
      assertThat(store.size()).isEqualTo(model.size());
    }
    assertThat(store.keys())
        .isEqualTo(model.keySet().stream().sorted(Ranking::compareKeys).toList());
    store.close();
  }

  @Test
  void searchesBesideAWriterAndCompactions() throws Exception {
    float[][] rows = Vectors.clusters(6000, 24, 2);
    Path file = folder.resolve("b.mmap");
    AtomicBoolean done = new AtomicBoolean();
    List<Throwable> failures = new ArrayList<>();
    try (MmapVectorStore store = MmapVectorStore.builder(file, 24).kind(IndexKind.HNSW).open()) {
      store.insertBatch(numbered(2000), Arrays.copyOf(rows, 2000));
      Thread reader =
          new Thread(
              () -> {
                Random random = new Random(1);
                try {
                  while (!done.get()) {
                    int i = random.nextInt(2000);
                    SearchHit hit = store.search(rows[i], 1, EXACT).get(0);
                    if (hit.score() > 1e-9) {
                      throw new AssertionError(i + " gives " + hit);
                    }
                  }
                } catch (Throwable t) {
                  failures.add(t);
                }
              });
      reader.start();
      for (int i = 2000; i < 6000; i += 100) {
        store.insertBatch(numbered(6000).subList(i, i + 100), Arrays.copyOfRange(rows, i, i + 100));
        store.insert("row/" + (i - 2000), rows[i - 2000]); // in its own place
        if (i % 500 == 0) {
          store.compact(ProgressListener.none());
        }
      }
      done.set(true);
      reader.join();
      assertThat(failures).isEmpty();
      assertThat(store.size()).isEqualTo(6000);
    }
  }
}
