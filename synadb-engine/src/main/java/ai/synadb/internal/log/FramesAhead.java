/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.io.Uninterruptibly;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks records on a thread of its own, some runs ahead of the one who takes them: a
 * scan spends half of its time on checksums and half on waiting for the directory's memory.
 *
 * <p>Thread safety: confined to one thread, that of the taker.
 */
final class FramesAhead implements AutoCloseable {
  private static final int RUNS = 8;

  private final FrameReader reader;
  private final long to;
  private final BlockingQueue<FrameRun> empty = new ArrayBlockingQueue<>(RUNS);
  private final BlockingQueue<FrameRun> full = new ArrayBlockingQueue<>(RUNS);
  private final Thread thread;
  private volatile boolean isClosed;
  private volatile @Nullable Throwable failure;
  private @Nullable FrameRun taken;

  /** Begins to read records from {@code from} on, up to {@code to}. */
  FramesAhead(FrameReader reader, long from, long to) {
    this.reader = reader;
    this.to = to;
    for (int i = 0; i < RUNS; i++) {
      empty.add(new FrameRun());
    }
    thread = new Thread(() -> read(from), "synadb-scan");
    thread.setDaemon(true);
    thread.start();
  }

  private void read(long from) {
    long at = from;
    boolean isLast = false;
    while (!isLast && !isClosed) {
      FrameRun run;
      try {
        run = empty.take();
      } catch (InterruptedException e) {
        return; // closed
      }
      try {
        reader.fill(run, at, to);
      } catch (Throwable e) { // the taker's to deal with
        failure = e;
        run.clear();
        run.setLast();
      }
      isLast = run.isLast();
      at = run.count() > 0 ? run.next(run.count() - 1) : at;
      full.add(run);
    }
  }

  /** The next run, which is the caller's until the next call. After the last one there is none. */
  FrameRun take() {
    if (taken != null) {
      empty.add(taken);
    }
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          taken = full.take();
          break;
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
    Throwable e = failure;
    if (e != null && taken.isLast()) {
      if (e instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e; // a run is filled without checked exceptions
    }
    return taken;
  }

  /** Ends the thread, and returns when it has ended. */
  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    Uninterruptibly.join(thread);
  }
}
