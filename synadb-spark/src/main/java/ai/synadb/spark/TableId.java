/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which table: its kind and, of vectors, the collection.
 *
 * @param kind the kind
 * @param name the name behind the namespace
 */
record TableId(Kind kind, String name) implements Serializable {

  /** The kinds of tables, and the namespaces that they are in. */
  enum Kind {
    RUNS("experiments", "runs"),
    METRICS("experiments", "metrics"),
    VERSIONS("models", "versions"),
    VECTORS("vectors", ""),
    TENSORS("tensors", "catalog"),
    HISTORY("", "history");

    private final String namespace;
    private final String table;

    Kind(String namespace, String table) {
      this.namespace = namespace;
      this.table = table;
    }

    String namespace() {
      return namespace;
    }

    /** The one table of this kind; empty if there may be several. */
    String table() {
      return table;
    }
  }

  /** The namespaces that there are. */
  static List<String> namespaces() {
    return List.of("experiments", "models", "vectors", "tensors");
  }

  /** The tables that every database has, as users write them. */
  static List<String> fixed() {
    return List.of(
        "experiments.runs",
        "experiments.metrics",
        "models.versions",
        "vectors.<collection>",
        "tensors.catalog",
        "history");
  }

  /** The table of a name in a namespace, which is empty for the root; null if there is none. */
  static @Nullable TableId of(String namespace, String name) {
    for (Kind kind : Kind.values()) {
      if (kind.namespace().equals(namespace)
          && (kind.table().isEmpty() || kind.table().equals(name))) {
        return new TableId(kind, name);
      }
    }
    return null;
  }

  /** The table that a user writes as {@code experiments.runs}; null if there is none. */
  static @Nullable TableId parse(String text) {
    int dot = text.indexOf('.');
    return dot < 0 ? of("", text) : of(text.substring(0, dot), text.substring(dot + 1));
  }

  @Override
  public String toString() {
    return kind.namespace().isEmpty() ? name : kind.namespace() + "." + name;
  }
}
