/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Loops over rows on several threads, with somebody who hears how far they are and may end them.
 *
 * <p>Thread safety: confined to one thread; the body runs on its threads, the watcher on the
 * caller's.
 */
public final class Work {
  /** Hears of progress; may throw, which ends the work. */
  public interface Watcher {
    /**
     * Hears that some of the work is done.
     *
     * @param units of work, in all
     */
    void done(long units);
  }

  /** Does a range of rows. */
  public interface Body {
    void run(int from, int to);
  }

  private final int threads;
  private final Watcher watcher;
  private long doneBefore;

  /**
   * Loops on a number of threads.
   *
   * @param threads 1 or more; the caller's is one of them
   */
  public Work(int threads, Watcher watcher) {
    this.threads = threads;
    this.watcher = watcher;
  }

  /** One thread, and nobody hears. */
  public static Work alone() {
    return new Work(1, units -> {});
  }

  /** How many threads there are. */
  public int threads() {
    return threads;
  }

  /** Says that some rows of a loop of the caller's own are done. */
  public void tell(int rows) {
    watcher.done(doneBefore + rows);
  }

  /** Runs a body of its own in each thread over chunks of {@code 0 .. n - 1}. */
  public void forEach(int n, int chunk, Supplier<Body> bodies) {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    int helpers = Math.min(threads - 1, (n - 1) / Math.max(1, chunk));
    Thread[] others = new Thread[Math.max(0, helpers)];
    for (int i = 0; i < others.length; i++) {
      others[i] = new Thread(() -> loop(n, chunk, next, failure, bodies, false), "synadb-index");
      others[i].setDaemon(true);
      others[i].start();
    }
    loop(n, chunk, next, failure, bodies, true);
    boolean interrupted = false;
    for (Thread t : others) {
      while (true) {
        try {
          t.join();
          break;
        } catch (InterruptedException e) {
          interrupted = true; // the others end soon: after their chunk
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    doneBefore += n;
    Throwable f = failure.get();
    if (f instanceof RuntimeException e) {
      throw e;
    }
    if (f instanceof Error e) {
      throw e;
    }
  }

  private void loop(
      int n,
      int chunk,
      AtomicInteger next,
      AtomicReference<@Nullable Throwable> failure,
      Supplier<Body> bodies,
      boolean tells) {
    try {
      Body body = bodies.get();
      while (failure.get() == null) {
        int from = next.getAndAdd(chunk);
        if (from >= n || from < 0) {
          return;
        }
        body.run(from, Math.min(n, from + chunk));
        if (tells) {
          watcher.done(doneBefore + Math.min(n, next.get()));
        }
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }
}
