/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

/**
 * What becomes of the rows at the end of an epoch that do not fill a global batch: the batches of
 * all ranks together.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public enum ShardPolicy {
  /** They are left out: every rank has as many batches, all full. */
  DROP_LAST,
  /**
   * The first rows of the epoch's order fill the global batch up: every rank has as many batches,
   * all full. {@link Batch#padding} tells how many rows were read before.
   */
  PAD,
  /**
   * They are divided among the ranks as evenly as it goes: every row is read exactly once, the last
   * batch is smaller, and a rank may have one batch less than another.
   */
  UNEVEN
}
