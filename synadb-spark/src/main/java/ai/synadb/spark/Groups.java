/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.jspecify.annotations.Nullable;

/**
 * Computes an aggregation, one row after the other. Each group takes memory for its key and a value
 * per measure, so they are handed out whenever there are many.
 *
 * @param <R> what a row is made of
 */
final class Groups<R extends TableRow> {
  /** How many groups are kept at a time. */
  static final int MAX_GROUPS = 100_000;

  private final List<Function<R, @Nullable Object>> by = new ArrayList<>();
  private final List<Function<R, @Nullable Object>> inputs = new ArrayList<>();
  private final List<Measure> measures;
  private final Map<List<@Nullable Object>, @Nullable Object[]> groups = new LinkedHashMap<>();

  Groups(Grouping grouping, Layout<R> layout) {
    for (Operand.Ref ref : grouping.by()) {
      by.add(layout.require(ref.path()).value());
    }
    this.measures = grouping.measures();
    for (Measure m : measures) {
      Operand.Ref ref = m.column();
      inputs.add(ref == null ? row -> true : layout.require(ref.path()).value());
    }
    if (by.isEmpty()) {
      groups.put(List.of(), start(new Object[0])); // one group, were there no rows at all
    }
  }

  /** The columns of a row of the result: the group's, then a value for each measure. */
  private @Nullable Object[] start(@Nullable Object[] key) {
    @Nullable Object[] row = Arrays.copyOf(key, key.length + measures.size());
    for (int i = 0; i < measures.size(); i++) {
      row[key.length + i] = measures.get(i).function() == Measure.Function.COUNT ? 0L : null;
    }
    return row;
  }

  void add(R row) {
    @Nullable Object[] key = new Object[by.size()];
    for (int i = 0; i < key.length; i++) {
      Object v = by.get(i).apply(row);
      key[i] = v instanceof Double d ? Values.hashable(d) : v;
    }
    List<@Nullable Object> hashed = new ArrayList<>(key.length);
    for (Object v : key) {
      hashed.add(v == null ? null : Values.hashable(v));
    }
    @Nullable Object[] group = groups.computeIfAbsent(hashed, k -> start(key));
    for (int i = 0; i < inputs.size(); i++) {
      Object v = inputs.get(i).apply(row);
      if (v != null) {
        int at = key.length + i;
        group[at] = updated(measures.get(i).function(), group[at], v);
      }
    }
  }

  private static Object updated(Measure.Function function, @Nullable Object old, Object value) {
    if (function == Measure.Function.COUNT) {
      return old == null ? 1L : (Long) old + 1;
    }
    if (old == null) {
      return value;
    }
    int order = Values.compare(value, old);
    boolean isBetter = function == Measure.Function.MIN ? order < 0 : order > 0;
    return isBetter ? value : old;
  }

  boolean isFull() {
    return groups.size() >= MAX_GROUPS;
  }

  Iterator<InternalRow> rows() {
    return groups.values().stream().<InternalRow>map(GenericInternalRow::new).iterator();
  }
}
