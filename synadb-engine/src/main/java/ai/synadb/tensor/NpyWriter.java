/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongConsumer;

/** Writes an array of NumPy. Thread safety: confined to one thread. */
final class NpyWriter implements ExportWriter {
  private final ExportSource source;
  private final byte[] header;

  NpyWriter(ExportSource source) {
    this.source = source;
    this.header = NpyHeader.encode(source.entry().dtype(), source.entry().shape());
  }

  /** The bytes of the file. */
  long sizeBytes() {
    return header.length + source.entry().sizeBytes();
  }

  @Override
  public long work() {
    return source.entry().sizeBytes();
  }

  @Override
  public void write(OutputStream out, LongConsumer progress) throws IOException {
    out.write(header);
    source.copyTo((piece, length) -> out.write(piece, 0, length), progress);
  }
}
