/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.gwi.Cells;

/**
 * Lets a search go on until it has read so many rows of a set, and for as long as the last cells
 * still counted.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Quota implements Cells.Search.Gate {
  /** The last cells are of the whole so small a part. */
  private static final int LAST = 4;

  private final RowSet set;
  private final int last;
  private long left;

  /**
   * A quota.
   *
   * @param rows how many rows of the set are to be read
   * @param cells in about how many cells they are
   */
  Quota(RowSet set, double rows, double cells) {
    this.set = set;
    this.left = (long) Math.ceil(rows);
    this.last = (int) Math.ceil(cells / LAST);
  }

  @Override
  public boolean admits(int from, int to, int idle) {
    if (left <= 0 && idle >= last) {
      return false;
    }
    left -= set.count(from, to);
    return true;
  }
}
