/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.Atom;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as cells of a table: a line each, printable, and not too long. */
final class Cells {
  /** The most columns of a cell in a row of many. */
  static final int WIDTH = 48;

  /** The most columns of a value beside its name. */
  static final int WIDE = 96;

  private Cells() {}

  static boolean isNumber(@Nullable Object value) {
    return value instanceof Number || value instanceof Atom.Float || value instanceof Atom.Int;
  }

  static String text(@Nullable Object value, int width) {
    if (value == null) {
      return "";
    }
    if (value instanceof Atom.Null) {
      return "null";
    }
    if (value instanceof Atom.Float f) {
      return Double.toString(f.value());
    }
    if (value instanceof Atom.Int n) {
      return Long.toString(n.value());
    }
    if (value instanceof Atom.Text t) {
      return Printable.elided(t.value(), width);
    }
    if (value instanceof Atom.Bytes b) {
      return bytes(b.asBytes(), b.asBytes().length, width);
    }
    if (value instanceof byte[] b) {
      return bytes(b, b.length, width);
    }
    if (value instanceof LargeBytes b) {
      return bytes(head(b, width), b.size(), width);
    }
    if (value instanceof Atom.Vector v) {
      return floats(v.asVector(), width);
    }
    if (value instanceof float[] f) {
      return floats(f, width);
    }
    if (value instanceof List || value instanceof Map) {
      return parts(value, width);
    }
    return Printable.elided(value.toString(), width);
  }

  private static String parts(Object value, int width) {
    boolean isEmpty =
        value instanceof List<?> l ? l.isEmpty() : value instanceof Map<?, ?> m && m.isEmpty();
    return isEmpty ? "-" : Printable.elided(JsonValues.text(value), width);
  }

  private static byte[] head(LargeBytes bytes, int width) {
    try (InputStream in = bytes.open()) {
      return in.readNBytes(width);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String bytes(byte[] head, long size, int width) {
    String end = " (" + size + (size == 1 ? " byte)" : " bytes)");
    int shown = Math.min(head.length, (width - end.length() - 1) / 2);
    String hex = HexFormat.of().formatHex(head, 0, shown);
    return hex + (shown < size ? "…" : "") + end;
  }

  private static String floats(float[] values, int width) {
    String end = values.length > 1 ? " (" + values.length + ")" : "";
    StringBuilder s = new StringBuilder("[");
    for (int i = 0; i < values.length; i++) {
      String next = (i == 0 ? "" : ", ") + values[i];
      if (s.length() + next.length() + end.length() + 4 > width && i < values.length - 1) {
        s.append(", …");
        break;
      }
      s.append(next);
    }
    return s.append(']') + end;
  }
}
