/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

import static ai.synadb.internal.simd.Lanes.D;
import static ai.synadb.internal.simd.Lanes.F;
import static ai.synadb.internal.simd.Lanes.F_OF_D;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Sums over rows of floats with the Vector API. */
final class VectorFloats {
  private static final int L = F.length();
  private static final int DL = D.length();

  private VectorFloats() {}

  static float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - 4 * L; i += 4 * L) {
      int x = aAt + i;
      int y = bAt + i;
      s0 = FloatVector.fromArray(F, a, x).fma(FloatVector.fromArray(F, b, y), s0);
      s1 = FloatVector.fromArray(F, a, x + L).fma(FloatVector.fromArray(F, b, y + L), s1);
      s2 = FloatVector.fromArray(F, a, x + 2 * L).fma(FloatVector.fromArray(F, b, y + 2 * L), s2);
      s3 = FloatVector.fromArray(F, a, x + 3 * L).fma(FloatVector.fromArray(F, b, y + 3 * L), s3);
    }
    for (; i <= n - L; i += L) {
      s0 = FloatVector.fromArray(F, a, aAt + i).fma(FloatVector.fromArray(F, b, bAt + i), s0);
    }
    float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      sum += a[aAt + i] * b[bAt + i];
    }
    return sum;
  }

  static float squaredDistance(float[] a, int aAt, float[] b, int bAt, int n) {
    FloatVector s0 = FloatVector.zero(F);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int i = 0;
    for (; i <= n - 4 * L; i += 4 * L) {
      int x = aAt + i;
      int y = bAt + i;
      FloatVector d0 = FloatVector.fromArray(F, a, x).sub(FloatVector.fromArray(F, b, y));
      FloatVector d1 = FloatVector.fromArray(F, a, x + L).sub(FloatVector.fromArray(F, b, y + L));
      FloatVector d2 =
          FloatVector.fromArray(F, a, x + 2 * L).sub(FloatVector.fromArray(F, b, y + 2 * L));
      FloatVector d3 =
          FloatVector.fromArray(F, a, x + 3 * L).sub(FloatVector.fromArray(F, b, y + 3 * L));
      s0 = d0.fma(d0, s0);
      s1 = d1.fma(d1, s1);
      s2 = d2.fma(d2, s2);
      s3 = d3.fma(d3, s3);
    }
    for (; i <= n - L; i += L) {
      FloatVector d =
          FloatVector.fromArray(F, a, aAt + i).sub(FloatVector.fromArray(F, b, bAt + i));
      s0 = d.fma(d, s0);
    }
    float sum = s0.add(s1).add(s2.add(s3)).reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      float d = a[aAt + i] - b[bAt + i];
      sum += d * d;
    }
    return sum;
  }

  static double preciseDot(float[] a, int aAt, float[] b, int bAt, int n) {
    DoubleVector s0 = DoubleVector.zero(D);
    DoubleVector s1 = s0;
    int i = 0;
    for (; i <= n - 2 * DL; i += 2 * DL) {
      s0 = doubles(a, aAt + i).fma(doubles(b, bAt + i), s0);
      s1 = doubles(a, aAt + i + DL).fma(doubles(b, bAt + i + DL), s1);
    }
    double sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      sum += (double) a[aAt + i] * b[bAt + i];
    }
    return sum;
  }

  static void preciseDots(double[] q, float[] row, int n, double[] out) {
    DoubleVector s0 = DoubleVector.zero(D);
    DoubleVector s1 = s0;
    DoubleVector t0 = s0;
    DoubleVector t1 = s0;
    int i = 0;
    for (; i <= n - 2 * DL; i += 2 * DL) {
      DoubleVector r0 = doubles(row, i);
      DoubleVector r1 = doubles(row, i + DL);
      s0 = r0.fma(DoubleVector.fromArray(D, q, i), s0);
      s1 = r1.fma(DoubleVector.fromArray(D, q, i + DL), s1);
      t0 = r0.fma(r0, t0);
      t1 = r1.fma(r1, t1);
    }
    double sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
    double squares = t0.add(t1).reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      sum += q[i] * row[i];
      squares += (double) row[i] * row[i];
    }
    out[0] = sum;
    out[1] = squares;
  }

  static double preciseSquaredDistance(double[] q, float[] row, int n) {
    DoubleVector s0 = DoubleVector.zero(D);
    DoubleVector s1 = s0;
    int i = 0;
    for (; i <= n - 2 * DL; i += 2 * DL) {
      DoubleVector d0 = DoubleVector.fromArray(D, q, i).sub(doubles(row, i));
      DoubleVector d1 = DoubleVector.fromArray(D, q, i + DL).sub(doubles(row, i + DL));
      s0 = d0.fma(d0, s0);
      s1 = d1.fma(d1, s1);
    }
    double sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      double d = q[i] - row[i];
      sum += d * d;
    }
    return sum;
  }

  private static DoubleVector doubles(float[] a, int at) {
    return (DoubleVector)
        FloatVector.fromArray(F_OF_D, a, at).convertShape(VectorOperators.F2D, D, 0);
  }

  static void addScaled(
      float[] target, int targetAt, float factor, float[] source, int sourceAt, int n) {
    FloatVector f = FloatVector.broadcast(F, factor);
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector.fromArray(F, source, sourceAt + i)
          .fma(f, FloatVector.fromArray(F, target, targetAt + i))
          .intoArray(target, targetAt + i);
    }
    for (; i < n; i++) {
      target[targetAt + i] += factor * source[sourceAt + i];
    }
  }

  /** Four queries, {@code n} apart, with two rows: sums go to {@code out}, {@code step} apart. */
  static void dots4x2(
      float[] q, int qAt, float[] rows, int rowsAt, int n, float[] out, int outAt, int step) {
    FloatVector s00 = FloatVector.zero(F);
    FloatVector s01 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector r0 = FloatVector.fromArray(F, rows, rowsAt + i);
      FloatVector r1 = FloatVector.fromArray(F, rows, rowsAt + n + i);
      FloatVector x = FloatVector.fromArray(F, q, qAt + i);
      s00 = x.fma(r0, s00);
      s01 = x.fma(r1, s01);
      x = FloatVector.fromArray(F, q, qAt + n + i);
      s10 = x.fma(r0, s10);
      s11 = x.fma(r1, s11);
      x = FloatVector.fromArray(F, q, qAt + 2 * n + i);
      s20 = x.fma(r0, s20);
      s21 = x.fma(r1, s21);
      x = FloatVector.fromArray(F, q, qAt + 3 * n + i);
      s30 = x.fma(r0, s30);
      s31 = x.fma(r1, s31);
    }
    out[outAt] = s00.reduceLanes(VectorOperators.ADD);
    out[outAt + 1] = s01.reduceLanes(VectorOperators.ADD);
    out[outAt + step] = s10.reduceLanes(VectorOperators.ADD);
    out[outAt + step + 1] = s11.reduceLanes(VectorOperators.ADD);
    out[outAt + 2 * step] = s20.reduceLanes(VectorOperators.ADD);
    out[outAt + 2 * step + 1] = s21.reduceLanes(VectorOperators.ADD);
    out[outAt + 3 * step] = s30.reduceLanes(VectorOperators.ADD);
    out[outAt + 3 * step + 1] = s31.reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      float r0 = rows[rowsAt + i];
      float r1 = rows[rowsAt + n + i];
      for (int k = 0; k < 4; k++) {
        float x = q[qAt + k * n + i];
        out[outAt + k * step] += x * r0;
        out[outAt + k * step + 1] += x * r1;
      }
    }
  }

  /** As {@link #dots4x2} with squared distances. */
  static void distances4x2(
      float[] q, int qAt, float[] rows, int rowsAt, int n, float[] out, int outAt, int step) {
    FloatVector s00 = FloatVector.zero(F);
    FloatVector s01 = s00;
    FloatVector s10 = s00;
    FloatVector s11 = s00;
    FloatVector s20 = s00;
    FloatVector s21 = s00;
    FloatVector s30 = s00;
    FloatVector s31 = s00;
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector r0 = FloatVector.fromArray(F, rows, rowsAt + i);
      FloatVector r1 = FloatVector.fromArray(F, rows, rowsAt + n + i);
      FloatVector x = FloatVector.fromArray(F, q, qAt + i);
      FloatVector d0 = x.sub(r0);
      FloatVector d1 = x.sub(r1);
      s00 = d0.fma(d0, s00);
      s01 = d1.fma(d1, s01);
      x = FloatVector.fromArray(F, q, qAt + n + i);
      d0 = x.sub(r0);
      d1 = x.sub(r1);
      s10 = d0.fma(d0, s10);
      s11 = d1.fma(d1, s11);
      x = FloatVector.fromArray(F, q, qAt + 2 * n + i);
      d0 = x.sub(r0);
      d1 = x.sub(r1);
      s20 = d0.fma(d0, s20);
      s21 = d1.fma(d1, s21);
      x = FloatVector.fromArray(F, q, qAt + 3 * n + i);
      d0 = x.sub(r0);
      d1 = x.sub(r1);
      s30 = d0.fma(d0, s30);
      s31 = d1.fma(d1, s31);
    }
    out[outAt] = s00.reduceLanes(VectorOperators.ADD);
    out[outAt + 1] = s01.reduceLanes(VectorOperators.ADD);
    out[outAt + step] = s10.reduceLanes(VectorOperators.ADD);
    out[outAt + step + 1] = s11.reduceLanes(VectorOperators.ADD);
    out[outAt + 2 * step] = s20.reduceLanes(VectorOperators.ADD);
    out[outAt + 2 * step + 1] = s21.reduceLanes(VectorOperators.ADD);
    out[outAt + 3 * step] = s30.reduceLanes(VectorOperators.ADD);
    out[outAt + 3 * step + 1] = s31.reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      float r0 = rows[rowsAt + i];
      float r1 = rows[rowsAt + n + i];
      for (int k = 0; k < 4; k++) {
        float x = q[qAt + k * n + i];
        out[outAt + k * step] += (x - r0) * (x - r0);
        out[outAt + k * step + 1] += (x - r1) * (x - r1);
      }
    }
  }
}
