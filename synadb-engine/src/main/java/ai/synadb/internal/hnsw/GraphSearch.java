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

  /** The longs of a line of the cache. */
  private static final int LINE = 8;

  private final Graph graph;
  private final Kernels kernels;
  private final Centroids.Ranking ranking;
  private final Pool pool = new Pool();
  private final Pool met = new Pool();
  private final Seen seen = new Seen();
  private final Seen noted = new Seen(); // what came into the second pool
  private final float[] estimates = new float[Kernels.LANES];
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

  /** Means nothing; it is here so that the loads of {@link #touch} are not left out. */
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
    while (next < pool.size()) {
      if (pool.isMarked(next)) {
        next++;
        continue;
      }
      int node = pool.row(next);
      pool.mark(next);
      seen.markExpanded(node);
      next++;
      expanded++;
      while (next < pool.size() && pool.isMarked(next)) {
        next++;
      }
      if (next < pool.size()) {
        touched ^= touch(nodes.page(pool.row(next)), nodes.at(pool.row(next)), nodes.stride());
      }
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
        while (above != 0) {
          int lane = Integer.numberOfTrailingZeros(above);
          above &= above - 1;
          float e = estimates[lane];
          int neighbour = Kernels.getInt(page, idsAt, b * Kernels.LANES + lane);
          if (allowed != null && meets && e > met.threshold() && allowed.test(neighbour)) {
            note(neighbour, e);
          }
          if (e > bar) {
            meet(neighbour, e);
          }
        }
      }
      next = Math.min(next, pool.merge());
      if (meets) {
        met.merge();
      }
    }
    for (int i = 0; i < met.size(); i++) {
      int node = met.row(i);
      if (!seen.wasExpanded(node)) {
        best.offer(ByteRows.score(kernels, prepared, nodes.page(node), g.rowAt(node)), node);
      }
    }
  }

  /**
   * Loads a word of each line of the cache that a node is in. The node that is next now is mostly
   * the next one in the end; so its lines are on their way, all at once, while the one before it is
   * worked on.
   */
  static long touch(long[] page, int at, int longs) {
    long all = 0;
    for (int i = at; i < at + longs; i += LINE) {
      all ^= page[i];
    }
    return all;
  }

  /** Has a wanted node come into the second pool, unless it is there with a better estimate. */
  private void note(int node, float estimate) {
    int slot = noted.find(node);
    if (slot < 0) {
      noted.add(node, estimate);
    } else if (estimate > noted.estimate(slot)) {
      met.remove(noted.estimate(slot), node);
      noted.set(slot, estimate);
    } else {
      return;
    }
    met.add(estimate, node);
  }

  private void enter(CodeQuery prepared, float[] q) {
    Best cells = ranking.rankRoughly(prepared, q, 0, ENTRIES);
    for (int i = 0; i < cells.size(); i++) {
      int row = graph.entry(cells.row(i));
      if (row >= 0) {
        touched ^= touch(graph.nodes().page(row), graph.rowAt(row), prepared.dims() / 8);
      }
    }
    for (int i = 0; i < cells.size(); i++) {
      int row = graph.entry(cells.row(i));
      if (row >= 0) {
        meet(row, ByteRows.score(kernels, prepared, graph.nodes().page(row), graph.rowAt(row)));
      }
    }
    pool.merge();
  }

  /** Has a node come into the pool, unless it was there with a better estimate or expanded. */
  private void meet(int node, float estimate) {
    int slot = seen.find(node);
    if (slot < 0) {
      seen.add(node, estimate);
    } else if (!seen.isExpanded(slot) && estimate > seen.estimate(slot)) {
      pool.remove(seen.estimate(slot), node);
      seen.set(slot, estimate);
    } else {
      return;
    }
    pool.add(estimate, node);
  }

  /**
   * The nodes that were met, with their best estimates: a hash table that is emptied by counting
   * up.
   */
  private static final class Seen {
    private static final float EXPANDED = Float.POSITIVE_INFINITY;
    private long[] keys = new long[2048]; // epoch, node
    private float[] estimates = new float[2048];
    private int epoch;
    private int count;

    void reset() {
      count = 0;
      if (++epoch == Integer.MAX_VALUE) {
        java.util.Arrays.fill(keys, 0);
        epoch = 1;
      }
    }

    private int hash(int node) {
      return (node * 0x9e3779b9) >>> (Integer.numberOfLeadingZeros(keys.length) + 1);
    }

    int find(int node) {
      long key = ((long) epoch << 32) | node;
      int mask = keys.length - 1;
      int i = hash(node);
      while (true) {
        long k = keys[i];
        if (k == key) {
          return i;
        }
        if ((int) (k >> 32) != epoch) {
          return -1;
        }
        i = (i + 1) & mask;
      }
    }

    boolean isExpanded(int slot) {
      return estimates[slot] == EXPANDED;
    }

    boolean wasExpanded(int node) {
      int slot = find(node);
      return slot >= 0 && isExpanded(slot);
    }

    float estimate(int slot) {
      return estimates[slot];
    }

    void set(int slot, float estimate) {
      estimates[slot] = estimate;
    }

    void markExpanded(int node) {
      int slot = find(node);
      if (slot >= 0) {
        estimates[slot] = EXPANDED;
      }
    }

    void add(int node, float estimate) {
      if (2 * count >= keys.length) {
        grow();
      }
      int mask = keys.length - 1;
      int i = hash(node);
      while ((int) (keys[i] >> 32) == epoch) {
        i = (i + 1) & mask;
      }
      keys[i] = ((long) epoch << 32) | node;
      estimates[i] = estimate;
      count++;
    }

    private void grow() {
      long[] oldKeys = keys;
      float[] oldEstimates = estimates;
      keys = new long[2 * oldKeys.length];
      estimates = new float[2 * oldKeys.length];
      count = 0;
      for (int i = 0; i < oldKeys.length; i++) {
        if ((int) (oldKeys[i] >> 32) == epoch) {
          add((int) oldKeys[i], oldEstimates[i]);
        }
      }
    }
  }
}
