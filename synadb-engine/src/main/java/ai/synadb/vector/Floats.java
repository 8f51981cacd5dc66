/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.Sink;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.simd.Kernels;

/**
 * Rows without codes: compared as they are, where they are. It takes no time to add one, and a
 * search reads them all. Scores are negated distances.
 *
 * <p>Thread safety: safe for use by multiple threads; one at a time adds.
 */
final class Floats extends Structure {
  private final DistanceMetric metric;
  private final Space space;
  private final RowTable rows;
  private final RowVectors vectors;
  private volatile int size;

  Floats(Kernels kernels, DistanceMetric metric, Space space, RowTable rows, RowVectors vectors) {
    super(kernels);
    this.metric = metric;
    this.space = space;
    this.rows = rows;
    this.vectors = vectors;
  }

  /** Takes in the row that its table got last. */
  void add() {
    size = size + 1;
  }

  @Override
  IndexKind kind() {
    return IndexKind.FLAT;
  }

  @Override
  boolean isLoose() {
    return true;
  }

  @Override
  boolean isWorthSaving() {
    return false;
  }

  @Override
  Space space() {
    return space;
  }

  @Override
  int size() {
    return size;
  }

  @Override
  long heapBytes() {
    return 0;
  }

  @Override
  void write(int n, Sink sink) {
    throw new IllegalStateException("Rows without codes are not saved");
  }

  @Override
  void search(MappedQuery q, Effort effort, int k, Selection selection, Best best) {
    scan(q, 0, selection, best);
  }

  @Override
  void scan(MappedQuery query, int from, Selection selection, Best best) {
    float[] q = query.query();
    float[] v = query.row;
    int dims = q.length;
    int n = selection.rows();
    float queryNorm2 = kernels.dot(q, 0, q, 0, dims);
    for (int row = selection.next(from); row >= 0 && row < n; row = selection.next(row + 1)) {
      if (vectors.read(rows, row, v)) {
        float product =
            metric == DistanceMetric.EUCLIDEAN
                ? kernels.squaredDistance(q, 0, v, 0, dims)
                : kernels.dot(q, 0, v, 0, dims);
        float norm2 = metric == DistanceMetric.EUCLIDEAN ? product : kernels.dot(v, 0, v, 0, dims);
        best.offer((float) -distance(q, v, product, queryNorm2, norm2), row);
      }
    }
  }

  /**
   * A distance of what the kernels computed, or from the beginning where floats do not hold that.
   */
  private double distance(float[] q, float[] v, float product, float queryNorm2, float norm2) {
    if (!isPrecise(norm2) || !isPrecise(queryNorm2)) {
      return new Distances(kernels, metric, q).to(v); // hardly ever
    }
    return switch (metric) {
      case COSINE -> 1 - product / (Math.sqrt(queryNorm2) * Math.sqrt(norm2));
      case EUCLIDEAN -> Math.sqrt(product);
      case DOT_PRODUCT -> -product;
    };
  }

  /** Whether a sum of squares is so far from the ends of what floats can hold that it is right. */
  private static boolean isPrecise(float sum) {
    return sum > 1e-30f && sum < 1e30f;
  }

  @Override
  void offer(ExactQueries queries, int count) {
    int dims = queries.dims;
    float[] v = new float[dims];
    int filled = 0;
    for (int i = 0; i < count; i++) {
      if (vectors.read(rows, queries.rows[i], v)) {
        System.arraycopy(v, 0, queries.block, filled * dims, dims);
        queries.rows[filled++] = queries.rows[i];
      }
    }
    boolean euclidean = metric == DistanceMetric.EUCLIDEAN;
    if (euclidean) {
      kernels.squaredDistances(
          queries.plain, 0, queries.count, queries.block, 0, filled, dims, queries.out, 0);
    } else {
      kernels.dots(queries.plain, 0, queries.count, queries.block, 0, filled, dims, queries.out, 0);
    }
    for (int i = 0; i < filled; i++) {
      System.arraycopy(queries.block, i * dims, v, 0, dims);
      float norm2 = kernels.dot(v, 0, v, 0, dims);
      for (int j = 0; j < queries.count; j++) {
        float product = queries.out[j * filled + i];
        float queryNorm2 = queries.plainNorms2[j];
        double d = distance(queries.query(j), v, product, queryNorm2, euclidean ? product : norm2);
        double unit =
            metric == DistanceMetric.DOT_PRODUCT
                ? Math.sqrt(queryNorm2) * Math.sqrt(norm2)
                : euclidean ? 0 : 1;
        queries.offer(j, queries.rows[i], d, ROUNDING * (2 * unit + Math.abs(d)));
      }
    }
  }

  @Override
  float floor(MappedQuery query, double distance) {
    return (float) -distance;
  }

  @Override
  double nearestPossible(MappedQuery query, int row, float score) {
    return vectors.read(rows, row, query.row) ? query.distances().to(query.row) : -score;
  }
}
