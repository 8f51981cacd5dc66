/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

/**
 * Which rows a batch has.
 *
 * @param position the place of the first in the epoch's order
 * @param ids the rows of the tensors; of windows their first
 * @param padding how many at the end were read before in this epoch
 * @param steps of each window how many rows are there; empty if all
 * @param horizonSteps of each horizon likewise
 */
@SuppressWarnings("ArrayRecordComponent") // internal; equality is not meant
record BatchRows(long position, long[] ids, int padding, int[] steps, int[] horizonSteps) {

  /** The same rows at a place in the order. */
  BatchRows at(long place, int padded) {
    return new BatchRows(place, ids, padded, steps, horizonSteps);
  }
}
