/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/**
 * A stored tensor as rows for a loader.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class TensorRows implements RowSource {
  private static final int CHUNK_BYTES = 1 << 16;

  private final TensorReader reader;

  private TensorRows(TensorReader reader) {
    this.reader = reader;
  }

  /** The tensors of an engine, as they are now. */
  static RowSources origin(TensorEngine engine) {
    TensorEngine pinned = engine.snapshot();
    return new RowSources() {
      @Override
      public RowSource open(String name) {
        return new TensorRows(pinned.reader(name));
      }

      @Override
      public void close() {
        pinned.close();
      }
    };
  }

  @Override
  public String name() {
    return reader.name();
  }

  @Override
  public DType dtype() {
    return reader.dtype();
  }

  @Override
  public Shape shape() {
    return reader.shape();
  }

  @Override
  public long position() {
    return reader.position();
  }

  /** Of a layout of the original, which has no digest, that of the bytes. */
  @Override
  public OptionalLong digest(long rows) {
    if (reader.digest().isEmpty()) {
      return OptionalLong.of(ofBytes(rows));
    }
    return reader.digest(rows).stream().mapToLong(d -> Mix.hash(rows, d)).findFirst();
  }

  private long ofBytes(long rows) {
    long h = rows;
    if (rowBytes() == 0) {
      return h; // as many as a description claims
    }
    int step = (int) Math.max(1, CHUNK_BYTES / rowBytes());
    ByteBuffer chunk =
        ByteBuffer.allocate(Math.toIntExact(step * rowBytes())).order(ByteOrder.LITTLE_ENDIAN);
    for (long from = 0; from < rows; from += step) {
      reader.readRows(from, Math.min(rows, from + step), chunk.clear());
      h = Mix.hash(h, chunk, 0, chunk.position());
    }
    return h;
  }

  @Override
  public void requirePresent() {
    reader.requirePresent(0, rows());
  }

  @Override
  public void readRows(long from, long to, ByteBuffer target) {
    reader.readRows(from, to, target);
  }

  @Override
  public void gatherRows(long[] rows, int offset, int count, ByteBuffer target) {
    reader.gatherRows(rows, offset, count, target);
  }

  @Override
  public void close() {
    reader.close();
  }
}
