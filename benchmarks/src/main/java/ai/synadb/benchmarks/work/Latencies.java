/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

/**
 * A histogram of durations in nanoseconds, exact to three per cent. Thread safety: one thread
 * records; others may read when it is done.
 */
final class Latencies {
  private static final int SUB_BITS = 5;
  private static final int SUB = 1 << SUB_BITS;

  private final long[] counts = new long[64 * SUB];
  private long count;
  private long max;

  void record(long nanos) {
    long v = Math.max(1, nanos);
    counts[bucket(v)]++;
    count++;
    max = Math.max(max, v);
  }

  private static int bucket(long v) {
    int magnitude = 63 - Long.numberOfLeadingZeros(v);
    int sub =
        magnitude <= SUB_BITS
            ? (int) (v - (1L << magnitude))
            : (int) (v >>> (magnitude - SUB_BITS)) - SUB;
    return magnitude * SUB + sub;
  }

  private static long valueOf(int bucket) {
    int magnitude = bucket / SUB;
    long sub = bucket % SUB;
    return magnitude <= SUB_BITS ? (1L << magnitude) + sub : (SUB + sub) << (magnitude - SUB_BITS);
  }

  long count() {
    return count;
  }

  double maxMicros() {
    return max / 1e3;
  }

  /** The duration that a share of all does not exceed, in microseconds. */
  double quantileMicros(double share) {
    long rank = (long) Math.ceil(share * count);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank && seen > 0) {
        return Math.min(max, valueOf(i)) / 1e3;
      }
    }
    return max / 1e3;
  }
}
