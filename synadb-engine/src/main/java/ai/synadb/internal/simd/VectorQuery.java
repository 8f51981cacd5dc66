/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

/** A query of the kernels with the Vector API: {@code <b,q> = factor * sum + term}. */
abstract class VectorQuery extends CodeQuery {
  /** The sums of a block's lanes; the two steps of an estimate hand them over here. */
  final int[] scratchSums = new int[Kernels.LANES];

  float factor;
  float term;

  VectorQuery(int dims) {
    super(dims);
  }
}
