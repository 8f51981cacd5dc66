/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorLease;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A file that is open, and its tensor into a new array again and again. Who keeps a checksum checks
 * it; {@code synadb-view} and {@code npy-mapped} map the file each time and check nothing.
 */
final class PeerWork {
  private PeerWork() {}

  static Map<String, Object> run(TensorTask t) throws Exception {
    double bytes = t.tensorBytes();
    String variant = t.variants().get(0);
    switch (variant) {
      case "synadb":
        try (TensorEngine engine = TensorEngine.open(t.database())) {
          return measured(t, bytes, () -> Sink.take(engine.getFloats(TensorData.NAME)));
        }
      case "synadb-view":
        try (TensorEngine engine = TensorEngine.open(t.database())) {
          return measured(t, bytes, () -> view(engine, t));
        }
      case "npy-mapped":
        return measured(t, bytes, () -> copy(Raw.map(t.npy(), t.tensorBytes()), t));
      case "jhdf":
        try (HdfFile file = new HdfFile(t.hdf())) {
          Dataset dataset = file.getDatasetByPath(TensorData.HDF_NAME);
          return measured(t, bytes, () -> Sink.take(dataset.getData()));
        }
      default:
        throw new IllegalArgumentException(variant);
    }
  }

  private static Map<String, Object> measured(TensorTask t, double bytes, Turns.Work work)
      throws Exception {
    return new Turns().add(t.variants().get(0), bytes, work).perSecond(t.variants(), t.seconds());
  }

  private static void view(TensorEngine engine, TensorTask t) {
    try (TensorLease lease = engine.map(TensorData.NAME)) {
      copy(lease.buffer(), t);
    }
  }

  private static void copy(ByteBuffer mapped, TensorTask t) {
    float[] all = new float[t.tensorBytes() / Float.BYTES];
    mapped.asFloatBuffer().get(all);
    Sink.take(all);
  }
}
