/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.error.SynaFormatException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Attributes as JSON and back, see {@link Attributes}. Thread safety: safe for use by multiple
 * threads.
 */
final class AttributesJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(3)
                  .maxStringLength(Attributes.MAX_JSON_BYTES)
                  .maxNumberLength(400)
                  .build())
          .build();

  private AttributesJson() {}

  /** No fewer bytes than the names and strings have. */
  static long estimatedBytes(Attributes attributes) {
    long bytes = 2;
    for (Map.Entry<String, Object> e : attributes.asMap().entrySet()) {
      bytes += 32 + e.getKey().length();
      bytes += e.getValue() instanceof String s ? s.length() : 0;
    }
    return bytes;
  }

  static String write(Attributes attributes) {
    StringWriter out = new StringWriter();
    try (JsonGenerator g = FACTORY.createGenerator(out)) {
      g.writeStartObject();
      for (Map.Entry<String, Object> e : attributes.asMap().entrySet()) {
        g.writeFieldName(e.getKey());
        write(g, e.getValue());
      }
      g.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not from memory
    }
    return out.toString();
  }

  private static void write(JsonGenerator g, Object value) throws IOException {
    if (value instanceof String s) {
      g.writeString(s);
    } else if (value instanceof Long l) {
      g.writeNumber(l);
    } else if (value instanceof Boolean b) {
      g.writeBoolean(b);
    } else if (value instanceof Double d) {
      if (Double.isFinite(d)) {
        g.writeNumber(Double.toString(d)); // always with a point
      } else {
        wrapped(g, "double", Double.toString(d));
      }
    } else {
      wrapped(g, "uuid", value.toString());
    }
  }

  private static void wrapped(JsonGenerator g, String type, String value) throws IOException {
    g.writeStartObject();
    g.writeStringField(type, value);
    g.writeEndObject();
  }

  static Attributes read(String json) {
    if (json.length() > Attributes.MAX_JSON_BYTES) {
      throw damaged("it has " + json.length() + " characters", null);
    }
    try (JsonParser p = FACTORY.createParser(json)) {
      p.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      expect(p.nextToken(), JsonToken.START_OBJECT);
      Attributes.Builder b = Attributes.builder();
      while (p.nextToken() == JsonToken.FIELD_NAME) {
        String name = p.currentName();
        b.put(name, value(p));
      }
      expect(p.currentToken(), JsonToken.END_OBJECT);
      if (p.nextToken() != null) {
        throw damaged("something follows the object", null);
      }
      return b.build();
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(String.valueOf(e.getMessage()), e);
    }
  }

  private static Object value(JsonParser p) throws IOException {
    JsonToken t = p.nextToken();
    if (t == JsonToken.VALUE_STRING) {
      return p.getText();
    } else if (t == JsonToken.VALUE_NUMBER_INT) {
      return p.getLongValue();
    } else if (t == JsonToken.VALUE_NUMBER_FLOAT) {
      return p.getDoubleValue();
    } else if (t == JsonToken.VALUE_TRUE || t == JsonToken.VALUE_FALSE) {
      return p.getBooleanValue();
    }
    expect(t, JsonToken.START_OBJECT);
    expect(p.nextToken(), JsonToken.FIELD_NAME);
    String type = p.currentName();
    expect(p.nextToken(), JsonToken.VALUE_STRING);
    Object value = typed(type, p.getText());
    expect(p.nextToken(), JsonToken.END_OBJECT);
    return value;
  }

  private static Object typed(String type, String text) {
    switch (type) {
      case "uuid":
        return UUID.fromString(text);
      case "double":
        return Double.parseDouble(text);
      default:
        throw damaged("there is no type '" + type + "'", null);
    }
  }

  private static void expect(@Nullable JsonToken found, JsonToken wanted) {
    if (found != wanted) {
      throw damaged("there is " + found + " in the place of " + wanted, null);
    }
  }

  private static SynaFormatException damaged(String what, @Nullable Throwable cause) {
    return new SynaFormatException(
        "The attributes of a vector cannot be read: " + what, cause, null, -1, null);
  }
}
