/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Microseconds since 1970 without an allocation: the monotonic clock on a base that is set by the
 * wall clock from time to time.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class MicroClock implements LongSupplier {
  /** The clock of the machine. */
  static final MicroClock SYSTEM = new MicroClock();

  private static final long BASE_NANOS_VALID = 1_000_000_000L;

  /** What to add to the monotonic clock in microseconds. */
  private volatile long offset;

  private volatile long setAt;

  private MicroClock() {
    set(System.nanoTime());
  }

  private void set(long nanos) {
    Instant now = Instant.now();
    offset = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000 - nanos / 1000;
    setAt = nanos;
  }

  @Override
  public long getAsLong() {
    long nanos = System.nanoTime();
    if (nanos - setAt > BASE_NANOS_VALID) {
      set(nanos);
    }
    return offset + nanos / 1000;
  }
}
