/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.Atom;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Results as comma-separated values with a line of headings: null is nothing, an empty text is
 * {@code ""}, bytes are base64, what has parts is JSON.
 */
final class CsvResults implements Results {
  private final PrintWriter out;
  private final boolean isTerminal;

  CsvResults(PrintWriter out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  @Override
  public void record(Map<String, @Nullable Object> parts) {
    try (Rows rows = rows(parts.keySet().stream().map(Column::of).toList())) {
      rows.add(parts.values().toArray());
      rows.end();
    }
  }

  @Override
  public Rows rows(List<Column> columns) {
    return new Rows() {
      private boolean isBegun;

      private void begin() {
        if (!isBegun) {
          isBegun = true;
          line(columns.stream().map(Column::name).toArray());
        }
      }

      @Override
      public void add(@Nullable Object... values) {
        begin();
        line(values);
      }

      @Override
      public void end() {
        begin();
      }

      @Override
      public void close() {}
    };
  }

  private void line(@Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      if (i > 0) {
        out.print(',');
      }
      cell(values[i]);
    }
    out.print('\n');
  }

  private void cell(@Nullable Object value) {
    if (value instanceof LargeBytes b) {
      large(b);
    } else if (value != null && !(value instanceof Atom.Null)) {
      String text = text(value);
      quoted(isTerminal ? Printable.lines(text) : text);
    }
  }

  private void large(LargeBytes bytes) {
    try (InputStream in = bytes.open()) {
      byte[] piece = in.readNBytes(3 << 14);
      while (piece.length > 0) {
        out.print(Base64.getEncoder().encodeToString(piece));
        piece = in.readNBytes(3 << 14);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Object value) {
    if (value instanceof Atom.Float f) {
      return Double.toString(f.value());
    }
    if (value instanceof Atom.Int n) {
      return Long.toString(n.value());
    }
    if (value instanceof Atom.Text t) {
      return t.value();
    }
    if (value instanceof Atom.Bytes b) {
      return Base64.getEncoder().encodeToString(b.asBytes());
    }
    if (value instanceof byte[] b) {
      return Base64.getEncoder().encodeToString(b);
    }
    boolean hasParts =
        value instanceof Atom.Vector
            || value instanceof float[]
            || value instanceof List
            || value instanceof Map;
    return hasParts ? JsonValues.text(value) : value.toString();
  }

  private void quoted(String text) {
    boolean needsQuotes = text.isEmpty();
    for (int i = 0; i < text.length() && !needsQuotes; i++) {
      char c = text.charAt(i);
      needsQuotes = c == ',' || c == '"' || c == '\n' || c == '\r';
    }
    if (needsQuotes) {
      out.print('"');
      out.print(text.replace("\"", "\"\""));
      out.print('"');
    } else {
      out.print(text);
    }
  }
}
