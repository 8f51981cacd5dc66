/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.FlatCodes;
import ai.synadb.internal.codes.Sink;
import ai.synadb.internal.codes.Source;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.gwi.Cells;
import ai.synadb.internal.hnsw.Graph;
import ai.synadb.internal.simd.Kernels;

/**
 * How the rows of a segment are laid out for search: as {@link Floats}, or {@link Coded} as {@link
 * Flat}, {@link InCells} or {@link InGraph}.
 *
 * <p>Thread safety: safe for use by multiple threads; one at a time adds.
 */
abstract class Structure {
  /** What sums of thousands of products in floats are off, as a part of the norms, and to spare. */
  static final double ROUNDING = 1e-5;

  final Kernels kernels;

  Structure(Kernels kernels) {
    this.kernels = kernels;
  }

  abstract IndexKind kind();

  abstract Space space();

  /** The number of rows. */
  abstract int size();

  abstract long heapBytes();

  /** Whether it takes new rows, and is searched one by one. */
  boolean isLoose() {
    return false;
  }

  /** Whether it is slower to make than to read from a file. */
  boolean isWorthSaving() {
    return true;
  }

  /** Writes the first {@code n} rows, and everything but the space. */
  abstract void write(int n, Sink sink);

  /** Reads what {@link #write} wrote. */
  static Structure read(IndexKind kind, Kernels kernels, Space space, int n, Source source) {
    switch (kind) {
      case FLAT:
        return new Flat(kernels, FlatCodes.read(kernels, space, n, source));
      case GWI:
        Calibration c = Calibration.read(source);
        return new InCells(kernels, Cells.read(kernels, space, n, source), c);
      case HNSW:
        Calibration g = Calibration.read(source);
        Reach reach = Reach.read(source);
        return new InGraph(kernels, Graph.read(kernels, space, n, source), g, reach);
      case AUTO:
        break;
    }
    throw new AssertionError(kind);
  }

  /** Collects the best rows into {@code best}; of place {@code k} there the score is the bar. */
  abstract void search(MappedQuery query, Effort effort, int k, Selection selection, Best best);

  /** Compares the rows from a number on one by one. */
  abstract void scan(MappedQuery query, int from, Selection selection, Best best);

  /** Takes a row and the smallest distance that it can have. */
  interface Rows {
    void accept(int row, double nearestPossible);
  }

  /**
   * Offers all rows from a number on that can be among the nearest, whatever was lost by rounding.
   */
  final void collectExactly(ExactQueries queries, int from, Selection selection) {
    queries.begin(selection.rows());
    int n = selection.rows();
    int filled = 0;
    for (int row = selection.next(from); row >= 0 && row < n; row = selection.next(row + 1)) {
      queries.rows[filled++] = row;
      if (filled == ExactQueries.ROWS) {
        offer(queries, filled);
        filled = 0;
      }
    }
    offer(queries, filled);
  }

  /** Offers some rows to queries. */
  abstract void offer(ExactQueries queries, int rows);

  /** The distance that a row with this score hardly ever falls below. */
  abstract double nearestPossible(MappedQuery query, int row, float score);

  /**
   * A score that rows hardly ever fail to pass if they are nearer than so much: who compares all
   * rows can leave out the others.
   */
  float floor(MappedQuery query, double distance) {
    return Float.NEGATIVE_INFINITY;
  }
}
