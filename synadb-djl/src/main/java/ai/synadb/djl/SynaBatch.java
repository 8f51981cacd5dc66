/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.Batchifier;
import ai.synadb.tensor.LoaderState;
import java.util.List;

/**
 * A batch of a {@link SynaDataset}, which knows where reading goes on behind it.
 *
 * <p>Its arrays lie in memory that is used for later batches once it is closed. An array that was
 * attached to another manager keeps its memory, but a view of one does not: what is to live longer
 * than the batch is {@linkplain ai.djl.ndarray.NDArray#duplicate() duplicated}, or the dataset has
 * {@link SynaDataset.Builder#optCopy}.
 *
 * <p>Thread safety: confined to one thread at a time.
 *
 * @since 0.1.0
 */
public final class SynaBatch extends Batch {
  private final LoaderState state;

  /** What a batch is made of. */
  record Parts(NDManager manager, NDList data, NDList labels, List<Long> indices) {}

  SynaBatch(Parts parts, Batchifier[] batchifiers, Progress progress, LoaderState state) {
    super(
        parts.manager(),
        parts.data(),
        parts.labels(),
        parts.indices().size(),
        batchifiers[0],
        batchifiers[1],
        progress.done(),
        progress.total(),
        parts.indices());
    this.state = state;
  }

  /** How many rows there are up to the end of the batch, and in all. */
  record Progress(long done, long total) {}

  /**
   * Where reading goes on behind this batch: what {@link SynaDataset#resume} takes. Of a batch that
   * was read by a sampler of the caller's or by indices, the beginning of an epoch.
   */
  public LoaderState state() {
    return state;
  }

  /** Closes the arrays and gives their memory back; idempotent. */
  @Override
  public void close() {
    if (getManager() != null) {
      super.close();
    }
  }
}
