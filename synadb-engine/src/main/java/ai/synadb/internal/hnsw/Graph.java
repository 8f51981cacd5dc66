/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.hnsw;

import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.CodeBlocks;
import ai.synadb.internal.codes.Sink;
import ai.synadb.internal.codes.Slab;
import ai.synadb.internal.codes.Source;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.gwi.Centroids;
import ai.synadb.internal.simd.Kernels;

/**
 * A graph of rows in which each node holds, in one piece of memory, its own row as bytes, its
 * neighbours, and the one-bit codes of these, relative to itself. One step of a walk reads one such
 * piece: the bytes give the node's own score, from which the codes give estimates for all its
 * neighbours at once. The design is that of SymphonyQG (Gou et al., SIGMOD 2025) with a byte row in
 * the place of floats and entry points from k-means cells in the place of HNSW's upper levels.
 *
 * <pre>
 *   longs  0 .. d/2 - 1   the neighbours, d ints; -1 where there are fewer
 *          ...            the row, see {@link ByteRows}
 *          ...            d / 32 blocks of codes, see {@link Kernels}
 * </pre>
 *
 * <p>The A of an edge has the row's penalty (see {@link Space}) taken off, so that estimates are
 * scores.
 *
 * <p>Thread safety: one thread changes it at a time. Searches go on beside: what they may read of a
 * node that is being changed is an edge with the code of another, hence a wrong estimate, never a
 * wrong score.
 */
public final class Graph {
  /** The largest degree. */
  public static final int MAX_DEGREE = 256;

  private final Space space;
  private final Centroids centroids;
  private final int[] entries;
  private final int[] starts; // first row of each cell, then the number of rows in cells
  private final int degree;
  private final Slab nodes;
  private volatile int size;

  Graph(Space space, Doors doors, int degree, Slab nodes, int size) {
    this.space = space;
    this.centroids = doors.centroids;
    this.entries = doors.entries;
    this.starts = doors.starts;
    this.degree = degree;
    this.nodes = nodes;
    this.size = size;
  }

  /** What leads into a graph: centroids, the row nearest to each, and where its cell begins. */
  record Doors(Centroids centroids, int[] entries, int[] starts) {}

  /** The longs of a node. */
  static int stride(int degree, int width) {
    return degree / 2 + ByteRows.longs(width) + blocks(degree) * Kernels.blockLongs(width);
  }

  /** The blocks of codes of a node. */
  static int blocks(int degree) {
    return degree / Kernels.LANES;
  }

  /** Writes the first {@code n} nodes, and everything but the space. */
  public void write(Kernels kernels, int n, Sink sink) {
    int width = space.width();
    int head = degree / 2 + ByteRows.longs(width);
    centroids.write(sink);
    sink.putInts(entries, 0, entries.length);
    sink.putInts(starts, 0, starts.length);
    sink.putInt(degree);
    CodeBlocks codes = new CodeBlocks(kernels, width);
    for (int i = 0; i < n; i++) {
      long[] page = nodes.page(i);
      sink.putLongs(page, nodes.at(i), head);
      for (int b = 0; b < blocks(degree); b++) {
        codes.write(sink, page, nodes.at(i) + head + b * Kernels.blockLongs(width));
      }
    }
  }

  /** Reads a graph with so many nodes. */
  public static Graph read(Kernels kernels, Space space, int n, Source source) {
    int width = space.width();
    Centroids centroids = Centroids.read(kernels, space, Math.max(1, n), source);
    int[] entries = source.getInts(centroids.count());
    int[] starts = source.getInts(centroids.count() + 1);
    int degree = source.getInt(Kernels.LANES, MAX_DEGREE, "The degree of a graph");
    if (degree % Kernels.LANES != 0) {
      throw source.damaged("The degree of a graph is a multiple of 32, not " + degree);
    }
    int stride = stride(degree, width);
    source.require(8L * n * stride);
    Slab nodes = new Slab(stride, n);
    Doors doors = new Doors(centroids, entries, starts);
    Graph graph = new Graph(space, doors, degree, nodes, n);
    int head = degree / 2 + ByteRows.longs(width);
    CodeBlocks codes = new CodeBlocks(kernels, width);
    for (int i = 0; i < n; i++) {
      long[] page = nodes.page(i);
      source.getLongs(page, nodes.at(i), head);
      for (int b = 0; b < blocks(degree); b++) {
        codes.read(source, page, nodes.at(i) + head + b * Kernels.blockLongs(width));
      }
      for (int j = 0; j < degree; j++) {
        requireNode(graph.neighbour(i, j), n, source);
      }
    }
    for (int e : entries) {
      requireNode(e, n, source);
    }
    int last = 0;
    for (int start : starts) {
      if (start < last || start > n) {
        throw source.damaged("A cell of a graph of " + n + " nodes begins at " + start);
      }
      last = start;
    }
    return graph;
  }

  private static void requireNode(int node, int n, Source source) {
    if (node < -1 || node >= n) {
      throw source.damaged("A graph of " + n + " nodes has no node " + node);
    }
  }

  /** The space. */
  public Space space() {
    return space;
  }

  /** The centres of the cells that walks start from. */
  public Centroids centroids() {
    return centroids;
  }

  /** For each centroid the row nearest to it; -1 if its cell is empty. */
  int entry(int centroid) {
    return entries[centroid];
  }

  /**
   * The first node of a cell; that of the cell behind the last is the number of nodes in cells. The
   * nodes that were added later are in none.
   */
  public int start(int centroid) {
    return starts[centroid];
  }

  /** The most neighbours that a node has. */
  public int degree() {
    return degree;
  }

  /** The number of nodes. */
  public int size() {
    return size;
  }

  /** Lets the node behind the last count. */
  void publish() {
    size = size + 1;
  }

  /** The nodes. */
  Slab nodes() {
    return nodes;
  }

  /** The array with a node. */
  public long[] page(int node) {
    return nodes.page(node);
  }

  /** Where in it the node's row begins. */
  public int rowAt(int node) {
    return nodes.at(node) + degree / 2;
  }

  /** Where in a node's record its first block of codes begins. */
  int blockAt(int node) {
    return rowAt(node) + ByteRows.longs(space.width());
  }

  /** A neighbour of a node; -1 if it has fewer. */
  public int neighbour(int node, int i) {
    return Kernels.getInt(nodes.page(node), nodes.at(node), i);
  }

  /** The heap that this takes, in bytes. */
  public long heapBytes() {
    return nodes.heapBytes()
        + 4L * (entries.length + starts.length)
        + 8L * centroids.points().length;
  }
}
