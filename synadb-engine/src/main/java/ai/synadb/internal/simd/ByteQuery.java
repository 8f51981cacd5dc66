/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

/**
 * A query for dot products with rows of bytes in plain Java, four products to a multiplication.
 *
 * <p>With {@code X = 2^16} the product of {@code a0 + a1 X + a2 X² + a3 X³} and {@code b3 + b2 X +
 * b1 X² + b0 X³} has {@code a0 b0 + a1 b1 + a2 b2 + a3 b3} at {@code X³}: the highest sixteen bits
 * of 64, so nothing has to be masked. What is at the lower powers may be negative and then borrows
 * a one from there; it is less than half of {@code X³} though, so that adding a half before the
 * shift gives it back. All of this holds while sums of four products have fewer than sixteen bits:
 * a row's bytes have seven and a sign, so the query's have six and a sign. That is coarse; so it is
 * rounded to two such digits, {@code 128 high + low}, each of which is multiplied. (A byte of -128,
 * which only a damaged file has, may make a sum too large; then it is wrong, and nothing worse.)
 *
 * <p>Thread safety: confined to one thread.
 */
final class ByteQuery {
  /** The largest magnitude: a high digit of 62, and a low one of 63. */
  private static final int LARGEST = 62 * 128 + 63;

  private static final long FLIP = 0x8080_8080_8080_8080L;
  private static final long EVEN = 0x00ff_00ff_00ff_00ffL;
  private static final long ZERO = 0x0080_0080_0080_0080L;
  private static final long HALF = 1L << 47;
  private static final int SHIFT = 48;

  /** For each long of a row the high digits of its even and odd bytes, then the low ones. */
  private final long[] digits;

  private final int rowLongs;
  private float step;

  ByteQuery(int dims) {
    rowLongs = dims / 8;
    digits = new long[4 * rowLongs];
  }

  /** Whether the query could be rounded; not if it is too small to divide by. */
  boolean isReady() {
    return step > 0;
  }

  void prepare(float[] q, int at) {
    float max = largestMagnitude(q, at, 8 * rowLongs);
    float inverse = LARGEST / max;
    step = inverse <= Float.MAX_VALUE && max <= Float.MAX_VALUE ? max / LARGEST : 0;
    if (!isReady()) {
      return;
    }
    for (int i = 0; i < rowLongs; i++) {
      int first = at + (i >> 2) * 32 + 2 * (i & 3); // see Kernels for where elements lie
      long evenHigh = 0;
      long oddHigh = 0;
      long evenLow = 0;
      long oddLow = 0;
      for (int b = 6; b >= 0; b -= 2) {
        int x = first + 8 * (b & 3) + (b >> 2);
        int shift = SHIFT - 8 * b;
        int even = rounded(q[x] * inverse);
        int odd = rounded(q[x + 8] * inverse);
        int low = low(even);
        evenLow += (long) low << shift;
        evenHigh += (long) ((even - low) >> 7) << shift;
        low = low(odd);
        oddLow += (long) low << shift;
        oddHigh += (long) ((odd - low) >> 7) << shift;
      }
      digits[4 * i] = evenHigh;
      digits[4 * i + 1] = oddHigh;
      digits[4 * i + 2] = evenLow;
      digits[4 * i + 3] = oddLow;
    }
  }

  /**
   * The largest magnitude, of a number that is a multiple of four; or NaN. Bits of magnitudes are
   * in the order of these, and the larger of two integers is found much faster.
   */
  private static float largestMagnitude(float[] x, int at, int n) {
    int a = 0;
    int b = 0;
    int c = 0;
    int d = 0;
    for (int i = at; i < at + n; i += 4) {
      a = Math.max(a, Float.floatToRawIntBits(x[i]) & Integer.MAX_VALUE);
      b = Math.max(b, Float.floatToRawIntBits(x[i + 1]) & Integer.MAX_VALUE);
      c = Math.max(c, Float.floatToRawIntBits(x[i + 2]) & Integer.MAX_VALUE);
      d = Math.max(d, Float.floatToRawIntBits(x[i + 3]) & Integer.MAX_VALUE);
    }
    return Float.intBitsToFloat(Math.max(Math.max(a, b), Math.max(c, d)));
  }

  /** The nearest integer of a small number. */
  private static int rounded(float x) {
    return (int) (x + (LARGEST + 1.5f)) - (LARGEST + 1);
  }

  private static int low(int x) {
    return ((x + 64) & 127) - 64;
  }

  /** The dot product with a row's bytes. */
  float dot(long[] row, int rowAt) {
    long[] d = digits;
    long high = 0;
    long low = 0;
    for (int i = 0, j = 0; i < rowLongs; i++, j += 4) {
      long unsigned = row[rowAt + i] ^ FLIP;
      long even = (unsigned & EVEN) - ZERO;
      long odd = ((unsigned >>> 8) & EVEN) - ZERO;
      high += ((even * d[j] + HALF) >> SHIFT) + ((odd * d[j + 1] + HALF) >> SHIFT);
      low += ((even * d[j + 2] + HALF) >> SHIFT) + ((odd * d[j + 3] + HALF) >> SHIFT);
    }
    return step * (128 * high + low);
  }
}
