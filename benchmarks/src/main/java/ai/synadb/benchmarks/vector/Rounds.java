/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Figures;
import ai.synadb.benchmarks.Fork;
import ai.synadb.benchmarks.Results;
import ai.synadb.benchmarks.Results.Entry;
import ai.synadb.benchmarks.work.Measured;
import ai.synadb.benchmarks.work.Scratch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs variants in rounds, every second one backward, and keeps what they find. A variant that
 * fails is left out, with the reason, and the others go on.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Rounds {
  private final VectorOptions options;
  private final Processes processes;
  private final Results results;
  private final Map<String, Object> absent;
  private int tasks;

  /** Rounds whose variants without a result go into {@code absent}. */
  Rounds(VectorOptions options, Processes processes, Results results, Map<String, Object> absent) {
    this.options = options;
    this.processes = processes;
    this.results = results;
    this.absent = absent;
  }

  /** A variant, what it has to do, and what it found in each round. */
  static final class Job {
    private final Variant variant;
    private final VectorTask task;
    private final List<Map<String, @Nullable Object>> found = new ArrayList<>();
    private @Nullable Fork fork;

    Job(Variant variant, VectorTask task) {
      this.variant = variant;
      this.task = task;
    }

    private VectorTask newTask() {
      return VectorTask.parse(task.toJson());
    }

    private void end() {
      Fork f = fork;
      if (f != null) {
        f.close();
        fork = null;
      }
    }
  }

  /** Something that may fail without ending the run. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  /** Adds to what a process found. */
  @FunctionalInterface
  interface Completion {
    void complete(Map<String, @Nullable Object> found);
  }

  /** Whether something could be done; if not, the reason is kept. */
  boolean attempt(String what, Step step) throws InterruptedException {
    absent.remove(what);
    try {
      step.run();
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      String why = e instanceof Skipped ? String.valueOf(e.getMessage()) : e.toString();
      absent.put(what, why);
      results.put("absent", absent);
      System.out.println(what + " is left out: " + why);
      return false;
    }
  }

  /** Rounds in which one variant follows the other. */
  void oneByOne(String scenario, String size, String unit, List<Job> jobs, Completion completion)
      throws Exception {
    List<Job> running = new ArrayList<>(jobs);
    for (int round = 0; round < options.whole("rounds"); round++) {
      for (Job job : order(running, round)) {
        String what = scenario + " " + size + " " + job.variant.name();
        String where = what + ", round " + (round + 1);
        if (!attempt(what, () -> measure(job, completion, where, unit))) {
          running.remove(job);
        }
      }
    }
    keep(scenario, size, unit, running);
  }

  /**
   * Rounds in which all variants are there at once and work by turns, a setting at a time: what
   * else the machine does meanwhile, in seconds or minutes, then falls on all of them alike. In its
   * first turn a process starts and opens what it searches.
   */
  void byTurns(String scenario, String size, String unit, List<Job> jobs, Completion completion)
      throws Exception {
    List<Job> running = new ArrayList<>(jobs);
    for (int round = 0; round < options.whole("rounds"); round++) {
      List<Job> waiting = order(running, round);
      try {
        while (!waiting.isEmpty()) {
          for (Job job : List.copyOf(waiting)) {
            String what = scenario + " " + size + " " + job.variant.name();
            String where = what + ", round " + (round + 1);
            if (!attempt(what, () -> turn(job, completion, where, unit))) {
              running.remove(job);
              job.end();
            }
            if (job.fork == null) {
              waiting.remove(job);
            }
          }
        }
      } finally {
        jobs.forEach(Job::end);
      }
    }
    keep(scenario, size, unit, running);
  }

  private void turn(Job job, Completion completion, String where, String unit) throws Exception {
    Fork fork = job.fork;
    if (fork == null) {
      fork = processes.start(job.variant, job.newTask());
      job.fork = fork;
    }
    if (!fork.turn()) {
      add(job, Processes.known(fork.result()), completion, where, unit);
      job.end();
    }
  }

  /** The order of a round: every second one is backward. */
  private static List<Job> order(List<Job> jobs, int round) {
    List<Job> order = new ArrayList<>(jobs);
    if (round % 2 == 1) {
      Collections.reverse(order);
    }
    return order;
  }

  /** Runs a task, in a fresh directory if it does not read an index that is there. */
  private void measure(Job job, Completion completion, String where, String unit) throws Exception {
    VectorTask t = job.newTask();
    Path fresh = options.path("work").resolve("task-" + tasks++);
    if (!t.has("index")) {
      Files.createDirectories(fresh);
      t.with("index", fresh);
    }
    try {
      add(job, processes.run(job.variant, t), completion, where, unit);
    } finally {
      Scratch.delete(fresh);
    }
  }

  private static void add(
      Job job, Map<String, Object> result, Completion completion, String where, String unit) {
    Map<String, @Nullable Object> found = new LinkedHashMap<>(result);
    completion.complete(found);
    Object value = found.get(Measured.VALUE);
    String shown = value instanceof Number n ? Figures.scaled(n.doubleValue()) : "–";
    System.out.println(where + ": " + shown + " " + unit);
    job.found.add(found);
  }

  private void keep(String scenario, String size, String unit, List<Job> jobs) {
    for (Job job : jobs) {
      results.add(new Entry(scenario, size, job.variant.name(), unit, job.found));
    }
  }
}
