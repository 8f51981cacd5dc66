/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.hnsw;

import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.CodeList;
import ai.synadb.internal.gwi.Centroids;
import ai.synadb.internal.simd.Kernels;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Codes of the nodes in the cells of a {@link Graph}, each relative to its cell's centroid, rounded
 * to bytes, and in words of its own, made when a cell is first asked for: only who filters pays for
 * them.
 *
 * <pre>
 *   for each node, longs  0 .. n/64 - 1   the signs
 *                         n/64            F and A, see {@link Kernels}; A without the row's penalty
 *                         n/64 + 1        the error of the estimate, see {@link CodeList#error}
 *   in the end the centroid, as a record of {@link ByteRows}
 * </pre>
 *
 * <p>Thread safety: safe for use by multiple threads; two that ask for a cell at once may both make
 * its codes, which are the same.
 */
public final class CellCodes {
  private final Graph graph;
  private final Kernels kernels;
  private final int width;
  private final AtomicReferenceArray<long[]> cells;

  /** None yet. */
  public CellCodes(Graph graph, Kernels kernels) {
    this.graph = graph;
    this.kernels = kernels;
    this.width = graph.space().width();
    this.cells = new AtomicReferenceArray<>(graph.centroids().count());
  }

  /** The longs of a node. */
  int stride() {
    return width / 64 + 2;
  }

  /** The codes of a cell. */
  long[] of(int cell) {
    long[] codes = cells.get(cell);
    if (codes == null) {
      codes = encode(cell);
      cells.set(cell, codes);
    }
    return codes;
  }

  private long[] encode(int cell) {
    Centroids centroids = graph.centroids();
    float[] x = new float[width];
    float[] centroid = new float[width];
    float[] factors = new float[4];
    int from = graph.start(cell);
    int n = graph.start(cell + 1) - from;
    int point = Math.multiplyExact(n, stride());
    long[] codes = new long[Math.addExact(point, ByteRows.longs(width))];
    System.arraycopy(centroids.points(), cell * width, centroid, 0, width);
    ByteRows.put(kernels, graph.space(), centroid, 0, codes, point); // from here on the rounded one
    for (int i = 0; i < n; i++) {
      long[] page = graph.page(from + i);
      int row = graph.rowAt(from + i);
      int at = i * stride();
      int factorsAt = at + width / 64;
      ByteRows.floats(kernels, page, row, width, x, 0);
      kernels.encode(centroid, 0, x, 0, width, codes, at, factors);
      Kernels.putFloat(codes, factorsAt, 0, factors[0]);
      Kernels.putFloat(codes, factorsAt, 1, factors[1] - ByteRows.penalty(page, row, width));
      Kernels.putFloat(codes, factorsAt, 2, CodeList.error(factors, width));
    }
    return codes;
  }

  /** The heap that those made so far take, in bytes. */
  public long heapBytes() {
    long longs = 0;
    for (int i = 0; i < cells.length(); i++) {
      long[] codes = cells.get(i);
      longs += codes == null ? 0 : codes.length;
    }
    return longs * Long.BYTES;
  }
}
