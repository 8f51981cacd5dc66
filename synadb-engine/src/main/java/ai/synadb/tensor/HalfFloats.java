/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

/**
 * Conversions of 16-bit floating-point numbers, as {@link DType#FLOAT16} and {@link DType#BFLOAT16}
 * have them: rounded to the nearest, ties to even; infinities, signed zeros and subnormals kept;
 * what is not a number stays one, with its sign.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class HalfFloats {
  private static final int FLOAT_INFINITY = 0x7f80_0000;

  private HalfFloats() {}

  /** The exact value of a binary16. */
  public static float float16ToFloat(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >>> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | FLOAT_INFINITY | fraction << 13);
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | (exponent + 112) << 23 | fraction << 13);
  }

  /** The binary16 nearest to a number; from 65,520 on infinite. */
  public static short floatToFloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    int magnitude = bits & 0x7fff_ffff;
    if (magnitude > FLOAT_INFINITY) {
      // The quiet bit keeps a payload that is in the lower bits alone from becoming infinity.
      return (short) (sign | 0x7e00 | (magnitude >>> 13 & 0x3ff));
    }
    if (magnitude >= 0x477f_f000) { // 65,520: half way between the largest and the next
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x3880_0000) { // below 2^-14 the step is 2^-24
      float steps = Float.intBitsToFloat(magnitude) * 0x1p24f;
      return (short) (sign | (int) Math.rint(steps));
    }
    int rebased = magnitude - (112 << 23);
    int rounded = rebased + 0xfff + (rebased >>> 13 & 1);
    return (short) (sign | rounded >>> 13);
  }

  /** The exact value of a bfloat16. */
  public static float bfloat16ToFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /** The bfloat16 nearest to a number. */
  public static short floatToBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if ((bits & 0x7fff_ffff) > FLOAT_INFINITY) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }

  /**
   * The binary16 nearest to a number, rounded once: by way of a float some numbers would be rounded
   * twice.
   */
  public static short doubleToFloat16(double value) {
    return floatToFloat16(toOddFloat(value));
  }

  /** The bfloat16 nearest to a number, rounded once. */
  public static short doubleToBfloat16(double value) {
    return floatToBfloat16(toOddFloat(value));
  }

  /** The number cut to a float, with the last bit set if anything was cut off: round to odd. */
  private static float toOddFloat(double value) {
    float near = (float) value;
    if (near == value || Double.isNaN(value)) {
      return near;
    }
    int bits = Float.floatToRawIntBits(near);
    // Towards zero, where rounding went the other way: infinities come back to the largest number.
    if (Math.abs((double) near) > Math.abs(value)) {
      bits--;
    }
    return Float.intBitsToFloat(bits | 1);
  }
}
