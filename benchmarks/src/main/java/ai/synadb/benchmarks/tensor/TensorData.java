/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import ai.synadb.SynaDB;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.tensor.Shape;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorExport;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Map;
import java.util.SplittableRandom;

/** What is read: the same numbers in files of all kinds. */
final class TensorData {
  static final String NAME = "t";
  static final String SMALL = "small";
  static final String HDF_NAME = "t";

  private static final int SMALL_ROWS = 300;

  private TensorData() {}

  /** Numbers like those of an embedding: their low bits are noise. */
  static float[] floats(TensorTask task) {
    float[] all = new float[task.rows() * TensorTask.ROW_FLOATS];
    SplittableRandom random = new SplittableRandom(20_260_101);
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return all;
  }

  /** The same as bytes outside of the heap. */
  static ByteBuffer direct(TensorTask task) {
    ByteBuffer b = ByteBuffer.allocateDirect(task.tensorBytes()).order(ByteOrder.LITTLE_ENDIAN);
    b.asFloatBuffer().put(floats(task));
    return b;
  }

  /** Writes the files, unless they are there. */
  static Map<String, Object> prepare(TensorTask task) throws Exception {
    if (Files.exists(task.hdf())) {
      return Map.of("value", 0.0);
    }
    float[] all = floats(task);
    Shape shape = Shape.of(task.rows(), TensorTask.ROW_FLOATS);
    Tensor tensor = Tensor.wrap(all, shape);
    try (SynaDB db = SynaDB.open(task.database());
        TensorEngine engine = TensorEngine.on(db);
        ModelRegistry registry = ModelRegistry.on(db)) {
      engine.putTensor(NAME, tensor);
      engine.putTensor(SMALL, tensor.rows(0, Math.min(SMALL_ROWS, task.rows())));
      registry.saveModel(NAME, tensor.toBytes(), Map.of());
    }
    TensorExport.create().add(NAME, tensor).to(task.npy());
    try (WritableHdfFile file = HdfFile.write(task.hdf())) {
      file.putDataset(HDF_NAME, all);
    }
    return Map.of("value", (double) task.tensorBytes());
  }
}
