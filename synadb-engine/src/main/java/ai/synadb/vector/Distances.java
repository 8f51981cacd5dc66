/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.simd.Kernels;

/**
 * The distances of vectors to one query, in double precision.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Distances {
  private final Kernels kernels;
  private final DistanceMetric metric;
  private final double[] query;
  private final double norm;
  private final double[] sums = new double[2];

  Distances(Kernels kernels, DistanceMetric metric, float[] query) {
    this.kernels = kernels;
    this.metric = metric;
    this.query = new double[query.length];
    for (int i = 0; i < query.length; i++) {
      this.query[i] = query[i];
    }
    kernels.preciseDots(this.query, query, query.length, sums);
    this.norm = Math.sqrt(sums[1]);
  }

  double to(float[] row) {
    if (metric == DistanceMetric.EUCLIDEAN) {
      return Math.sqrt(kernels.preciseSquaredDistance(query, row, row.length));
    }
    kernels.preciseDots(query, row, row.length, sums);
    if (metric == DistanceMetric.DOT_PRODUCT) {
      return -sums[0];
    }
    double norms = norm * Math.sqrt(sums[1]);
    return norms > 0 ? Math.max(0, 1 - sums[0] / norms) : 1;
  }
}
