/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import ai.synadb.tensor.BatchIterator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The batches of one epoch of a {@link SynaTfDataset}, in their order. Each batch is the
 * receiver's, who closes it.
 *
 * <p>It ends, and with it the threads that read ahead and the tensors that they made, with the last
 * batch, with a failure, when it is closed, when the dataset is closed, and when another iteration
 * of the dataset begins.
 *
 * <p>Thread safety: safe for use by multiple threads; each batch goes to one of them.
 *
 * @since 0.1.0
 */
public final class TfBatchIterator implements Iterator<TfBatch>, AutoCloseable {
  private final BatchIterator batches;
  private final List<String> features;
  private final List<String> labels;
  private volatile boolean isSuperseded;

  TfBatchIterator(BatchIterator batches, List<String> features, List<String> labels) {
    this.batches = batches;
    this.features = features;
    this.labels = labels;
  }

  /**
   * Whether there is another batch. Changes nothing and reads nothing.
   *
   * @throws IllegalStateException if the iterator was closed before its end
   */
  @Override
  public boolean hasNext() {
    try {
      return batches.hasNext();
    } catch (IllegalStateException e) {
      throw explained(e);
    }
  }

  /**
   * The next batch. What reading or a transform threw is thrown here, in the place of the batch.
   *
   * @throws NoSuchElementException if there is none
   * @throws IllegalStateException if the iterator is closed, also while this waits
   * @throws ai.synadb.error.TypeMismatchException if TensorFlow Java has no type for a tensor
   * @throws org.tensorflow.exceptions.TFResourceExhaustedException if there is no memory for one
   * @throws ai.synadb.error.OperationCancelledException if the thread is interrupted, which it then
   *     still is; the batch can be asked for again
   */
  @Override
  public TfBatch next() {
    try {
      return new TfBatch(batches.next(), features, labels);
    } catch (IllegalStateException e) {
      throw explained(e);
    }
  }

  private IllegalStateException explained(IllegalStateException e) {
    return isSuperseded
        ? new IllegalStateException(
            "Another iteration of the dataset began, and it has one at a time", e)
        : e;
  }

  /** The number of batches that are left. */
  public long remaining() {
    return batches.remaining();
  }

  /** Ends the reading, because another begins. */
  void supersede() {
    if (batches.remaining() > 0) {
      isSuperseded = true;
    }
    batches.close();
  }

  /** Ends the reading; idempotent. */
  @Override
  public void close() {
    batches.close();
  }
}
