/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.hnsw;

import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.Slab;
import ai.synadb.internal.simd.Kernels;

/** Writes the edges of nodes whose rows are there. Thread safety: confined to one thread. */
final class NodeWriter {
  private final Kernels kernels;
  private final Graph graph;
  private final int width;
  private final float[] p;
  private final float[] x;
  private final long[] code;
  private final float[] factors = new float[4];

  NodeWriter(Kernels kernels, Graph graph) {
    this.kernels = kernels;
    this.graph = graph;
    this.width = graph.space().width();
    this.p = new float[width];
    this.x = new float[width];
    this.code = new long[width / 64];
  }

  /**
   * Writes a node's edges and their codes.
   *
   * @param neighbours the rows they lead to; -1 for none
   */
  void write(int node, int[] neighbours, int from, int count) {
    Slab nodes = graph.nodes();
    ByteRows.floats(kernels, nodes.page(node), graph.rowAt(node), width, p, 0);
    for (int i = 0; i < graph.degree(); i++) {
      edge(node, p, i, i < count ? neighbours[from + i] : -1);
    }
  }

  /** Writes one edge of a node, whose row is unpacked. */
  void edge(int node, float[] row, int i, int neighbour) {
    Slab nodes = graph.nodes();
    long[] page = nodes.page(node);
    int at = graph.blockAt(node) + i / Kernels.LANES * Kernels.blockLongs(width);
    int lane = i % Kernels.LANES;
    Kernels.putInt(page, nodes.at(node), i, neighbour);
    if (neighbour < 0) {
      Kernels.setFactors(page, at, lane, 0, Float.NEGATIVE_INFINITY);
      return;
    }
    long[] other = nodes.page(neighbour);
    int otherAt = graph.rowAt(neighbour);
    ByteRows.floats(kernels, other, otherAt, width, x, 0);
    kernels.encode(row, 0, x, 0, width, code, 0, factors);
    Kernels.setFactors(
        page, at, lane, factors[0], factors[1] - ByteRows.penalty(other, otherAt, width));
    kernels.packCode(page, at + Kernels.FACTOR_LONGS, lane, code, 0, code.length);
  }
}
