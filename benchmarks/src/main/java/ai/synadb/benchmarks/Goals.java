/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import ai.synadb.benchmarks.Results.Entry;
import ai.synadb.benchmarks.store.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was promised, and what came out. */
final class Goals {
  private Goals() {}

  private static final String OURS = Stores.OURS;

  static List<Outcome> evaluate(Results r) {
    List<Outcome> all = new ArrayList<>();
    over(r, all, "Append ÷ RocksDB put", "append", OURS, "rocksdb", 6, 12);
    over(r, all, "Batch ÷ RocksDB batch", "batch", OURS, "rocksdb", 3, 6);
    over(r, all, "Durable append ÷ bare append-and-force", "durable-1", OURS, "bare-force", .85, 1);
    across(r, all);
    over(r, all, "Get ÷ RocksDB", "get-1", OURS, "rocksdb", 6, 12);
    over(r, all, "Get ÷ MVStore", "get-1", OURS, "mvstore", 3, 5);
    over(r, all, "Get ÷ LMDB", "get-1", OURS, "lmdb", 1, 1.5);
    over(r, all, "Get at 10,000 versions ÷ at 1", "versions", "10000", "1", .9, 1);
    over(r, all, "Frame and CRC check ÷ memory copy", "frames", "parse", "copy", .5, .7);
    figure(r, all, "Scan with directory, records/s", "open", "scan", 10e6, 20e6);
    over(r, all, "Open by scan ÷ from checkpoint", "open", "scan", "checkpoint", 10, 50);
    plain(r, all, "History to double[], values/s", "history", "packed", 0.5e9, 1e9, false);
    over(r, all, "History ÷ walk over records", "history", "packed", "walk", 20, 40);
    plain(r, all, "Decimal-like floats ÷ 8 bytes", "compression", OURS, .40, .33, true);
    plain(r, all, "Heap for each key, bytes", "heap", OURS, 24, 16, true);
    plain(r, all, "Bytes written ÷ appended", "amplification", OURS, 2, 1.6, true);
    plain(r, all, "Seen by another process, p99 µs", "freshness", OURS, 1000, 50, true);
    return all;
  }

  private static List<Entry> entries(Results r, String scenario, String variant) {
    return Scenario.byName(scenario).stream().flatMap(s -> r.of(s, variant)).toList();
  }

  private static void over(
      Results r,
      List<Outcome> all,
      String what,
      String scenario,
      String above,
      String below,
      double floor,
      double stretch) {
    for (Entry a : entries(r, scenario, above)) {
      Entry b = r.find(scenario, a.size(), below);
      if (b != null) {
        Statistics.Estimate e = Statistics.ratio(a.samples(), b.samples());
        all.add(new Outcome(what, a.size(), e, floor, stretch, false));
      }
    }
  }

  private static void plain(
      Results r,
      List<Outcome> all,
      String what,
      String scenario,
      String variant,
      double floor,
      double stretch,
      boolean isAtMost) {
    for (Entry e : entries(r, scenario, variant)) {
      Statistics.Estimate reached = Statistics.estimate(e.samples());
      all.add(new Outcome(what, e.size(), reached, floor, stretch, isAtMost));
    }
  }

  private static void figure(
      Results r,
      List<Outcome> all,
      String what,
      String scenario,
      String variant,
      double floor,
      double stretch) {
    for (Entry e : entries(r, scenario, variant)) {
      Statistics.Estimate reached = Statistics.estimate(e.samples("records_per_second"));
      all.add(new Outcome(what, e.size(), reached, floor, stretch, false));
    }
  }

  /** Goals over two scenarios. */
  private static void across(Results r, List<Outcome> all) {
    Optional<double[]> many = samples(r, "durable-64", OURS);
    Optional<double[]> one = samples(r, "durable-1", OURS);
    if (many.isPresent() && one.isPresent()) {
      Statistics.Estimate e = Statistics.ratio(many.get(), one.get());
      all.add(new Outcome("Durable, 64 threads ÷ 1", "", e, 15, 40, false));
    }
    Optional<double[]> two = samples(r, "get-2", OURS);
    Optional<double[]> single = samples(r, "get-1", OURS);
    Optional<double[]> bareTwo = samples(r, "get-2", "bare-reads-2");
    Optional<double[]> bareOne = samples(r, "get-1", "bare-reads");
    if (two.isPresent() && single.isPresent() && bareTwo.isPresent() && bareOne.isPresent()) {
      Statistics.Estimate e =
          Statistics.ratio(
              quotients(two.get(), single.get()), quotients(bareTwo.get(), bareOne.get()));
      all.add(new Outcome("Gets 2 threads ÷ 1, over the same of bare reads", "", e, .9, 1, false));
    }
  }

  private static Optional<double[]> samples(Results r, String scenario, String variant) {
    return entries(r, scenario, variant).stream().findFirst().map(Entry::samples);
  }

  private static double[] quotients(double[] a, double[] b) {
    double[] q = new double[Math.min(a.length, b.length)];
    for (int i = 0; i < q.length; i++) {
      q[i] = a[i] / b[i];
    }
    return q;
  }
}
