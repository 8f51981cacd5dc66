/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

/**
 * How vectors are searched.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public enum IndexKind {
  /** By the number of vectors and by what the JVM offers: flat, then cells, then a graph. */
  AUTO,

  /**
   * Every vector is compared, by its one-bit code at first. Nothing to build, and right on any
   * data; the time of a search grows with the number of vectors.
   */
  FLAT,

  /**
   * Gravity wells: cells around centroids, of which a search reads the nearest. Built in time
   * proportional to the number of vectors.
   */
  GWI,

  /**
   * A graph whose nodes hold the codes of their neighbours. The fastest from some ten thousand on.
   */
  HNSW
}
