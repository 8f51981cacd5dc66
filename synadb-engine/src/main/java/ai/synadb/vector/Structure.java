/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.FlatCodes;
import ai.synadb.internal.codes.Sink;
import ai.synadb.internal.codes.Source;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.gwi.Cells;
import ai.synadb.internal.hnsw.Graph;
import ai.synadb.internal.hnsw.GraphInserter;
import ai.synadb.internal.hnsw.GraphSearch;
import ai.synadb.internal.simd.Kernels;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a segment are laid out for search.
 *
 * <p>Thread safety: safe for use by multiple threads; one at a time adds.
 */
abstract class Structure {
  /** What sums of thousands of products in floats are off, as a part of the norms, and to spare. */
  private static final double ROUNDING = 1e-5;

  /** That of a number between -1/2 and 1/2. */
  private static final double DEVIATION_OF_ROUNDING = 1 / Math.sqrt(12);

  final Kernels kernels;

  Structure(Kernels kernels) {
    this.kernels = kernels;
  }

  abstract IndexKind kind();

  abstract Space space();

  /** The number of rows. */
  abstract int size();

  /** The array with a row's bytes. */
  abstract long[] page(int row);

  /** Where in it they begin. */
  abstract int at(int row);

  abstract long heapBytes();

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
        return new InGraph(kernels, Graph.read(kernels, space, n, source), g);
      case AUTO:
        break;
    }
    throw new AssertionError(kind);
  }

  /** Collects the best rows into {@code best}; of place {@code k} there the score is the bar. */
  abstract void search(
      MappedQuery query, Effort effort, int k, @Nullable IntPredicate allowed, Best best);

  /** Compares the rows of a set, or all, from a number on by their bytes. */
  final void scan(
      MappedQuery query,
      @Nullable RowSet set,
      int from,
      @Nullable IntPredicate allowed,
      Best best) {
    int width = space().width();
    int n = size();
    int row = set == null ? from : set.next(from);
    while (row >= 0 && row < n) {
      if (allowed == null || allowed.test(row)) {
        best.offer(score(query, row, width), row);
      }
      row = set == null ? row + 1 : set.next(row + 1);
    }
  }

  /** Takes a row and the smallest distance that it can have. */
  interface Rows {
    void accept(int row, double nearestPossible);
  }

  /**
   * Finds all rows from a number on that can be among the {@code k} nearest, whatever was lost by
   * rounding to bytes.
   */
  final void collectExactly(MappedQuery query, int k, int from, IntPredicate allowed, Rows to) {
    int width = space().width();
    int n = size();
    Best nearest = query.best;
    nearest.reset(Math.min(k, n));
    for (int row = from; row < n; row++) {
      if (allowed.test(row)) {
        double d = space().distance(score(query, row, width), query.norm2());
        nearest.offer((float) -(d + slack(query, row, width)), row);
      }
    }
    double bar = Double.POSITIVE_INFINITY;
    if (nearest.isFull()) {
      float b = -nearest.score(nearest.size() - 1);
      bar = b + Math.ulp(b);
    }
    for (int row = from; row < n; row++) {
      if (allowed.test(row)) {
        double d = space().distance(score(query, row, width), query.norm2());
        double least = d - slack(query, row, width);
        if (least <= bar) {
          to.accept(row, least);
        }
      }
    }
  }

  /**
   * By how much the distance to a row may be off. An element is off by half of the scale at most,
   * hence the row by so much times the square root of the width, and its distance by no more; and
   * float arithmetic adds its own, more where a small distance is the difference of large numbers.
   */
  private double slack(MappedQuery query, int row, int width) {
    long[] page = page(row);
    int at = at(row);
    double off = ByteRows.scale(page, at, width) * 0.5 * Math.sqrt(width);
    double norm = Math.sqrt(ByteRows.norm2(page, at, width)) + off;
    double q = Math.sqrt(query.norm2());
    double rounding = ROUNDING * q * norm;
    return space().measure() == Space.Measure.EUCLIDEAN
        ? off + Math.sqrt(ROUNDING) * (q + norm)
        : q * off + rounding;
  }

  /**
   * The distance of a row if its score is too low by so much as rounding to bytes hardly ever makes
   * it: three deviations of the sum of rounding errors.
   */
  final double nearestPossible(MappedQuery query, int row, float score) {
    int width = space().width();
    float scale = ByteRows.scale(page(row), at(row), width);
    double margin = 3 * Math.sqrt(query.norm2()) * scale * DEVIATION_OF_ROUNDING;
    return space().distance(score + (float) margin, query.norm2());
  }

  final float score(MappedQuery query, int row, int width) {
    long[] page = page(row);
    int at = at(row);
    return ByteRows.dot(kernels, query.mapped, 0, page, at, width)
        - ByteRows.penalty(page, at, width);
  }

  /** See {@link FlatCodes}. */
  static final class Flat extends Structure {
    final FlatCodes codes;

    Flat(Kernels kernels, FlatCodes codes) {
      super(kernels);
      this.codes = codes;
    }

    @Override
    IndexKind kind() {
      return IndexKind.FLAT;
    }

    @Override
    Space space() {
      return codes.space();
    }

    @Override
    int size() {
      return codes.size();
    }

    @Override
    long[] page(int row) {
      return codes.rows().page(row);
    }

    @Override
    int at(int row) {
      return codes.rows().at(row);
    }

    @Override
    void write(int n, Sink sink) {
      codes.write(kernels, n, sink);
    }

    @Override
    long heapBytes() {
      return codes.heapBytes();
    }

    @Override
    void search(MappedQuery q, Effort effort, int k, @Nullable IntPredicate allowed, Best best) {
      codes.search(kernels, q.prepared, q.mapped, effort.eps(), k, allowed, q.estimates, best);
    }
  }

  /** See {@link Cells}. */
  static final class InCells extends Structure {
    private final Cells cells;
    private final Calibration calibration;
    private final ConcurrentLinkedQueue<Cells.Search> searches = new ConcurrentLinkedQueue<>();

    InCells(Kernels kernels, Cells cells, Calibration calibration) {
      super(kernels);
      this.cells = cells;
      this.calibration = calibration;
    }

    @Override
    IndexKind kind() {
      return IndexKind.GWI;
    }

    @Override
    Space space() {
      return cells.space();
    }

    @Override
    int size() {
      return cells.size();
    }

    @Override
    long[] page(int row) {
      return cells.rows().page(row);
    }

    @Override
    int at(int row) {
      return cells.rows().at(row);
    }

    @Override
    void write(int n, Sink sink) {
      calibration.write(sink);
      cells.write(kernels, sink);
    }

    @Override
    long heapBytes() {
      return cells.heapBytes();
    }

    @Override
    void search(MappedQuery q, Effort effort, int k, @Nullable IntPredicate allowed, Best best) {
      Cells.Search s = searches.poll();
      if (s == null) {
        s = new Cells.Search(cells, kernels);
      }
      int nprobe = effort.nprobe() > 0 ? effort.nprobe() : calibration.setting(effort.target());
      int scaled = (int) Math.min(cells.centroids().count(), Math.ceil(nprobe * effort.scale()));
      s.search(q.prepared, q.mapped, scaled, 0, effort.eps(), k, allowed, best);
      searches.offer(s);
    }
  }

  /** See {@link Graph}. */
  static final class InGraph extends Structure {
    /** Up to so many rows asked for, the calibration is right; each more asks for some more. */
    private static final int SMALL_K = 16;

    private static final int LARGE_K_FACTOR = 2;

    final Graph graph;
    private final Calibration calibration;
    private final int builtSize;
    private final ConcurrentLinkedQueue<GraphSearch> searches = new ConcurrentLinkedQueue<>();

    InGraph(Kernels kernels, Graph graph, Calibration calibration) {
      super(kernels);
      this.graph = graph;
      this.calibration = calibration;
      this.builtSize = graph.size();
    }

    /**
     * Whether so many rows more are few beside those that it was built of: the calibration is of
     * those.
     */
    boolean canGrowBy(long rows) {
      return graph.size() + rows <= builtSize + builtSize / 4;
    }

    GraphInserter inserter(int candidates) {
      return new GraphInserter(kernels, graph, candidates);
    }

    @Override
    IndexKind kind() {
      return IndexKind.HNSW;
    }

    @Override
    Space space() {
      return graph.space();
    }

    @Override
    int size() {
      return graph.size();
    }

    @Override
    long[] page(int row) {
      return graph.page(row);
    }

    @Override
    int at(int row) {
      return graph.rowAt(row);
    }

    @Override
    void write(int n, Sink sink) {
      calibration.write(sink);
      graph.write(kernels, n, sink);
    }

    @Override
    long heapBytes() {
      return graph.heapBytes();
    }

    @Override
    void search(MappedQuery q, Effort effort, int k, @Nullable IntPredicate allowed, Best best) {
      int ef = effort.ef() > 0 ? effort.ef() : calibration.setting(effort.target());
      if (ef == Calibration.ALL) {
        scan(q, null, 0, allowed, best);
        return;
      }
      GraphSearch s = searches.poll();
      if (s == null) {
        s = new GraphSearch(graph, kernels);
      }
      long wide =
          (long) Math.ceil(ef * effort.scale()) + (long) LARGE_K_FACTOR * Math.max(0, k - SMALL_K);
      s.search(q.prepared, q.mapped, (int) Math.min(wide, graph.size()), 0, k, allowed, best);
      searches.offer(s);
    }
  }
}
