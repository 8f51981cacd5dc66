/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Writes numbers as text, so that reading it gives them back bit by bit: but for the payloads of
 * NaN.
 *
 * <p>Thread safety: confined to one thread.
 */
final class CsvWriter implements ExportWriter {
  private static final int FLUSH_CHARS = 1 << 16;

  private final ExportSource source;
  private final char delimiter;
  private final List<String> columns;
  private final long width;

  CsvWriter(ExportSource source, char delimiter, List<String> columns) {
    this.source = source;
    this.delimiter = delimiter;
    this.columns = columns;
    Shape shape = source.entry().shape();
    if (shape.rank() > 2) {
      throw new IllegalArgumentException(
          "A text holds tensors of at most 2 axes, not of shape " + shape);
    }
    this.width = shape.rank() == 2 ? shape.extent(1) : 1;
    if (!columns.isEmpty() && columns.size() != width) {
      throw new IllegalArgumentException(
          "There are " + columns.size() + " names for " + width + " columns");
    }
  }

  @Override
  public long work() {
    return source.entry().sizeBytes();
  }

  @Override
  public void write(OutputStream out, LongConsumer progress) throws IOException {
    DType dtype = source.entry().dtype();
    StringBuilder text = new StringBuilder();
    header(text);
    long[] column = {0};
    source.copyTo(
        (piece, length) -> {
          ByteBuffer b = ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN);
          for (int at = 0; at < length; at += dtype.sizeBytes()) {
            append(text, dtype, b, at);
            boolean isLast = ++column[0] == width;
            text.append(isLast ? '\n' : delimiter);
            column[0] = isLast ? 0 : column[0];
            if (text.length() > FLUSH_CHARS) {
              flush(text, out);
            }
          }
        },
        progress);
    flush(text, out);
  }

  private void header(StringBuilder text) {
    for (int i = 0; i < columns.size(); i++) {
      text.append(i == 0 ? "" : delimiter)
          .append('"')
          .append(columns.get(i).replace("\"", "\"\""))
          .append('"');
    }
    text.append(columns.isEmpty() ? "" : "\n");
  }

  private static void append(StringBuilder text, DType dtype, ByteBuffer b, int at) {
    if (dtype == DType.FLOAT64) {
      append(text, b.getDouble(at));
    } else if (dtype.isFloating()) {
      float v = (float) Elements.getDouble(dtype, b, at);
      if (Float.isFinite(v)) {
        text.append(v);
      } else {
        append(text, v);
      }
    } else {
      text.append(Elements.getLong(dtype, b, at));
    }
  }

  private static void append(StringBuilder text, double v) {
    if (Double.isNaN(v)) {
      text.append("nan");
    } else if (Double.isInfinite(v)) {
      text.append(v > 0 ? "inf" : "-inf");
    } else {
      text.append(v);
    }
  }

  private static void flush(StringBuilder text, OutputStream out) throws IOException {
    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    text.setLength(0);
  }
}
