/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import ai.synadb.SynaDB;
import ai.synadb.benchmarks.Statistics;
import ai.synadb.benchmarks.work.Scratch;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.MetricAspect;
import ai.synadb.experiment.MetricId;
import ai.synadb.experiment.MetricLogger;
import ai.synadb.experiment.Run;
import ai.synadb.experiment.RunInfo;
import ai.synadb.experiment.RunOptions;
import ai.synadb.experiment.RunQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Runs and their metrics. */
final class RunWork {
  private static final int LOGGED = 10_000_000;
  private static final int WARM = 2_000_000;
  private static final int MANY_SERIES = 100;
  private static final int TIMED = 1_000_000;

  private static final int RUNS = 10_000;
  private static final int METRICS = 20;
  private static final int STEPS = 500;
  private static final int PAGE = 50;

  private RunWork() {}

  /** Points logged by one thread until all are on the disk, per second. */
  static Map<String, Object> log(TensorTask t) throws Exception {
    String variant = t.variants().get(0);
    int series = variant.equals("synadb-100") ? MANY_SERIES : 1;
    log(t, series, WARM);
    return Map.of(variant, log(t, series, LOGGED));
  }

  private static double log(TensorTask t, int series, int points) throws Exception {
    Path directory = Files.createTempDirectory(t.directory(), "log");
    try (ExperimentTracker tracker = ExperimentTracker.open(directory.resolve("log.db"));
        Run run = tracker.experiment("e").startRun()) {
      MetricLogger[] metrics = new MetricLogger[series];
      for (int i = 0; i < series; i++) {
        metrics[i] = run.metric("m" + i);
      }
      long start = System.nanoTime();
      for (int i = 0; i < points; i++) {
        metrics[i % series].log(i * 1e-3, i / series);
      }
      run.sync();
      return points * 1e9 / (System.nanoTime() - start);
    } finally {
      Scratch.delete(directory);
    }
  }

  /** How long a call takes that logs a point, in microseconds. */
  static Map<String, Object> call(TensorTask t) throws Exception {
    log(t, 1, WARM);
    Path directory = Files.createTempDirectory(t.directory(), "call");
    double[] nanos = new double[TIMED];
    try (ExperimentTracker tracker = ExperimentTracker.open(directory.resolve("call.db"));
        Run run = tracker.experiment("e").startRun()) {
      for (int i = 0; i < TIMED; i++) {
        long start = System.nanoTime();
        run.logMetric("loss", i * 1e-3, i);
        nanos[i] = System.nanoTime() - start;
      }
    } finally {
      Scratch.delete(directory);
    }
    return Map.of("synadb", Statistics.median(nanos) / 1000);
  }

  /** The bytes in the file for each point that was logged one by one, and the bound. */
  static Map<String, Object> bytes(TensorTask t) throws Exception {
    Map<String, Object> all = new LinkedHashMap<>();
    for (boolean isFloat : new boolean[] {true, false}) {
      Path directory = Files.createTempDirectory(t.directory(), "bytes");
      Path file = directory.resolve("bytes.db");
      Losses losses = new Losses(1, TIMED, isFloat);
      try (ExperimentTracker tracker = ExperimentTracker.open(file);
          Run run = tracker.experiment("e").startRun()) {
        MetricLogger loss = run.metric("loss");
        for (int i = 0; i < TIMED; i++) {
          loss.log(losses.next(i), i, losses.micros());
        }
      }
      String type = isFloat ? "float32" : "float64";
      all.put(type, (double) Files.size(file) / TIMED);
      all.put("bound-" + type, losses.bytes() / TIMED);
      Scratch.delete(directory);
    }
    return all;
  }

  /** Milliseconds to see something of many runs. */
  static Map<String, Object> many(TensorTask t) throws Exception {
    Path file = t.directory().resolve("runs.db");
    if (!Files.exists(file)) {
      write(file);
    }
    Map<String, Object> found = new LinkedHashMap<>();
    RunQuery page = RunQuery.all().sortBy(MetricId.of("m3"), MetricAspect.MIN).limit(PAGE);
    opened(file, page, new ArrayList<>(), new ArrayList<>()); // the page cache is warm now
    List<Double> opens = new ArrayList<>();
    List<Double> firsts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      opened(file, page, opens, firsts);
    }
    found.put("open", median(opens));
    found.put("first-page", median(firsts));
    try (ExperimentTracker tracker = ExperimentTracker.open(file)) {
      List<RunInfo> runs = tracker.query(page);
      SplittableRandom random = new SplittableRandom(5);
      found.put("page", passes(t, () -> Sink.take(tracker.query(page))));
      found.put(
          "series",
          passes(
              t,
              () -> {
                String id = runs.get(random.nextInt(PAGE)).id();
                Sink.take(tracker.getMetric(id, "m" + random.nextInt(METRICS)));
              }));
    }
    return found;
  }

  private static void opened(Path file, RunQuery page, List<Double> opens, List<Double> firsts) {
    long start = System.nanoTime();
    try (SynaDB db = SynaDB.open(file);
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      long opened = System.nanoTime();
      Sink.take(tracker.query(page));
      opens.add((opened - start) / 1e6);
      firsts.add((System.nanoTime() - opened) / 1e6);
    }
  }

  private static double passes(TensorTask t, Turns.Work work) throws Exception {
    for (long start = System.nanoTime(); System.nanoTime() - start < 1e9; ) {
      work.run();
    }
    List<Double> all = new ArrayList<>();
    for (long begin = System.nanoTime(); System.nanoTime() - begin < t.seconds() * 1e9; ) {
      long start = System.nanoTime();
      work.run();
      all.add((System.nanoTime() - start) / 1e6);
    }
    return median(all);
  }

  private static double median(List<Double> all) {
    return Statistics.median(all.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static void write(Path file) {
    try (ExperimentTracker tracker = ExperimentTracker.open(file)) {
      for (int r = 0; r < RUNS; r++) {
        try (Run run = tracker.experiment("e").startRun(RunOptions.named("run " + r))) {
          run.logParam("lr", (r % 97) * 1e-4);
          Losses losses = new Losses(r, STEPS, true);
          MetricLogger[] metrics = new MetricLogger[METRICS];
          for (int m = 0; m < METRICS; m++) {
            metrics[m] = run.metric("m" + m);
          }
          for (int s = 0; s < STEPS; s++) {
            for (MetricLogger m : metrics) {
              m.log(losses.next(s), s, losses.micros());
            }
          }
          run.complete();
        }
      }
    }
  }
}
