/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Objects;

/**
 * Consecutive rows of a stream of a tensor. A batch is valid until the next one is asked for, which
 * may use its memory again, unless {@link #copy} is called.
 *
 * <p>Thread safety: confined to one thread.
 *
 * @since 0.1.0
 */
public final class TensorBatch {
  private final long firstRow;
  private final Tensor tensor;

  TensorBatch(long firstRow, Tensor tensor) {
    this.firstRow = firstRow;
    this.tensor = Objects.requireNonNull(tensor, "tensor");
  }

  /** The index of the first row in the whole. */
  public long firstRow() {
    return firstRow;
  }

  /** The number of rows: as many as asked for, in the last batch perhaps fewer. */
  public int rows() {
    return (int) tensor.shape().rows();
  }

  /** The rows. */
  public Tensor tensor() {
    return tensor;
  }

  /** The same rows in memory of their own, valid for good. */
  public TensorBatch copy() {
    return new TensorBatch(firstRow, Tensor.of(tensor.dtype(), tensor.shape(), tensor.buffer()));
  }
}
