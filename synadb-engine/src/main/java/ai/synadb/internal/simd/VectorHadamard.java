/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

import static ai.synadb.internal.simd.Lanes.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/** The Walsh-Hadamard transform with the Vector API. */
final class VectorHadamard {
  private static final int L = F.length();

  private VectorHadamard() {}

  /** {@code n} is a power of two, and not less than the number of lanes. */
  static void transform(float[] x, int at, int n) {
    int half = L;
    for (; half * 4 <= n; half *= 4) {
      for (int i = at; i < at + n; i += 4 * half) {
        for (int j = i; j < i + half; j += L) {
          FloatVector a = FloatVector.fromArray(F, x, j);
          FloatVector b = FloatVector.fromArray(F, x, j + half);
          FloatVector c = FloatVector.fromArray(F, x, j + 2 * half);
          FloatVector d = FloatVector.fromArray(F, x, j + 3 * half);
          FloatVector ab = a.add(b);
          FloatVector a_b = a.sub(b);
          FloatVector cd = c.add(d);
          FloatVector c_d = c.sub(d);
          ab.add(cd).intoArray(x, j);
          a_b.add(c_d).intoArray(x, j + half);
          ab.sub(cd).intoArray(x, j + 2 * half);
          a_b.sub(c_d).intoArray(x, j + 3 * half);
        }
      }
    }
    if (half < n) {
      for (int j = at; j < at + half; j += L) {
        FloatVector a = FloatVector.fromArray(F, x, j);
        FloatVector b = FloatVector.fromArray(F, x, j + half);
        a.add(b).intoArray(x, j);
        a.sub(b).intoArray(x, j + half);
      }
    }
    within(x, at, n, (float) (1 / Math.sqrt(n)));
  }

  private static final VectorShuffle<Float> SWAP1 = VectorShuffle.fromOp(F, i -> i ^ 1);
  private static final VectorShuffle<Float> SWAP2 = VectorShuffle.fromOp(F, i -> i ^ 2);
  private static final VectorShuffle<Float> SWAP4 = VectorShuffle.fromOp(F, i -> (i ^ 4) % L);
  private static final VectorShuffle<Float> SWAP8 = VectorShuffle.fromOp(F, i -> (i ^ 8) % L);
  private static final float[] SIGNS1 = signs(1, 1);
  private static final float[] SIGNS2 = signs(2, 1);
  private static final float[] SIGNS4 = signs(4, 1);
  private static final float[] SIGNS8 = signs(8, 1);

  private static float[] signs(int bit, float one) {
    float[] signs = new float[L];
    for (int i = 0; i < L; i++) {
      signs[i] = (i & bit) == 0 ? one : -one;
    }
    return signs;
  }

  private static void within(float[] x, int at, int n, float norm) {
    FloatVector sign1 = FloatVector.fromArray(F, SIGNS1, 0);
    FloatVector sign2 = FloatVector.fromArray(F, SIGNS2, 0);
    FloatVector sign4 = FloatVector.fromArray(F, SIGNS4, 0);
    for (int i = at; i < at + n; i += L) {
      FloatVector v = FloatVector.fromArray(F, x, i).mul(norm);
      v = v.fma(sign1, v.rearrange(SWAP1));
      v = v.fma(sign2, v.rearrange(SWAP2));
      if (L >= 8) {
        v = v.fma(sign4, v.rearrange(SWAP4));
      }
      if (L >= 16) {
        v = v.fma(FloatVector.fromArray(F, SIGNS8, 0), v.rearrange(SWAP8));
      }
      v.intoArray(x, i);
    }
  }
}
