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
import ai.synadb.internal.hnsw.CellCodes;
import ai.synadb.internal.hnsw.CellScan;
import ai.synadb.internal.hnsw.Graph;
import ai.synadb.internal.hnsw.GraphInserter;
import ai.synadb.internal.hnsw.GraphSearch;
import ai.synadb.internal.simd.Kernels;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * How the rows of a segment are laid out for search: as {@link Floats}, or {@link Coded} in one of
 * the ways that follow.
 *
 * <p>Thread safety: safe for use by multiple threads; one at a time adds.
 */
abstract class Structure {
  /** A search goes on where one of the last cells still counted: of the whole so small a part. */
  private static final int LAST = 4;

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

  /** Rows as bytes, and whatever leads to them. */
  abstract static class Coded extends Structure {
    /** The deviation of a number between -1/2 and 1/2. */
    private static final double DEVIATION_OF_ROUNDING = 1 / Math.sqrt(12);

    Coded(Kernels kernels) {
      super(kernels);
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
     * square root of the width, and its distance by no more; and float arithmetic adds its own,
     * more where a small distance is the difference of large numbers.
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
        kernels.dots(
            queries.mapped, 0, queries.count, queries.block, 0, rows, width, queries.out, 0);
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
     * The distance of a row if its score is too low by so much as rounding to bytes hardly ever
     * makes it: three deviations of the sum of rounding errors.
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

  /** See {@link FlatCodes}. */
  static final class Flat extends Coded {
    /** So many codes are read in the time of comparing one row. */
    private static final int CODES_PER_ROW = 8;

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
    boolean isLoose() {
      return true;
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
    float floor(MappedQuery query, double distance) {
      double score = space().score(distance, query.norm2());
      return (float) score - margin(query, codes.largestScale());
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
    void search(MappedQuery q, Effort effort, int k, Selection selection, Best best) {
      if (selection.share() * CODES_PER_ROW < 1) {
        scan(q, 0, selection, best);
        return;
      }
      codes.search(
          kernels, q.prepared, q.mapped, effort.eps(), k, selection.allowed(), q.estimates, best);
    }
  }

  /** See {@link Cells}. */
  static final class InCells extends Coded {
    /** So many codes are read in the time of comparing one row. */
    private static final int CODES_PER_ROW = 8;

    /** How much farther the nearest wanted rows are spread, as a power of how rare they are. */
    private static final double WIDER = 0.4;

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
    void search(MappedQuery q, Effort effort, int k, Selection selection, Best best) {
      int nprobe = effort.nprobe() > 0 ? effort.nprobe() : calibration.setting(effort.target());
      int count = cells.centroids().count();
      Cells.Search.Gate gate = null;
      RowSet set = selection.set();
      if (!selection.isNearlyAll()) {
        double wider = nprobe * Math.pow(selection.share(), -WIDER);
        double read = Math.min(count, wider) * cells.size() / count;
        if (selection.wanted() * (double) CODES_PER_ROW < read) {
          scan(q, 0, selection, best);
          return;
        }
        if (set == null) {
          nprobe = (int) Math.min(count, Math.ceil(wider));
        } else {
          int last = (int) Math.ceil(Math.min(count, wider) / LAST);
          nprobe = count; // so many wanted rows, however rare they are in the nearest cells
          gate = new Quota(set, (long) Math.ceil(read * selection.share()), last);
        }
      }
      Cells.Search s = searches.poll();
      if (s == null) {
        s = new Cells.Search(cells, kernels);
      }
      int most = Math.min(nprobe, count);
      s.search(q.prepared, q.mapped, most, gate, effort.eps(), k, selection.allowed(), best);
      searches.offer(s);
    }
  }

  /**
   * Lets a search go on until it has read so many rows of a set, and for as long as the last cells
   * still counted.
   */
  private static final class Quota implements Cells.Search.Gate {
    private final RowSet set;
    private final int last;
    private long left;

    Quota(RowSet set, long rows, int last) {
      this.set = set;
      this.left = rows;
      this.last = last;
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

  /** See {@link Graph}. */
  static final class InGraph extends Coded {
    /** Up to so many rows asked for, the calibration is right; each more asks for some more. */
    private static final int SMALL_K = 16;

    private static final int LARGE_K_FACTOR = 2;

    /** So many rows are compared one by one in the time of going through a node. */
    private static final int ROWS_PER_NODE = 8;

    /** So many codes are read in the time of comparing one row. */
    private static final int CODES_PER_ROW = 3;

    /** How much wider a walk is, as a power of how rare the wanted rows are. */
    private static final double WIDER = 0.35;

    /** So many times k of the wanted rows that a walk only met are compared. */
    private static final int SPARE = 4;

    /** And so many where every third row or more is wanted, as most are on the way itself then. */
    private static final int SPARE_OF_MANY = 2;

    /** Where so many rows are live, a walk that is longer by the others finds enough. */
    private static final double MOSTLY = 2.0 / 3;

    /** Where wanted rows are so many times rarer than on the whole, a walk has to go wider. */
    private static final int MUCH_RARER = 4;

    private static final int MAX_WALKS = 3;

    final Graph graph;
    private final Calibration calibration;
    private final Reach reach;
    private final int builtSize;
    private final ConcurrentLinkedQueue<GraphSearch> searches = new ConcurrentLinkedQueue<>();
    private final CellCodes codes;
    private final ConcurrentLinkedQueue<CellScan> scans = new ConcurrentLinkedQueue<>();

    InGraph(Kernels kernels, Graph graph, Calibration calibration, Reach reach) {
      super(kernels);
      this.graph = graph;
      this.calibration = calibration;
      this.reach = reach;
      this.builtSize = graph.start(graph.centroids().count());
      this.codes = new CellCodes(graph, kernels);
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
      reach.write(sink);
      graph.write(kernels, n, sink);
    }

    @Override
    long heapBytes() {
      return graph.heapBytes() + codes.heapBytes();
    }

    @Override
    void search(MappedQuery q, Effort effort, int k, Selection selection, Best best) {
      int ef = effort.ef() > 0 ? effort.ef() : calibration.setting(effort.target());
      if (ef == Calibration.ALL) {
        scan(q, 0, selection, best);
        return;
      }
      int asked = k - k / 3; // k is half as much again
      long wide = Math.max(asked, ef + (long) LARGE_K_FACTOR * Math.max(0, k - SMALL_K));
      if (selection.isNearlyAll()) {
        walk(q, wide, selection, 0, best);
        return;
      }
      double share = selection.share();
      if (selection.set() == null && share >= MOSTLY) {
        long more = (long) Math.ceil(wide / share); // as many live ones then
        if (walk(q, more, selection, 0, best) > share / MUCH_RARER && best.size() >= k) {
          return;
        }
        best.reset(best.capacity());
      }
      wide = (long) Math.ceil(wide * Math.pow(share, -WIDER));
      if (effort.ef() == 0 && searchCells(q, effort, k, selection, ROWS_PER_NODE * wide, best)) {
        return;
      }
      int spare = k * (share < 1.0 / 3 ? SPARE : SPARE_OF_MANY);
      for (int i = 0; i < MAX_WALKS; i++) {
        if (selection.wanted() <= ROWS_PER_NODE * wide) {
          break;
        }
        double found = walk(q, wide, selection, spare, best);
        if (found > share / MUCH_RARER && best.size() >= k) {
          return;
        }
        // They are rarer around here than elsewhere: what was found may be far from the nearest.
        best.reset(best.capacity());
        wide *= MUCH_RARER;
      }
      scan(q, 0, selection, best);
    }

    /**
     * Looks at the wanted rows in the nearest cells, and compares those in none.
     *
     * @param most the rows that may be compared in the time that it may take
     * @return whether that was enough; if not, nothing was collected
     */
    private boolean searchCells(
        MappedQuery q, Effort effort, int k, Selection selection, long most, Best best) {
      RowSet set = selection.set();
      if (set == null) {
        return false;
      }
      double share = selection.share();
      int count = graph.centroids().count();
      int cells = reach.cells(share * SMALL_K / Math.max(SMALL_K, k), effort.target());
      double inCells = (double) cells * share * builtSize / count;
      if (cells >= count / 2 || inCells / CODES_PER_ROW + share * (size() - builtSize) > most) {
        return false;
      }
      CellScan s = scans.poll();
      if (s == null) {
        s = new CellScan(graph, kernels, codes);
      }
      Quota quota = new Quota(set, (long) Math.ceil(inCells), (cells + LAST - 1) / LAST);
      CellScan.Wanted wanted =
          new CellScan.Wanted(
              q.prepared, q.mapped, effort.eps(), set::list, selection.allowed(), k);
      boolean isEnough =
          s.search(wanted, 2 * cells, quota, best)
              && best.size() >= Math.min(k, selection.wanted());
      if (isEnough) {
        scan(q, builtSize, selection, best);
      } else {
        best.reset(best.capacity());
      }
      scans.offer(s);
      return isEnough;
    }

    /** Returns which part of the nodes on the way was wanted. */
    private double walk(MappedQuery q, long ef, Selection selection, int spare, Best best) {
      GraphSearch s = searches.poll();
      if (s == null) {
        s = new GraphSearch(graph, kernels);
      }
      s.search(
          q.prepared, q.mapped, (int) Math.min(ef, graph.size()), selection.allowed(), spare, best);
      double share = s.allowedShare();
      searches.offer(s);
      return share;
    }
  }
}
