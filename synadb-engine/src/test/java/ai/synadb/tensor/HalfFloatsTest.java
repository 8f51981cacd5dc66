/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Conversions of 16-bit floating-point numbers, against their definition. */
class HalfFloatsTest {
  private interface Widening {
    float widen(short bits);
  }

  private interface Narrowing {
    short narrow(double value);
  }

  /** Of millions of cases, cheaper than an assertion each. */
  private static void require(boolean holds, int bits) {
    if (!holds) {
      throw new AssertionError("0x" + Integer.toHexString(bits));
    }
  }

  private static double definition(int bits, int exponentBits, int fractionBits) {
    int exponent = bits >>> fractionBits & (1 << exponentBits) - 1;
    int fraction = bits & (1 << fractionBits) - 1;
    int bias = (1 << exponentBits - 1) - 1;
    double sign = (bits & 0x8000) != 0 ? -1 : 1;
    if (exponent == (1 << exponentBits) - 1) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return exponent == 0
        ? sign * fraction * Math.pow(2, 1 - bias - fractionBits)
        : sign * (1 + fraction / (double) (1 << fractionBits)) * Math.pow(2, exponent - bias);
  }

  @Test
  void widensEveryFloat16ByItsDefinition() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      double found = HalfFloats.float16ToFloat((short) bits);
      require(Double.compare(found, definition(bits, 5, 10)) == 0, bits);
    }
  }

  @Test
  void widensEveryBfloat16ByItsDefinition() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      double found = HalfFloats.bfloat16ToFloat((short) bits);
      require(Double.compare(found, definition(bits, 8, 7)) == 0, bits);
    }
  }

  @Test
  void everyNumberComesBackFromAFloat() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float half = HalfFloats.float16ToFloat((short) bits);
      float brain = HalfFloats.bfloat16ToFloat((short) bits);
      if (Float.isNaN(half)) {
        int back = HalfFloats.floatToFloat16(half) & 0xffff;
        require(Float.isNaN(HalfFloats.float16ToFloat((short) back)), bits);
        require((back & 0x8000) == (bits & 0x8000), bits);
      } else {
        require(HalfFloats.floatToFloat16(half) == (short) bits, bits);
        require(HalfFloats.doubleToFloat16(half) == (short) bits, bits);
      }
      if (Float.isNaN(brain)) {
        int back = HalfFloats.floatToBfloat16(brain);
        require(Float.isNaN(HalfFloats.bfloat16ToFloat((short) back)), bits);
      } else {
        require(HalfFloats.floatToBfloat16(brain) == (short) bits, bits);
        require(HalfFloats.doubleToBfloat16(brain) == (short) bits, bits);
      }
    }
  }

  @Test
  void aNanWithItsPayloadInTheLowerBitsStaysOne() {
    float nan = Float.intBitsToFloat(0x7f80_0001);

    assertThat(HalfFloats.float16ToFloat(HalfFloats.floatToFloat16(nan))).isNaN();
    assertThat(HalfFloats.bfloat16ToFloat(HalfFloats.floatToBfloat16(nan))).isNaN();
  }

  /** Around every number: itself, half way to the next, and a little to either side of that. */
  private static void checkTies(Widening widening, Narrowing narrowing, int infinity) {
    for (int bits = 0; bits < infinity - 1; bits++) {
      double low = widening.widen((short) bits);
      double high = widening.widen((short) (bits + 1));
      double half = low + (high - low) / 2; // exact in double
      short even = (short) ((bits & 1) == 0 ? bits : bits + 1);
      require(narrowing.narrow(half) == even, bits);
      require(narrowing.narrow(Math.nextDown(half)) == (short) bits, bits);
      require(narrowing.narrow(Math.nextUp(half)) == (short) (bits + 1), bits);
      require(narrowing.narrow(-half) == (short) (even | 0x8000), bits);
    }
  }

  @Test
  void roundsToTheNearestAndTiesToEven() {
    checkTies(HalfFloats::float16ToFloat, HalfFloats::doubleToFloat16, 0x7c00);
    checkTies(HalfFloats::bfloat16ToFloat, HalfFloats::doubleToBfloat16, 0x7f80);
  }

  @Test
  void floatsRoundAsDoublesDo() {
    Random random = new Random(5);
    for (int i = 0; i < 1_000_000; i++) {
      float f = Float.intBitsToFloat(random.nextInt());
      if (!Float.isNaN(f)) {
        int bits = Float.floatToRawIntBits(f);
        require(HalfFloats.floatToFloat16(f) == HalfFloats.doubleToFloat16(f), bits);
        require(HalfFloats.floatToBfloat16(f) == HalfFloats.doubleToBfloat16(f), bits);
      }
    }
  }

  @Test
  void whatIsTooLargeIsInfinite() {
    assertThat(HalfFloats.floatToFloat16(65_519f)).isEqualTo((short) 0x7bff);
    assertThat(HalfFloats.floatToFloat16(65_520f)).isEqualTo((short) 0x7c00);
    assertThat(HalfFloats.doubleToFloat16(-1e300)).isEqualTo((short) 0xfc00);
    assertThat(HalfFloats.doubleToBfloat16(1e300)).isEqualTo((short) 0x7f80);
    assertThat(HalfFloats.floatToBfloat16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
  }
}
