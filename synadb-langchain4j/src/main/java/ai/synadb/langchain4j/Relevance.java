/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import ai.synadb.vector.DistanceMetric;

/**
 * How relevant a vector is to a query, from 0 to 1, in double precision: a threshold that was taken
 * from a score finds what had it.
 *
 * <p>Thread safety: immutable.
 */
final class Relevance {
  private final DistanceMetric metric;
  private final float[] query;
  private final double norm;

  Relevance(DistanceMetric metric, float[] query) {
    this.metric = metric;
    this.query = query;
    this.norm = Math.sqrt(dot(query, query));
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** The distance as the engine measures it. */
  double distance(float[] vector) {
    if (metric == DistanceMetric.EUCLIDEAN) {
      double sum = 0;
      for (int i = 0; i < query.length; i++) {
        double d = (double) query[i] - vector[i];
        sum += d * d;
      }
      return Math.sqrt(sum);
    }
    double dot = dot(query, vector);
    if (metric == DistanceMetric.DOT_PRODUCT) {
      return -dot;
    }
    double norms = norm * Math.sqrt(dot(vector, vector));
    return norms > 0 ? Math.min(2, Math.max(0, 1 - dot / norms)) : 1;
  }

  /** What a distance means to LangChain4j. */
  static double score(DistanceMetric metric, double distance) {
    return switch (metric) {
      case COSINE -> 1 - distance / 2; // (1 + cosine) / 2
      case EUCLIDEAN -> 1 / (1 + distance);
      case DOT_PRODUCT -> 1 / (1 + Math.exp(distance));
    };
  }
}
