/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Figures that tell how hard a data set is: the distance of random pairs and its deviation, that of
 * the first, tenth and hundredth neighbour, how many deviations the tenth stands out, and the local
 * intrinsic dimension (the maximum likelihood estimate over a hundred neighbours, on Euclidean
 * distances).
 */
final class Difficulty {
  private static final int QUERIES = 100;
  private static final int NEIGHBOURS = 100;
  private static final int PAIRS = 10_000;

  private Difficulty() {}

  static Map<String, Object> of(Floats base, Metric metric, Floats queries) {
    SplittableRandom random = new SplittableRandom(1);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < PAIRS; i++) {
      float[] q = queries.row(random.nextInt(queries.rows()));
      double d = metric.distance(q, base.row(random.nextInt(base.rows())));
      sum += d;
      squares += d * d;
    }
    double mean = sum / PAIRS;
    double deviation = Math.sqrt(Math.max(0, squares / PAIRS - mean * mean));
    int n = Math.min(QUERIES, queries.rows());
    int k = Math.min(NEIGHBOURS, base.rows() - 1);
    double[] at = new double[3];
    double dimension = 0;
    for (int q = 0; q < n; q++) {
      double[] d = Truth.find(base, metric, queries.row(q), k, -1, row -> true).distances();
      at[0] += d[0] / n;
      at[1] += d[Math.min(9, k - 1)] / n;
      at[2] += d[k - 1] / n;
      dimension += intrinsic(d, metric) / n;
    }
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("background", mean);
    m.put("deviation", deviation);
    m.put("first", at[0]);
    m.put("tenth", at[1]);
    m.put("hundredth", at[2]);
    m.put("contrast", (mean - at[1]) / deviation);
    m.put("intrinsic_dimension", dimension);
    return m;
  }

  private static double intrinsic(double[] distances, Metric metric) {
    double last = chord(distances[distances.length - 1], metric);
    double logs = 0;
    for (int i = 0; i < distances.length - 1; i++) {
      logs += Math.log(last / Math.max(1e-9, chord(distances[i], metric)));
    }
    return (distances.length - 1) / Math.max(1e-9, logs);
  }

  private static double chord(double d, Metric metric) {
    return metric == Metric.COSINE ? Math.sqrt(2 * d) : d;
  }
}
