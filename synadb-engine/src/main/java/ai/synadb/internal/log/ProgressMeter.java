/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.Progress;
import ai.synadb.ProgressListener;
import ai.synadb.error.OperationCancelledException;
import java.time.Duration;

/** Tells a listener how far long work is, not too often, and notices when it is to stop. */
public final class ProgressMeter {
  private static final long TELL_NANOS = 100_000_000;

  private final ProgressListener listener;
  private final String task;
  private final long total;
  private final long start = System.nanoTime();
  private long told;

  public ProgressMeter(ProgressListener listener, String task, long total) {
    this.listener = listener;
    this.task = task;
    this.total = total;
    tell(0);
  }

  /** Says how much is done; throws if the work is to stop. */
  public void at(long done) {
    if (Thread.currentThread().isInterrupted()) {
      throw new OperationCancelledException(task);
    }
    if (System.nanoTime() - told >= TELL_NANOS) {
      tell(done);
    }
  }

  /** Says that all is done. */
  public void finish() {
    tell(total);
  }

  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void tell(long done) {
    told = System.nanoTime();
    try {
      listener.onProgress(new Progress(task, done, total, elapsed()));
    } catch (RuntimeException e) {
      throw new OperationCancelledException(task, e);
    }
  }
}
