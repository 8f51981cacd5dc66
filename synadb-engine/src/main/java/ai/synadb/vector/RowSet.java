/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import java.util.Arrays;

/**
 * Some of the first rows of a segment.
 *
 * <p>Thread safety: immutable once it was built.
 */
final class RowSet {
  private final long[] bits;
  private final int rows;
  private int cardinality;

  /** None of so many rows. */
  RowSet(int rows) {
    this(new long[(rows + 63) / 64], rows, 0);
  }

  /** The first so many rows. */
  static RowSet all(int rows) {
    RowSet all = new RowSet(new long[(rows + 63) / 64], rows, rows);
    Arrays.fill(all.bits, -1);
    if (rows % 64 != 0) {
      all.bits[rows >> 6] = (1L << rows) - 1;
    }
    return all;
  }

  private RowSet(long[] bits, int rows, int cardinality) {
    this.bits = bits;
    this.rows = rows;
    this.cardinality = cardinality;
  }

  /** The same rows, among more. */
  RowSet grown(int more) {
    return new RowSet(Arrays.copyOf(bits, (more + 63) / 64), more, cardinality);
  }

  /** Puts a row in or takes it out; only while this is being built. */
  void set(int row, boolean isIn) {
    if (contains(row) != isIn) {
      bits[row >> 6] ^= 1L << row;
      cardinality += isIn ? 1 : -1;
    }
  }

  boolean contains(int row) {
    return row < rows && (bits[row >> 6] >>> row & 1) != 0;
  }

  /** How many rows this is about. */
  int rows() {
    return rows;
  }

  /** How many of them are in it. */
  int cardinality() {
    return cardinality;
  }

  /** How many rows of a range are in it. */
  int count(int from, int to) {
    int end = Math.min(to, rows);
    int n = 0;
    for (int at = from; at < end; at = (at & -64) + 64) {
      n += Long.bitCount(word(at, end));
    }
    return n;
  }

  /**
   * Lists the rows of a range that are in it.
   *
   * @return how many there are
   */
  int list(int from, int to, int[] into) {
    int end = Math.min(to, rows);
    int n = 0;
    for (int at = from; at < end; at = (at & -64) + 64) {
      int first = at & -64;
      for (long word = word(at, end); word != 0; word &= word - 1) {
        into[n++] = first + Long.numberOfTrailingZeros(word);
      }
    }
    return n;
  }

  /** The bits from one on, of the word that it is in, and before the end. */
  private long word(int at, int end) {
    long word = bits[at >> 6] & (-1L << at);
    return end - (at & -64) < 64 ? word & ((1L << end) - 1) : word;
  }

  /** The first row in it from a number on; -1 if there is none. */
  int next(int from) {
    if (from >= rows) {
      return -1;
    }
    int w = from >> 6;
    long word = bits[w] & (-1L << from);
    while (word == 0) {
      if (++w == bits.length) {
        return -1;
      }
      word = bits[w];
    }
    return 64 * w + Long.numberOfTrailingZeros(word);
  }
}
