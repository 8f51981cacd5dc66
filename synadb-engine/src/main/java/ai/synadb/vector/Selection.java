/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a segment a search wants.
 *
 * <p>Thread safety: immutable.
 *
 * @param rows how many rows there are
 * @param set those that match the filter, live or not; null without a filter
 * @param codes codes of the rows in the set, for who wants them; null where there are none
 * @param wanted how many are wanted, about
 * @param allowed whether a row is wanted
 */
record Selection(
    int rows, @Nullable RowSet set, @Nullable RowCodes codes, int wanted, IntPredicate allowed) {
  /** A part below which a search has to allow for the rows that are not wanted. */
  private static final double NEARLY_ALL = 0.98;

  /** All rows that count, of the first so many. */
  static Selection of(RowTable table, int rows) {
    // Rows that come meanwhile are looked at apart, and must not count as those that are missing.
    return new Selection(
        rows,
        null,
        null,
        Math.min(rows, table.liveCount()),
        row -> row < rows && table.isLive(row));
  }

  /** Of the first so many rows those that count and match a filter. */
  static Selection of(RowTable table, int rows, Segment.Prepared filter) {
    RowSet set = filter.set();
    return new Selection(
        rows,
        set,
        filter.codes(),
        Math.min(set.cardinality(), table.liveCount()),
        row -> row < rows && set.contains(row) && table.isLive(row));
  }

  /** The first wanted row from a number on; -1 or a number beyond the rows if there is none. */
  int next(int from) {
    int row = set == null ? from : set.next(from);
    while (row >= 0 && row < rows && !allowed.test(row)) {
      row = set == null ? row + 1 : set.next(row + 1);
    }
    return row;
  }

  /** The wanted part of the rows; more than 0. */
  double share() {
    return Math.max(1, wanted) / (double) Math.max(1, rows);
  }

  boolean isNearlyAll() {
    return share() >= NEARLY_ALL;
  }
}
