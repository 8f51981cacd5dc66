/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.SynaReader;
import java.util.ArrayList;
import java.util.List;

/**
 * The collections of vectors in a database, and the keys that they lie under: {@code vec/} and
 * {@code attr/} for the one without a name, {@code vec:<name>/} and {@code attr:<name>/} for
 * others.
 *
 * <p>As a table the one without a name is {@code default}. A collection that is itself called so
 * gets an underscore in front, and so does every one whose name is that with underscores in front.
 */
final class VectorCollections {
  private static final String DEFAULT = "default";
  private static final String NAMED = "vec:";

  private VectorCollections() {}

  /** What the keys of a table's vectors begin with. */
  static String vectors(String table) {
    String name = collection(table);
    return name.isEmpty() ? "vec/" : NAMED + name + "/";
  }

  /** What the keys of their attributes begin with. */
  static String attributes(String table) {
    String name = collection(table);
    return name.isEmpty() ? "attr/" : "attr:" + name + "/";
  }

  private static String collection(String table) {
    if (table.equals(DEFAULT)) {
      return "";
    }
    return isEscaped(table) && table.startsWith("_") ? table.substring(1) : table;
  }

  private static String table(String collection) {
    return isEscaped(collection) ? "_" + collection : collection;
  }

  /** Whether a name is default with or without underscores in front. */
  private static boolean isEscaped(String name) {
    return name.endsWith(DEFAULT)
        && name.chars().limit(name.length() - DEFAULT.length()).allMatch(c -> c == '_');
  }

  /** Whether there is a vector in a collection. */
  static boolean exists(SynaReader reader, String table) {
    return collection(table).indexOf('/') < 0 && !reader.keys(vectors(table), null, 1).isEmpty();
  }

  /** The tables of all collections that have a vector, sorted by their keys. */
  static List<String> tables(SynaReader reader) {
    List<String> tables = new ArrayList<>();
    if (exists(reader, DEFAULT)) {
      tables.add(DEFAULT);
    }
    String after = null;
    while (true) {
      List<String> next = reader.keys(NAMED, after, 1);
      if (next.isEmpty()) {
        return tables;
      }
      String key = next.get(0);
      int slash = key.indexOf('/');
      if (slash > NAMED.length()) {
        tables.add(table(key.substring(NAMED.length(), slash)));
        // What sorts behind all keys with this prefix: the character behind the slash.
        after = key.substring(0, slash) + (char) ('/' + 1);
      } else {
        after = key;
      }
    }
  }
}
