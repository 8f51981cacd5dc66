/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/**
 * A tensor that is exported: what it is called in the file, and its bytes.
 *
 * <p>Thread safety: confined to one thread.
 */
abstract class ExportSource implements AutoCloseable {
  static final int PIECE_BYTES = 1 << 20;

  private final TensorEntry entry;

  ExportSource(TensorEntry entry) {
    this.entry = entry;
  }

  /** Takes pieces of a tensor. */
  interface Sink {
    /** Takes the first {@code length} bytes; a piece is a whole number of elements. */
    void write(byte[] piece, int length) throws IOException;
  }

  final TensorEntry entry() {
    return entry;
  }

  /** Fills a buffer with the bytes from an offset on. */
  abstract void read(long offset, ByteBuffer target);

  /**
   * Hands all bytes over, in pieces.
   *
   * @param progress hears how many there were
   */
  final void copyTo(Sink sink, LongConsumer progress) throws IOException {
    long size = entry.sizeBytes();
    byte[] piece = new byte[(int) Math.min(PIECE_BYTES, size)];
    for (long at = 0; at < size; ) {
      int n = (int) Math.min(piece.length, size - at);
      read(at, ByteBuffer.wrap(piece, 0, n));
      sink.write(piece, n);
      at += n;
      progress.accept(at);
    }
  }

  @Override
  public void close() {}

  /** A tensor in memory. */
  static ExportSource of(String name, Tensor tensor) {
    return new ExportSource(new TensorEntry(name, tensor.dtype(), tensor.shape())) {
      @Override
      void read(long offset, ByteBuffer target) {
        tensor.copyTo(offset, target);
      }
    };
  }

  /** A stored tensor, as it is now. */
  static ExportSource of(String as, TensorEngine engine, String name) {
    TensorReader reader = engine.reader(name);
    return new ExportSource(new TensorEntry(as, reader.dtype(), reader.shape())) {
      @Override
      void read(long offset, ByteBuffer target) {
        reader.readBytes(offset, target);
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }
}
