/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

/**
 * The parameters of a graph, named as in HNSW (Malkov and Yashunin, 2018).
 *
 * <p>Thread safety: immutable.
 *
 * @param m half of the number of neighbours of a node; 4 to 128, default {@value #DEFAULT_M};
 *     rounded up to a multiple of 16, since codes of neighbours are compared 32 at a time
 * @param efConstruction how many candidates are looked at for a node's neighbours; 8 to 4,096,
 *     default {@value #DEFAULT_EF_CONSTRUCTION}
 * @param efSearch how many candidates a search keeps that names neither a number of its own nor a
 *     recall target; 0, the default, lets the default recall target decide
 * @since 0.1.0
 */
public record HnswConfig(int m, int efConstruction, int efSearch) {
  /** The default of {@code m}. */
  public static final int DEFAULT_M = 16;

  /** The default of {@code efConstruction}. */
  public static final int DEFAULT_EF_CONSTRUCTION = 200;

  private static final HnswConfig DEFAULTS = new HnswConfig(DEFAULT_M, DEFAULT_EF_CONSTRUCTION, 0);

  /** Checks the values. */
  public HnswConfig {
    if (m < 4 || m > 128) {
      throw new IllegalArgumentException("m is 4 to 128, not " + m);
    }
    if (efConstruction < 8 || efConstruction > 4096) {
      throw new IllegalArgumentException("efConstruction is 8 to 4096, not " + efConstruction);
    }
    if (efSearch < 0) {
      throw new IllegalArgumentException("efSearch is 0 or more, not " + efSearch);
    }
  }

  /** All defaults. */
  public static HnswConfig defaults() {
    return DEFAULTS;
  }

  /** All defaults but {@code m}. */
  public static HnswConfig withM(int m) {
    return new HnswConfig(m, DEFAULT_EF_CONSTRUCTION, 0);
  }

  /** These parameters with another {@code efConstruction}. */
  public HnswConfig efConstruction(int ef) {
    return new HnswConfig(m, ef, efSearch);
  }

  /** These parameters with another {@code efSearch}. */
  public HnswConfig efSearch(int ef) {
    return new HnswConfig(m, efConstruction, ef);
  }

  /** The most neighbours of a node. */
  int degree() {
    return (m + 15) / 16 * 32;
  }

  /** How many candidates are pruned to neighbours. */
  int candidates() {
    return Math.max(degree(), efConstruction / 2);
  }
}
