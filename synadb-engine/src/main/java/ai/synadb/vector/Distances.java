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
  private final double[] sums = new double[2];
  private double norm;

  /** Distances to a query that is still to come. */
  Distances(Kernels kernels, DistanceMetric metric, int dimensions) {
    this.kernels = kernels;
    this.metric = metric;
    this.query = new double[dimensions];
  }

  Distances(Kernels kernels, DistanceMetric metric, float[] query) {
    this(kernels, metric, query.length);
    begin(query);
  }

  /** Begins with another query. */
  void begin(float[] q) {
    for (int i = 0; i < q.length; i++) {
      query[i] = q[i];
    }
    kernels.preciseDots(query, q, q.length, sums);
    norm = Math.sqrt(sums[1]);
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
