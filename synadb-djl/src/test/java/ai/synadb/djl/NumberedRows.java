/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Tensors whose rows tell their numbers: x has (row, row + 0.25, row + 0.5), y has -row. */
final class NumberedRows {
  private NumberedRows() {}

  static TensorEngine open(Path directory, int rows) {
    TensorEngine engine = TensorEngine.open(directory.resolve("rows.db"));
    put(engine, rows);
    return engine;
  }

  static void put(TensorEngine engine, int rows) {
    float[] x = new float[3 * rows];
    long[] y = new long[rows];
    for (int i = 0; i < rows; i++) {
      x[3 * i] = i;
      x[3 * i + 1] = i + 0.25f;
      x[3 * i + 2] = i + 0.5f;
      y[i] = -i;
    }
    engine.putTensor("x", Tensor.of(x, rows, 3));
    engine.putTensor("y", Tensor.of(y, rows));
  }

  static SynaDataset.Builder dataset(TensorEngine engine) {
    return SynaDataset.builder().setSource(engine).setData("x").optLabels("y");
  }

  /** The numbers of the rows of a batch, checked against all its elements. */
  static List<Long> of(Batch batch) {
    float[] x = batch.getData().singletonOrThrow().toFloatArray();
    long[] y = batch.getLabels().singletonOrThrow().toLongArray();
    List<Long> rows = new ArrayList<>();
    for (int i = 0; i < y.length; i++) {
      long row = -y[i];
      if (x[3 * i] != row || x[3 * i + 1] != row + 0.25f || x[3 * i + 2] != row + 0.5f) {
        throw new AssertionError("Row " + row + " has the data of another");
      }
      rows.add(row);
    }
    if (x.length != 3 * y.length || batch.getSize() != y.length) {
      throw new AssertionError("The batch of " + batch.getSize() + " rows has other arrays");
    }
    return rows;
  }

  /** The numbers of the rows of all batches, which are closed. */
  static List<Long> of(Iterable<Batch> batches) {
    List<Long> rows = new ArrayList<>();
    for (Batch batch : batches) {
      rows.addAll(of(batch));
      batch.close();
    }
    return rows;
  }

  /** The same rows, read by range. */
  static List<Long> bulk(SynaDataset dataset, NDManager manager) throws Exception {
    try (SynaBatch batch = dataset.getByRange(manager, 0, dataset.size())) {
      return of(batch);
    }
  }

  static List<Long> sorted(List<Long> rows) {
    List<Long> sorted = new ArrayList<>(rows);
    Collections.sort(sorted);
    return sorted;
  }
}
