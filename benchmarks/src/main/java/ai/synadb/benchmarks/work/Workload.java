/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

/** Something to measure. */
@FunctionalInterface
public interface Workload {

  /** Warms up, measures, and cleans up what is not in the task's directory. */
  Measured run(Task task) throws Exception;
}
