/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.math.BigDecimal;

/**
 * Scales integers by powers of ten: the arithmetic of {@link AlpColumn}, rounded once.
 *
 * <h2>Two ways to one result</h2>
 *
 * <p>The quotient {@code x / 10^e} takes one division for each value, which is slow in SIMD units
 * too and would be a good part of decoding. A fused multiply-add finds it with multiplications: let
 * {@code r} be the double nearest to {@code 10^-e} and {@code s} the double nearest to {@code 10^-e
 * - r}; then
 *
 * <pre>
 *   fma(x, r, x * s)  ==  x / 10^e    for every double x that is an integer, and e up to 18
 * </pre>
 *
 * <p>Why: {@code r + s} is {@code 10^-e} within a relative 2^-105, so the sum {@code x*r + x*s}
 * before its only rounding is the quotient within 2^-104. It could round differently from the
 * quotient only if a midpoint of two doubles lay that close. Let {@code x} be {@code N} and the
 * midpoint {@code M}, each times a power of two, with {@code N < 2^53} and {@code M} odd, {@code
 * 2^53 < M < 2^54}. Times 10^e and a power of two, their difference is {@code |(2^v)N - (5^e)M|},
 * where {@code v > 0} as the terms are close. It is not zero, because {@code N} is too small to
 * have the factor {@code M}; so it is at least 1, while {@code (5^e)M} is below {@code 2^42 *
 * 2^54}: relatively, no midpoint is closer than 2^-96.
 *
 * <p>So both give the same bits on every machine, and the format is defined by the division alone.
 * Which of them runs is a matter of speed: where the processor has no fused multiply-add, {@code
 * Math.fma} falls back to decimal arithmetic, ten thousand times slower. Java has no way to ask, so
 * the class measures a few calls when it is loaded. The technique of a correction by a second
 * product is that of P. Markstein, "Computation of elementary functions on the IBM RISC System/6000
 * processor" (1990).
 *
 * <p><b>Thread safety</b>: immutable.
 */
final class DecimalScale {

  /** The largest magnitude of an exponent. */
  static final int MAX_EXPONENT = 18;

  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18
  };

  private static final double[] INVERSES = new double[MAX_EXPONENT + 1];
  private static final double[] CORRECTIONS = new double[MAX_EXPONENT + 1];

  static {
    for (int e = 0; e <= MAX_EXPONENT; e++) {
      BigDecimal exact = BigDecimal.ONE.movePointLeft(e);
      INVERSES[e] = 1 / POWERS[e];
      CORRECTIONS[e] = exact.subtract(new BigDecimal(INVERSES[e])).doubleValue();
    }
  }

  private static final int PROBE_ROUNDS = 8;
  private static final int PROBE_CALLS = 32;

  /** Interpreted code takes a tenth with the instruction; compiled code without it, 60 times. */
  private static final long PROBE_NANOS_PER_CALL = 1_000;

  private static final boolean HAS_FAST_FMA = hasFastFma();

  private DecimalScale() {}

  /** Returns {@code (double) n / 10^exponent}, or {@code n * 10^-exponent} if that is negative. */
  static double toDouble(long n, int exponent) {
    return exponent >= 0 ? (double) n / POWERS[exponent] : (double) n * POWERS[-exponent];
  }

  /** Returns 10 to {@code exponent}, rounded if that is negative. */
  static double power(int exponent) {
    return exponent >= 0 ? POWERS[exponent] : INVERSES[-exponent];
  }

  /**
   * Replaces each of {@code count} integers {@code n} in {@code values} by {@code n + base}, scaled
   * like {@link #toDouble}.
   */
  static void apply(double[] values, int from, int count, double base, int exponent) {
    if (exponent <= 0) {
      multiply(values, from, count, base, POWERS[-exponent]);
    } else if (HAS_FAST_FMA) {
      multiplyCorrected(values, from, count, base, exponent);
    } else {
      divide(values, from, count, base, exponent);
    }
  }

  /** Says whether {@link #apply} multiplies instead of dividing on this machine. */
  static boolean usesFma() {
    return HAS_FAST_FMA;
  }

  private static void multiply(double[] values, int from, int count, double base, double power) {
    for (int i = from; i < from + count; i++) {
      values[i] = (values[i] + base) * power;
    }
  }

  /** The definition. */
  static void divide(double[] values, int from, int count, double base, int exponent) {
    double power = POWERS[exponent];
    for (int i = from; i < from + count; i++) {
      values[i] = (values[i] + base) / power;
    }
  }

  /** The same result by multiplication. */
  static void multiplyCorrected(double[] values, int from, int count, double base, int exponent) {
    double inverse = INVERSES[exponent];
    double correction = CORRECTIONS[exponent];
    for (int i = from; i < from + count; i++) {
      double x = values[i] + base;
      values[i] = Math.fma(x, inverse, x * correction);
    }
  }

  private static boolean hasFastFma() {
    double[] probe = new double[PROBE_CALLS];
    long best = Long.MAX_VALUE;
    for (int round = 0; round < PROBE_ROUNDS; round++) {
      long start = System.nanoTime();
      multiplyCorrected(probe, 0, PROBE_CALLS, round + 1, 2);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best < PROBE_CALLS * PROBE_NANOS_PER_CALL;
  }
}
