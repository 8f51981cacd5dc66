/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.hnsw;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.Slab;
import ai.synadb.internal.gwi.Cells;
import ai.synadb.internal.gwi.Centroids;
import ai.synadb.internal.simd.CodeQuery;
import ai.synadb.internal.simd.Kernels;
import ai.synadb.internal.simd.WordQuery;
import java.util.function.IntPredicate;

/**
 * Looks at the wanted nodes of a {@link Graph} in the cells nearest to a query: estimates each from
 * its code, and compares with the bytes those whose estimate, with its error allowed for, could be
 * among the best. Where few nodes are wanted this is less work than a walk, which has to go through
 * the others.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class CellScan {
  /** So many rows are on their way from memory at a time. */
  private static final int AT_ONCE = 16;

  private final Graph graph;
  private final Kernels kernels;
  private final CellCodes codes;
  private final Centroids.Ranking ranking;
  private final WordQuery own;
  private final int[] waiting = new int[AT_ONCE];
  private int[] rows = new int[0];
  private float[] highest = new float[0]; // what the score of each can be
  private long touched;

  /** A scan. */
  public CellScan(Graph graph, Kernels kernels, CellCodes codes) {
    this.graph = graph;
    this.kernels = kernels;
    this.codes = codes;
    this.ranking = new Centroids.Ranking(graph.centroids(), kernels);
    this.own = new WordQuery(graph.space().width());
  }

  /** Lists the nodes of a range that are wanted, and returns how many these are. */
  public interface Rows {
    int list(int from, int to, int[] into);
  }

  /**
   * What is looked for.
   *
   * @param prepared the query, ready
   * @param mapped the mapped query
   * @param eps how many deviations of the estimate's error to allow for
   * @param rows which nodes may be wanted
   * @param allowed whether one is
   * @param k of which place among the best the score is the bar
   */
  public record Wanted(
      CodeQuery prepared, float[] mapped, float eps, Rows rows, IntPredicate allowed, int k) {}

  /**
   * Collects the best rows.
   *
   * @param most how many cells to read at most
   * @param gate is asked before each cell
   * @param best gets rows and their scores
   * @return whether the gate ended the search
   */
  public boolean search(Wanted wanted, int most, Cells.Search.Gate gate, Best best) {
    int width = graph.space().width();
    float[] q = wanted.mapped;
    WordQuery query = own;
    if (wanted.prepared instanceof WordQuery ready) {
      query = ready;
    } else {
      own.prepare(kernels, q, 0);
    }
    float norm2 = kernels.dot(q, 0, q, 0, width);
    int cells = Math.min(most, graph.centroids().count());
    Best order = ranking.rankRoughly(wanted.prepared, q, 0, cells);
    int idle = 0;
    for (int i = 0; i < order.size(); i++) {
      int cell = order.row(i);
      if (!gate.admits(graph.start(cell), graph.start(cell + 1), idle)) {
        return true;
      }
      idle = scan(wanted, query, norm2, cell, best) ? 0 : idle + 1;
    }
    return false;
  }

  private boolean scan(Wanted wanted, WordQuery query, float norm2, int cell, Best best) {
    int from = graph.start(cell);
    int to = graph.start(cell + 1);
    long[] all = codes.of(cell);
    int stride = codes.stride();
    int signs = stride - 2;
    int point = (to - from) * stride;
    float base = ByteRows.dot(kernels, wanted.prepared, all, point);
    float point2 = ByteRows.norm2(all, point, query.dims());
    float distance = (float) Math.sqrt(Math.max(0, norm2 - 2 * base + point2));
    float deviations = wanted.eps * distance;
    float bar = best.bar(wanted.k);
    if (rows.length < to - from) {
      rows = new int[to - from];
      highest = new float[to - from];
    }
    // In two passes: the first is free of branches that would be hard to foretell.
    int listed = wanted.rows.list(from, to, rows);
    for (int i = 0; i < listed; i++) {
      int at = (rows[i] - from) * stride;
      int factors = at + signs;
      highest[i] =
          base
              + Kernels.getFloat(all, factors, 1)
              + Kernels.getFloat(all, factors, 0) * query.dotSigns(all, at)
              + deviations * Kernels.getFloat(all, factors, 2);
    }
    boolean found = false;
    int n = 0;
    for (int i = 0; i < listed; i++) {
      if (highest[i] > bar && wanted.allowed.test(rows[i])) {
        int row = rows[i];
        touched ^= Slab.load(graph.page(row), graph.rowAt(row), query.dims() / 8);
        waiting[n++] = row;
        if (n == AT_ONCE) {
          found |= compare(wanted, n, best);
          n = 0;
          bar = best.bar(wanted.k);
        }
      }
    }
    return compare(wanted, n, best) || found;
  }

  /** Compares the rows that wait; returns whether one is among the best k. */
  private boolean compare(Wanted wanted, int n, Best best) {
    boolean found = false;
    for (int i = 0; i < n; i++) {
      int row = waiting[i];
      float score = ByteRows.score(kernels, wanted.prepared, graph.page(row), graph.rowAt(row));
      int place = best.offer(score, row);
      found |= place >= 0 && place < wanted.k;
    }
    return found;
  }

  /** As {@link GraphSearch#touched}. */
  long touched() {
    return touched;
  }
}
