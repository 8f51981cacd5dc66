/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import ai.synadb.vector.Attributes;
import dev.langchain4j.data.document.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Metadata as attributes of a vector, and back.
 *
 * <p>Attributes know strings, longs, doubles and UUIDs. An integer is kept as a long; a float as
 * the double of the same decimal notation, since LangChain4j compares numbers by that: the float
 * 1.23 equals the double 1.23. So that every value comes back as what it was, one more attribute,
 * {@value #TYPES}, has one letter for each of the others in the order of their names; it is there
 * only if there is an integer or a float.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class SegmentMetadata {
  /** The name of the attribute that remembers types; no metadata can have it. */
  static final String TYPES = "langchain4j.types";

  private SegmentMetadata() {}

  /**
   * The attributes that keep some metadata.
   *
   * @throws IllegalArgumentException if they are too many, too long, of a reserved name, or no text
   *     in Unicode
   */
  static Attributes toAttributes(Metadata metadata) {
    Map<String, Object> values = metadata.toMap();
    if (values.containsKey(TYPES)) {
      throw new IllegalArgumentException("The metadata key '" + TYPES + "' is reserved");
    }
    Attributes.Builder b = Attributes.builder();
    values.forEach(
        (name, value) -> {
          requireUtf8(name);
          requireUtf8(value);
          b.put(name, value instanceof Float f ? decimal(f) : value);
        });
    Attributes plain = b.build();
    StringBuilder types = new StringBuilder(plain.size());
    boolean needed = false;
    for (String name : plain.asMap().keySet()) {
      Object value = values.get(name);
      types.append(letter(value));
      needed |= value instanceof Integer || value instanceof Float;
    }
    return needed ? b.put(TYPES, types.toString()).build() : plain;
  }

  private static void requireUtf8(Object value) {
    if (value instanceof String s && !StandardCharsets.UTF_8.newEncoder().canEncode(s)) {
      throw new IllegalArgumentException("Metadata hold no unpaired surrogates");
    }
  }

  /** The double that is written as a float is. */
  static double decimal(float f) {
    double d = Double.parseDouble(Float.toString(f));
    return Float.compare((float) d, f) == 0 ? d : f;
  }

  private static char letter(@Nullable Object value) {
    if (value instanceof Integer) {
      return 'i';
    } else if (value instanceof Float) {
      return 'f';
    } else if (value instanceof Long) {
      return 'l';
    } else if (value instanceof Double) {
      return 'd';
    }
    return value instanceof UUID ? 'u' : 's';
  }

  /**
   * The metadata that attributes keep. What others have written comes as it is, a boolean as a
   * string.
   */
  static Metadata toMetadata(Attributes attributes) {
    Map<String, Object> values = new HashMap<>();
    String types = attributes.string(TYPES).orElse("");
    boolean known = !types.isEmpty() && types.length() == attributes.size() - 1;
    int i = 0;
    for (Map.Entry<String, Object> e : attributes.asMap().entrySet()) {
      if (known && e.getKey().equals(TYPES)) {
        continue;
      }
      if (!e.getKey().isBlank()) { // LangChain4j takes no such key
        values.put(e.getKey(), typed(known ? types.charAt(i) : ' ', e.getValue()));
      }
      i++;
    }
    return new Metadata(values);
  }

  private static Object typed(char type, Object value) {
    if (type == 'i' && value instanceof Long l && l == l.intValue()) {
      return l.intValue();
    }
    if (type == 'f' && value instanceof Double d) {
      return d.floatValue();
    }
    return value instanceof Boolean b ? b.toString() : value;
  }
}
