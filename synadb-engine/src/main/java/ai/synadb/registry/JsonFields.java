/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.SynaException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.internal.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object that may be anyone's. Thread safety: immutable. */
final class JsonFields {
  private final String key;
  private final Map<String, @Nullable Object> fields;

  private JsonFields(String key, Map<String, @Nullable Object> fields) {
    this.key = key;
    this.fields = fields;
  }

  /**
   * Reads an object.
   *
   * @param key where it stands, for messages
   */
  static JsonFields read(String json, String key) {
    return new JsonFields(
        key, Json.readObject(json, "The description " + SynaException.quoted(key)));
  }

  /** All of them, as they are. */
  Map<String, @Nullable Object> all() {
    return fields;
  }

  String text(String name) {
    String s = textOrNull(name);
    if (s == null) {
      throw bad(name, "is missing");
    }
    return s;
  }

  String text(String name, String otherwise) {
    String s = textOrNull(name);
    return s == null ? otherwise : s;
  }

  @Nullable String textOrNull(String name) {
    Object o = fields.get(name);
    if (o == null) {
      return null;
    }
    if (o instanceof String s) {
      return s;
    }
    throw bad(name, "is not text");
  }

  /** A number from 0 on. */
  long number(String name) {
    if (fields.get(name) instanceof Long n && n >= 0) {
      return n;
    }
    throw bad(name, "is not a number from 0 on");
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(fields.get(name));
  }

  /** An object of text; values that are something else are shown as JSON. */
  Map<String, String> texts(String name) {
    Object o = fields.get(name);
    Map<String, String> all = new LinkedHashMap<>();
    if (o instanceof Map<?, ?> map) {
      map.forEach((k, v) -> all.put((String) k, v instanceof String s ? s : Json.write(v)));
    } else if (o != null) {
      throw bad(name, "is not an object");
    }
    return all;
  }

  @Nullable JsonFields object(String name) {
    Object o = fields.get(name);
    return o == null ? null : object(name, o);
  }

  @SuppressWarnings("unchecked") // JSON has only strings as names
  private JsonFields object(String name, @Nullable Object o) {
    if (o instanceof Map<?, ?> map) {
      return new JsonFields(key, (Map<String, @Nullable Object>) map);
    }
    throw bad(name, "is not an object");
  }

  List<JsonFields> objects(String name) {
    List<JsonFields> all = new ArrayList<>();
    for (Object o : list(name)) {
      all.add(object(name, o));
    }
    return all;
  }

  List<Long> numbers(String name) {
    List<Long> all = new ArrayList<>();
    for (Object o : list(name)) {
      if (!(o instanceof Long n)) {
        throw bad(name, "holds something other than numbers");
      }
      all.add(n);
    }
    return all;
  }

  private List<?> list(String name) {
    Object o = fields.get(name);
    if (o == null) {
      return List.of();
    }
    if (o instanceof List<?> list) {
      return list;
    }
    throw bad(name, "is not a list");
  }

  SynaFormatException bad(String name, String why) {
    return new SynaFormatException(
        "In the description " + SynaException.quoted(key) + " '" + name + "' " + why,
        null,
        null,
        -1,
        key);
  }
}
