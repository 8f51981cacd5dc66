/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;

/** Writes elements and nothing else. Thread safety: confined to one thread. */
final class RawWriter implements ExportWriter {
  private final ExportSource source;
  private final ByteOrder order;

  RawWriter(ExportSource source, ByteOrder order) {
    this.source = source;
    this.order = order;
  }

  @Override
  public long work() {
    return source.entry().sizeBytes();
  }

  @Override
  public void write(OutputStream out, LongConsumer progress) throws IOException {
    int size = order == ByteOrder.LITTLE_ENDIAN ? 1 : source.entry().dtype().sizeBytes();
    source.copyTo(
        (piece, length) -> {
          for (int at = 0; size > 1 && at < length; at += size) {
            reverse(piece, at, at + size - 1);
          }
          out.write(piece, 0, length);
        },
        progress);
  }

  private static void reverse(byte[] bytes, int from, int to) {
    for (int i = from, j = to; i < j; i++, j--) {
      byte b = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = b;
    }
  }
}
