/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Objects;

/**
 * A shuffle: its mode and, for blocks, their size and how many are mixed.
 *
 * <p>Thread safety: immutable.
 *
 * @param mode how rows are put into their order
 * @param rowsPerBlock the rows of a block, 1 or more; 0 unless the mode is {@link
 *     ShuffleMode#BLOCK}
 * @param blocksInFlight how many blocks are mixed, 1 to {@value #MAX_BLOCKS}; 0 unless the mode is
 *     {@link ShuffleMode#BLOCK}
 * @since 0.1.0
 */
public record Shuffle(ShuffleMode mode, int rowsPerBlock, int blocksInFlight) {
  /** The most blocks that can be mixed. */
  public static final int MAX_BLOCKS = 65_535;

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Shuffle {
    Objects.requireNonNull(mode, "mode");
    if (mode != ShuffleMode.BLOCK && (rowsPerBlock != 0 || blocksInFlight != 0)) {
      throw new IllegalArgumentException(
          "Only a block shuffle has blocks; " + mode + " with " + rowsPerBlock + " rows each");
    }
    if (mode == ShuffleMode.BLOCK && rowsPerBlock < 1) {
      throw new IllegalArgumentException("A block has 1 row or more, not " + rowsPerBlock);
    }
    if (mode == ShuffleMode.BLOCK && (blocksInFlight < 1 || blocksInFlight > MAX_BLOCKS)) {
      throw new IllegalArgumentException(
          "The blocks in flight are 1 to " + MAX_BLOCKS + ", not " + blocksInFlight);
    }
  }

  /** The stored order. */
  public static Shuffle none() {
    return new Shuffle(ShuffleMode.NONE, 0, 0);
  }

  /** All rows in any order. */
  public static Shuffle full() {
    return new Shuffle(ShuffleMode.FULL, 0, 0);
  }

  /**
   * Blocks in any order, and the rows of so many blocks in any order. What is read from the disk
   * for a batch lies in {@code blocksInFlight} blocks, in pieces of 64 KiB; they should fit in
   * memory, and a block should have many pieces. The more blocks are mixed, the nearer it is to a
   * full shuffle.
   */
  public static Shuffle block(int rowsPerBlock, int blocksInFlight) {
    return new Shuffle(ShuffleMode.BLOCK, rowsPerBlock, blocksInFlight);
  }
}
