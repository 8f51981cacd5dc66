/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.Sink;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.gwi.Cells;
import ai.synadb.internal.simd.Kernels;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Rows in the cells around centroids, see {@link Cells}.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class InCells extends Coded {
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
      if (Math.min(costOfCodes(k, selection), selection.wanted()) * CODES_PER_ROW < read) {
        searchWanted(q, effort, k, selection, best);
        return;
      }
      if (set == null) {
        nprobe = (int) Math.min(count, Math.ceil(wider));
      } else {
        nprobe = count; // so many wanted rows, however rare they are in the nearest cells
        gate = new Quota(set, read * selection.share(), Math.min(count, wider));
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
