/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import java.util.SplittableRandom;

/**
 * Losses as a training loop logs them: a falling curve with noise, a point every 20 ms or so.
 *
 * <p>The curve is known, so that the information in a point is that of its noise and of its time:
 * what no code can go below that does not know the noise.
 */
final class Losses {
  private static final double NOISE = 0.05;
  private static final double STEP_MICROS = 20_000;
  private static final double JITTER_MICROS = 1_000;
  private static final double LOG2_GAUSS = Math.log(Math.sqrt(2 * Math.PI * Math.E)) / Math.log(2);

  private final SplittableRandom random;
  private final int steps;
  private final boolean isFloat;
  private long micros;
  private double bits;

  /** Losses of a training of some steps, as float32 or float64. */
  Losses(long seed, int steps, boolean isFloat) {
    this.random = new SplittableRandom(seed);
    this.steps = steps;
    this.isFloat = isFloat;
    this.micros = 1_700_000_000_000_000L + seed * 1_000_000;
  }

  /** The loss of a step; to be called for each in turn. */
  double next(int step) {
    double mean = 0.1 + 2.2 * Math.exp(-5.0 * step / steps);
    double value = mean * (1 + NOISE * gaussian());
    micros += Math.max(1, Math.round(STEP_MICROS + JITTER_MICROS * gaussian()));
    double ulp = isFloat ? Math.ulp((float) value) : Math.ulp(value);
    bits += LOG2_GAUSS + log2(mean * NOISE / ulp) + LOG2_GAUSS + log2(JITTER_MICROS);
    return isFloat ? (float) value : value;
  }

  /** When that was, in microseconds since 1970. */
  long micros() {
    return micros;
  }

  /** The information in all points so far, in bytes. */
  double bytes() {
    return bits / 8;
  }

  private static double log2(double x) {
    return Math.log(x) / Math.log(2);
  }

  private double gaussian() {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
