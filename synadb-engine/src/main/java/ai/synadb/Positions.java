/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Positions on a log's clock and instants are the same thing: microseconds since
 * 1970-01-01T00:00:00Z.
 *
 * @since 0.1.0
 */
public final class Positions {
  private Positions() {}

  /**
   * The position of an instant, rounded down to the microsecond.
   *
   * @throws ArithmeticException if it lies more than 292,000 years from 1970
   */
  public static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), TimeUnit.SECONDS.toMicros(1)),
        instant.getNano() / 1000);
  }

  /** The instant of a position. */
  public static Instant toInstant(long position) {
    return Instant.ofEpochSecond(
        Math.floorDiv(position, 1_000_000L), Math.floorMod(position, 1_000_000L) * 1000L);
  }
}
