/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.Rotation;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.simd.Kernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Queries that are compared with every row, some rows at a time, each with its own bar: the k-th
 * smallest of the distances that rows have at most. A row that may be nearer than that is kept, and
 * what was kept early and lies above the bar of the end is dropped then.
 *
 * <p>Thread safety: confined to one thread.
 */
final class ExactQueries {
  /** How many rows are unpacked before they are compared. */
  static final int ROWS = 16;

  private final Kernels kernels;
  final int count;
  final int dims;

  /** The queries, one behind the other. */
  final float[] plain;

  /** Their squared norms. */
  final float[] plainNorms2;

  /** The same in a space. */
  final float[] mapped;

  /** The squared norms of these. */
  final float[] norms2;

  /** Room for rows. */
  final float[] block;

  /** Room for what comes out: for each query, for each row. */
  final float[] out;

  /** The numbers of the rows in the block. */
  final int[] rows = new int[ROWS];

  private final float[][] queries;
  private final float[] scratch;
  private final int width;
  private final int k;
  private final Kept[] kept;
  private @Nullable Space space;

  /** What one query keeps. */
  private static final class Kept {
    final Best nearest;
    double bar = Double.POSITIVE_INFINITY;
    int[] rows = new int[32];
    double[] least = new double[32];
    int size;

    Kept(int k) {
      nearest = new Best(k);
    }

    void reset(int k) {
      nearest.reset(k);
      bar = Double.POSITIVE_INFINITY;
      size = 0;
    }

    void add(int row, double l) {
      if (size == rows.length) {
        rows = Arrays.copyOf(rows, 2 * size);
        least = Arrays.copyOf(least, 2 * size);
      }
      rows[size] = row;
      least[size++] = l;
    }
  }

  /**
   * Queries that all want the same number.
   *
   * @param queries all of one length
   */
  ExactQueries(Kernels kernels, Rotation rotation, float[][] queries, int k) {
    this.kernels = kernels;
    this.queries = queries;
    this.count = queries.length;
    this.dims = rotation.dims();
    this.width = rotation.width();
    this.k = k;
    this.plain = new float[count * dims];
    this.plainNorms2 = new float[count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(queries[i], 0, plain, i * dims, dims);
      plainNorms2[i] = kernels.dot(plain, i * dims, plain, i * dims, dims);
    }
    this.mapped = new float[count * width];
    this.norms2 = new float[count];
    this.scratch = new float[dims];
    this.block = new float[ROWS * width];
    this.out = new float[ROWS * count];
    this.kept = new Kept[count];
    for (int i = 0; i < count; i++) {
      kept[i] = new Kept(Math.min(k, 16));
    }
  }

  float[] query(int i) {
    return queries[i];
  }

  /** Begins with another segment, of so many rows. */
  void begin(int n) {
    for (Kept p : kept) {
      p.reset(Math.min(k, n));
    }
  }

  /** Maps the queries into a space, unless they are there. */
  void mapInto(Space s) {
    Space now = space;
    if (now == null || (now != s && !now.mapsAs(s))) {
      for (int i = 0; i < count; i++) {
        s.map(kernels, queries[i], 0, scratch, mapped, i * width);
        norms2[i] = kernels.dot(mapped, i * width, mapped, i * width, width);
      }
    }
    space = s;
  }

  /** Offers a row whose distance to a query is known up to an error. */
  void offer(int query, int row, double distance, double slack) {
    Kept p = kept[query];
    double least = distance - slack;
    if (!(least > p.bar)) {
      p.add(row, least);
      p.nearest.offer((float) -(distance + slack), row);
      if (p.nearest.isFull()) {
        float b = -p.nearest.score(p.nearest.size() - 1);
        p.bar = b + Math.ulp(b);
      }
    }
  }

  /** Hands over what may be among the nearest to a query. */
  void handOver(int query, Structure.Rows to) {
    Kept p = kept[query];
    for (int i = 0; i < p.size; i++) {
      if (!(p.least[i] > p.bar)) {
        to.accept(p.rows[i], p.least[i]);
      }
    }
  }
}
