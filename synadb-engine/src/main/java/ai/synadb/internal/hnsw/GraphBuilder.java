/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.hnsw;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.Slab;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.codes.Work;
import ai.synadb.internal.gwi.Cells;
import ai.synadb.internal.gwi.Centroids;
import ai.synadb.internal.simd.Kernels;
import java.util.Arrays;

/**
 * Builds a {@link Graph} from cells, without walking an unfinished one: (1) for each row the
 * candidates are found by scanning the codes of the cells around it, and pruned to forward edges;
 * (2) every node takes the edges that lead to it as well, and is pruned again; (3) the codes of the
 * edges are made. Each step only reads what the step before it has left, so that the graph is the
 * same for any number of threads.
 *
 * <p>Pruning is that of DiskANN's Vamana (Jayaram Subramanya et al., NeurIPS 2019): from near to
 * far, a candidate stays unless one that stayed is nearer to it, by a factor alpha, than the node
 * is. What is left free then is filled with the nearest of those that did not stay: a block of
 * codes costs the same, full or not.
 */
public final class GraphBuilder {
  /** By which factor a detour must be shorter to make an edge needless. */
  static final float ALPHA = 1.05f;

  private final Kernels kernels;
  private final Space space;
  private final Cells cells;
  private final Slab rows;
  private final int n;
  private final int width;
  private final int degree;
  private final int candidates;
  private final int probes;
  private final int[] edges;

  private GraphBuilder(Kernels kernels, Cells cells, int degree, int candidates) {
    this.kernels = kernels;
    this.space = cells.space();
    this.cells = cells;
    this.rows = cells.rows();
    this.n = cells.size();
    this.width = space.width();
    this.degree = degree;
    this.candidates = candidates;
    this.probes = probes(cells, candidates);
    this.edges = new int[Math.multiplyExact(n, degree)];
  }

  /**
   * So many cells that forty times as many rows as are wanted are looked at, and eight at least.
   */
  private static int probes(Cells cells, int candidates) {
    int perCell = Math.max(1, cells.size() / cells.centroids().count());
    return Math.min(cells.centroids().count(), Math.max(8, 40 * candidates / perCell));
  }

  /**
   * Builds a graph; its nodes are the rows of the cells, numbered as they are.
   *
   * @param degree the most neighbours of a node, a multiple of 32
   * @param candidates how many rows are considered as neighbours
   */
  public static Graph build(Kernels kernels, Cells cells, int degree, int candidates, Work work) {
    return new GraphBuilder(kernels, cells, degree, candidates).build(work);
  }

  private Graph build(Work work) {
    work.forEach(
        n,
        64,
        () -> {
          Builder b = new Builder();
          return (from, to) -> {
            for (int i = from; i < to; i++) {
              b.forward(i);
            }
          };
        });
    int[] starts = new int[n + 1];
    int[] sources = incoming(starts);
    int[] both = new int[edges.length];
    work.forEach(
        n,
        64,
        () -> {
          Builder b = new Builder();
          return (from, to) -> {
            for (int i = from; i < to; i++) {
              b.merge(i, sources, starts[i], starts[i + 1], both);
            }
          };
        });
    Slab nodes = new Slab(Graph.stride(degree, width), n);
    Graph graph = new Graph(space, doors(), degree, nodes, n);
    work.forEach(
        n,
        64,
        () -> {
          return (from, to) -> {
            for (int i = from; i < to; i++) {
              System.arraycopy(
                  rows.page(i), rows.at(i), nodes.page(i), graph.rowAt(i), ByteRows.longs(width));
            }
          };
        });
    work.forEach(
        n,
        64,
        () -> {
          NodeWriter writer = new NodeWriter(kernels, graph);
          return (from, to) -> {
            for (int i = from; i < to; i++) {
              writer.write(i, both, i * degree, degree);
            }
          };
        });
    return graph;
  }

  /**
   * Turns the edges around: sources of all edges to node i are in starts[i] .. starts[i + 1] - 1.
   */
  private int[] incoming(int[] starts) {
    for (int e : edges) {
      if (e >= 0) {
        starts[e + 1]++;
      }
    }
    for (int i = 0; i < n; i++) {
      starts[i + 1] += starts[i];
    }
    int[] next = Arrays.copyOf(starts, n);
    int[] sources = new int[starts[n]];
    for (int i = 0; i < n; i++) {
      for (int j = i * degree; j < (i + 1) * degree; j++) {
        if (edges[j] >= 0) {
          sources[next[edges[j]]++] = i;
        }
      }
    }
    return sources;
  }

  private Graph.Doors doors() {
    int[] starts = new int[cells.centroids().count() + 1];
    for (int c = 0; c < starts.length; c++) {
      starts[c] = cells.start(c);
    }
    return new Graph.Doors(cells.centroids(), entries(), starts);
  }

  /** The row nearest to each centroid. */
  private int[] entries() {
    Centroids c = cells.centroids();
    int[] entries = new int[c.count()];
    for (int i = 0; i < entries.length; i++) {
      float best = Float.POSITIVE_INFINITY;
      entries[i] = -1;
      float half = kernels.dot(c.points(), i * width, c.points(), i * width, width);
      for (int r = cells.start(i); r < cells.start(i + 1); r++) {
        float d =
            ByteRows.distance2(
                kernels,
                c.points(),
                i * width,
                half,
                c.extras()[i],
                rows.page(r),
                rows.at(r),
                width);
        if (d < best) {
          best = d;
          entries[i] = r;
        }
      }
    }
    return entries;
  }

  /** What one thread needs. */
  private final class Builder {
    private final float[] x = new float[width];
    private final Cells.Neighbours neighbours = new Cells.Neighbours(cells, kernels);
    private final Best near = new Best(candidates);
    private final Best sorted = new Best(candidates);
    private final Pruner pruner = new Pruner(kernels, rows, 0, width, degree, ALPHA);
    private final int[] kept = new int[degree];

    void forward(int row) {
      long[] page = rows.page(row);
      int at = rows.at(row);
      ByteRows.floats(kernels, page, at, width, x, 0);
      float extra = ByteRows.extra(page, at, width);
      near.reset(candidates);
      neighbours.collect(x, extra, probes, near);
      sorted.reset(candidates);
      float norm2 = ByteRows.norm2(page, at, width);
      for (int i = 0; i < near.size(); i++) {
        int r = near.row(i);
        if (r != row) {
          sorted.offer(
              -ByteRows.distance2(kernels, x, 0, norm2, extra, rows.page(r), rows.at(r), width), r);
        }
      }
      int count = pruner.prune(sorted, kept);
      for (int i = 0; i < degree; i++) {
        edges[row * degree + i] = i < count ? kept[i] : -1;
      }
    }

    void merge(int row, int[] sources, int from, int to, int[] target) {
      long[] page = rows.page(row);
      int at = rows.at(row);
      ByteRows.floats(kernels, page, at, width, x, 0);
      float extra = ByteRows.extra(page, at, width);
      float norm2 = ByteRows.norm2(page, at, width);
      sorted.reset(degree + to - from);
      for (int i = 0; i < degree + to - from; i++) {
        int r = i < degree ? edges[row * degree + i] : sources[from + i - degree];
        if (r >= 0) {
          sorted.offer(
              -ByteRows.distance2(kernels, x, 0, norm2, extra, rows.page(r), rows.at(r), width),
              r); // the same edge twice has the same entry, and is there once
        }
      }
      int count = pruner.prune(sorted, kept);
      for (int i = 0; i < degree; i++) {
        target[row * degree + i] = i < count ? kept[i] : -1;
      }
    }
  }
}
