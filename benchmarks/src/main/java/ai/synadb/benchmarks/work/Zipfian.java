/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import java.util.SplittableRandom;

/**
 * Draws items by a Zipfian distribution with exponent 0.99, scattered over the key space, as YCSB
 * does (Gray et al., "Quickly generating billion-record synthetic databases", SIGMOD 1994).
 *
 * <p>Thread safety: confined to one thread.
 */
final class Zipfian {
  private static final double THETA = 0.99;

  private final long items;
  private final double zetaN;
  private final double alpha;
  private final double eta;
  private final SplittableRandom random;

  Zipfian(long items, long seed) {
    this.items = items;
    this.random = new SplittableRandom(seed);
    this.zetaN = zeta(items);
    this.alpha = 1 / (1 - THETA);
    this.eta = (1 - Math.pow(2.0 / items, 1 - THETA)) / (1 - zeta(2) / zetaN);
  }

  private static double zeta(long n) {
    double sum = 0;
    for (long i = 1; i <= n; i++) {
      sum += 1 / Math.pow((double) i, THETA);
    }
    return sum;
  }

  /** The next item, 0 to items - 1. */
  long next() {
    return Long.remainderUnsigned(Data.mix(rank()), items);
  }

  private long rank() {
    double u = random.nextDouble();
    double uz = u * zetaN;
    if (uz < 1) {
      return 0;
    }
    if (uz < 1 + Math.pow(0.5, THETA)) {
      return 1;
    }
    return (long) (items * Math.pow(eta * u - eta + 1, alpha));
  }
}
