/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.Atom;
import ai.synadb.Positions;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.SynaReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The value of a key. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    header = {
      "Shows the value of a key.",
      "",
      "Examples:",
      "  syna get my_data.db temperature",
      "  syna get my_data.db photo --raw > photo.jpg",
      ""
    })
final class GetCommand extends SynaCommand {
  private static final int SHOWN_CHARS = 4096;
  private static final int SHOWN_BYTES = 256;
  private static final int SHOWN_ELEMENTS = 64;
  private static final int HEX_ROW = 16;

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  String key = "";

  @Option(
      names = "--raw",
      description =
          "The value alone, whole and as it is: text in UTF-8, bytes, a vector as little-endian float32.")
  boolean isRaw;

  @Mixin PointInTime time = new PointInTime();

  @Override
  int run() throws IOException {
    try (SynaDB db = openForReading();
        Snapshot state = time.of(db)) {
      Object value = StoredValues.require(state, key);
      if (isRaw) {
        writeRaw(value);
      } else if (format() == OutputFormat.TABLE) {
        show(value);
      } else {
        results().record(parts(state, value));
      }
    }
    return ExitCodes.OK;
  }

  private Map<String, @Nullable Object> parts(SynaReader state, Object value) {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("key", key);
    parts.put("type", StoredValues.type(value));
    @Nullable Instant written =
        state.ref(key).map(r -> Positions.toInstant(r.position())).orElse(null);
    parts.put("time", written);
    parts.put("value", value);
    return parts;
  }

  private void writeRaw(Object value) throws IOException {
    OutputStream out = console().bytes();
    if (value instanceof LargeBytes large) {
      try (InputStream in = large.open()) {
        in.transferTo(out);
      }
    } else if (value instanceof Atom.Bytes b) {
      out.write(b.asBytes());
    } else if (value instanceof Atom.Vector v) {
      float[] floats = v.asVector();
      ByteBuffer buffer = ByteBuffer.allocate(4 * floats.length).order(ByteOrder.LITTLE_ENDIAN);
      buffer.asFloatBuffer().put(floats);
      out.write(buffer.array());
    } else {
      String text = value instanceof Atom.Text t ? t.value() : Cells.text(value, Cells.WIDE);
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    out.flush();
  }

  // ---- for people

  private void show(Object value) throws IOException {
    if (value instanceof Atom.Text t) {
      showText(t.value());
    } else if (value instanceof Atom.Bytes b) {
      byte[] bytes = b.asBytes();
      showBytes(bytes, bytes.length);
    } else if (value instanceof LargeBytes b) {
      try (InputStream in = b.open()) {
        showBytes(in.readNBytes(SHOWN_BYTES), b.size());
      }
    } else if (value instanceof Atom.Vector v) {
      showVector(v);
    } else {
      console().out().println(Cells.text(value, Cells.WIDE));
    }
  }

  private void showText(String text) {
    boolean isWhole = text.length() <= SHOWN_CHARS;
    String shown = isWhole ? text : text.substring(0, SHOWN_CHARS);
    console().out().println(Printable.lines(shown) + (isWhole ? "" : "…"));
    if (!isWhole) {
      note(SHOWN_CHARS + " of " + text.length() + " characters; --raw gives all.");
    }
  }

  private void showBytes(byte[] head, long size) {
    int shown = Math.min(head.length, SHOWN_BYTES);
    for (int at = 0; at < shown; at += HEX_ROW) {
      int end = Math.min(shown, at + HEX_ROW);
      StringBuilder ascii = new StringBuilder();
      for (int i = at; i < end; i++) {
        ascii.append(head[i] >= ' ' && head[i] < 0x7f ? (char) head[i] : '.');
      }
      String hex = HexFormat.ofDelimiter(" ").formatHex(head, at, end);
      String gap = " ".repeat(3 * HEX_ROW - 1 - hex.length());
      console().out().println(HexFormat.of().toHexDigits(at) + "  " + hex + gap + "  " + ascii);
    }
    if (shown < size) {
      console().out().println("…");
      note(shown + " of " + size + " bytes; --raw gives all.");
    } else if (size == 0) {
      note("0 bytes.");
    }
  }

  private void showVector(Atom.Vector v) {
    int shown = Math.min(v.dimensions(), SHOWN_ELEMENTS);
    StringBuilder s = new StringBuilder("[");
    for (int i = 0; i < shown; i++) {
      s.append(i == 0 ? "" : ", ").append(v.get(i));
    }
    console().out().println(s.append(shown < v.dimensions() ? ", …]" : "]"));
    if (shown < v.dimensions()) {
      note(shown + " of " + v.dimensions() + " elements; --output json gives all.");
    }
  }
}
