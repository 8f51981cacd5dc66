/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.hnsw;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.Slab;
import ai.synadb.internal.simd.CodeQuery;
import ai.synadb.internal.simd.Kernels;

/**
 * Adds rows to a graph while it is searched: {@link #prepare} finds a row's neighbours by a walk
 * and writes its node where nobody looks yet, {@link #publish} lets it count, {@link #link} lets
 * others lead to it. A node that is full gives up its farthest neighbour for the new one, unless
 * one of its neighbours is so much nearer to the new one that it leads there already.
 *
 * <p>Thread safety: confined to one thread, the only one that changes the graph.
 */
public final class GraphInserter {
  private final Kernels kernels;
  private final Graph graph;
  private final int width;
  private final GraphSearch search;
  private final CodeQuery query;
  private final float[] x;
  private final float[] p;
  private final Best found;
  private final Best sorted;
  private final Pruner pruner;
  private final NodeWriter writer;
  private final int[] kept;
  private int keptCount;
  private long touched;

  /**
   * An inserter.
   *
   * @param candidates how many rows are considered as neighbours
   */
  public GraphInserter(Kernels kernels, Graph graph, int candidates) {
    this.kernels = kernels;
    this.graph = graph;
    this.width = graph.space().width();
    this.search = new GraphSearch(graph, kernels);
    this.query = kernels.newQuery(width);
    this.x = new float[width];
    this.p = new float[width];
    this.found = new Best(candidates);
    this.sorted = new Best(candidates);
    this.pruner =
        new Pruner(
            kernels, graph.nodes(), graph.degree() / 2, width, graph.degree(), GraphBuilder.ALPHA);
    this.writer = new NodeWriter(kernels, graph);
    this.kept = new int[graph.degree()];
  }

  /**
   * Writes the node of a mapped row, whose floats are lost.
   *
   * @return the number that it will have
   */
  public int prepare(float[] mapped) {
    int node = graph.size();
    Slab nodes = graph.nodes();
    nodes.ensure(node + 1);
    long[] page = nodes.page(node);
    int at = graph.rowAt(node);
    ByteRows.put(kernels, graph.space(), mapped, 0, page, at);
    System.arraycopy(mapped, 0, x, 0, width); // as the bytes say
    kernels.prepare(query, x, 0);
    found.reset(found.capacity());
    search.search(query, x, found.capacity(), null, 0, found);
    float norm2 = ByteRows.norm2(page, at, width);
    float extra = ByteRows.extra(page, at, width);
    sorted.reset(found.capacity());
    for (int i = 0; i < found.size(); i++) {
      int r = found.row(i);
      sorted.offer(
          -ByteRows.distance2(kernels, x, 0, norm2, extra, nodes.page(r), graph.rowAt(r), width),
          r);
    }
    keptCount = pruner.prune(sorted, kept);
    writer.write(node, kept, 0, keptCount);
    return node;
  }

  /** Lets the node that was prepared count. */
  public void publish() {
    graph.publish();
  }

  /** Lets the neighbours of the node that was published last lead to it. */
  public void link() {
    int node = graph.size() - 1;
    for (int i = 0; i < keptCount; i++) {
      link(kept[i], node);
    }
  }

  /** As {@link GraphSearch#touched}. */
  long touched() {
    return touched;
  }

  private void link(int from, int node) {
    int degree = graph.degree();
    Slab nodes = graph.nodes();
    long[] page = nodes.page(from);
    int at = graph.rowAt(from);
    ByteRows.floats(kernels, page, at, width, p, 0);
    float norm2 = ByteRows.norm2(page, at, width);
    float extra = ByteRows.extra(page, at, width);
    long[] newPage = nodes.page(node);
    int newAt = graph.rowAt(node);
    float newNorm2 = ByteRows.norm2(newPage, newAt, width);
    float newExtra = ByteRows.extra(newPage, newAt, width);
    float distance = ByteRows.distance2(kernels, p, 0, norm2, extra, newPage, newAt, width);
    for (int i = 0; i < degree; i++) {
      int other = graph.neighbour(from, i);
      if (other >= 0) { // all on their way at once
        touched ^= Slab.load(nodes.page(other), graph.rowAt(other), ByteRows.longs(width));
      }
    }
    int farthest = -1;
    float farthestDistance = distance;
    for (int i = 0; i < degree; i++) {
      int other = graph.neighbour(from, i);
      if (other < 0) {
        farthest = i; // room
        break;
      }
      if (other == node) {
        return;
      }
      long[] o = nodes.page(other);
      int oAt = graph.rowAt(other);
      float d = ByteRows.distance2(kernels, p, 0, norm2, extra, o, oAt, width);
      if (d > farthestDistance) {
        farthest = i;
        farthestDistance = d;
      } else if (d < distance
          && ByteRows.distance2(kernels, x, 0, newNorm2, newExtra, o, oAt, width)
                  * GraphBuilder.ALPHA
                  * GraphBuilder.ALPHA
              < distance) {
        return; // that one leads there
      }
    }
    if (farthest >= 0) {
      writer.edge(from, p, farthest, node);
    }
  }
}
