/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.work.Scratch;
import ai.synadb.vector.IndexKind;
import ai.synadb.vector.SearchHit;
import ai.synadb.vector.SearchOptions;
import ai.synadb.vector.VectorStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What is measured of SynaDB alone. */
final class OwnWork {
  private static final int BATCH = 64;
  private static final double TARGET = 0.95;

  private OwnWork() {}

  /** Exact queries by 64 and one by one; the value is the ratio of their rates. */
  static void batch(VectorTask task, Map<String, Object> result) throws Exception {
    VectorData data = VectorData.open(task.path("data"));
    float[][] q = data.queries(VectorData.REPORT).vectors();
    float[][] batch = Arrays.copyOf(q, Math.min(BATCH, q.length));
    SearchOptions exact = SearchOptions.defaults().asExact();
    try (SynaPeer peer = new SynaPeer(IndexKind.AUTO)) {
      peer.open(task.path("index"), data);
      VectorStore store = peer.store();
      double warm = task.number("warm", 2);
      double seconds = task.number("own_seconds", 3);
      Rated singly =
          () -> {
            for (float[] x : batch) {
              store.search(x, VectorData.K, exact);
            }
            return batch.length;
          };
      Rated together = () -> store.searchBatch(batch, VectorData.K, exact).size();
      perSecond(singly, warm);
      perSecond(together, warm);
      double one = perSecond(singly, seconds);
      double many = perSecond(together, seconds);
      result.put("value", many / one);
      result.put("single_per_second", one);
      result.put("batch_per_second", many);
      VectorWorker.checkSimd(task, peer, result);
    }
  }

  /** Something that is done again and again; says how much it did. */
  @FunctionalInterface
  private interface Rated {
    int run() throws Exception;
  }

  private static double perSecond(Rated r, double seconds) throws Exception {
    long start = System.nanoTime();
    long done = 0;
    while (true) {
      done += r.run();
      long nanos = System.nanoTime() - start;
      if (nanos >= seconds * 1e9) {
        return done * 1e9 / nanos;
      }
    }
  }

  /**
   * Nine searches, then an insert or a delete in turn; the value is the rate of all of these over
   * that of searches alone.
   */
  static void mixed(VectorTask task, Map<String, Object> result) throws Exception {
    VectorData data = VectorData.open(task.path("data"));
    float[][] q = data.queries(VectorData.REPORT).vectors();
    Path directory = task.path("index");
    try (VectorStore store =
        VectorStore.builder(directory.resolve(SynaPeer.FILE), data.dim()).open()) {
      int first = data.rows() - data.rows() / 10;
      SynaPeer.insert(store, data, 0, first);
      store.buildIndex(progress -> {});
      SearchOptions options = SearchOptions.defaults().recallTarget(TARGET);
      Mix mix = new Mix(store, data, first, q, options);
      double warm = task.number("warm", 2);
      double seconds = task.number("own_seconds", 3);
      perSecond(mix::reads, warm);
      double before = perSecond(mix::reads, seconds);
      perSecond(mix::all, warm);
      double all = perSecond(mix::all, seconds);
      store.buildIndex(progress -> {});
      double after = perSecond(mix::reads, seconds);
      double reads = (before + after) / 2;
      result.put("value", all / reads);
      result.put("read_only_per_second", reads);
      result.put("mixed_per_second", all);
      result.put("mixed_searches_per_second", 0.9 * all);
      result.put("recall", recallNow(store, q, options));
      result.put("simd", store.stats().kernels());
    }
  }

  /** The recall of some queries beside exact ones on what is there now. */
  private static double recallNow(VectorStore store, float[][] q, SearchOptions options) {
    int n = Math.min(100, q.length);
    long hits = 0;
    for (int i = 0; i < n; i++) {
      List<SearchHit> truth = store.search(q[i], VectorData.K, options.asExact());
      double bound = truth.get(truth.size() - 1).score() + 1e-5;
      hits +=
          store.search(q[i], VectorData.K, options).stream()
              .filter(h -> h.score() <= bound)
              .count();
    }
    return hits / (double) (n * VectorData.K);
  }

  /** A stream of searches and changes. Thread safety: confined to one thread. */
  private static final class Mix {
    private final VectorStore store;
    private final VectorData data;
    private final float[][] queries;
    private final SearchOptions options;
    private final List<Integer> live = new ArrayList<>();
    private final ArrayDeque<Integer> absent = new ArrayDeque<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private int next;
    private boolean insert;

    Mix(VectorStore store, VectorData data, int first, float[][] queries, SearchOptions options) {
      this.store = store;
      this.data = data;
      this.queries = queries;
      this.options = options;
      for (int row = 0; row < data.rows(); row++) {
        if (row < first) {
          live.add(row);
        } else {
          absent.add(row);
        }
      }
    }

    int reads() {
      for (int i = 0; i < 10; i++) {
        search();
      }
      return 10;
    }

    private void search() {
      store.search(queries[next++ % queries.length], VectorData.K, options);
    }

    int all() {
      for (int i = 0; i < 9; i++) {
        search();
      }
      insert = !insert;
      if (insert) {
        int row = absent.remove();
        store.insert(VectorData.key(row), data.base().row(row));
        live.add(row);
      } else {
        int at = random.nextInt(live.size());
        int row = live.get(at);
        live.set(at, live.get(live.size() - 1));
        live.remove(live.size() - 1);
        store.delete(VectorData.key(row));
        absent.add(row);
      }
      return 10;
    }
  }

  /** Build, open, search and merge at one size; the value is the rate at a recall of 0.95. */
  static void scale(VectorTask task, Map<String, Object> result) throws Exception {
    VectorData data = VectorData.open(task.path("data"));
    Path directory = task.path("index");
    Files.createDirectories(directory);
    try (SynaPeer peer = new SynaPeer(IndexKind.AUTO)) {
      VectorPeer.Built built = peer.build(directory, data, task.whole("threads", 2));
      result.put("put_seconds", built.putSeconds());
      result.put("index_seconds", built.indexSeconds());
      result.put("index_bytes_a_vector", SynaPeer.indexBytes(directory, data.rows()));
      result.put("all_bytes_a_vector", Scratch.bytes(directory) / (double) data.rows());
      long start = System.nanoTime();
      peer.open(directory, data);
      result.put("open_seconds", (System.nanoTime() - start) / 1e9);
      result.put("heap_bytes_a_vector", peer.heapBytes());
      VectorTask search =
          VectorTask.parse(task.toJson()).with("sets", List.of(VectorData.REPORT, VectorData.OOD));
      Map<String, Map<String, List<List<Double>>>> curves =
          new SearchWork(search, data, peer, new Turn(false)).curves();
      result.put("curves", curves);
      Curve c = Curve.of(curves.getOrDefault(VectorData.REPORT, Map.of()));
      result.put("value", c.perSecondAt(TARGET));
      result.put("p99_micros", c.p99MicrosAt(TARGET));
      result.put("merge_seconds", merge(peer.store(), data));
      VectorWorker.checkSimd(task, peer, result);
    }
  }

  /** Inserts one per cent more, and builds all into one again. */
  private static double merge(VectorStore store, VectorData data) {
    int more = Math.max(1, data.rows() / 100);
    for (int row = 0; row < more; row++) {
      store.insert("more/" + row, data.base().row(row));
    }
    long start = System.nanoTime();
    store.buildIndex(progress -> {});
    return (System.nanoTime() - start) / 1e9;
  }
}
