/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.Record;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Pipeline;
import ai.synadb.tensor.Batch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes arrays of rows that were read, and applies what changes them. The arrays lie over the
 * memory that the rows were read into.
 *
 * <p>Thread safety: safe for use by multiple threads, if the transforms are.
 *
 * @param data what is made into the data
 * @param labels what is made into the labels
 * @param copies whether the arrays get memory of their own
 * @param device where they are brought, or null to leave them where they are
 */
record ArrayMaker(Side data, Side labels, boolean copies, @Nullable Device device) {

  /**
   * Data or labels.
   *
   * @param columns the buffers of a batch that the arrays are made of
   * @param perBatch changes arrays of whole batches
   * @param perSample changes arrays of one record
   * @param batchifier makes batches of records
   */
  record Side(
      List<String> columns,
      @Nullable Pipeline perBatch,
      @Nullable Pipeline perSample,
      Batchifier batchifier) {}

  /** What a batch is, beside its arrays. */
  record Place(List<Long> indices, long done, long total) {}

  /**
   * A batch in a manager of its own below another. Takes over the rows, and closes them if it
   * fails.
   */
  SynaBatch batch(NDManager parent, Batch rows, Place place) {
    NDManager manager = null;
    try {
      manager = parent.newSubManager();
      NDList raw = new NDList();
      NDList dataArrays = arrays(manager, rows, data, raw);
      NDList labelArrays = arrays(manager, rows, labels, raw);
      NDList madeData = made(data, dataArrays);
      NDList madeLabels = made(labels, labelArrays);
      own(manager, rows, raw.addAll(madeData).addAll(madeLabels));
      return new SynaBatch(
          new SynaBatch.Parts(manager, madeData, madeLabels, place.indices()),
          new Batchifier[] {data.batchifier(), labels.batchifier()},
          new SynaBatch.Progress(place.done(), place.total()),
          rows.state());
    } catch (RuntimeException | Error e) {
      if (manager != null) {
        manager.close();
      }
      rows.close();
      throw e;
    }
  }

  /**
   * The record of a batch of one row, as it is stored. Takes over the row. Records are always
   * copied, as nobody says when one of them is done with.
   */
  Record record(NDManager manager, Batch row) {
    NDList made = new NDList();
    try {
      copyRecord(manager, row, data, made);
      int labelsFrom = made.size();
      copyRecord(manager, row, labels, made);
      return new Record(made.subNDList(0, labelsFrom), made.subNDList(labelsFrom, made.size()));
    } catch (RuntimeException | Error e) {
      made.close();
      throw e;
    } finally {
      row.close();
    }
  }

  private static void copyRecord(NDManager manager, Batch row, Side side, NDList made) {
    for (String column : side.columns()) {
      Shape shape = DataTypes.of(row.shape(column));
      try (NDArray over =
              SynaNDArrays.create(manager, row.buffer(column), row.dtype(column), shape);
          NDArray one = over.reshape(shape.slice(1))) {
        made.add(one.duplicate());
      }
    }
  }

  private NDList arrays(NDManager manager, Batch rows, Side side, NDList raw) {
    NDList list = new NDList();
    for (String column : side.columns()) {
      Shape shape = DataTypes.of(rows.shape(column));
      NDArray over = SynaNDArrays.create(manager, rows.buffer(column), rows.dtype(column), shape);
      NDArray array = over;
      if (copies) {
        array = over.duplicate();
        over.close();
      } else {
        raw.add(over);
      }
      list.add(array);
    }
    return list;
  }

  private void own(NDManager manager, Batch rows, NDList raw) {
    if (copies) {
      rows.close();
    } else {
      ArrayMemory.attach(manager, rows, raw);
    }
  }

  private NDList made(Side side, NDList arrays) {
    if (arrays.isEmpty()) {
      return arrays;
    }
    NDList list = side.perBatch() == null ? arrays : side.perBatch().transform(arrays);
    if (side.perSample() != null || side.batchifier() != Batchifier.STACK) {
      list = bySample(side, list);
    }
    return device == null ? list : list.toDevice(device, false);
  }

  private static NDList bySample(Side side, NDList batch) {
    NDList[] samples = new NDList[(int) batch.head().size(0)];
    for (int i = 0; i < samples.length; i++) {
      NDList sample = new NDList();
      for (NDArray a : batch) {
        sample.add(a.get(i));
      }
      samples[i] = side.perSample() == null ? sample : side.perSample().transform(sample);
    }
    NDList made = side.batchifier().batchify(samples);
    for (NDList sample : samples) {
      sample.close();
    }
    return made;
  }
}
