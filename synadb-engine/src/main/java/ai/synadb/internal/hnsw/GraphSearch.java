/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.hnsw;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.Slab;
import ai.synadb.internal.gwi.Centroids;
import ai.synadb.internal.simd.CodeQuery;
import ai.synadb.internal.simd.Kernels;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks a {@link Graph}: best first, in the order of estimates, with a pool of the {@code ef} best
 * estimates. A node that is met again with a better estimate gets that one: an estimate that was
 * too low by chance then does not lose it.
 *
 * <p><b>A step ahead.</b> A node is chosen while the one before it is still worked on, and the
 * cache lines that it lies in are on their way meanwhile. So the walk is best first but for one
 * step: what a node brings counts from the choice after the next. The nodes that this costs are
 * worth about as much as others, and none is waited for from its first line to its last.
 *
 * <p><b>Where only some nodes are wanted</b>, the walk still leads over all of them, as the graph
 * hangs together through all. But whatever is wanted and met on the way is kept in a second pool,
 * by its estimate, and compared in the end without being gone through: among the thirty-two
 * neighbours of each node on the way there are many more wanted ones than on the way itself.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class GraphSearch {
  /** From how many cells a walk starts. */
  private static final int ENTRIES = 4;

  private final Graph graph;
  private final Kernels kernels;
  private final Centroids.Ranking ranking;
  private final Pool pool = new Pool();
  private final Pool met = new Pool();
  private final Seen seen = new Seen();
  private final Seen noted = new Seen(); // what came into the second pool
  private final float[] estimates = new float[Kernels.LANES];
  private final long[] entries = new long[Kernels.LANES];
  private final long[] wantedEntries = new long[Kernels.LANES];
  private int expanded;
  private long touched;
  private int wanted;

  /** A search. */
  public GraphSearch(Graph graph, Kernels kernels) {
    this.graph = graph;
    this.kernels = kernels;
    this.ranking = new Centroids.Ranking(graph.centroids(), kernels);
  }

  /** How many nodes the last search went through. */
  public int expanded() {
    return expanded;
  }

  /** Means nothing; it is here so that the loads of {@link Slab#load} are not left out. */
  long touched() {
    return touched;
  }

  /** Which part of the nodes that the last search went through were allowed. */
  public double allowedShare() {
    return (double) wanted / Math.max(1, expanded);
  }

  /**
   * Collects the best rows.
   *
   * @param prepared the query, ready
   * @param q the mapped query
   * @param ef how many candidates to keep
   * @param allowed which nodes are wanted; null for all
   * @param spare how many of the wanted nodes that were only met are compared
   * @param best gets rows and their scores
   */
  public void search(
      CodeQuery prepared, float[] q, int ef, @Nullable IntPredicate allowed, int spare, Best best) {
    Graph g = graph;
    Slab nodes = g.nodes();
    int width = g.space().width();
    int degree = g.degree();
    int blocks = Graph.blocks(degree);
    int blockLongs = Kernels.blockLongs(width);
    pool.reset(ef);
    boolean meets = allowed != null && spare > 0;
    met.reset(spare);
    seen.reset();
    noted.reset();
    enter(prepared, q);
    expanded = 0;
    wanted = 0;
    int next = 0;
    int coming = -1;
    while (true) {
      int node = coming;
      while (next < pool.size() && pool.isMarked(next)) {
        next++;
      }
      coming = -1;
      if (next < pool.size()) {
        coming = pool.row(next);
        pool.mark(next);
        seen.markExpanded(coming);
        touched ^= Slab.load(nodes.page(coming), nodes.at(coming), nodes.stride());
      }
      if (node < 0) {
        if (coming < 0) {
          break;
        }
        continue;
      }
      expanded++;
      long[] page = nodes.page(node);
      int rowAt = g.rowAt(node);
      float dot = ByteRows.dot(kernels, prepared, page, rowAt);
      float score = dot - ByteRows.penalty(page, rowAt, width);
      if (allowed == null || allowed.test(node)) {
        best.offer(score, node);
        wanted++;
      }
      int idsAt = nodes.at(node);
      int blockAt = rowAt + ByteRows.longs(width);
      float bar = pool.threshold();
      for (int b = 0; b < blocks; b++) {
        float least = meets ? Math.min(bar, met.threshold()) : bar;
        int above =
            kernels.estimate(prepared, page, blockAt + b * blockLongs, dot, least, estimates);
        int n = 0;
        int m = 0;
        while (above != 0) {
          int lane = Integer.numberOfTrailingZeros(above);
          above &= above - 1;
          float e = estimates[lane];
          int neighbour = Kernels.getInt(page, idsAt, b * Kernels.LANES + lane);
          long entry = Best.entry(e, neighbour);
          if (allowed != null && meets && e > met.threshold() && allowed.test(neighbour)) {
            wantedEntries[m++] = entry;
          }
          entries[n] = entry;
          n += e > bar ? 1 : 0;
        }
        next = Math.min(next, merge(pool, seen, entries, n));
        merge(met, noted, wantedEntries, m);
      }
    }
    for (int i = 0; i < met.size(); i++) {
      int node = met.row(i);
      touched ^= Slab.load(nodes.page(node), g.rowAt(node), ByteRows.longs(width));
    }
    for (int i = 0; i < met.size(); i++) {
      int node = met.row(i);
      if (!seen.isExpanded(node)) {
        best.offer(ByteRows.score(kernels, prepared, nodes.page(node), g.rowAt(node)), node);
      }
    }
  }

  private void enter(CodeQuery prepared, float[] q) {
    Best cells = ranking.rankRoughly(prepared, q, 0, ENTRIES);
    for (int i = 0; i < cells.size(); i++) {
      int row = graph.entry(cells.row(i));
      if (row >= 0) {
        touched ^= Slab.load(graph.nodes().page(row), graph.rowAt(row), prepared.dims() / 8);
      }
    }
    int n = 0;
    for (int i = 0; i < cells.size(); i++) {
      int row = graph.entry(cells.row(i));
      if (row >= 0) {
        entries[n++] =
            Best.entry(ByteRows.score(kernels, prepared, graph.page(row), graph.rowAt(row)), row);
      }
    }
    merge(pool, seen, entries, n);
  }

  /**
   * Has the nodes of some entries come into a pool, each unless it was met with a better entry or
   * gone through.
   *
   * @return the best place that one came to; at least the capacity if none came in
   */
  private static int merge(Pool into, Seen known, long[] entries, int n) {
    known.reserve(n);
    int best = Integer.MAX_VALUE;
    for (int i = 0; i < n; i++) {
      long entry = entries[i];
      long old = known.put(entry);
      if (entry < old) {
        best = Math.min(best, into.add(entry, old));
      }
    }
    return best;
  }
}
