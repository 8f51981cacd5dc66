/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

import ai.synadb.internal.log.LogClock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that a test sets; it stands still until told, and it may be set back.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public final class ManualClock implements LogClock {
  /** 2026-01-01T00:00:00Z, where {@link #ManualClock()} starts. */
  public static final long START = 1_767_225_600_000_000L;

  private final AtomicLong micros;

  /** A clock at {@link #START}. */
  public ManualClock() {
    this(START);
  }

  /** A clock at a time. */
  public ManualClock(long micros) {
    this.micros = new AtomicLong(micros);
  }

  @Override
  public long micros() {
    return micros.get();
  }

  /** Sets the time, forwards or backwards. */
  public void set(long time) {
    micros.set(time);
  }

  /**
   * Moves the time by some microseconds, backwards if negative, and returns the time that it then
   * is.
   */
  public long advance(long by) {
    return micros.addAndGet(by);
  }
}
