/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.hnsw;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.Slab;
import ai.synadb.internal.simd.Kernels;

/**
 * Chooses the neighbours of a node, see {@link GraphBuilder}. Thread safety: confined to one
 * thread.
 */
final class Pruner {
  private final Kernels kernels;
  private final Slab rows;
  private final int rowAt;
  private final int width;
  private final int degree;
  private final float factor;
  private final float[] kept;
  private final float[] keptNorm2;
  private final float[] keptExtra;
  private int[] rejected = new int[0];

  /**
   * A pruner.
   *
   * @param rows records with rows in them
   * @param rowAt where in a record the row begins
   */
  Pruner(Kernels kernels, Slab rows, int rowAt, int width, int degree, float alpha) {
    this.kernels = kernels;
    this.rows = rows;
    this.rowAt = rowAt;
    this.width = width;
    this.degree = degree;
    this.factor = alpha * alpha;
    this.kept = new float[degree * width];
    this.keptNorm2 = new float[degree];
    this.keptExtra = new float[degree];
  }

  /**
   * Chooses.
   *
   * @param candidates by their negated squared distance from the node
   * @param out gets the chosen ones, the nearest first within those that stayed and those that fill
   *     up
   * @return how many there are
   */
  int prune(Best candidates, int[] out) {
    int n = candidates.size();
    if (rejected.length < n) {
      rejected = new int[n];
    }
    int count = 0;
    int out2 = 0;
    for (int i = 0; i < n && count < degree; i++) {
      int row = candidates.row(i);
      if (isNeedless(row, -candidates.score(i), count)) {
        rejected[out2++] = row;
      } else {
        long[] page = rows.page(row);
        int at = rows.at(row) + rowAt;
        ByteRows.floats(kernels, page, at, width, kept, count * width);
        keptNorm2[count] = ByteRows.norm2(page, at, width);
        keptExtra[count] = ByteRows.extra(page, at, width);
        out[count++] = row;
      }
    }
    for (int i = 0; i < out2 && count < degree; i++) {
      out[count++] = rejected[i];
    }
    return count;
  }

  private boolean isNeedless(int row, float distance2, int count) {
    long[] page = rows.page(row);
    int at = rows.at(row) + rowAt;
    for (int j = 0; j < count; j++) {
      float d =
          ByteRows.distance2(kernels, kept, j * width, keptNorm2[j], keptExtra[j], page, at, width);
      if (d * factor < distance2) {
        return true;
      }
    }
    return false;
  }
}
