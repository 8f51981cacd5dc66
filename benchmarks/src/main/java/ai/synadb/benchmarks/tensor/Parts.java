/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does work in parts, each on a thread of its own. Thread safety: confined to one thread. */
final class Parts implements AutoCloseable {
  /** A part of some work. */
  @FunctionalInterface
  interface Part {
    void run(int part) throws Exception;
  }

  private final int threads;
  private final ExecutorService pool;

  Parts(int threads) {
    this.threads = threads;
    this.pool = Executors.newFixedThreadPool(threads);
  }

  void run(Part part) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int n = i;
      all.add(
          pool.submit(
              () -> {
                part.run(n);
                return null;
              }));
    }
    for (Future<?> f : all) {
      f.get();
    }
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
