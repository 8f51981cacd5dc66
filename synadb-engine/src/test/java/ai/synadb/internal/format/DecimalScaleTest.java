/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecimalScaleTest {

  @Test
  void multiplicationGivesTheBitsOfDivision() {
    Random random = new Random(ColumnData.SEED);
    for (int exponent = 1; exponent <= DecimalScale.MAX_EXPONENT; exponent++) {
      double[] values = new double[100_000];
      for (int i = 0; i < values.length; i++) {
        values[i] = (double) (random.nextLong() >> random.nextInt(Long.SIZE));
      }
      assertSame(values, exponent);
    }
  }

  @Test
  void multiplicationGivesTheBitsOfDivisionNextToMidpoints() {
    for (int exponent = 1; exponent <= DecimalScale.MAX_EXPONENT; exponent++) {
      assertSame(nearMidpoints(exponent), exponent);
    }
  }

  @Test
  void zeroStaysPositive() {
    double[] values = {5.0};

    DecimalScale.apply(values, 0, 1, -5.0, 2);

    assertThat(Double.doubleToRawLongBits(values[0])).isZero();
  }

  @Test
  void quotientIsTheDoubleThatTheTextParsesTo() {
    Random random = new Random(ColumnData.SEED);
    for (int i = 0; i < 100_000; i++) {
      long n = random.nextLong() >> (12 + random.nextInt(50));
      int exponent = random.nextInt(DecimalScale.MAX_EXPONENT + 1);

      assertThat(DecimalScale.toDouble(n, exponent))
          .isEqualTo(Double.parseDouble(n + "e-" + exponent));
    }
  }

  /**
   * Finds integers whose quotients lie as close to a midpoint of two doubles as any: {@code 2^v n}
   * is {@code 5^e m} plus or minus a little, for an odd {@code m} of 54 bits.
   */
  private static double[] nearMidpoints(int exponent) {
    BigInteger five = BigInteger.valueOf(5).pow(exponent);
    double[] found = new double[64 * 64];
    int count = 0;
    for (int v = 1; v < 64; v++) {
      BigInteger two = BigInteger.ONE.shiftLeft(v);
      // From 2^v n = 5^e m + d follows m = -d / 5^e modulo 2^v.
      BigInteger inverse = five.modInverse(two);
      for (int d = -31; d <= 31; d += 2) {
        BigInteger m = inverse.multiply(BigInteger.valueOf(-d)).mod(two);
        while (m.bitLength() < 54) {
          m = m.add(two.max(BigInteger.ONE.shiftLeft(53).divide(two).multiply(two)));
        }
        BigInteger n = five.multiply(m).add(BigInteger.valueOf(d)).shiftRight(v);
        if (m.bitLength() == 54 && n.bitLength() <= 53) {
          found[count++] = n.doubleValue();
        }
      }
    }
    assertThat(count).isPositive();
    return Arrays.copyOf(found, count);
  }

  private static void assertSame(double[] values, int exponent) {
    assumeTrue(DecimalScale.usesFma(), "no fast fused multiply-add here");
    double[] divided = values.clone();
    double[] multiplied = values.clone();

    DecimalScale.divide(divided, 0, values.length, 0.0, exponent);
    DecimalScale.multiplyCorrected(multiplied, 0, values.length, 0.0, exponent);

    assertThat(ColumnData.bits(multiplied))
        .as("exponent %d, seed %d", exponent, ColumnData.SEED)
        .isEqualTo(ColumnData.bits(divided));
  }
}
