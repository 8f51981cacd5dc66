/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Streams of batches. */
final class TensorStreams {
  private TensorStreams() {}

  /** The rows that a reader reads, in memory that all batches share; closes the reader. */
  static Stream<TensorBatch> of(TensorReader reader, int batchSize) {
    long most = Math.min(batchSize, reader.rows());
    if (reader.rowBytes() > 0 && most > Tensor.MAX_BUFFER_BYTES / reader.rowBytes()) {
      throw new IllegalArgumentException(
          "A batch has at most "
              + Tensor.MAX_BUFFER_BYTES
              + " bytes, not "
              + most
              + " rows of "
              + reader.rowBytes());
    }
    reader.requirePresent(0, most);
    ByteBuffer memory = ByteBuffer.allocate((int) (most * reader.rowBytes()));
    return stream(
            reader.rows(),
            from -> {
              long to = Math.min(reader.rows(), from + batchSize);
              reader.readRows(from, to, memory.clear());
              Shape shape =
                  reader.shape().rank() == 0 ? reader.shape() : reader.shape().withRows(to - from);
              return new TensorBatch(from, Tensor.wrap(reader.dtype(), shape, memory.flip()));
            })
        .onClose(reader::close);
  }

  /** The rows of a tensor in memory. */
  static Stream<TensorBatch> of(Tensor tensor, int batchSize) {
    long rows = tensor.shape().rows();
    return stream(
        rows,
        from ->
            new TensorBatch(
                from,
                tensor.shape().rank() == 0
                    ? tensor
                    : tensor.rows(from, Math.min(rows, from + batchSize))));
  }

  private static Stream<TensorBatch> stream(long rows, LongFunction<TensorBatch> batchFrom) {
    Iterator<TensorBatch> batches =
        new Iterator<>() {
          private long from;

          @Override
          public boolean hasNext() {
            return from < rows;
          }

          @Override
          public TensorBatch next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            TensorBatch batch = batchFrom.apply(from);
            from += batch.rows();
            return batch;
          }
        };
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(batches, Spliterator.ORDERED | Spliterator.NONNULL),
        false);
  }
}
