/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.io;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs channel calls on a private thread, so that the interrupt of a caller never closes a channel.
 */
final class IoThread {
  private static final ExecutorService EXECUTOR = executor();

  private IoThread() {}

  private static ExecutorService executor() {
    ThreadPoolExecutor e =
        new ThreadPoolExecutor(
            1,
            1,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            r -> {
              Thread t = new Thread(null, r, "synadb-io", 0, false);
              t.setDaemon(true);
              t.setContextClassLoader(null);
              return t;
            });
    e.allowCoreThreadTimeOut(true);
    return e;
  }

  static <T extends @org.jspecify.annotations.Nullable Object> T call(Callable<T> task)
      throws IOException {
    return Uninterruptibly.await(submit(task));
  }

  /** Has a task run; {@link Uninterruptibly#await} waits for it. */
  static <T extends @org.jspecify.annotations.Nullable Object> Future<T> submit(Callable<T> task) {
    return EXECUTOR.submit(task);
  }
}
