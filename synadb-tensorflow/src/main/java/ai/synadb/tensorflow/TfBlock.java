/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import ai.synadb.tensor.BatchMemory;
import ai.synadb.tensor.DType;
import ai.synadb.tensor.Shape;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.types.family.TType;

/**
 * A tensor of TensorFlow that a loader reads into.
 *
 * <p>What TensorFlow Java has no type for is memory without a tensor: a transform may yet put
 * another buffer in its place.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class TfBlock implements BatchMemory.Block {
  private final @Nullable TType tensor;
  private final ByteBuffer memory;

  private TfBlock(@Nullable TType tensor, ByteBuffer memory) {
    this.tensor = tensor;
    this.memory = memory;
  }

  static TfBlock allocate(DType dtype, Shape shape) {
    if (!TfTypes.has(dtype)) {
      return new TfBlock(null, ByteBuffer.allocate(Math.toIntExact(shape.sizeBytes(dtype))));
    }
    TType made = TensorMemory.allocate(TfTypes.of(dtype), shape);
    try {
      return new TfBlock(made, TensorMemory.whole(made));
    } catch (Throwable t) {
      made.close();
      throw t;
    }
  }

  /** The tensor; null if TensorFlow Java has no such type. */
  @Nullable TType tensor() {
    return tensor;
  }

  @Override
  public ByteBuffer buffer() {
    return memory.duplicate();
  }

  @Override
  public void close() {
    if (tensor != null) {
      tensor.close();
    }
  }
}
