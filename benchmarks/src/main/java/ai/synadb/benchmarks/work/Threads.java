/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs something on several threads that begin together. */
final class Threads {
  private Threads() {}

  /** What one thread does. */
  @FunctionalInterface
  interface Part {
    Loops.Rate run(int thread) throws Exception;
  }

  /** The sum of what the threads did per second. */
  static double perSecond(int threads, Part part) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CountDownLatch ready = new CountDownLatch(threads);
      List<Future<Loops.Rate>> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        Callable<Loops.Rate> c =
            () -> {
              ready.countDown();
              ready.await();
              return part.run(thread);
            };
        all.add(pool.submit(c));
      }
      double sum = 0;
      for (Future<Loops.Rate> f : all) {
        sum += f.get().perSecond();
      }
      return sum;
    } finally {
      pool.shutdown();
    }
  }
}
