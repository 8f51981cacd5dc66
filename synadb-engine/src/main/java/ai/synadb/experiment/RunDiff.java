/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * How one run differs from another: what was changed, added or taken away. {@link #toString} is a
 * table of it.
 *
 * <p>Thread safety: immutable.
 *
 * @param before the one run
 * @param after the other
 * @param attributes what differs of experiment, name, status, note, commit and parent
 * @param params parameters of another value, or that only one has
 * @param tags tags of another value, or that only one has
 * @param metrics metrics with another summary, or that only one has
 * @param inputs data that only one used
 * @since 0.1.0
 */
public record RunDiff(
    RunInfo before,
    RunInfo after,
    List<Change<String>> attributes,
    List<Change<ParamValue>> params,
    List<Change<String>> tags,
    List<Change<MetricSummary>> metrics,
    List<Change<DatasetInput>> inputs) {

  /**
   * A difference.
   *
   * @param name the name; of a metric in a context, with it
   * @param before the value in the one run; empty if it has none
   * @param after the value in the other
   * @param <T> what the values are
   * @since 0.1.0
   */
  public record Change<T>(String name, Optional<T> before, Optional<T> after) {}

  /** Copies the lists. */
  public RunDiff {
    attributes = List.copyOf(attributes);
    params = List.copyOf(params);
    tags = List.copyOf(tags);
    metrics = List.copyOf(metrics);
    inputs = List.copyOf(inputs);
  }

  /** How one run differs from another. */
  public static RunDiff of(RunInfo before, RunInfo after) {
    RunComparison both = RunComparison.of(List.of(before, after));
    List<Change<String>> attributes = new ArrayList<>();
    for (RunAttribute a :
        List.of(
            RunAttribute.EXPERIMENT,
            RunAttribute.RUN_NAME,
            RunAttribute.STATUS,
            RunAttribute.NOTE,
            RunAttribute.GIT_COMMIT,
            RunAttribute.PARENT)) {
      Optional<String> x = read(a, before);
      Optional<String> y = read(a, after);
      if (!x.equals(y)) {
        attributes.add(new Change<>(a.word(), x, y));
      }
    }
    return new RunDiff(
        before,
        after,
        attributes,
        changes(both.params()),
        changes(both.tags()),
        changes(both.metrics()),
        inputs(before, after));
  }

  private static Optional<String> read(RunAttribute attribute, RunInfo run) {
    FieldValue value = new FieldValue();
    attribute.read(run, value);
    return value.isMissing() ? Optional.empty() : Optional.of(value.text());
  }

  private static <T> List<Change<T>> changes(List<RunComparison.Row<T>> rows) {
    return rows.stream()
        .filter(r -> !r.isEqual())
        .map(r -> new Change<>(r.name(), r.values().get(0), r.values().get(1)))
        .toList();
  }

  private static List<Change<DatasetInput>> inputs(RunInfo before, RunInfo after) {
    Set<DatasetInput> old = new HashSet<>(before.inputs());
    Set<DatasetInput> young = new HashSet<>(after.inputs());
    List<Change<DatasetInput>> changes = new ArrayList<>();
    before.inputs().stream()
        .filter(i -> !young.contains(i))
        .forEach(i -> changes.add(new Change<>(i.name(), Optional.of(i), Optional.empty())));
    after.inputs().stream()
        .filter(i -> !old.contains(i))
        .forEach(i -> changes.add(new Change<>(i.name(), Optional.empty(), Optional.of(i))));
    return changes;
  }

  /** Whether they differ in nothing of this. */
  public boolean isEmpty() {
    return attributes.isEmpty()
        && params.isEmpty()
        && tags.isEmpty()
        && metrics.isEmpty()
        && inputs.isEmpty();
  }

  /** A table for people. */
  @Override
  public String toString() {
    TextTable table = new TextTable();
    table.add(List.of("", RunComparison.heading(before), RunComparison.heading(after), ""));
    add(table, "", attributes, Function.identity());
    add(table, "params.", params, ParamValue::text);
    add(table, "tags.", tags, Function.identity());
    for (Change<MetricSummary> c : metrics) {
      String delta =
          c.before.isPresent() && c.after.isPresent()
              ? signed(c.after.get().last() - c.before.get().last())
              : "";
      table.add(List.of("metrics." + c.name, last(c.before), last(c.after), delta));
    }
    add(table, "input ", inputs, i -> "@" + i.position() + i.digest().map(d -> " " + d).orElse(""));
    return table.toString();
  }

  private static <T> void add(
      TextTable table, String prefix, List<Change<T>> changes, Function<T, String> text) {
    for (Change<T> c : changes) {
      table.add(
          List.of(
              prefix + c.name, c.before.map(text).orElse("-"), c.after.map(text).orElse("-"), ""));
    }
  }

  private static String last(Optional<MetricSummary> summary) {
    return summary.map(s -> Double.toString(s.last())).orElse("-");
  }

  private static String signed(double delta) {
    return delta >= 0 ? "+" + delta : Double.toString(delta);
  }
}
