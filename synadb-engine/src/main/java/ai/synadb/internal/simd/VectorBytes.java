/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Vectors as bytes, with the Vector API. A byte becomes a float without a conversion: made positive
 * by flipping its highest bit, it is put into the low bits of 2^23 as a float, from which 2^23 +
 * 128 is taken off. Conversions between shapes are compiled well only where all around them is
 * inlined.
 *
 * <p>The loops are unrolled so far that their methods are too large to be inlined by the compiler
 * into methods that are large themselves, where it would run out of its budget in the middle of a
 * loop and put vectors on the heap from there on.
 */
final class VectorBytes {
  /** Wider ones are not faster here. */
  private static final boolean IS_256 = Lanes.BITS >= 256;

  private static final VectorSpecies<Float> F =
      IS_256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
  private static final VectorSpecies<Long> J =
      IS_256 ? LongVector.SPECIES_256 : LongVector.SPECIES_128;
  private static final int L = F.length();

  /** Adding this to a float of a small magnitude leaves its nearest integer in the low bits. */
  static final float ROUND = 3 << 22;

  private static final float FLOOR = 1 << 23;
  private static final int FLOOR_BITS = Float.floatToRawIntBits(FLOOR);
  private static final float ZERO = FLOOR + 128;
  private static final int FLIP = 0x8080_8080;

  private VectorBytes() {}

  private static IntVector flipped(long[] row, int at) {
    return LongVector.fromArray(J, row, at).reinterpretAsInts().lanewise(VectorOperators.XOR, FLIP);
  }

  private static FloatVector floats(IntVector flipped) {
    return flipped
        .lanewise(VectorOperators.AND, 0xff)
        .lanewise(VectorOperators.OR, FLOOR_BITS)
        .reinterpretAsFloats()
        .sub(ZERO);
  }

  static void dequantise(long[] row, int rowAt, float scale, int n, float[] target, int at) {
    for (int i = 0; i < n; i += 4 * L) {
      // Element i / 32 * 32 + 8 k + (0 .. L - 1), where L is 8 or a half of that.
      int group = i & -32;
      int t = at + group + (i - group) / 4;
      IntVector v = flipped(row, rowAt + group / 8 + (i - group) / 8);
      floats(v).mul(scale).intoArray(target, t);
      floats(v.lanewise(VectorOperators.LSHR, 8)).mul(scale).intoArray(target, t + 8);
      floats(v.lanewise(VectorOperators.LSHR, 16)).mul(scale).intoArray(target, t + 16);
      floats(v.lanewise(VectorOperators.LSHR, 24)).mul(scale).intoArray(target, t + 24);
    }
  }

  static float dot(float[] q, int qAt, long[] row, int rowAt, int n) {
    return IS_256 ? dot256(q, qAt, row, rowAt, n) : dot128(q, qAt, row, rowAt, n);
  }

  /**
   * Too large to be inlined, see above: its last loop does nothing else, as n is a multiple of 64.
   */
  private static float dot256(float[] q, int qAt, long[] row, int rowAt, int n) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    int i = 0;
    for (; i <= n - 32; i += 32) {
      int x = qAt + i;
      IntVector v =
          LongVector.fromArray(J, row, rowAt + (i >> 3))
              .reinterpretAsInts()
              .lanewise(VectorOperators.XOR, FLIP);
      s0 =
          v.lanewise(VectorOperators.AND, 0xff)
              .lanewise(VectorOperators.OR, FLOOR_BITS)
              .reinterpretAsFloats()
              .sub(ZERO)
              .fma(FloatVector.fromArray(F, q, x), s0);
      s1 =
          v.lanewise(VectorOperators.LSHR, 8)
              .lanewise(VectorOperators.AND, 0xff)
              .lanewise(VectorOperators.OR, FLOOR_BITS)
              .reinterpretAsFloats()
              .sub(ZERO)
              .fma(FloatVector.fromArray(F, q, x + 8), s1);
      s0 =
          v.lanewise(VectorOperators.LSHR, 16)
              .lanewise(VectorOperators.AND, 0xff)
              .lanewise(VectorOperators.OR, FLOOR_BITS)
              .reinterpretAsFloats()
              .sub(ZERO)
              .fma(FloatVector.fromArray(F, q, x + 16), s0);
      s1 =
          v.lanewise(VectorOperators.LSHR, 24)
              .lanewise(VectorOperators.OR, FLOOR_BITS)
              .reinterpretAsFloats()
              .sub(ZERO)
              .fma(FloatVector.fromArray(F, q, x + 24), s1);
    }
    float rest = 0;
    for (; i < n; i += 8) {
      long l = row[rowAt + (i >> 3)];
      int x = qAt + (i & -32) + ((i & 31) >> 2);
      rest += q[x] * (byte) l + q[x + 8] * (byte) (l >> 8);
      rest += q[x + 16] * (byte) (l >> 16) + q[x + 24] * (byte) (l >> 24);
      rest += q[x + 1] * (byte) (l >> 32) + q[x + 9] * (byte) (l >> 40);
      rest += q[x + 17] * (byte) (l >> 48) + q[x + 25] * (byte) (l >> 56);
    }
    return s0.add(s1).reduceLanes(VectorOperators.ADD) + rest;
  }

  private static float dot128(float[] q, int qAt, long[] row, int rowAt, int n) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    for (int i = 0; i < n; i += 32) {
      for (int half = 0; half < 2; half++) {
        int x = qAt + i + 4 * half;
        IntVector v = flipped(row, rowAt + (i >> 3) + 2 * half);
        s0 = floats(v).fma(FloatVector.fromArray(F, q, x), s0);
        s1 =
            floats(v.lanewise(VectorOperators.LSHR, 8)).fma(FloatVector.fromArray(F, q, x + 8), s1);
        s0 =
            floats(v.lanewise(VectorOperators.LSHR, 16))
                .fma(FloatVector.fromArray(F, q, x + 16), s0);
        s1 =
            floats(v.lanewise(VectorOperators.LSHR, 24))
                .fma(FloatVector.fromArray(F, q, x + 24), s1);
      }
    }
    return s0.add(s1).reduceLanes(VectorOperators.ADD);
  }
}
