/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;

/**
 * Where the buffers of a loader's batches lie, instead of in memory of the loader's: in the tensors
 * of a framework, say, which are then read into without a copy between. See {@link
 * TensorLoader.Builder#memory} and {@link Batch#memory}.
 *
 * <p>It is called on the threads of the loader, for several batches at the same time.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BatchMemory {

  /**
   * Memory for one buffer of one batch. What it throws, the iterator throws in the place of the
   * batch.
   *
   * @param dtype the type of the elements
   * @param shape the shape, rows first
   */
  Block allocate(DType dtype, Shape shape);

  /**
   * Memory of one buffer. It is closed once: with its batch, or before, if the batch is not handed
   * out or a transform puts another buffer in its place.
   *
   * @since 0.1.0
   */
  interface Block extends AutoCloseable {

    /**
     * The memory, from the buffer's position to its limit: as many bytes as the elements take. Each
     * call gives a buffer of its own.
     */
    ByteBuffer buffer();

    /** Gives the memory back. */
    @Override
    void close();
  }
}
