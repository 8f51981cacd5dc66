/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.synadb.CompactionPolicy;
import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.ProgressListener;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import ai.synadb.error.DimensionMismatchException;
import ai.synadb.error.OperationCancelledException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class VectorStoreTest {
  @TempDir Path folder;
  private int files;

  private Path file() {
    return folder.resolve("vectors" + files++ + ".db");
  }

  abstract class Contract extends VectorIndexContract {
    private final IndexKind kind;

    Contract(IndexKind kind) {
      this.kind = kind;
    }

    @Override
    VectorIndex create(int dimensions, DistanceMetric metric) {
      return VectorStore.builder(file(), dimensions).metric(metric).kind(kind).open();
    }

    @Override
    void settle(VectorIndex index) {
      ((VectorStore) index).buildIndex(ProgressListener.none());
    }
  }

  @Nested
  class Automatic extends Contract {
    Automatic() {
      super(IndexKind.AUTO);
    }
  }

  @Nested
  class Flat extends Contract {
    Flat() {
      super(IndexKind.FLAT);
    }
  }

  @Nested
  class InCells extends Contract {
    InCells() {
      super(IndexKind.GWI);
    }
  }

  @Nested
  class InAGraph extends Contract {
    InAGraph() {
      super(IndexKind.HNSW);
    }
  }

  @Test
  void opensAgainWithWhatItHas() {
    Path file = file();
    float[][] rows = Vectors.noise(50, 70, 1);
    try (VectorStore store =
        VectorStore.builder(file, 70).metric(DistanceMetric.EUCLIDEAN).open()) {
      store.insertBatch(VectorIndexContract.numbered(50), rows);
    }
    try (VectorStore store = VectorStore.open(file)) {
      assertThat(store.dimensions()).isEqualTo(70);
      assertThat(store.metric()).isEqualTo(DistanceMetric.EUCLIDEAN);
      assertThat(store.size()).isEqualTo(50);
      assertThat(store.search(rows[7], 1).get(0)).isEqualTo(new SearchHit("row/7", 0));
    }
    assertThatThrownBy(() -> VectorStore.open(file, 71))
        .isInstanceOf(DimensionMismatchException.class)
        .hasMessageContaining("70")
        .hasMessageContaining("71");
    assertThatThrownBy(() -> VectorStore.open(file, 70))
        .isInstanceOf(DimensionMismatchException.class)
        .hasMessageContaining("EUCLIDEAN")
        .hasMessageContaining("COSINE");
    assertThatThrownBy(() -> VectorStore.open(file()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dimensions");
  }

  @Test
  void storesShareADatabaseWithOtherValues() {
    try (SynaDB db = SynaDB.open(file());
        VectorStore a = VectorStore.on(db, 3);
        VectorStore b =
            VectorStore.builder(db, 2)
                .collection("images")
                .metric(DistanceMetric.DOT_PRODUCT)
                .open()) {
      db.putText("doc/1", "a text");
      a.insert("1", new float[] {1, 0, 0});
      b.insert("1", new float[] {1, 0});
      b.insert("2", new float[] {2, 0});
      assertThat(a.size()).isEqualTo(1);
      assertThat(b.keys()).containsExactly("1", "2");
      assertThat(VectorIndexContract.keysOf(b.search(new float[] {1, 0}, 5)))
          .containsExactly("2", "1");
      assertThat(db.keys()).containsExactly("doc/1", "vec/1", "vec:images/1", "vec:images/2");
      assertThatThrownBy(() -> VectorStore.builder(db, 2).collection("a/b"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a/b");
    }
  }

  @Test
  void seesWhatOtherHandlesWrite() {
    Path file = file();
    try (VectorStore store = VectorStore.open(file, 2);
        SynaDB other = SynaDB.open(file)) {
      other.putVector("vec/a", new float[] {1, 0});
      assertThat(store.search(new float[] {1, 0}, 5)).hasSize(1);
      WriteBatch batch = new WriteBatch().putText("note", "with it");
      store.insert(batch, "b", new float[] {0, 1}, Attributes.empty());
      assertThat(store.size()).isEqualTo(1);
      other.write(batch);
      assertThat(store.size()).isEqualTo(2);
      other.delete("vec/a");
      other.putText("vec/b", "no vector any more");
      assertThat(store.search(new float[] {1, 0}, 5)).isEmpty();
      other.putVector("vec/c", new float[] {1, 2, 3}); // of another length: not one of ours
      assertThat(store.size()).isZero();
    }
  }

  @Test
  void goesBackInTime() {
    try (VectorStore store = VectorStore.open(file(), 2)) {
      store.insert("a", new float[] {1, 0});
      try (VectorIndex then = store.snapshot()) {
        long position = store.database().position();
        store.insert("b", new float[] {1, 0.1f});
        store.delete("a");
        assertThat(VectorIndexContract.keysOf(then.search(new float[] {1, 0}, 5)))
            .containsExactly("a");
        assertThat(VectorIndexContract.keysOf(store.search(new float[] {1, 0}, 5)))
            .containsExactly("b");
        try (VectorIndex back = store.asOf(position)) {
          assertThat(back.keys()).containsExactly("a");
          assertThatThrownBy(() -> back.insert("x", new float[2]))
              .isInstanceOf(UnsupportedOperationException.class);
        }
      }
    }
  }

  @Test
  void readsVectorsAndOtherValuesInOneSnapshot() {
    try (SynaDB db = SynaDB.open(file());
        VectorStore store = VectorStore.on(db, 2)) {
      WriteBatch first = new WriteBatch().putText("text/a", "old");
      store.insert(first, "a", new float[] {1, 0}, Attributes.of("year", 2020));
      db.write(first);
      try (Snapshot then = db.snapshot();
          VectorIndex vectors = store.at(then)) {
        WriteBatch gone = new WriteBatch().delete("text/a");
        store.delete(gone, "a");
        assertThat(store.contains("a")).isTrue();
        db.write(gone);
        assertThat(store.contains("a")).isFalse();
        assertThat(store.keys(Filter.exists("year"))).isEmpty();
        assertThat(db.keys()).isEmpty();
        assertThat(vectors.attributes("a")).contains(Attributes.of("year", 2020));
        assertThat(vectors.keys(Filter.exists("year"))).containsExactly("a");
        assertThat(then.getText("text/a")).contains("old");
        vectors.close();
        assertThat(then.getVector(store.logKey("a"))).contains(new float[] {1, 0});
      }
    }
  }

  @Test
  void tellsTheDimensionsBeforeAStoreIsOpen() {
    try (SynaDB db = SynaDB.open(file())) {
      assertThat(VectorStore.dimensions(db, "")).isEmpty();
      assertThatThrownBy(() -> VectorStore.builder(db).open())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("dimensions");
      try (VectorStore store =
          VectorStore.builder(db, 3).collection("c").metric(DistanceMetric.EUCLIDEAN).open()) {
        store.insert("a", new float[3]);
        store.delete("a");
      }
      assertThat(VectorStore.dimensions(db, "c")).hasValue(3);
      try (VectorStore store = VectorStore.builder(db).collection("c").open()) {
        assertThat(store.dimensions()).isEqualTo(3);
        assertThat(store.metric()).isEqualTo(DistanceMetric.EUCLIDEAN);
      }
      db.putVector("vec/hand", new float[5]); // as the original does it
      assertThat(VectorStore.dimensions(db, "")).hasValue(5);
      try (VectorStore store = VectorStore.builder(db).open()) {
        assertThat(store.keys()).containsExactly("hand");
      }
    }
  }

  @Test
  void aReaderFollowsTheWriter() {
    Path file = file();
    float[] east = {1, 0};
    try (VectorStore writer = VectorStore.open(file, 2)) {
      writer.insert("a", east);
      writer.flush();
      try (VectorStore reader =
          VectorStore.builder(file, 2).config(DbConfig.of(OpenMode.READ_ONLY)).open()) {
        assertThat(VectorIndexContract.keysOf(reader.search(east, 5))).containsExactly("a");
        assertThatThrownBy(() -> reader.insert("b", new float[2]))
            .isInstanceOf(UnsupportedOperationException.class);
        writer.insert("b", new float[] {1, 0.1f}, Attributes.of("x", 1));
        writer.insert("a", new float[] {0, 1});
        writer.flush();
        assertThat(VectorIndexContract.keysOf(reader.search(east, 5))).containsExactly("b", "a");
        assertThat(
                VectorIndexContract.keysOf(
                    reader.search(east, 5, SearchOptions.filtered(Filter.eq("x", 1)))))
            .containsExactly("b");
        writer.delete("b");
        writer.database().putText("vec/a", "no vector");
        writer.flush();
        assertThat(reader.search(east, 5)).isEmpty();
        assertThat(reader.size()).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(IndexKind.class)
  void goesOnAfterACompaction(IndexKind kind) {
    float[][] rows = Vectors.clusters(3000, 32, 5);
    try (VectorStore store = VectorStore.builder(file(), 32).kind(kind).open()) {
      store.insertBatch(VectorIndexContract.numbered(3000), rows);
      store.insertBatch(VectorIndexContract.numbered(1000), Arrays.copyOf(rows, 1000));
      store.buildIndex(ProgressListener.none());
      List<SearchHit> before = store.search(rows[1234], 10);
      store.database().compact(CompactionPolicy.latestOnly(), ProgressListener.none());
      assertThat(store.search(rows[1234], 10)).isEqualTo(before);
      store.insert("more", rows[1234]);
      store.buildIndex(ProgressListener.none());
      assertThat(VectorIndexContract.keysOf(store.search(rows[1234], 11))).contains("more");
    }
  }

  @ParameterizedTest
  @EnumSource(IndexKind.class)
  void agreesWithAModelUnderRandomOperations(IndexKind kind) {
    long seed = 20261125L + kind.ordinal();
    Random random = new Random(seed);
    int dimensions = 16;
    float[][] pool = Vectors.clusters(2000, dimensions, seed);
    Map<String, float[]> model = new TreeMap<>();
    Path file = file();
    VectorStore store =
        VectorStore.builder(file, dimensions).metric(DistanceMetric.EUCLIDEAN).kind(kind).open();
    try {
      for (int step = 0; step < 12_000; step++) {
        int dice = random.nextInt(1000);
        String key = "k" + random.nextInt(3000);
        float[] v = pool[random.nextInt(pool.length)];
        if (dice < 600) {
          store.insert(key, v);
          model.put(key, v);
        } else if (dice < 850) {
          assertThat(store.delete(key)).as("seed %d", seed).isEqualTo(model.remove(key) != null);
        } else if (dice < 990) {
          check(store, model, v, 1 + random.nextInt(20), random.nextInt(4) == 0, seed);
        } else if (dice < 998) {
          List<String> keys = new ArrayList<>();
          float[][] rows = new float[40][];
          for (int i = 0; i < 40; i++) {
            keys.add("k" + random.nextInt(3000));
            rows[i] = pool[random.nextInt(pool.length)];
            model.put(keys.get(i), rows[i]);
          }
          store.insertBatch(keys, rows);
        } else if (dice < 999) {
          store.buildIndex(ProgressListener.none());
        } else {
          store.close();
          store =
              VectorStore.builder(file, dimensions)
                  .metric(DistanceMetric.EUCLIDEAN)
                  .kind(kind)
                  .open();
        }
        assertThat(store.size()).as("seed %d", seed).isEqualTo(model.size());
      }
      assertThat(store.keys()).containsExactlyElementsOf(model.keySet());
    } finally {
      store.close();
    }
  }

  private static void check(
      VectorStore store, Map<String, float[]> model, float[] q, int k, boolean exact, long seed) {
    SearchOptions options = exact ? SearchOptions.defaults().asExact() : SearchOptions.defaults();
    List<SearchHit> hits = store.search(q, k, options);
    assertThat(hits).as("seed %d", seed).hasSize(Math.min(k, model.size()));
    assertThat(new HashSet<>(VectorIndexContract.keysOf(hits))).hasSameSizeAs(hits);
    for (SearchHit h : hits) {
      assertThat(model).as("seed %d", seed).containsKey(h.key());
      assertThat(h.score())
          .isCloseTo(
              VectorIndexContract.distance(DistanceMetric.EUCLIDEAN, q, model.get(h.key())),
              within(1e-9));
    }
    if (exact) {
      assertThat(VectorIndexContract.keysOf(hits))
          .as("seed %d", seed)
          .isEqualTo(
              VectorIndexContract.nearest(
                  DistanceMetric.EUCLIDEAN,
                  List.copyOf(model.keySet()),
                  model.values().toArray(new float[0][]),
                  q,
                  k));
    }
  }

  @Test
  void searchesBesideWriters() throws Exception {
    int dimensions = 24;
    float[][] pool = Vectors.clusters(4000, dimensions, 9);
    try (VectorStore store = VectorStore.builder(file(), dimensions).kind(IndexKind.HNSW).open()) {
      for (int i = 0; i < 500; i++) {
        store.insert("fixed/" + i, pool[i]); // never touched again but to be replaced by the same
      }
      AtomicBoolean stop = new AtomicBoolean();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      List<Thread> readers = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        int seed = t;
        Thread reader =
            new Thread(
                () -> {
                  Random random = new Random(seed);
                  try {
                    while (!stop.get()) {
                      int i = random.nextInt(500);
                      List<SearchHit> hits =
                          store.search(pool[i], 3, SearchOptions.defaults().asExact());
                      assertThat(VectorIndexContract.keysOf(hits)).contains("fixed/" + i);
                      assertThat(new HashSet<>(VectorIndexContract.keysOf(hits))).hasSize(3);
                    }
                  } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                  }
                });
        reader.start();
        readers.add(reader);
      }
      Random random = new Random(77);
      for (int i = 0; i < 6000 && failure.get() == null; i++) {
        int r = random.nextInt(500);
        store.insert("fixed/" + r, pool[r]);
        store.insert("new/" + random.nextInt(2000), pool[1000 + random.nextInt(3000)]);
        store.delete("new/" + random.nextInt(2000));
      }
      stop.set(true);
      for (Thread t : readers) {
        t.join();
      }
      assertThat(failure.get()).isNull();
    }
  }

  @Test
  void leavesTheOriginalAGraphAsLongAsItIsRight() {
    float[][] rows = Vectors.clusters(1200, 64, 2);
    Path file = file();
    Path sidecar = file.resolveSibling(file.getFileName() + ".hnsw");
    DbConfig config = DbConfig.builder().originalCompatible(true).build();
    try (VectorStore store =
        VectorStore.builder(file, 64).kind(IndexKind.HNSW).config(config).open()) {
      store.insertBatch(VectorIndexContract.numbered(1200), rows);
      store.delete(Vectors.key(7));
      store.buildIndex(ProgressListener.none());
    }
    try (VectorStore store =
        VectorStore.builder(file, 64).kind(IndexKind.HNSW).config(config).open()) {
      assertThat(sidecar).exists();
      ModelIndex model = new ModelIndex(64, DistanceMetric.COSINE);
      try (VectorImport hnsw = VectorImport.open(sidecar)) {
        assertThat(hnsw.into(model, ProgressListener.none()).imported()).isEqualTo(1199);
        assertThat(hnsw.problems()).isEmpty();
      }
      assertThat(model.keys()).isEqualTo(store.keys());
      assertThat(model.get(Vectors.key(9)))
          .hasValueSatisfying(v -> assertThat(v).isEqualTo(rows[9]));
      store.insert(Vectors.key(7), rows[7]);
      assertThat(sidecar).doesNotExist();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = IndexKind.class,
      names = {"FLAT", "GWI", "HNSW"})
  void aFewRowsAreBuiltAndFound(IndexKind kind) {
    for (DistanceMetric metric : DistanceMetric.values()) {
      for (int n : new int[] {1, 2, 31, 33, 64, 70, 99, 128}) {
        float[][] rows = Vectors.noise(n, 20, n);
        try (VectorStore store = VectorStore.builder(file(), 20).metric(metric).kind(kind).open()) {
          store.insertBatch(VectorIndexContract.numbered(n), rows);
          store.buildIndex(p -> {});
          for (float[] row : rows) {
            List<String> found = VectorIndexContract.keysOf(store.search(row, 5));
            List<String> exact =
                VectorIndexContract.keysOf(
                    store.search(row, 5, SearchOptions.defaults().asExact()));
            assertThat(found).as("%s of %d", metric, n).hasSize(Math.min(5, n));
            assertThat(found.get(0)).isEqualTo(exact.get(0));
          }
        }
      }
    }
  }

  /** It is no way to ask for all rows: the walk is that of as many candidates as are asked for. */
  @Test
  void fewerCandidatesThanHitsCountAsSoMany() {
    float[][] rows = Vectors.noise(5000, 64, 1);
    float[][] queries = Vectors.noise(20, 64, 2);
    try (VectorStore store = VectorStore.builder(file(), 64).kind(IndexKind.HNSW).open()) {
      store.insertBatch(VectorIndexContract.numbered(rows.length), rows);
      store.buildIndex(p -> {});
      int missed = 0;
      for (float[] query : queries) {
        List<SearchHit> exact = store.search(query, 10, SearchOptions.defaults().asExact());
        List<SearchHit> ten = store.search(query, 10, SearchOptions.defaults().efSearch(10));
        assertThat(store.search(query, 10, SearchOptions.defaults().efSearch(1))).isEqualTo(ten);
        assertThat(ten).hasSize(10);
        missed += ten.equals(exact) ? 0 : 1;
      }
      assertThat(missed).as("queries that a walk so narrow does not answer wholly").isPositive();
    }
  }

  @Test
  void aBuildTellsItsProgressAndCanBeCancelled() {
    float[][] rows = Vectors.clusters(3000, 32, 2);
    try (VectorStore store = VectorStore.builder(file(), 32).kind(IndexKind.HNSW).open()) {
      store.insertBatch(VectorIndexContract.numbered(3000), rows);
      assertThatThrownBy(
              () ->
                  store.buildIndex(
                      p -> {
                        throw new IllegalStateException("enough");
                      }))
          .isInstanceOf(OperationCancelledException.class);
      assertThat(store.search(rows[5], 1).get(0).key()).isEqualTo("row/5");
      List<Long> told = new ArrayList<>();
      store.buildIndex(p -> told.add(p.done()));
      assertThat(told.get(0)).isZero();
      assertThat(told).isSorted();
      assertThat(store.stats().waiting()).isZero();
      assertThat(store.stats().segments()).hasSize(1);
    }
  }
}
