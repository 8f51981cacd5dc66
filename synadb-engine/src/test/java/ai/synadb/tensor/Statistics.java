/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Arrays;

/** The two tests of goodness of fit that orders are judged by. */
final class Statistics {
  private Statistics() {}

  /** The probability that chi-square with so many degrees of freedom is larger. */
  static double chiSquareTail(double x, int freedom) {
    double a = freedom / 2.0;
    double z = x / 2;
    double scale = Math.exp(-z + a * Math.log(z) - logGamma(a));
    if (z < a + 1) {
      double term = 1 / a;
      double sum = term;
      for (int n = 1; term > sum * 1e-15; n++) {
        term *= z / (a + n);
        sum += term;
      }
      return 1 - sum * scale;
    }
    double b = z + 1 - a; // the continued fraction by the modified method of Lentz
    double c = 1e300;
    double d = 1 / b;
    double h = d;
    for (int i = 1; i < 10_000; i++) {
      double an = -i * (i - a);
      b += 2;
      d = 1 / (an * d + b);
      c = b + an / c;
      h *= d * c;
      if (Math.abs(d * c - 1) < 1e-15) {
        break;
      }
    }
    return h * scale;
  }

  /** By Stirling's series, shifted to where it is exact to double. */
  private static double logGamma(double x) {
    double shift = 0;
    double z = x;
    for (; z < 15; z++) {
      shift += Math.log(z);
    }
    double r = 1 / (z * z);
    double series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r / 1680))) / z;
    return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
  }

  /** The probability that uniform numbers deviate more: Kolmogorov and Smirnov's test. */
  static double uniformTail(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    double distance = 0;
    for (int i = 0; i < n; i++) {
      distance =
          Math.max(distance, Math.max(sorted[i] - (double) i / n, (i + 1.0) / n - sorted[i]));
    }
    double t = distance * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
    double tail = 0;
    for (int k = 1; k <= 100; k++) {
      tail += (k % 2 == 1 ? 2 : -2) * Math.exp(-2 * k * k * t * t);
    }
    return Math.max(0, Math.min(1, tail));
  }
}
