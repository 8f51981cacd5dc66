/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The value of a parameter: its type, and the one text that stands for it.
 *
 * <p>Thread safety: immutable.
 *
 * @param kind the type
 * @param text the value as text, as {@link Long#toString}, {@link Double#toString} and {@link
 *     Boolean#toString} write it; JSON without spaces and with its names sorted
 * @since 0.1.0
 */
public record ParamValue(Kind kind, String text) {
  /** The longest text, in bytes of UTF-8. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_NUMBER_CHARS = 64;

  /** The type of a parameter. */
  public enum Kind {
    /** An integer of 64 bits. */
    LONG('l'),
    /** A double, NaN and infinities included. */
    DOUBLE('d'),
    /** True or false. */
    BOOLEAN('b'),
    /** Text. */
    STRING('s'),
    /** A JSON document. */
    JSON('j');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    char letter() {
      return letter;
    }
  }

  /**
   * Checks that the text is one of the type.
   *
   * @throws IllegalArgumentException if it is not, or is longer than {@value #MAX_BYTES} bytes
   */
  public ParamValue {
    Objects.requireNonNull(kind, "kind");
    Names.requireText(text, "A parameter's value", MAX_BYTES);
    boolean isSound =
        switch (kind) {
          case LONG -> text.equals(String.valueOf(parseLong(text)));
          case DOUBLE -> text.equals(String.valueOf(parseDouble(text)));
          case BOOLEAN -> text.equals("true") || text.equals("false");
          case STRING, JSON -> true;
        };
    if (!isSound) {
      throw new IllegalArgumentException("'" + text + "' is no parameter of type " + kind);
    }
  }

  private static @Nullable Long parseLong(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Double parseDouble(String text) {
    try {
      return text.length() > MAX_NUMBER_CHARS ? null : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** An integer. */
  public static ParamValue of(long value) {
    return new ParamValue(Kind.LONG, Long.toString(value));
  }

  /** A double. */
  public static ParamValue of(double value) {
    return new ParamValue(Kind.DOUBLE, Double.toString(value));
  }

  /** True or false. */
  public static ParamValue of(boolean value) {
    return new ParamValue(Kind.BOOLEAN, Boolean.toString(value));
  }

  /** Text. */
  public static ParamValue of(String value) {
    return new ParamValue(Kind.STRING, value);
  }

  /**
   * A JSON document.
   *
   * @throws ai.synadb.error.SynaFormatException if the text is not JSON
   */
  public static ParamValue ofJson(String json) {
    return new ParamValue(Kind.JSON, Json.write(sorted(Json.read(json, "The parameter"))));
  }

  /**
   * A value of the JDK: integers, floats and doubles, booleans, text, and maps and lists of these,
   * which become JSON.
   *
   * @throws IllegalArgumentException for another type
   */
  public static ParamValue from(Object value) {
    Objects.requireNonNull(value, "value");
    if (value instanceof ParamValue p) {
      return p;
    } else if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return of(((Number) value).longValue());
    } else if (value instanceof Float f) {
      return of(Double.parseDouble(f.toString())); // 0.1f is 0.1, not 0.10000000149011612
    } else if (value instanceof Double d) {
      return of(d.doubleValue());
    } else if (value instanceof Boolean b) {
      return of(b.booleanValue());
    } else if (value instanceof Map<?, ?> || value instanceof List<?>) {
      return ofJson(Json.write(value));
    } else if (value instanceof CharSequence || value instanceof Enum<?>) {
      return of(value.toString());
    }
    throw new IllegalArgumentException(
        "A parameter is a number, a boolean, text, a map or a list, not a "
            + value.getClass().getName());
  }

  private static @Nullable Object sorted(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      TreeMap<String, Map.Entry<?, ?>> byName = new TreeMap<>();
      map.entrySet().forEach(e -> byName.put((String) e.getKey(), e));
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      byName.forEach((name, e) -> result.put(name, sorted(e.getValue())));
      return result;
    } else if (value instanceof List<?> list) {
      return list.stream().map(ParamValue::sorted).toList();
    }
    return value;
  }

  /**
   * The value as a number: of integers and doubles, and of text that spells a decimal number, as
   * the original's parameters do.
   */
  public OptionalDouble number() {
    if (kind == Kind.BOOLEAN || kind == Kind.JSON || text.isEmpty()) {
      return OptionalDouble.empty();
    }
    char end = text.charAt(text.length() - 1);
    boolean isDecimal = (end >= '0' && end <= '9') || end == '.' || kind == Kind.DOUBLE;
    Double d = isDecimal ? parseDouble(text) : null;
    return d == null ? OptionalDouble.empty() : OptionalDouble.of(d);
  }

  /** The text. */
  @Override
  public String toString() {
    return text;
  }
}
