/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

/** How far two vectors are from each other. */
enum Metric {
  /** One less the cosine; all rows and queries have unit length here. */
  COSINE,

  /** The Euclidean distance. */
  EUCLIDEAN;

  /** What counts as equal to the tenth distance, as a part of it or of one. */
  private static final double TIE = 1e-5;

  /** In double precision. */
  double distance(float[] a, float[] b) {
    double sum = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      double x = a[i];
      double y = b[i];
      if (this == COSINE) {
        sum += x * y;
        aa += x * x;
        bb += y * y;
      } else {
        sum += (x - y) * (x - y);
      }
    }
    return this == COSINE ? 1 - sum / Math.sqrt(aa * bb) : Math.sqrt(sum);
  }

  /** Something that orders rows about as the distance does, and is fast. */
  float rough(float[] q, float[] x) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int n = q.length & -8;
    if (this == COSINE) {
      for (int i = 0; i < n; i += 8) {
        s0 += q[i] * x[i];
        s1 += q[i + 1] * x[i + 1];
        s2 += q[i + 2] * x[i + 2];
        s3 += q[i + 3] * x[i + 3];
        s4 += q[i + 4] * x[i + 4];
        s5 += q[i + 5] * x[i + 5];
        s6 += q[i + 6] * x[i + 6];
        s7 += q[i + 7] * x[i + 7];
      }
      for (int i = n; i < q.length; i++) {
        s0 += q[i] * x[i];
      }
      return -(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7);
    }
    for (int i = 0; i < n; i += 4) {
      float d0 = q[i] - x[i];
      float d1 = q[i + 1] - x[i + 1];
      float d2 = q[i + 2] - x[i + 2];
      float d3 = q[i + 3] - x[i + 3];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (int i = n; i < q.length; i++) {
      s0 += (q[i] - x[i]) * (q[i] - x[i]);
    }
    return s0 + s1 + s2 + s3;
  }

  /** The largest distance that still counts as one of the nearest, whose last is at a bound. */
  double withTies(double bound) {
    return bound + TIE * (this == COSINE ? 1 : bound);
  }
}
