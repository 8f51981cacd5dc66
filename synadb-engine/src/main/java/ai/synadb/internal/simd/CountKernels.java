/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

import java.lang.reflect.Field;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/**
 * Kernels that count the bits in which codes and the planes of a {@link WordQuery} differ, in
 * sixteen codes at once. In memory a block's bits are two groups of sixteen lanes; a group has for
 * each 32 dimensions sixteen ints, one for each lane.
 *
 * <p>The operation came with Java 19, so it is looked up; and it is fast only where the processor
 * counts bits in vectors, see {@link KernelChoice}.
 */
final class CountKernels extends VectorKernels {
  private static final int GROUP = 16;
  private static final VectorOperators.@Nullable Unary BITS = operation();

  private static final class Planes extends VectorQuery {
    /** For each 32 dimensions an int of each plane. */
    final int[] planes;

    Planes(int dims) {
      super(dims);
      planes = new int[WordQuery.PLANES * (dims / 32)];
    }
  }

  private static VectorOperators.@Nullable Unary operation() {
    try {
      Field f = VectorOperators.class.getField("BIT_COUNT");
      return (VectorOperators.Unary) f.get(null);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /** Whether this JVM has the operation. */
  static boolean isThere() {
    return BITS != null;
  }

  /** Whether it is one instruction for sixteen ints. */
  static boolean isFast() {
    return isThere()
        && IntVector.SPECIES_PREFERRED.length() >= GROUP
        && Processor.countsBitsOfVectors();
  }

  @Override
  public String name() {
    return "popcount";
  }

  @Override
  public CodeQuery newQuery(int n) {
    return new Planes(n);
  }

  /** As {@link WordQuery#prepare}. */
  @Override
  void prepare(CodeQuery target) {
    Planes t = (Planes) target;
    float norm2 = dot(t.floats, t.at, t.floats, t.at, t.dims);
    float sigma = (float) Math.sqrt(norm2 / t.dims);
    float dot = 0;
    if (sigma > 0) {
      dot = round(t.floats, t.at, t.dims, 1 / (WordQuery.STEP * sigma), t.planes);
    } else {
      Arrays.fill(t.planes, 0);
    }
    float step = dot > 0 ? norm2 / dot : 0;
    t.factor = -2 * step;
    t.term = step * (WordQuery.LEVELS * t.dims);
  }

  /** Makes the planes; returns the dot product of the query with what it is rounded to. */
  private static float round(float[] q, int at, int n, float inverse, int[] planes) {
    float half = WordQuery.LEVELS * 0.5f;
    FloatVector sum = FloatVector.zero(FloatVector.SPECIES_512);
    for (int i = 0; i < n; i += GROUP) {
      FloatVector x = FloatVector.fromArray(FloatVector.SPECIES_512, q, at + i);
      IntVector u =
          x.mul(inverse)
              .add(half + 0.5f)
              .max(0)
              .min(WordQuery.LEVELS)
              .convert(VectorOperators.F2I, 0)
              .reinterpretAsInts();
      sum = u.convert(VectorOperators.I2F, 0).reinterpretAsFloats().sub(half).fma(x, sum);
      int p = WordQuery.PLANES * (i / (2 * GROUP));
      for (int k = 0; k < WordQuery.PLANES; k++) {
        int bits =
            (int) u.lanewise(VectorOperators.AND, 1 << k).compare(VectorOperators.NE, 0).toLong();
        planes[p + k] = i % (2 * GROUP) == 0 ? bits : planes[p + k] | bits << GROUP;
      }
    }
    return 2 * sum.reduceLanes(VectorOperators.ADD);
  }

  @Override
  void sums(VectorQuery q, long[] block, int bitsAt) {
    Planes t = (Planes) q;
    int words = t.dims / 32;
    count(t.planes, words, block, bitsAt, 0, t.scratchSums);
    count(t.planes, words, block, bitsAt + words * (GROUP / 2), GROUP, t.scratchSums);
  }

  /**
   * Adds the counts of a group to the sums, shifted. Unrolled beyond what is inlined, see {@link
   * VectorBytes}; the number of words is even.
   */
  private static void count(int[] planes, int words, long[] block, int at, int shift, int[] sums) {
    VectorOperators.Unary bits = BITS;
    if (bits == null) {
      throw new IllegalStateException("This JVM cannot count the bits of vectors");
    }
    IntVector ones = IntVector.zero(IntVector.SPECIES_512);
    IntVector twos = ones;
    IntVector fours = ones;
    for (int w = 0, p = 0, i = at; w < words; w += 2, p += 6, i += GROUP) {
      IntVector c = LongVector.fromArray(LongVector.SPECIES_512, block, i).reinterpretAsInts();
      IntVector d = LongVector.fromArray(LongVector.SPECIES_512, block, i + 8).reinterpretAsInts();
      ones =
          ones.add(c.lanewise(VectorOperators.XOR, planes[p]).lanewise(bits))
              .add(d.lanewise(VectorOperators.XOR, planes[p + 3]).lanewise(bits));
      twos =
          twos.add(c.lanewise(VectorOperators.XOR, planes[p + 1]).lanewise(bits))
              .add(d.lanewise(VectorOperators.XOR, planes[p + 4]).lanewise(bits));
      fours =
          fours
              .add(c.lanewise(VectorOperators.XOR, planes[p + 2]).lanewise(bits))
              .add(d.lanewise(VectorOperators.XOR, planes[p + 5]).lanewise(bits));
    }
    IntVector all =
        ones.add(twos.lanewise(VectorOperators.LSHL, 1))
            .add(fours.lanewise(VectorOperators.LSHL, 2));
    if (shift == 0) {
      all.intoArray(sums, 0);
    } else {
      all.lanewise(VectorOperators.LSHL, GROUP)
          .lanewise(VectorOperators.OR, IntVector.fromArray(IntVector.SPECIES_512, sums, 0))
          .intoArray(sums, 0);
    }
  }

  private static int place(int lane, int word, int words) {
    return (lane / GROUP * words + word) * GROUP + lane % GROUP;
  }

  @Override
  public void packCode(long[] block, int bitsAt, int lane, long[] code, int codeAt, int words) {
    for (int w = 0; w < words; w++) {
      long c = code[codeAt + w];
      putInt(block, bitsAt, place(lane, 2 * w, 2 * words), (int) c);
      putInt(block, bitsAt, place(lane, 2 * w + 1, 2 * words), (int) (c >>> 32));
    }
  }

  @Override
  public void unpackCode(long[] block, int bitsAt, int lane, long[] code, int codeAt, int words) {
    for (int w = 0; w < words; w++) {
      long low = getInt(block, bitsAt, place(lane, 2 * w, 2 * words)) & 0xffff_ffffL;
      code[codeAt + w] =
          low | (long) getInt(block, bitsAt, place(lane, 2 * w + 1, 2 * words)) << 32;
    }
  }
}
