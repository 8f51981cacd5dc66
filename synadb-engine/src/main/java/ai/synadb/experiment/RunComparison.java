/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Some runs side by side: a row for each parameter, tag and metric that one of them has, a column
 * for each run.
 *
 * <p>{@link #toString} is a table of what differs, and of the metrics' last values.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class RunComparison {
  /** The most runs that are compared. */
  public static final int MAX_RUNS = 1000;

  private final List<RunInfo> runs;
  private final List<Row<ParamValue>> params;
  private final List<Row<String>> tags;
  private final List<Row<MetricSummary>> metrics;

  /**
   * What the runs have under a name.
   *
   * @param name the name; of a metric in a context, with it
   * @param values a value for each run, in their order; empty for those that have none
   * @param isEqual whether all have a value, and the same: of parameters, the same text
   * @param <T> what the values are
   * @since 0.1.0
   */
  public record Row<T>(String name, List<Optional<T>> values, boolean isEqual) {

    /** Copies the list. */
    public Row {
      values = List.copyOf(values);
    }
  }

  private RunComparison(List<RunInfo> runs) {
    this.runs = runs;
    this.params = rows(RunInfo::params, Comparator.naturalOrder(), k -> k, ParamValue::text);
    this.tags = rows(RunInfo::tags, Comparator.naturalOrder(), k -> k, v -> v);
    this.metrics = rows(RunInfo::metrics, Comparator.naturalOrder(), MetricId::toString, v -> v);
  }

  /**
   * Compares runs.
   *
   * @throws IllegalArgumentException unless there are 1 to {@value #MAX_RUNS}
   */
  public static RunComparison of(List<RunInfo> runs) {
    if (runs.isEmpty() || runs.size() > MAX_RUNS) {
      throw new IllegalArgumentException(
          "1 to " + MAX_RUNS + " runs are compared, not " + runs.size());
    }
    return new RunComparison(List.copyOf(runs));
  }

  private <K, V> List<Row<V>> rows(
      Function<RunInfo, Map<K, V>> part,
      Comparator<K> order,
      Function<K, String> name,
      Function<V, Object> essence) {
    Set<K> distinct = new HashSet<>();
    runs.forEach(r -> distinct.addAll(part.apply(r).keySet()));
    List<K> keys = new ArrayList<>(distinct);
    keys.sort(order);
    List<Row<V>> rows = new ArrayList<>();
    for (K key : keys) {
      List<Optional<V>> values = new ArrayList<>();
      Set<Optional<Object>> essences = new HashSet<>();
      for (RunInfo run : runs) {
        Optional<V> value = Optional.ofNullable(part.apply(run).get(key));
        values.add(value);
        essences.add(value.map(essence));
      }
      boolean isEqual = essences.size() == 1 && values.get(0).isPresent();
      rows.add(new Row<>(name.apply(key), values, isEqual));
    }
    return List.copyOf(rows);
  }

  /** The runs, in the order of the columns. */
  public List<RunInfo> runs() {
    return runs;
  }

  /** All parameters, sorted. */
  public List<Row<ParamValue>> params() {
    return params;
  }

  /** The parameters that some runs lack or have another value of. */
  public List<Row<ParamValue>> differingParams() {
    return params.stream().filter(r -> !r.isEqual()).toList();
  }

  /** The parameters that all runs have the same value of. */
  public List<Row<ParamValue>> equalParams() {
    return params.stream().filter(Row::isEqual).toList();
  }

  /** All tags, sorted. */
  public List<Row<String>> tags() {
    return tags;
  }

  /** All metrics, sorted. */
  public List<Row<MetricSummary>> metrics() {
    return metrics;
  }

  /** The name of a run in a heading: its name, or the end of its id, which differs most. */
  static String heading(RunInfo run) {
    String id = run.id();
    return run.name().isEmpty() ? id.substring(Math.max(0, id.length() - 8)) : run.name();
  }

  /** A table for people: what differs, and the last values of metrics. */
  @Override
  public String toString() {
    TextTable table = new TextTable();
    add(table, "", runs.stream().map(RunComparison::heading).toList());
    add(table, "status", runs.stream().map(r -> r.status().wireName()).toList());
    for (Row<ParamValue> row : differingParams()) {
      add(table, "params." + row.name, texts(row, ParamValue::text));
    }
    for (Row<String> row : tags) {
      if (!row.isEqual) {
        add(table, "tags." + row.name, texts(row, Function.identity()));
      }
    }
    for (Row<MetricSummary> row : metrics) {
      add(table, "metrics." + row.name, texts(row, s -> Double.toString(s.last())));
    }
    int equal = equalParams().size();
    return table + (equal == 0 ? "" : equal + " parameters are equal\n");
  }

  private static void add(TextTable table, String name, List<String> cells) {
    List<String> row = new ArrayList<>();
    row.add(name);
    row.addAll(cells);
    table.add(row);
  }

  private static <T> List<String> texts(Row<T> row, Function<T, String> text) {
    return row.values.stream().map(v -> v.map(text).orElse("-")).toList();
  }
}
