/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

import static ai.synadb.internal.simd.Lanes.BITS;
import static ai.synadb.internal.simd.Lanes.F;
import static ai.synadb.internal.simd.Lanes.I;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** What the kernels with the Vector API have in common: all but the sums over codes. */
abstract class VectorKernels extends Kernels {
  private static final int L = F.length();
  private static final VectorSpecies<Long> J =
      BITS == 512
          ? LongVector.SPECIES_512
          : BITS == 256 ? LongVector.SPECIES_256 : LongVector.SPECIES_128;

  /** 2^23 as a float: its low bits are free for an integer below that. */
  private static final float FLOOR = 1 << 23;

  private static final int FLOOR_BITS = Float.floatToRawIntBits(FLOOR);

  /** Whether the bits of a mask are one instruction: from some version of Java on. */
  private static final boolean HAS_MASK_BITS = Runtime.version().feature() >= 21;

  private static final int[] POWERS = powers();

  private final PlainKernels plain = new PlainKernels();

  private static int[] powers() {
    int[] powers = new int[LANES];
    for (int i = 0; i < LANES; i++) {
      powers[i] = 1 << i;
    }
    return powers;
  }

  @Override
  public final float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    return VectorFloats.dot(a, aAt, b, bAt, n);
  }

  @Override
  public final float squaredDistance(float[] a, int aAt, float[] b, int bAt, int n) {
    return VectorFloats.squaredDistance(a, aAt, b, bAt, n);
  }

  @Override
  public final double preciseDot(float[] a, int aAt, float[] b, int bAt, int n) {
    return VectorFloats.preciseDot(a, aAt, b, bAt, n);
  }

  @Override
  public final void preciseDots(double[] q, float[] row, int n, double[] out) {
    VectorFloats.preciseDots(q, row, n, out);
  }

  @Override
  public final double preciseSquaredDistance(double[] q, float[] row, int n) {
    return VectorFloats.preciseSquaredDistance(q, row, n);
  }

  @Override
  public final void dots(
      float[] q,
      int qAt,
      int queries,
      float[] rows,
      int rowsAt,
      int count,
      int n,
      float[] out,
      int outAt) {
    int i = 0;
    for (; i <= queries - 4; i += 4) {
      int j = 0;
      for (; j <= count - 2; j += 2) {
        VectorFloats.dots4x2(
            q, qAt + i * n, rows, rowsAt + j * n, n, out, outAt + i * count + j, count);
      }
      for (; j < count; j++) {
        for (int k = i; k < i + 4; k++) {
          out[outAt + k * count + j] = VectorFloats.dot(q, qAt + k * n, rows, rowsAt + j * n, n);
        }
      }
    }
    for (; i < queries; i++) {
      for (int j = 0; j < count; j++) {
        out[outAt + i * count + j] = VectorFloats.dot(q, qAt + i * n, rows, rowsAt + j * n, n);
      }
    }
  }

  @Override
  public final void squaredDistances(
      float[] q,
      int qAt,
      int queries,
      float[] rows,
      int rowsAt,
      int count,
      int n,
      float[] out,
      int outAt) {
    int i = 0;
    for (; i <= queries - 4; i += 4) {
      int j = 0;
      for (; j <= count - 2; j += 2) {
        VectorFloats.distances4x2(
            q, qAt + i * n, rows, rowsAt + j * n, n, out, outAt + i * count + j, count);
      }
      for (; j < count; j++) {
        for (int k = i; k < i + 4; k++) {
          out[outAt + k * count + j] =
              VectorFloats.squaredDistance(q, qAt + k * n, rows, rowsAt + j * n, n);
        }
      }
    }
    for (; i < queries; i++) {
      for (int j = 0; j < count; j++) {
        out[outAt + i * count + j] =
            VectorFloats.squaredDistance(q, qAt + i * n, rows, rowsAt + j * n, n);
      }
    }
  }

  @Override
  public final void addScaled(
      float[] target, int targetAt, float factor, float[] source, int sourceAt, int n) {
    VectorFloats.addScaled(target, targetAt, factor, source, sourceAt, n);
  }

  @Override
  public final void hadamard(float[] x, int at, int n) {
    if (n < L) {
      plain.hadamard(x, at, n);
    } else {
      VectorHadamard.transform(x, at, n);
    }
  }

  @Override
  public final float quantise(float[] x, int at, int n, long[] row, int rowAt) {
    return plain.quantise(x, at, n, row, rowAt); // once for a row, when it is inserted
  }

  @Override
  public final void dequantise(long[] row, int rowAt, float scale, int n, float[] target, int at) {
    VectorBytes.dequantise(row, rowAt, scale, n, target, at);
  }

  @Override
  public final float dotBytes(float[] q, int qAt, long[] row, int rowAt, int n) {
    return VectorBytes.dot(q, qAt, row, rowAt, n);
  }

  @Override
  public final float dotBytes(CodeQuery q, long[] row, int rowAt) {
    return VectorBytes.dot(q.floats, q.at, row, rowAt, q.dims);
  }

  @Override
  public final void dotsBytes(
      float[] q, int qAt, long[] rows, int[] at, int count, int n, float[] out) {
    for (int i = 0; i < count; i++) {
      out[i] = VectorBytes.dot(q, qAt, rows, at[i], n);
    }
  }

  /** Leaves the sums of a block's lanes in the query; the block's bits begin at {@code bitsAt}. */
  abstract void sums(VectorQuery q, long[] block, int bitsAt);

  @Override
  public final int estimate(
      CodeQuery q, long[] block, int at, float base, float threshold, float[] out) {
    VectorQuery query = (VectorQuery) q;
    sums(query, block, at + FACTOR_LONGS);
    return lastStep(query.scratchSums, query.factor, query.term, block, at, base, threshold, out);
  }

  private static int lastStep(
      int[] sums,
      float factor,
      float term,
      long[] block,
      int at,
      float base,
      float threshold,
      float[] out) {
    IntVector above = IntVector.zero(I);
    long bits = 0;
    for (int i = 0; i < LANES; i += L) {
      FloatVector sum =
          IntVector.fromArray(I, sums, i & 15)
              .lanewise(VectorOperators.LSHR, i & 16)
              .lanewise(VectorOperators.AND, 0xffff)
              .lanewise(VectorOperators.OR, FLOOR_BITS)
              .reinterpretAsFloats()
              .sub(FLOOR);
      FloatVector product = sum.mul(factor).add(term);
      FloatVector f = LongVector.fromArray(J, block, at + i / 2).reinterpretAsFloats();
      FloatVector a = LongVector.fromArray(J, block, at + (LANES + i) / 2).reinterpretAsFloats();
      FloatVector e = f.fma(product, a.add(base));
      e.intoArray(out, i);
      if (HAS_MASK_BITS) {
        bits |= e.compare(VectorOperators.GT, threshold).toLong() << i;
        continue;
      }
      above =
          above.lanewise(
              VectorOperators.OR,
              IntVector.zero(I)
                  .blend(
                      IntVector.fromArray(I, POWERS, i),
                      e.compare(VectorOperators.GT, threshold).cast(I)));
    }
    return HAS_MASK_BITS ? (int) bits : above.reduceLanes(VectorOperators.OR);
  }

  @Override
  public final void encode(
      float[] p, int pAt, float[] x, int xAt, int n, long[] code, int codeAt, float[] factors) {
    FloatVector squares = FloatVector.zero(F);
    FloatVector sum = squares;
    FloatVector pr = squares;
    FloatVector pb = squares;
    for (int w = 0; w < n; w += 32) {
      IntVector negative = IntVector.zero(I);
      for (int i = 0; i < 32; i += L) {
        FloatVector a = FloatVector.fromArray(F, p, pAt + w + i);
        // Adding 0 makes -0 positive.
        FloatVector r = FloatVector.fromArray(F, x, xAt + w + i).sub(a).add(0);
        squares = r.fma(r, squares);
        pr = a.fma(r, pr);
        sum = sum.add(r.abs());
        IntVector sign = r.reinterpretAsInts().lanewise(VectorOperators.ASHR, 31);
        negative =
            negative.lanewise(
                VectorOperators.OR,
                sign.lanewise(VectorOperators.AND, IntVector.fromArray(I, POWERS, i)));
        pb =
            pb.add(
                sign.lanewise(VectorOperators.AND, Integer.MIN_VALUE)
                    .lanewise(VectorOperators.XOR, a.reinterpretAsInts())
                    .reinterpretAsFloats());
      }
      putInt(code, codeAt, w >> 5, ~negative.reduceLanes(VectorOperators.OR));
    }
    PlainKernels.finish(
        factors,
        sum.reduceLanes(VectorOperators.ADD),
        squares.reduceLanes(VectorOperators.ADD),
        pr.reduceLanes(VectorOperators.ADD),
        pb.reduceLanes(VectorOperators.ADD));
  }
}
