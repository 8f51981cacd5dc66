/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Statistics;
import ai.synadb.benchmarks.vector.VectorData.Queries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Measures curves of queries per second over recall: one query at a time, one thread. */
final class SearchWork {
  private static final int MIN_PASSES = 3;
  private static final double ENOUGH = 0.9995;

  private final VectorTask task;
  private final VectorData data;
  private final VectorPeer peer;
  private final Turn turn;
  private final List<SetOfQueries> sets = new ArrayList<>();

  /**
   * Queries, and which rows they are about.
   *
   * @param percent of the rows; 100 for no filter
   */
  private record SetOfQueries(String name, int percent, Queries queries) {}

  SearchWork(VectorTask task, VectorData data, VectorPeer peer, Turn turn) throws Exception {
    this.turn = turn;
    this.task = task;
    this.data = data;
    this.peer = peer;
    for (String name : task.list("sets")) {
      add(name);
    }
  }

  private void add(String name) throws Exception {
    int dash = name.indexOf('-');
    String plain = dash < 0 ? name : name.substring(0, dash);
    if (!data.hasQueries(plain)) {
      return;
    }
    if (dash < 0) {
      sets.add(new SetOfQueries(name, 100, data.queries(name)));
      return;
    }
    int percent = Integer.parseInt(name.substring(dash + 1));
    sets.add(new SetOfQueries(name, percent, data.selected(plain, percent)));
  }

  static void run(VectorTask task, Map<String, Object> result) throws Exception {
    Turn turn = new Turn(task.flag("turns"));
    VectorData data = VectorData.open(task.path("data"));
    try (VectorPeer peer = Peers.of(task.text("store"))) {
      long start = System.nanoTime();
      peer.open(task.path("index"), data);
      result.put("open_seconds", (System.nanoTime() - start) / 1e9);
      result.put("curves", new SearchWork(task, data, peer, turn).curves());
      VectorWorker.checkSimd(task, peer, result);
      Runtime r = Runtime.getRuntime();
      System.gc();
      result.put("heap_mib", (r.totalMemory() - r.freeMemory()) / (double) (1 << 20));
    }
  }

  /** For each set of queries and each family: number, recall, rate and 99th percentile. */
  Map<String, Map<String, List<List<Double>>>> curves() throws Exception {
    Map<String, Map<String, List<List<Double>>>> all = new LinkedHashMap<>();
    List<String> asked = task.list("families");
    for (String family : asked.isEmpty() ? peer.families() : asked) {
      double[] ladder = peer.ladder(family);
      int every = Math.max(1, task.whole("every", 1));
      turn.next();
      warm(family, ladder[ladder.length / 2]);
      double[] before = new double[sets.size()];
      for (int i = 0; i < ladder.length; i += every) {
        boolean more = false;
        for (int s = 0; s < sets.size(); s++) {
          if (before[s] >= ENOUGH) {
            continue; // slower settings can only be slower
          }
          turn.next();
          Curve.Point p = measure(family, ladder[i], sets.get(s));
          before[s] = p.recall();
          more = true;
          all.computeIfAbsent(sets.get(s).name, x -> new LinkedHashMap<>())
              .computeIfAbsent(family, x -> new ArrayList<>())
              .add(p.toList());
        }
        if (!more) {
          break;
        }
      }
    }
    return all;
  }

  private VectorPeer.Search search(String family, double knob, SetOfQueries set) throws Exception {
    VectorPeer.@Nullable Search s =
        set.percent == 100 ? peer.search(family, knob) : peer.filtered(family, knob, set.percent);
    if (s == null) {
      throw new Skipped(task.text("store") + " is not measured with filters");
    }
    return s;
  }

  private void warm(String family, double knob) throws Exception {
    for (SetOfQueries set : sets) {
      VectorPeer.Search search = search(family, knob, set);
      float[][] q = set.queries.vectors();
      long end = System.nanoTime() + (long) (task.number("warm", 2) / sets.size() * 1e9);
      for (int i = 0; System.nanoTime() < end; i++) {
        search.nearest(q[i % q.length], VectorData.K);
      }
    }
  }

  private Curve.Point measure(String family, double knob, SetOfQueries set) throws Exception {
    VectorPeer.Search search = search(family, knob, set);
    float[][] q = set.queries.vectors();
    String[][] found = new String[q.length][];
    long start = System.nanoTime();
    for (int i = 0; i < q.length; i++) {
      found[i] = search.nearest(q[i], VectorData.K);
    }
    double first = (System.nanoTime() - start) / 1e9;
    double recall = set.queries.recall(found);
    double seconds = task.number("seconds", 0.3);
    List<Double> passes = new ArrayList<>();
    long[] nanos = new long[q.length];
    double sum = 0;
    int least = first > seconds ? 1 : MIN_PASSES;
    while (passes.size() < least || sum < seconds) {
      double s = pass(search, q, nanos);
      sum += s;
      passes.add(s);
    }
    Arrays.sort(nanos);
    double middle = Statistics.median(passes.stream().mapToDouble(Double::doubleValue).toArray());
    double p99 = nanos[Math.min(nanos.length - 1, nanos.length * 99 / 100)] / 1e3;
    return new Curve.Point(family, knob, recall, q.length / middle, p99);
  }

  /** Asks all queries once; the seconds that this takes, and how long each takes. */
  private static double pass(VectorPeer.Search search, float[][] q, long[] nanos) throws Exception {
    long start = System.nanoTime();
    long before = start;
    for (int i = 0; i < q.length; i++) {
      search.nearest(q[i], VectorData.K);
      long now = System.nanoTime();
      nanos[i] = now - before;
      before = now;
    }
    return (before - start) / 1e9;
  }
}
