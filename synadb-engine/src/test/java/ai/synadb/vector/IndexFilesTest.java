/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.CompactionPolicy;
import ai.synadb.ProgressListener;
import ai.synadb.SynaDB;
import ai.synadb.testing.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The files beside the log: that they spare building, and that nothing in them can make an answer
 * wrong.
 */
final class IndexFilesTest {
  private static final int ROWS = 1500;
  private static final int DIMENSIONS = 20;

  @TempDir Path folder;

  private final float[][] rows = Vectors.clusters(ROWS, DIMENSIONS, 3);
  private final List<String> keys = VectorIndexContract.numbered(ROWS);

  private Path file() {
    return folder.resolve("a.db");
  }

  private VectorStore open(IndexKind kind) {
    return VectorStore.builder(file(), DIMENSIONS)
        .metric(DistanceMetric.EUCLIDEAN)
        .kind(kind)
        .open();
  }

  private void create(IndexKind kind) {
    try (VectorStore store = open(kind)) {
      store.insertBatch(keys, rows);
      store.buildIndex(ProgressListener.none());
    }
  }

  private List<Path> indexFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("a.db.vec"))) {
      return files.sorted().toList();
    }
  }

  private Path segmentFile() throws IOException {
    return indexFiles().stream()
        .filter(p -> p.toString().endsWith(".seg"))
        .max(Comparator.comparingLong(p -> p.toFile().length()))
        .orElseThrow();
  }

  private void answersRightly(IndexKind kind) {
    try (VectorStore store = open(kind)) {
      answersRightly(store, keys, rows);
    }
  }

  private static void answersRightly(VectorStore store, List<String> keys, float[][] rows) {
    assertThat(store.size()).isEqualTo(keys.size());
    for (int i = 0; i < keys.size(); i += 97) {
      assertThat(
              VectorIndexContract.keysOf(
                  store.search(rows[i], 5, SearchOptions.defaults().asExact())))
          .isEqualTo(VectorIndexContract.nearest(DistanceMetric.EUCLIDEAN, keys, rows, rows[i], 5));
      assertThat(store.search(rows[i], 1).get(0).score()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(IndexKind.class)
  void opensWithoutBuilding(IndexKind kind) throws IOException {
    create(kind);
    assertThat(indexFiles()).hasSize(2);
    try (VectorStore store = open(kind)) {
      VectorStoreStats stats = store.stats();
      assertThat(stats.segments()).hasSize(1);
      assertThat(stats.waiting()).isEqualTo(kind == IndexKind.FLAT ? ROWS : 0);
      answersRightly(store, keys, rows);
    }
  }

  @ParameterizedTest
  @EnumSource(IndexKind.class)
  void noticesWhatWasWrittenWithoutIt(IndexKind kind) {
    create(kind);
    List<String> now = new ArrayList<>(keys);
    float[][] other = Vectors.clusters(ROWS + 10, DIMENSIONS, 4);
    float[][] current = new float[ROWS + 9][];
    try (SynaDB db = SynaDB.open(file())) {
      for (int i = 0; i < ROWS; i++) {
        current[i] = rows[i];
        if (i % 3 == 0) {
          db.putVector("vec/" + keys.get(i), other[i]);
          current[i] = other[i];
        }
      }
      for (int i = 0; i < 10; i++) {
        now.add("new/" + i);
        db.putVector("vec/new/" + i, other[ROWS - 1 - i]);
      }
      db.delete("vec/" + keys.get(ROWS - 1));
      now.remove(ROWS - 1);
      for (int i = 0; i < 10; i++) {
        current[ROWS - 1 + i] = other[ROWS - 1 - i];
      }
      db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
    }
    try (VectorStore store = open(kind)) {
      answersRightly(store, now, current);
    }
  }

  @ParameterizedTest
  @EnumSource(IndexKind.class)
  void anyDamageIsNoticed(IndexKind kind) throws IOException {
    create(kind);
    Random random = new Random(kind.ordinal());
    for (int i = 0; i < 60; i++) {
      List<Path> files = indexFiles();
      Path victim = files.get(i % files.size());
      byte[] whole = Files.readAllBytes(victim);
      byte[] damaged = whole.clone();
      if (i % 3 == 0) {
        damaged = java.util.Arrays.copyOf(damaged, random.nextInt(damaged.length));
      } else {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(victim, damaged);
      try (VectorStore store = open(kind)) {
        assertThat(store.size()).isEqualTo(ROWS);
        assertThat(store.search(rows[i], 1).get(0).score()).isZero();
      }
      Files.write(victim, whole);
    }
    answersRightly(kind);
  }

  @Test
  void anotherStoresFilesAreNotTaken() throws IOException {
    create(IndexKind.HNSW);
    Path elsewhere = folder.resolve("b.db");
    float[][] others = Vectors.clusters(ROWS, DIMENSIONS, 99);
    try (VectorStore b =
        VectorStore.builder(elsewhere, DIMENSIONS)
            .metric(DistanceMetric.EUCLIDEAN)
            .kind(IndexKind.HNSW)
            .open()) {
      b.insertBatch(keys, others);
      b.buildIndex(ProgressListener.none());
    }
    for (Path p : indexFiles()) {
      Files.delete(p);
    }
    try (Stream<Path> files = Files.list(folder.resolve("b.db.vec"))) {
      for (Path p : files.toList()) {
        Files.copy(p, folder.resolve("a.db.vec").resolve(p.getFileName()));
      }
    }
    answersRightly(IndexKind.HNSW);
  }

  @Test
  void ofTwoStoresOverOneCollectionOneSaves() throws IOException {
    try (SynaDB db = SynaDB.open(file());
        VectorStore a = builder(db).open();
        VectorStore b = builder(db).open()) {
      a.insertBatch(keys, rows);
      a.buildIndex(ProgressListener.none());
      List<Path> files = indexFiles();
      b.buildIndex(ProgressListener.none());
      assertThat(indexFiles()).isEqualTo(files).hasSize(2);
      answersRightly(b, keys, rows);
    }
    try (SynaDB db = SynaDB.open(file());
        VectorStore b = builder(db).open()) {
      assertThat(b.stats().waiting()).isZero();
    }
  }

  private static VectorStore.Builder builder(SynaDB db) {
    return VectorStore.builder(db, DIMENSIONS)
        .metric(DistanceMetric.EUCLIDEAN)
        .kind(IndexKind.HNSW);
  }

  @Test
  @Tag("full")
  void aSegmentIsNotWrittenForEachFewRows() throws Exception {
    int many = 16_500;
    int more = 1030;
    float[][] all = Vectors.clusters(many + more, DIMENSIONS, 6);
    List<String> names = VectorIndexContract.numbered(many + more);
    Path copied = folder.resolve("copy");
    try (VectorStore store =
        VectorStore.builder(file(), DIMENSIONS)
            .metric(DistanceMetric.EUCLIDEAN)
            .kind(IndexKind.HNSW)
            .hnsw(HnswConfig.defaults().efConstruction(32))
            .open()) {
      store.insertBatch(names.subList(0, many), java.util.Arrays.copyOf(all, many));
      store.buildIndex(ProgressListener.none());
      Path first = segmentFile();
      for (int i = many; i < many + more; i++) {
        store.insert(names.get(i), all[i]);
      }
      long deadline = System.nanoTime() + 60_000_000_000L;
      while (store.stats().waiting() > 1000 && System.nanoTime() < deadline) {
        Thread.sleep(20);
      }
      assertThat(store.stats().waiting()).isLessThan(1000);
      store.sync();
      assertThat(segmentFile()).as("a file of nearly as many rows").isEqualTo(first);
      copyTo(copied); // as a crash would leave it
      answersRightly(store, names, all);
      store.close();
      assertThat(segmentFile()).isNotEqualTo(first);
    }
    try (VectorStore store = VectorStore.open(copied.resolve("a.db"))) {
      answersRightly(store, names, all);
    }
    try (VectorStore store = open(IndexKind.HNSW)) {
      assertThat(store.stats().segments().get(0).rows()).isGreaterThan(many);
      answersRightly(store, names, all);
    }
  }

  @ParameterizedTest
  @EnumSource(IndexKind.class)
  void anIndexMayBeAheadOfTheLog(IndexKind kind) throws IOException {
    create(kind);
    byte[] log = Files.readAllBytes(file());
    float[][] others = Vectors.clusters(ROWS, DIMENSIONS, 12);
    try (VectorStore store = open(kind)) {
      for (int i = 0; i < 50; i++) {
        store.insert(keys.get(i), others[i]);
      }
      store.delete(keys.get(60));
      store.insert("new", others[100]);
      store.buildIndex(ProgressListener.none());
    }
    Files.write(file(), log); // as if all that came later had been lost
    Files.deleteIfExists(folder.resolve("a.db.ckpt"));
    Files.deleteIfExists(folder.resolve("a.db.lock"));
    answersRightly(kind);
    answersRightly(kind);
  }

  @Test
  void whatIsBuiltWhileRowsComeCanBeOpened() throws Exception {
    int many = 4500;
    float[][] all = Vectors.clusters(many, DIMENSIONS, 7);
    List<String> names = VectorIndexContract.numbered(many);
    Path copied = folder.resolve("copy");
    try (VectorStore store = open(IndexKind.HNSW)) {
      store.insertBatch(names.subList(0, 3000), java.util.Arrays.copyOf(all, 3000));
      Thread writer =
          new Thread(
              () -> {
                for (int i = 3000; i < many; i++) {
                  store.insert(names.get(i), all[i]);
                }
              });
      writer.start();
      for (int i = 0; i < 3; i++) {
        store.buildIndex(ProgressListener.none());
      }
      writer.join();
      store.sync();
      copyTo(copied);
    }
    try (VectorStore store = VectorStore.open(copied.resolve("a.db"))) {
      assertThat(store.stats().segments().get(0).kind()).isEqualTo(IndexKind.HNSW);
      answersRightly(store, names, all);
    }
  }

  private void copyTo(Path target) throws IOException {
    Path vectors = Files.createDirectories(target.resolve("a.db.vec"));
    Files.copy(file(), target.resolve("a.db"));
    for (Path p : indexFiles()) {
      Files.copy(p, vectors.resolve(p.getFileName()));
    }
  }

  @Test
  void theFolderMayGo() throws IOException {
    create(IndexKind.GWI);
    for (Path p : indexFiles()) {
      Files.delete(p);
    }
    Files.delete(folder.resolve("a.db.vec"));
    answersRightly(IndexKind.GWI);
    assertThat(indexFiles()).isNotEmpty();
  }

  @Test
  void anOldListLeadsToWhatItNames() throws IOException {
    create(IndexKind.HNSW);
    Path segment = segmentFile();
    byte[] old = Files.readAllBytes(segment);
    Path list = folder.resolve("a.db.vec/default.idx");
    byte[] oldList = Files.readAllBytes(list);
    try (VectorStore store = open(IndexKind.HNSW)) {
      store.insertBatch(keys.subList(0, 700), java.util.Arrays.copyOf(rows, 700));
      store.buildIndex(ProgressListener.none());
    }
    assertThat(segment).doesNotExist();
    Files.write(segment, old); // as if the last save had not come to its end
    Files.write(list, oldList);
    answersRightly(IndexKind.HNSW);
  }

  @Test
  void aFileOfTheOriginalIsSearched() throws IOException {
    Path fixture = folder.resolve("o.db");
    try (var in = Sample.class.getResourceAsStream("/original/vectors_cosine.db")) {
      assertThat(in).isNotNull();
      Files.copy(in, fixture);
    }
    try (VectorStore store = VectorStore.open(fixture, 64)) {
      assertThat(store.size()).isPositive();
      String key = store.keys().get(0);
      assertThat(store.search(store.get(key).orElseThrow(), 1).get(0).key()).isEqualTo(key);
    }
  }
}
