/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.function.LongPredicate;

/**
 * Chooses rows by the values in columns: tensors with as many rows as those that are loaded, which
 * need not be loaded themselves. The columns are read once, when the loader is built; what is kept
 * is the list of rows, as runs or as one bit per row.
 *
 * <pre>{@code
 * RowFilter f = RowFilter.in("label", 3, 8).and(RowFilter.doubles("quality", q -> q >= 0.5));
 * }</pre>
 *
 * <p>Thread safety: immutable, if its predicates are.
 *
 * @since 0.1.0
 */
public final class RowFilter {
  private final Set<String> columns;
  private final Rule rule;

  /** How rows of a chunk are chosen. */
  interface Rule {
    /** The test for the rows of one chunk, counted from its first. */
    IntPredicate over(RowChunk chunk);
  }

  RowFilter(Set<String> columns, Rule rule) {
    this.columns = columns;
    this.rule = rule;
  }

  /**
   * The rows whose whole number fulfils a predicate. Of bool, false is 0 and true is 1.
   *
   * @param column a tensor with one int8, uint8, int32, int64 or bool per row
   */
  public static RowFilter longs(String column, LongPredicate predicate) {
    Objects.requireNonNull(predicate, "predicate");
    return new RowFilter(
        Set.of(column),
        chunk -> {
          IntToLongFunction values = chunk.longs(column);
          return i -> predicate.test(values.applyAsLong(i));
        });
  }

  /**
   * The rows whose number fulfils a predicate, widened to double; an int64 is rounded.
   *
   * @param column a tensor with one element per row
   */
  public static RowFilter doubles(String column, DoublePredicate predicate) {
    Objects.requireNonNull(predicate, "predicate");
    return new RowFilter(
        Set.of(column),
        chunk -> {
          IntToDoubleFunction values = chunk.doubles(column);
          return i -> predicate.test(values.applyAsDouble(i));
        });
  }

  /** The rows whose whole number is one of some. */
  public static RowFilter in(String column, long... values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return longs(column, v -> Arrays.binarySearch(sorted, v) >= 0);
  }

  /** The rows from {@code from} to {@code to - 1}. */
  public static RowFilter rows(long from, long to) {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("Rows " + from + " to " + to + " are no range");
    }
    return new RowFilter(
        Set.of(),
        chunk -> {
          long first = chunk.firstRow();
          return i -> first + i >= from && first + i < to;
        });
  }

  /** The rows that this and another one choose. */
  public RowFilter and(RowFilter other) {
    return new RowFilter(union(other), chunk -> rule.over(chunk).and(other.rule.over(chunk)));
  }

  /** The rows that this or another one chooses. */
  public RowFilter or(RowFilter other) {
    return new RowFilter(union(other), chunk -> rule.over(chunk).or(other.rule.over(chunk)));
  }

  /** The rows that this one does not choose. */
  public RowFilter not() {
    return new RowFilter(columns, chunk -> rule.over(chunk).negate());
  }

  /** The columns that are read. */
  public List<String> columns() {
    return List.copyOf(columns);
  }

  IntPredicate over(RowChunk chunk) {
    return rule.over(chunk);
  }

  private Set<String> union(RowFilter other) {
    Set<String> all = new LinkedHashSet<>(columns);
    all.addAll(other.columns);
    return all;
  }
}
