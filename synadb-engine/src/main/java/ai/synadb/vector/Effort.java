/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

/**
 * How hard a search tries.
 *
 * @param target the recall it aims at
 * @param ef how many candidates a walk keeps; 0 to go by the target
 * @param nprobe how many cells are read; 0 to go by the target
 * @param eps how many deviations of an estimate's error are allowed for
 */
record Effort(double target, int ef, int nprobe, float eps) {
  /**
   * What the errors of estimates are above those of random directions, found on real embeddings, as
   * a number of deviations.
   */
  private static final double RESERVE = 0.35;

  static Effort of(SearchOptions options, HnswConfig hnsw) {
    double target = options.recallTarget();
    int ef = options.efSearch();
    if (ef == 0 && target == SearchOptions.DEFAULT_RECALL_TARGET) {
      ef = hnsw.efSearch();
    }
    return new Effort(target, ef, options.nprobe(), (float) (quantile(target) + RESERVE));
  }

  /**
   * The number of deviations that a normal variable stays below with a probability; rational
   * approximation 26.2.23 of Abramowitz and Stegun, to 4.5e-4.
   */
  static double quantile(double p) {
    double tail = Math.min(p, 1 - p);
    double t = Math.sqrt(-2 * Math.log(tail));
    double z =
        t
            - (2.515517 + t * (0.802853 + t * 0.010328))
                / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return p < 0.5 ? -z : z;
  }
}
