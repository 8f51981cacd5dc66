/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** Medians, and how far they can be trusted. */
public final class Statistics {
  private static final int RESAMPLES = 10_000;
  private static final long SEED = 20260101;

  private Statistics() {}

  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    if (n == 0) {
      return Double.NaN;
    }
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }

  /** A median with the interval that holds 95 % of the medians of resampled rounds. */
  public record Estimate(double median, double low, double high) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s [%s, %s]",
          Figures.plain(median),
          Figures.plain(low),
          Figures.plain(high));
    }
  }

  /**
   * The median over the rounds of numerator over denominator: both of one round were measured close
   * together, so what disturbs the machine for a while cancels out.
   */
  public static Estimate ratio(double[] numerator, double[] denominator) {
    int n = Math.min(numerator.length, denominator.length);
    double[] ratios = new double[n];
    for (int i = 0; i < n; i++) {
      ratios[i] = numerator[i] / denominator[i];
    }
    return estimate(ratios);
  }

  /** The median of rounds, by bootstrap. */
  public static Estimate estimate(double[] values) {
    int n = values.length;
    if (n == 0) {
      return new Estimate(Double.NaN, Double.NaN, Double.NaN);
    }
    SplittableRandom random = new SplittableRandom(SEED);
    double[] medians = new double[RESAMPLES];
    double[] resample = new double[n];
    for (int r = 0; r < RESAMPLES; r++) {
      for (int i = 0; i < n; i++) {
        resample[i] = values[random.nextInt(n)];
      }
      medians[r] = median(resample);
    }
    Arrays.sort(medians);
    return new Estimate(
        median(values), medians[RESAMPLES / 40], medians[RESAMPLES - RESAMPLES / 40 - 1]);
  }
}
