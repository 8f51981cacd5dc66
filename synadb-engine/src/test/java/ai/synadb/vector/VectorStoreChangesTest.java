/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.synadb.CompactionPolicy;
import ai.synadb.ProgressListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Searches while rows come and go, their attributes change, and the log is compacted. */
final class VectorStoreChangesTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("v.db");
  }

  @ParameterizedTest
  @EnumSource(DistanceMetric.class)
  void whatIsNewIsFoundBesideWhatIsBuilt(DistanceMetric metric) {
    float[][] rows = Vectors.clusters(4000, 48, 5);
    try (VectorStore store =
        VectorStore.builder(file(), 48).metric(metric).kind(IndexKind.HNSW).open()) {
      store.insertBatch(VectorIndexContract.numbered(3000), Arrays.copyOf(rows, 3000));
      store.buildIndex(p -> {});
      for (int i = 3000; i < 4000; i++) {
        store.insert("new/" + i, rows[i]);
      }
      SearchOptions options = SearchOptions.defaults().recallTarget(0.99);
      Filter onlyOld = Filter.keyPrefix("row/");
      int wanted = 0;
      int found = 0;
      for (int i = 0; i < 200; i++) {
        float[] query = rows[19 * i];
        List<SearchHit> exact = store.search(query, 10, options.asExact());
        List<SearchHit> hits = store.search(query, 10, options);
        assertThat(hits).hasSize(10);
        for (SearchHit h : exact) {
          boolean isNew = h.key().startsWith("new/");
          wanted += isNew ? 1 : 0;
          found += isNew && hits.contains(h) ? 1 : 0;
        }
        assertThat(store.search(query, 10, options.filter(onlyOld)))
            .allMatch(h -> h.key().startsWith("row/"))
            .hasSize(10);
      }
      assertThat(wanted).isGreaterThan(200);
      assertThat(found / (double) wanted).isGreaterThan(0.99);
      // Where there are fewer than asked for, no row of any kind is left out.
      assertThat(store.search(rows[1], 4001, options)).hasSize(4000);
    }
  }

  /** Blocks of codes, cells and pages that are not full, also where all of them are candidates. */
  @Test
  void rowsMayComeWhileOthersAreFoundAgainAfterACompaction() throws Exception {
    int n = 5000;
    float[][] rows = Vectors.clusters(n, 24, 10);
    try (VectorStore store = VectorStore.builder(file(), 24).kind(IndexKind.HNSW).open()) {
      store.insertBatch(VectorIndexContract.numbered(2000), Arrays.copyOf(rows, 2000));
      store.buildIndex(p -> {});
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread writer =
          new Thread(
              () -> {
                try {
                  for (int i = 2000; i < n; i++) {
                    store.insert(Vectors.key(i), rows[i]);
                  }
                } catch (Throwable e) {
                  failure.set(e);
                }
              });
      writer.start();
      Random random = new Random(5);
      while (writer.isAlive()) {
        store.database().compact(CompactionPolicy.latestOnly(), ProgressListener.none());
        for (int i = 0; i < 20; i++) {
          float[] query = rows[random.nextInt(2000)];
          assertThat(store.search(query, 1).get(0).score()).isCloseTo(0, within(1e-6));
        }
        store.buildIndex(p -> {});
        assertThat(store.search(rows[1], 100)).hasSize(100);
      }
      writer.join();
      assertThat(failure.get()).isNull();
      for (int i = 0; i < n; i += 7) {
        assertThat(store.search(rows[i], 1, SearchOptions.defaults().asExact()).get(0).key())
            .isEqualTo(Vectors.key(i));
      }
      assertThat(store.size()).isEqualTo(n);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = IndexKind.class,
      names = {"GWI", "HNSW"})
  void aFilterFollowsAttributesThatChange(IndexKind kind) {
    int n = 4000;
    float[][] rows = Vectors.clusters(n, 48, 8);
    Random random = new Random(2);
    long[] group = new long[n];
    boolean[] gone = new boolean[n];
    try (VectorStore store = VectorStore.builder(file(), 48).kind(kind).open()) {
      for (int i = 0; i < n; i++) {
        group[i] = random.nextInt(20);
        store.insert(Vectors.key(i), rows[i], Attributes.of("g", group[i]));
      }
      store.buildIndex(p -> {});
      SearchOptions options =
          SearchOptions.defaults().recallTarget(0.99).filter(Filter.eq("g", 3L));
      int wanted = 0;
      int found = 0;
      for (int round = 0; round < 40; round++) {
        for (int q = 0; q < 5; q++) {
          float[] query = rows[random.nextInt(n)];
          List<SearchHit> exact = store.search(query, 10, options.asExact());
          List<SearchHit> hits = store.search(query, 10, options);
          assertThat(exact).hasSize(10);
          assertThat(hits).hasSize(10);
          for (SearchHit h : hits) {
            int row = Integer.parseInt(h.key().substring(4));
            assertThat(group[row]).isEqualTo(3);
            assertThat(gone[row]).isFalse();
          }
          wanted += 10;
          found += (int) exact.stream().filter(hits::contains).count();
        }
        for (int c = 0; c < 100; c++) { // in the end most of those that matched do not any more
          int row = random.nextInt(n);
          group[row] = random.nextInt(20);
          store
              .database()
              .putText("attr/" + Vectors.key(row), Attributes.of("g", group[row]).toJson());
        }
        int row = random.nextInt(n);
        gone[row] = true;
        store.delete(Vectors.key(row));
      }
      assertThat(found / (double) wanted).isGreaterThan(0.98);
    }
  }

  @Test
  void aFilterMayBeUsedWhileRowsComeAndAttributesChange() throws Exception {
    int n = 6000;
    float[][] rows = Vectors.clusters(n, 32, 9);
    try (VectorStore store = VectorStore.builder(file(), 32).kind(IndexKind.HNSW).open()) {
      for (int i = 0; i < 4500; i++) {
        store.insert(Vectors.key(i), rows[i], Attributes.of("g", i % 20L));
      }
      store.buildIndex(p -> {});
      SearchOptions options = SearchOptions.defaults().filter(Filter.eq("g", 3L));
      AtomicBoolean isDone = new AtomicBoolean();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      List<Thread> readers = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        Random random = new Random(t);
        readers.add(
            new Thread(
                () -> {
                  try {
                    while (!isDone.get()) {
                      List<SearchHit> hits = store.search(rows[random.nextInt(n)], 10, options);
                      assertThat(hits).hasSize(10);
                      for (SearchHit h : hits) {
                        assertThat(Integer.parseInt(h.key().substring(4)) % 20).isEqualTo(3);
                      }
                    }
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                }));
      }
      readers.forEach(Thread::start);
      for (int i = 4500; i < n; i++) {
        store.insert(Vectors.key(i), rows[i], Attributes.of("g", i % 20L));
        int other = 20 * (i % 100) + 3; // now one of them, now not
        store
            .database()
            .putText(
                "attr/" + Vectors.key(other), Attributes.of("g", i % 2 == 0 ? 3L : 4L).toJson());
      }
      isDone.set(true);
      for (Thread t : readers) {
        t.join();
      }
      assertThat(failure.get()).isNull();
      assertThat(store.search(rows[0], 400, options)).hasSize(expectedInGroup(n));
    }
  }

  /** All of the group but those that were last given another: with an odd number of a hundred. */
  private static int expectedInGroup(int n) {
    int count = 0;
    for (int i = 3; i < n; i += 20) {
      boolean isOther = i < 2000 && i / 20 % 2 == 1;
      count += isOther ? 0 : 1;
    }
    return count;
  }

  @Test
  void aCommitListenerCannotCloseOrBuild() throws Exception {
    List<Throwable> refused = new ArrayList<>();
    try (VectorStore store = VectorStore.builder(file(), 4).open()) {
      try (AutoCloseable listening =
          store
              .database()
              .onCommit(
                  commit -> {
                    for (Runnable r :
                        List.<Runnable>of(store::close, () -> store.buildIndex(p -> {}))) {
                      try {
                        r.run();
                      } catch (IllegalStateException e) {
                        refused.add(e);
                      }
                    }
                  })) {
        assertThat(listening).isNotNull();
        store.insert("a", new float[] {1, 2, 3, 4});
      }
      assertThat(refused)
          .isNotEmpty()
          .allSatisfy(e -> assertThat(e).hasMessageContaining("listener must not"));
      assertThat(refused.size() % 2).isZero();
      store.insert("b", new float[] {4, 3, 2, 1}); // it is open
      assertThat(store.size()).isEqualTo(2);
    }
  }

  @Test
  void aSetOfAllRowsHasThemAndNoMore() {
    for (int n = 0; n < 200; n++) {
      RowSet all = RowSet.all(n);
      assertThat(all.cardinality()).isEqualTo(n).isEqualTo(all.count(0, 1000));
      assertThat(all.contains(Math.max(0, n - 1))).isEqualTo(n > 0);
      assertThat(all.contains(n)).isFalse();
      assertThat(all.next(Math.max(0, n - 1))).isEqualTo(n - 1);
    }
  }
}
