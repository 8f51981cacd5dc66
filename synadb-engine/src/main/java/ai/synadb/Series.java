/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

/**
 * The numeric history of a key as arrays of one length, oldest first.
 *
 * <p>Values that are not numbers are left out; integers are widened to double. A value that was
 * written without a step has its index in the series as step; one without a time of its own has the
 * time at which it was written.
 *
 * <p>The arrays are the caller's: nothing else refers to them. Thread safety: not safe, guard
 * externally.
 *
 * @param positions when each was written, in microseconds since 1970
 * @param steps the steps
 * @param times the times, in microseconds since 1970
 * @param values the values
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // made to hand columns over; equality is not meant
public record Series(long[] positions, long[] steps, long[] times, double[] values) {

  /** The number of values. */
  public int size() {
    return values.length;
  }
}
