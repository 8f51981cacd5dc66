/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What identifies a series of a run: the metric's name and a context, such as {@code subset=val},
 * which is empty for most.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class MetricId implements Comparable<MetricId> {
  /** The most entries of a context. */
  public static final int MAX_CONTEXT_ENTRIES = 16;

  private static final int MAX_KEY_BYTES = 4096;

  private final String name;
  private final SortedMap<String, String> context;
  private final int hash;

  private MetricId(String name, SortedMap<String, String> context) {
    this.name = Names.require(name, "A metric's name");
    if (context.size() > MAX_CONTEXT_ENTRIES) {
      throw new IllegalArgumentException(
          "A context has at most " + MAX_CONTEXT_ENTRIES + " entries, not " + context.size());
    }
    context.forEach(
        (k, v) -> {
          Names.require(k, "A name in a context");
          Names.requireText(v, "A value in a context", Names.MAX_BYTES);
        });
    this.context = Collections.unmodifiableSortedMap(context);
    requireShort();
    this.hash = 31 * name.hashCode() + context.hashCode();
  }

  private void requireShort() {
    if (name.length() + context.size() > 8) {
      int bytes = RunKeys.escape(this).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > MAX_KEY_BYTES) {
        throw new IllegalArgumentException(
            "A metric's name and context have at most "
                + MAX_KEY_BYTES
                + " bytes as a key, not "
                + bytes);
      }
    }
  }

  /**
   * A metric without a context.
   *
   * @throws IllegalArgumentException unless the name has 1 to 1024 bytes of UTF-8
   */
  public static MetricId of(String name) {
    return new MetricId(name, Collections.emptySortedMap());
  }

  /**
   * A metric in a context.
   *
   * @throws IllegalArgumentException if a name or a value is longer than 1024 bytes of UTF-8, a
   *     name is empty, or the context has more than 16 entries
   */
  public static MetricId of(String name, Map<String, String> context) {
    return new MetricId(name, context.isEmpty() ? Collections.emptySortedMap() : sorted(context));
  }

  private static SortedMap<String, String> sorted(Map<String, String> context) {
    SortedMap<String, String> sorted = new TreeMap<>();
    context.forEach(
        (k, v) ->
            sorted.put(
                Objects.requireNonNull(k, "name in a context"),
                Objects.requireNonNull(v, "value in a context")));
    return sorted;
  }

  /** The metric's name. */
  public String name() {
    return name;
  }

  /** The context, sorted by name; cannot be changed. */
  public SortedMap<String, String> context() {
    return context;
  }

  /** By name, then by the entries of the contexts, one after another. */
  @Override
  public int compareTo(MetricId other) {
    int c = name.compareTo(other.name);
    Iterator<Map.Entry<String, String>> mine = context.entrySet().iterator();
    Iterator<Map.Entry<String, String>> theirs = other.context.entrySet().iterator();
    while (c == 0 && mine.hasNext() && theirs.hasNext()) {
      Map.Entry<String, String> a = mine.next();
      Map.Entry<String, String> b = theirs.next();
      c = a.getKey().compareTo(b.getKey());
      c = c != 0 ? c : a.getValue().compareTo(b.getValue());
    }
    return c != 0 ? c : Boolean.compare(mine.hasNext(), theirs.hasNext());
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof MetricId m
            && m.hash == hash
            && m.name.equals(name)
            && (context.isEmpty() ? m.context.isEmpty() : m.context.equals(context)));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The name, and the context in braces if there is one: {@code acc{subset=val}}. */
  @Override
  public String toString() {
    return context.isEmpty() ? name : name + context;
  }
}
