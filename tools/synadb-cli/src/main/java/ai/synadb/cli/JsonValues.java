/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.Atom;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values as JSON: bytes in base64, numbers that are not finite as strings, times in ISO 8601, and
 * nothing in it that a terminal would take as an order.
 */
final class JsonValues {
  private static final JsonFactory FACTORY = factory("");

  private static JsonFactory factory(String alsoEscaped) {
    return new JsonFactoryBuilder()
        .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
        .characterEscapes(new Escapes(alsoEscaped))
        .build();
  }

  private JsonValues() {}

  static JsonGenerator generator(Writer out) throws IOException {
    return FACTORY.createGenerator(out);
  }

  /** One for an element of a page, which nothing in the data can end. */
  static JsonGenerator pageGenerator(Writer out) throws IOException {
    return factory("<>&").createGenerator(out);
  }

  /** One value as text. */
  static String text(@Nullable Object value) {
    StringWriter s = new StringWriter();
    try (JsonGenerator g = generator(s)) {
      write(g, value, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return s.toString();
  }

  static void write(JsonGenerator g, @Nullable Object value, boolean isLongAsString)
      throws IOException {
    if (value == null || value instanceof Atom.Null) {
      g.writeNull();
    } else if (value instanceof Atom.Float f) {
      g.writeNumber(f.value());
    } else if (value instanceof Atom.Int i) {
      writeLong(g, i.value(), isLongAsString);
    } else if (value instanceof Atom.Text t) {
      g.writeString(t.value());
    } else if (value instanceof Atom.Bytes b) {
      g.writeBinary(b.asBytes());
    } else if (value instanceof Atom.Vector v) {
      writeFloats(g, v.asVector());
    } else if (value instanceof Boolean b) {
      g.writeBoolean(b);
    } else if (value instanceof Long n) {
      writeLong(g, n, isLongAsString);
    } else if (value instanceof Integer n) {
      g.writeNumber(n);
    } else if (value instanceof Double d) {
      g.writeNumber(d);
    } else if (value instanceof Float f) {
      g.writeNumber(f);
    } else if (value instanceof byte[] b) {
      g.writeBinary(b);
    } else if (value instanceof float[] f) {
      writeFloats(g, f);
    } else if (value instanceof LargeBytes b) {
      writeLarge(g, b);
    } else if (value instanceof List<?> list) {
      g.writeStartArray();
      for (Object o : list) {
        write(g, o, isLongAsString);
      }
      g.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      g.writeStartObject();
      for (Map.Entry<?, ?> e : map.entrySet()) {
        g.writeFieldName(String.valueOf(e.getKey()));
        write(g, e.getValue(), isLongAsString);
      }
      g.writeEndObject();
    } else {
      g.writeString(value.toString());
    }
  }

  private static void writeLong(JsonGenerator g, long n, boolean asString) throws IOException {
    if (asString) {
      g.writeString(Long.toString(n));
    } else {
      g.writeNumber(n);
    }
  }

  private static void writeFloats(JsonGenerator g, float[] values) throws IOException {
    g.writeStartArray();
    for (float f : values) {
      g.writeNumber(f);
    }
    g.writeEndArray();
  }

  private static void writeLarge(JsonGenerator g, LargeBytes bytes) throws IOException {
    // Not by writeBinary with a stream, which takes an int of length; a multiple of 3 at a time.
    g.writeRawValue("\"");
    try (InputStream in = bytes.open()) {
      byte[] piece = in.readNBytes(3 << 14);
      while (piece.length > 0) {
        g.writeRaw(Base64Variants.MIME_NO_LINEFEEDS.encode(piece));
        piece = in.readNBytes(3 << 14);
      }
    } finally {
      g.writeRaw("\""); // whatever happens, what is around it stays JSON
    }
  }

  /** Escapes what {@link Printable} does, and more signs of ASCII. */
  private static final class Escapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    private final int[] ascii = standardAsciiEscapesForJSON();

    Escapes(String alsoEscaped) {
      ascii[0x7f] = ESCAPE_STANDARD;
      alsoEscaped.chars().forEach(c -> ascii[c] = ESCAPE_STANDARD);
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ascii;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
      if (Character.isSurrogate((char) c) || Printable.isSafe(c)) {
        return null;
      }
      return new SerializedString(String.format(Locale.ROOT, "\\u%04x", c));
    }
  }
}
