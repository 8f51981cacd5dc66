/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.json;

import ai.synadb.error.SynaFormatException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON to values of the JDK and back, for the small documents in which components describe what
 * they store. Objects are maps in the order of the text, arrays are lists, and a number is a {@link
 * Long}, a {@link BigInteger} where that is too small, or a {@link Double} if it has a point or an
 * exponent; null is null.
 *
 * <p>What is read may be anyone's: the depth, the length, the length of numbers and duplicate names
 * are bounded or refused before anything large is allocated. JSON has no NaN and no infinity; they
 * are refused when written, so that who needs them decides how they are spelled.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public final class Json {
  /** The longest document that is read, in characters. */
  public static final int MAX_CHARS = 64 << 20;

  /** How deep arrays and objects may lie in each other. */
  public static final int MAX_DEPTH = 100;

  private static final int MAX_NUMBER_CHARS = 400;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_CHARS)
                  .maxNameLength(MAX_CHARS) // keys of a database are longer than what is usual
                  .maxNumberLength(MAX_NUMBER_CHARS)
                  .build())
          .build();

  private Json() {}

  /**
   * Reads one document.
   *
   * @param what names the document in a message, such as {@code "The description of tensor 'x'"}
   * @throws SynaFormatException if it is not JSON or breaks a bound
   */
  public static @Nullable Object read(String json, String what) {
    if (json.length() > MAX_CHARS) {
      throw damaged(what, "it has " + json.length() + " characters, more than " + MAX_CHARS, null);
    }
    try (JsonParser p = FACTORY.createParser(json)) {
      p.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      JsonToken first = p.nextToken();
      if (first == null) {
        throw damaged(what, "it is empty", null);
      }
      Object value = value(p, first);
      if (p.nextToken() != null) {
        throw damaged(what, "something follows it", null);
      }
      return value;
    } catch (IOException | NumberFormatException e) {
      throw damaged(what, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Reads one document that is an object.
   *
   * @throws SynaFormatException if it is not, or is not JSON or breaks a bound
   */
  @SuppressWarnings("unchecked") // only strings are put as keys
  public static Map<String, @Nullable Object> readObject(String json, String what) {
    if (read(json, what) instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw damaged(what, "it is not an object", null);
  }

  private static @Nullable Object value(JsonParser p, JsonToken token) throws IOException {
    switch (token) {
      case START_OBJECT:
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (p.nextToken() == JsonToken.FIELD_NAME) {
          String name = p.currentName();
          map.put(name, value(p, p.nextToken()));
        }
        return map;
      case START_ARRAY:
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken t = p.nextToken(); t != JsonToken.END_ARRAY; t = p.nextToken()) {
          list.add(value(p, t));
        }
        return list;
      case VALUE_STRING:
        return p.getText();
      case VALUE_NUMBER_INT:
        return p.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            ? p.getBigIntegerValue()
            : (Object) p.getLongValue();
      case VALUE_NUMBER_FLOAT:
        double d = p.getDoubleValue();
        if (!Double.isFinite(d)) {
          throw new IOException("a number exceeds the range of a double");
        }
        return d;
      case VALUE_TRUE:
        return true;
      case VALUE_FALSE:
        return false;
      case VALUE_NULL:
        return null;
      default:
        throw new IOException("there is " + token + " in the place of a value");
    }
  }

  /**
   * Writes a value in one line: null, strings, booleans, numbers, maps with strings as keys, and
   * iterables of these.
   *
   * @throws IllegalArgumentException for another type, NaN or an infinity
   */
  public static String write(@Nullable Object value) {
    StringWriter out = new StringWriter();
    try (JsonGenerator g = FACTORY.createGenerator(out)) {
      write(g, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // not from memory
    }
    return out.toString();
  }

  private static void write(JsonGenerator g, @Nullable Object value) throws IOException {
    if (value == null) {
      g.writeNull();
    } else if (value instanceof String s) {
      g.writeString(s);
    } else if (value instanceof Boolean b) {
      g.writeBoolean(b);
    } else if (value instanceof Number n) {
      writeNumber(g, n);
    } else if (value instanceof Map<?, ?> map) {
      g.writeStartObject();
      for (Map.Entry<?, ?> e : map.entrySet()) {
        g.writeFieldName((String) e.getKey());
        write(g, e.getValue());
      }
      g.writeEndObject();
    } else if (value instanceof Iterable<?> items) {
      g.writeStartArray();
      for (Object item : items) {
        write(g, item);
      }
      g.writeEndArray();
    } else {
      throw new IllegalArgumentException("JSON has no " + value.getClass().getName());
    }
  }

  private static void writeNumber(JsonGenerator g, Number n) throws IOException {
    if (n instanceof Double || n instanceof Float) {
      double d = n.doubleValue();
      if (!Double.isFinite(d)) {
        throw new IllegalArgumentException("JSON has no " + d);
      }
      g.writeNumber(n.toString());
    } else if (n instanceof Long
        || n instanceof Integer
        || n instanceof Short
        || n instanceof Byte) {
      g.writeNumber(n.longValue());
    } else if (n instanceof BigInteger b) {
      g.writeNumber(b);
    } else if (n instanceof BigDecimal b) {
      g.writeNumber(b);
    } else {
      throw new IllegalArgumentException("JSON has no " + n.getClass().getName());
    }
  }

  private static SynaFormatException damaged(String what, String why, @Nullable Throwable cause) {
    return new SynaFormatException(what + " cannot be read as JSON: " + why, cause, null, -1, null);
  }
}
