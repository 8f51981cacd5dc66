/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the parts of a large check on two threads, and fails with the first failure of either. */
final class InParallel {
  static final int THREADS = 2;

  private InParallel() {}

  /** One part of the work. */
  interface Part {
    void run(int thread) throws Exception;
  }

  static void run(Part part) throws Exception {
    run(THREADS, part);
  }

  static void run(int threads, Part part) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int n = t;
        tasks.add(
            () -> {
              part.run(n);
              return null;
            });
      }
      for (Future<Void> f : executor.invokeAll(tasks)) {
        f.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (Exception) e.getCause();
    } finally {
      executor.shutdown();
    }
  }

  /** The size factor of the heavy suites. */
  static double sizes() {
    return Double.parseDouble(System.getProperty("sizes", "1"));
  }

  /**
   * Which part of the whole is gone through, where sizes are below 1: 0 in a build, 1 in CI too.
   */
  static int part() {
    return Integer.getInteger("part", 0);
  }
}
