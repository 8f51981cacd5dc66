/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import ai.synadb.benchmarks.Json;

/** The main class of a forked JVM: runs one task and prints what it found as one line of JSON. */
public final class Worker {
  /** What the line begins with. */
  public static final String RESULT = "RESULT ";

  /** Before the name of a scenario: fill the directory instead of measuring. */
  public static final String PREPARE = "prepare:";

  private Worker() {}

  /** Runs the task that {@link Task#toArguments} made these arguments of. */
  public static void main(String[] args) throws Exception {
    Task task = Task.of(args);
    Measured m = workload(task).run(task);
    System.out.println(RESULT + Json.write(m.toMap()));
    System.out.flush();
  }

  private static Workload workload(Task t) {
    String name = t.scenario();
    if (t.variant().startsWith("bare")) {
      return name.startsWith(PREPARE) ? Bare::prepare : bare(t.variant());
    }
    if (name.startsWith(PREPARE)) {
      return StoreWorkloads::prepare;
    }
    return Scenarios.of(name);
  }

  private static Workload bare(String variant) {
    switch (variant) {
      case Scenarios.BARE_COPY:
        return Bare::copy;
      case Scenarios.BARE_APPEND:
        return Bare::append;
      case Scenarios.BARE_FORCE:
        return Bare::force;
      case Scenarios.BARE_READS:
        return Bare::readsOneThread;
      case Scenarios.BARE_READS_2:
        return Bare::readsTwoThreads;
      default:
        throw new IllegalArgumentException(variant);
    }
  }
}
