/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

/**
 * How the rows of an epoch are put into their order.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public enum ShuffleMode {
  /** As they are stored. */
  NONE,
  /** Any order of all rows, all equally likely. For data that is in memory or on a fast disk. */
  FULL,
  /**
   * Blocks of consecutive rows in any order; then the rows of several blocks in any order. For data
   * larger than memory: only those blocks are read at a time.
   */
  BLOCK
}
