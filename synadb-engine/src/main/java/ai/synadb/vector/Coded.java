/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.simd.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * A structure that has its rows as bytes, and whatever leads to them.
 *
 * <p>Thread safety: safe for use by multiple threads; one at a time adds.
 */
abstract class Coded extends Structure {
  /** The deviation of a number between -1/2 and 1/2. */
  private static final double DEVIATION_OF_ROUNDING = 1 / Math.sqrt(12);

  /** So many codes side by side are read in the time of comparing one row: by vectors, and not. */
  private static final int LISTED_PER_ROW = 8;

  private static final int LISTED_PER_ROW_PLAIN = 4;

  /** So many times k rows are compared by who reads codes side by side. */
  private static final int COMPARED = 10;

  private volatile @Nullable Everything everything;

  /** The codes of all rows, once a search had to look at all. */
  private record Everything(RowCodes codes, RowSet rows) {}

  Coded(Kernels kernels) {
    super(kernels);
  }

  /** The rows that could be compared in the time of {@link #searchCodes}. */
  final double costOfCodes(int k, Selection selection) {
    RowCodes codes = selection.codes();
    return codes == null || !codes.mayHold(selection.wanted())
        ? Double.POSITIVE_INFINITY
        : cost(k, selection.wanted());
  }

  private double cost(int k, int rows) {
    double listed = kernels.name().equals("plain") ? LISTED_PER_ROW_PLAIN : LISTED_PER_ROW;
    return rows / listed + (double) COMPARED * k;
  }

  /** Reads the codes of all wanted rows; says whether that was enough. */
  final boolean searchCodes(MappedQuery q, Effort effort, int k, Selection selection, Best best) {
    RowCodes codes = selection.codes();
    RowSet set = selection.set();
    if (codes == null || set == null) {
      return false;
    }
    codes.search(kernels, q, effort, k, set, selection, best);
    boolean isEnough = best.size() >= Math.min(k, selection.wanted());
    if (!isEnough) {
      best.reset(best.capacity());
    }
    return isEnough;
  }

  /** Looks at all wanted rows: at their codes or, if that is less work, at the rows one by one. */
  final void searchWanted(MappedQuery q, Effort effort, int k, Selection selection, Best best) {
    if (costOfCodes(k, selection) > selection.wanted()
        || !searchCodes(q, effort, k, selection, best)) {
      scan(q, 0, selection, best);
    }
  }

  /**
   * Looks at all wanted rows, where nothing leads to the near ones with the recall that is asked
   * for. Without a filter there may be codes of all rows for it, wanted or not.
   */
  final void searchAll(MappedQuery q, Effort effort, int k, Selection selection, Best best) {
    if (selection.set() != null || cost(k, selection.rows()) > selection.wanted()) {
      searchWanted(q, effort, k, selection, best);
      return;
    }
    Everything e = everything;
    if (e == null || e.rows.rows() < selection.rows()) {
      RowCodes codes = e == null ? new RowCodes(this) : e.codes;
      e = new Everything(codes, RowSet.all(selection.rows()));
      everything = e;
    }
    e.codes.search(kernels, q, effort, k, e.rows, selection, best);
  }

  /** The heap that codes of all rows side by side take, in bytes. */
  final long heapBytesOfAll() {
    Everything e = everything;
    return e == null ? 0 : e.codes.heapBytes();
  }

  /** The array with a row's bytes. */
  abstract long[] page(int row);

  /** Where in it they begin. */
  abstract int at(int row);

  @Override
  final void scan(MappedQuery query, int from, Selection selection, Best best) {
    int n = selection.rows();
    for (int row = selection.next(from); row >= 0 && row < n; row = selection.next(row + 1)) {
      best.offer(ByteRows.score(kernels, query.prepared, page(row), at(row)), row);
    }
  }

  /**
   * An element of a row is off by half of the scale at most, hence the row by so much times the
   * square root of the width, and its distance by no more; and float arithmetic adds its own, more
   * where a small distance is the difference of large numbers.
   */
  @Override
  final void offer(ExactQueries queries, int rows) {
    queries.mapInto(space());
    int width = space().width();
    if (queries.count == 1) {
      for (int i = 0; i < rows; i++) {
        int row = queries.rows[i];
        queries.out[i] = ByteRows.dot(kernels, queries.mapped, 0, page(row), at(row), width);
      }
    } else {
      for (int i = 0; i < rows; i++) {
        int row = queries.rows[i];
        ByteRows.floats(kernels, page(row), at(row), width, queries.block, i * width);
      }
      kernels.dots(queries.mapped, 0, queries.count, queries.block, 0, rows, width, queries.out, 0);
    }
    double root = 0.5 * Math.sqrt(width);
    boolean euclidean = space().measure() == Space.Measure.EUCLIDEAN;
    for (int i = 0; i < rows; i++) {
      int row = queries.rows[i];
      long[] page = page(row);
      int at = at(row);
      float penalty = ByteRows.penalty(page, at, width);
      double off = ByteRows.scale(page, at, width) * root;
      double norm = Math.sqrt(ByteRows.norm2(page, at, width)) + off;
      for (int j = 0; j < queries.count; j++) {
        float score = queries.out[j * rows + i] - penalty;
        double q = Math.sqrt(queries.norms2[j]);
        double slack =
            euclidean ? off + Math.sqrt(ROUNDING) * (q + norm) : q * (off + ROUNDING * norm);
        queries.offer(j, row, space().distance(score, queries.norms2[j]), slack);
      }
    }
  }

  /**
   * The distance of a row if its score is too low by so much as rounding to bytes hardly ever makes
   * it: three deviations of the sum of rounding errors.
   */
  @Override
  final double nearestPossible(MappedQuery query, int row, float score) {
    float scale = ByteRows.scale(page(row), at(row), space().width());
    return space().distance(score + margin(query, scale), query.norm2());
  }

  /** What rounding to bytes of a scale hardly ever takes off a score. */
  static float margin(MappedQuery query, float scale) {
    return (float) (3 * Math.sqrt(query.norm2()) * scale * DEVIATION_OF_ROUNDING);
  }
}
