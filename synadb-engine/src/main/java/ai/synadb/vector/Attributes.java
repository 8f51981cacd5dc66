/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Named values beside a vector, each a string, a long, a double, a boolean or a UUID.
 *
 * <pre>{@code
 * Attributes.builder().put("lang", "en").put("year", 2024).put("score", 0.5).build();
 * }</pre>
 *
 * <p>In the log they are one text of JSON that keeps the types: a long is a number without point
 * and exponent, a double one with either, or {@code {"double":"NaN"}} and the like where JSON has
 * none; a UUID is {@code {"uuid":"..."}}.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class Attributes {
  /** The most attributes of a vector. */
  public static final int MAX_COUNT = 1024;

  /** The longest name, in bytes of UTF-8. */
  public static final int MAX_NAME_BYTES = 255;

  /** The longest JSON, in bytes of UTF-8. */
  public static final int MAX_JSON_BYTES = 1 << 20;

  private static final Attributes EMPTY = new Attributes(new TreeMap<>());

  private final SortedMap<String, Object> values;

  private Attributes(SortedMap<String, Object> values) {
    this.values = values;
  }

  /** No attributes. */
  public static Attributes empty() {
    return EMPTY;
  }

  /** One attribute. */
  public static Attributes of(String name, Object value) {
    return builder().put(name, value).build();
  }

  /** Two attributes. */
  public static Attributes of(String name1, Object value1, String name2, Object value2) {
    return builder().put(name1, value1).put(name2, value2).build();
  }

  /**
   * The attributes of a map.
   *
   * @throws IllegalArgumentException if a value is of no type that there is
   */
  public static Attributes from(Map<String, ?> values) {
    Builder b = builder();
    values.forEach(b::put);
    return b.build();
  }

  /** An empty builder. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Reads JSON as {@link #toJson} writes it.
   *
   * @throws ai.synadb.error.SynaFormatException if it is anything else
   */
  public static Attributes fromJson(String json) {
    return AttributesJson.read(json);
  }

  /** As one object of JSON, names sorted. */
  public String toJson() {
    return AttributesJson.write(this);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** How many there are. */
  public int size() {
    return values.size();
  }

  /** The names, sorted. */
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new java.util.TreeSet<>(values.keySet()));
  }

  /** A value: a String, Long, Double, Boolean or UUID; nothing if there is none of this name. */
  public Optional<Object> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The value as it is kept; null if there is none. */
  @Nullable Object raw(String name) {
    return values.get(name);
  }

  /** A string; nothing if there is none of this name, or of another type. */
  public Optional<String> string(String name) {
    return values.get(name) instanceof String s ? Optional.of(s) : Optional.empty();
  }

  /** All of them, sorted by name. */
  public Map<String, Object> asMap() {
    return Collections.unmodifiableSortedMap(values);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Attributes a && a.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }

  /** Collects attributes. Thread safety: not safe, guard externally. */
  public static final class Builder {
    private final TreeMap<String, Object> values = new TreeMap<>();

    private Builder() {}

    /** Sets a string. */
    public Builder put(String name, String value) {
      return set(name, value);
    }

    /** Sets an integer. */
    public Builder put(String name, long value) {
      return set(name, value);
    }

    /** Sets a number. */
    public Builder put(String name, double value) {
      return set(name, value);
    }

    /** Sets a boolean. */
    public Builder put(String name, boolean value) {
      return set(name, value);
    }

    /** Sets a UUID. */
    public Builder put(String name, UUID value) {
      return set(name, value);
    }

    /**
     * Sets a value of a type found out now; integers become longs, floats doubles.
     *
     * @throws IllegalArgumentException if there is no such type
     */
    public Builder put(String name, Object value) {
      if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
        return set(name, ((Number) value).longValue());
      }
      if (value instanceof Float f) {
        return set(name, (double) f);
      }
      if (value instanceof String
          || value instanceof Long
          || value instanceof Double
          || value instanceof Boolean
          || value instanceof UUID) {
        return set(name, value);
      }
      throw new IllegalArgumentException(
          "An attribute is a string, a long, a double, a boolean or a UUID; '"
              + name
              + "' is a "
              + value.getClass().getTypeName());
    }

    private Builder set(String name, Object value) {
      int bytes = name.getBytes(StandardCharsets.UTF_8).length;
      if (bytes < 1 || bytes > MAX_NAME_BYTES || name.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "The name of an attribute has 1 to "
                + MAX_NAME_BYTES
                + " bytes of UTF-8 and no NUL; this one has "
                + bytes);
      }
      values.put(name, value);
      if (values.size() > MAX_COUNT) {
        throw new IllegalArgumentException("A vector has at most " + MAX_COUNT + " attributes");
      }
      return this;
    }

    /**
     * Makes the attributes.
     *
     * @throws IllegalArgumentException if their JSON is longer than {@value #MAX_JSON_BYTES} bytes
     */
    public Attributes build() {
      if (values.isEmpty()) {
        return EMPTY;
      }
      Attributes a = new Attributes(new TreeMap<>(values));
      if (AttributesJson.estimatedBytes(a) > MAX_JSON_BYTES / 8) { // hardly ever
        int bytes = a.toJson().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_JSON_BYTES) {
          throw new IllegalArgumentException(
              "Attributes have at most " + MAX_JSON_BYTES + " bytes of JSON, not " + bytes);
        }
      }
      return a;
    }
  }
}
