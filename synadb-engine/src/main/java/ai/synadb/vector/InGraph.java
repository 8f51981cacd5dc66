/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.Sink;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.hnsw.CellCodes;
import ai.synadb.internal.hnsw.CellScan;
import ai.synadb.internal.hnsw.Graph;
import ai.synadb.internal.hnsw.GraphInserter;
import ai.synadb.internal.hnsw.GraphSearch;
import ai.synadb.internal.simd.Kernels;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Rows in a {@link Graph}, which walks lead through; where a filter lets few pass, also their codes
 * in cells or side by side.
 *
 * <p>Thread safety: safe for use by multiple threads; one at a time adds.
 */
final class InGraph extends Coded {
  /** Up to so many rows asked for, the calibration is right; each more asks for some more. */
  private static final int SMALL_K = 16;

  private static final int LARGE_K_FACTOR = 2;

  /** So many rows are compared one by one in the time of going through a node with a filter. */
  private static final int ROWS_PER_NODE = 16;

  /** So many codes are read in the time of comparing one row. */
  private static final int CODES_PER_ROW = 3;

  /** So many rows are compared in the time of getting a cell's codes ready. */
  private static final int ROWS_PER_CELL = 2;

  /** So many times k rows are compared by who reads cells. */
  private static final int COMPARED = 5;

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
      searchAll(q, effort, k, selection, best);
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
      if (walk(q, more, selection, 0, best) > share / MUCH_RARER && best.size() >= asked) {
        return;
      }
      best.reset(best.capacity());
    }
    wide = (long) Math.ceil(wide * Math.pow(share, -WIDER));
    double byCodes = costOfCodes(k, selection);
    double byWalk = (double) ROWS_PER_NODE * wide;
    if (effort.ef() == 0 && searchCells(q, effort, k, selection, Math.min(byCodes, byWalk), best)) {
      return;
    }
    if (byCodes < Math.min(byWalk, selection.wanted())
        && searchCodes(q, effort, k, selection, best)) {
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
    searchAll(q, effort, k, selection, best);
  }

  /**
   * Looks at the wanted rows in the nearest cells, and compares those in none.
   *
   * @param most the rows that may be compared in the time that it may take
   * @return whether that was enough; if not, nothing was collected
   */
  private boolean searchCells(
      MappedQuery q, Effort effort, int k, Selection selection, double most, Best best) {
    RowSet set = selection.set();
    if (set == null) {
      return false;
    }
    double share = selection.share();
    int count = graph.centroids().count();
    int cells = reach.cells(share * SMALL_K / Math.max(SMALL_K, k), effort.target());
    double inCells = (double) cells * share * builtSize / count;
    double cost =
        inCells / CODES_PER_ROW
            + (double) ROWS_PER_CELL * cells
            + COMPARED * k
            + share * (size() - builtSize);
    if (cells >= count / 2 || cost > most) {
      return false;
    }
    CellScan s = scans.poll();
    if (s == null) {
      s = new CellScan(graph, kernels, codes);
    }
    Quota quota = new Quota(set, inCells, cells);
    CellScan.Wanted wanted =
        new CellScan.Wanted(q.prepared, q.mapped, effort.eps(), set::list, selection.allowed(), k);
    boolean isEnough =
        s.search(wanted, 2 * cells, quota, best) && best.size() >= Math.min(k, selection.wanted());
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
