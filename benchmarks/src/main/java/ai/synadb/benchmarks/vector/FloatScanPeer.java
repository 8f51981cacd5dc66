/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.internal.simd.KernelChoice;
import ai.synadb.internal.simd.Kernels;
import java.nio.file.Path;
import java.util.List;

/**
 * No index: the floats of all rows in one array, compared one by one with the engine's own kernels.
 * The measure for data in which there is nothing to find for an index.
 */
final class FloatScanPeer extends VectorPeer {
  private float[] rows = new float[0];
  private int dim;
  private boolean euclidean;
  private String[] keys = new String[0];

  @Override
  Built build(Path directory, VectorData data, int threads) {
    return new Built(0, 0);
  }

  @Override
  void open(Path directory, VectorData data) {
    dim = data.dim();
    euclidean = data.metric() == Metric.EUCLIDEAN;
    rows = new float[data.rows() * dim];
    keys = new String[data.rows()];
    float[] x = new float[dim];
    for (int row = 0; row < data.rows(); row++) {
      data.base().read(row, x);
      System.arraycopy(x, 0, rows, row * dim, dim);
      keys[row] = VectorData.key(row);
    }
  }

  @Override
  List<String> families() {
    return List.of("all");
  }

  @Override
  double[] ladder(String family) {
    return new double[] {1};
  }

  @Override
  Search search(String family, double knob) {
    Kernels kernels = KernelChoice.kernels();
    return (query, k) -> {
      float[] best = new float[k];
      int[] ids = new int[k];
      int size = 0;
      for (int row = 0; row < keys.length; row++) {
        float d =
            euclidean
                ? kernels.squaredDistance(query, 0, rows, row * dim, dim)
                : -kernels.dot(query, 0, rows, row * dim, dim);
        if (size == k && d >= best[k - 1]) {
          continue;
        }
        int at = size < k ? size++ : k - 1;
        while (at > 0 && best[at - 1] > d) {
          best[at] = best[at - 1];
          ids[at] = ids[at - 1];
          at--;
        }
        best[at] = d;
        ids[at] = row;
      }
      String[] found = new String[size];
      for (int i = 0; i < size; i++) {
        found[i] = keys[ids[i]];
      }
      return found;
    };
  }

  @Override
  String version() {
    return "this tree";
  }

  @Override
  String mode() {
    return "all floats, one by one, with the engine's kernels";
  }

  @Override
  String simd() {
    return KernelChoice.description();
  }

  @Override
  boolean isSimdAsExpected(boolean newerJdk, boolean withModule) {
    return simd().startsWith("plain") != withModule;
  }
}
