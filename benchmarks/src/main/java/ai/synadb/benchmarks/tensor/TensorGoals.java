/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import static ai.synadb.benchmarks.tensor.TensorScenario.MLFLOW_FILES;
import static ai.synadb.benchmarks.tensor.TensorScenario.MLFLOW_SQLITE;

import ai.synadb.benchmarks.Outcome;
import ai.synadb.benchmarks.Results;
import ai.synadb.benchmarks.Results.Entry;
import ai.synadb.benchmarks.Statistics;
import java.util.ArrayList;
import java.util.List;

/** What was promised, and what came out. */
final class TensorGoals {
  private final Results results;
  private final List<Outcome> all = new ArrayList<>();

  private TensorGoals(Results results) {
    this.results = results;
  }

  static List<Outcome> evaluate(Results results) {
    return new TensorGoals(results).all();
  }

  private List<Outcome> all() {
    for (String way : List.of("get", "read")) {
      String into = way.equals("get") ? "Into a new array" : "Into a buffer";
      over(into + " ÷ loop that checks", way, "synadb", "bare-checked", 0.9, 1);
      copy(into + " ÷ copy", way);
    }
    over("Into a buffer, 2 threads ÷ copy by one", "read", "synadb-2", "bare-copy", 1, 1.5);
    atMost("Opening a view, µs", "view", "synadb", 50, 10);
    over("Storing ÷ channel write", "put", "synadb", "bare-write", 0.85, 0.95);
    over("Storing and sync ÷ write and force", "put-sync", "synadb", "bare-write", 0.9, 0.97);
    over("Random rows ÷ memory gather", "rows", "synadb", "bare-gather", 0.6, 0.8);
    over("Shuffled ÷ sequential", "stream", "shuffled", "sequential", 0.7, 0.9);
    over("Into a new array ÷ jHDF", "peers", "synadb", "jhdf", 2, 4);
    over("View and copy ÷ .npy mapped and copied", "peers", "synadb-view", "npy-mapped", 1, 1.1);
    over("Loading ÷ SHA-256", "load", "synadb", "bare-sha256", 0.9, 0.98);
    save();
    atLeast("Points logged, on the disk, 1/s", "log", "synadb", 1e6, 3e6);
    over("Logging ÷ MLflow's log_batch, SQLite", "log", "synadb", MLFLOW_SQLITE, 10, 100);
    over("Logging ÷ MLflow's log_batch, files", "log", "synadb", MLFLOW_FILES, 10, 100);
    atMost("A call that logs, µs", "log-call", "synadb", 1, 0.2);
    atMost("A point of float32 losses, bytes", "log-bytes", "float32", 5.5, 4.5);
    atMost("A point of float64 losses, bytes", "log-bytes", "float64", 9, 8);
    atMost("A page of runs by a metric's minimum, ms", "runs", "page", 50, 10);
    atMost("A series of 500 points, ms", "runs", "series", 1, 0.1);
    atMost("Opening the file, ms", "runs", "open", 1000, 100);
    return all;
  }

  private List<Entry> entries(String scenario, String variant) {
    return results.entries().stream()
        .filter(e -> e.scenario().equals(scenario) && e.variant().equals(variant))
        .toList();
  }

  private void over(
      String what, String scenario, String above, String below, double floor, double stretch) {
    for (Entry a : entries(scenario, above)) {
      Entry b = results.find(scenario, a.size(), below);
      if (b != null) {
        Statistics.Estimate e = Statistics.ratio(a.samples(), b.samples());
        all.add(new Outcome(what, a.size(), e, floor, stretch, false));
      }
    }
  }

  /** Newer JVMs copy faster, so less of it is left. */
  private void copy(String what, String scenario) {
    for (Entry a : entries(scenario, "synadb")) {
      Entry b = results.find(scenario, a.size(), "bare-copy");
      if (b != null) {
        double floor = a.size().endsWith(" 17") ? 0.7 : 0.6;
        Statistics.Estimate e = Statistics.ratio(a.samples(), b.samples());
        all.add(new Outcome(what, a.size(), e, floor, 0.92, false));
      }
    }
  }

  private void atLeast(String what, String scenario, String variant, double floor, double stretch) {
    for (Entry e : entries(scenario, variant)) {
      all.add(new Outcome(what, e.size(), Statistics.estimate(e.samples()), floor, stretch, false));
    }
  }

  private void atMost(String what, String scenario, String variant, double floor, double stretch) {
    for (Entry e : entries(scenario, variant)) {
      all.add(new Outcome(what, e.size(), Statistics.estimate(e.samples()), floor, stretch, true));
    }
  }

  /** Over the slower of hashing, and of writing and forcing. */
  private void save() {
    for (Entry a : entries("save", "synadb")) {
      Entry hash = results.find("save", a.size(), "bare-sha256");
      Entry write = results.find("save", a.size(), "bare-write-force");
      if (hash != null && write != null) {
        double[] h = hash.samples();
        double[] w = write.samples();
        double[] slower = new double[Math.min(h.length, w.length)];
        for (int i = 0; i < slower.length; i++) {
          slower[i] = Math.min(h[i], w[i]);
        }
        Statistics.Estimate e = Statistics.ratio(a.samples(), slower);
        all.add(
            new Outcome(
                "Saving ÷ the slower of SHA-256 and write and force",
                a.size(),
                e,
                0.8,
                0.92,
                false));
      }
    }
  }
}
