/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

/**
 * How far two vectors are from each other; smaller is nearer.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public enum DistanceMetric {
  /**
   * One less the cosine of the angle between them: 0 to 2. A vector of zeros has no direction; its
   * distance to every vector is 1.
   */
  COSINE,

  /** The Euclidean distance, which is the square root of the sum of squared differences. */
  EUCLIDEAN,

  /** The negated dot product. Not a distance in the strict sense: it has no smallest value. */
  DOT_PRODUCT;
}
