/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import static ai.synadb.examples.quickstart.Steps.check;
import static ai.synadb.examples.quickstart.Steps.result;
import static ai.synadb.examples.quickstart.Steps.step;

import ai.synadb.SynaDB;
import ai.synadb.tensor.Shuffle;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensorflow.SynaTensors;
import ai.synadb.tensorflow.SynaTfDataset;
import ai.synadb.tensorflow.TfBatch;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The part about TensorFlow: it reads the tensors that DJL was trained from. */
final class TensorFlowReading {
  private static final int CLASSES = 10;

  private TensorFlowReading() {}

  static void run(SynaDB db) {
    step("Read the same tensors with TensorFlow");
    try (TensorEngine tensors = TensorEngine.on(db);
        EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      double whole;
      try (TFloat32 pixels = SynaTensors.read(tensors, Digits.PIXELS, TFloat32.class)) {
        whole = sum(tf, tf.constantOf(pixels));
      }
      double inBatches = 0;
      long rows = 0;
      long[] counts = new long[CLASSES];
      try (SynaTfDataset data =
          SynaTfDataset.builder(tensors)
              .features(Digits.PIXELS)
              .labels(Digits.LABELS)
              .batchSize(128)
              .shuffle(Shuffle.full(), 7)
              .build()) {
        for (TfBatch batch : data) {
          try (batch) {
            inBatches += sum(tf, tf.constantOf((TFloat32) batch.feature()));
            ((TInt64) batch.label()).scalars().forEach(label -> counts[(int) label.getLong()]++);
            rows += batch.rows();
          }
        }
      }
      double expected = 0;
      for (float pixel : tensors.getFloats(Digits.PIXELS)) {
        expected += pixel;
      }
      long[] labels = new long[CLASSES];
      for (long label : tensors.getTensor(Digits.LABELS).toLongArray()) {
        labels[(int) label]++;
      }
      result("%,d rows in shuffled batches, sum of all pixels %,.1f", rows, inBatches);
      check("TensorFlow has the same sum", Math.abs(whole - expected) < 1e-4 * expected);
      check("so have its batches", Math.abs(inBatches - expected) < 1e-4 * expected);
      check("each digit is there as often", java.util.Arrays.equals(counts, labels));
    }
  }

  private static double sum(Ops tf, Operand<TFloat32> x) {
    return tf.reduceSum(x, tf.range(tf.constant(0), tf.rank(x), tf.constant(1)))
        .asTensor()
        .getFloat();
  }
}
