/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.MetricSummary;
import ai.synadb.experiment.RunComparison;
import ai.synadb.experiment.RunInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs side by side. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    header = {
      "Shows runs side by side: parameters, tags, and the last value of each metric.",
      "",
      "Examples:",
      "  syna runs compare experiments.db baseline larger-rate",
      "  syna runs compare experiments.db 0194f1c2 0194f1d0 --differences",
      ""
    })
final class RunsCompareCommand extends RunsVerb {
  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "RUN",
      description = "Ids, their beginnings, or names.")
  List<String> runs = new ArrayList<>();

  @Option(
      names = {"-d", "--differences"},
      description = "Only what is not the same in all.")
  boolean isDifferencesOnly;

  @Override
  int run(ExperimentTracker tracker) {
    List<String> ids = runs.stream().map(r -> find(tracker, r).id()).distinct().toList();
    RunComparison c = tracker.compareRuns(ids);
    List<Column> columns = new ArrayList<>(List.of(Column.of("kind"), Column.of("name")));
    for (RunInfo r : c.runs()) {
      columns.add(Column.of(r.id()));
    }
    columns.add(Column.of("same"));
    try (Rows rows = results().rows(columns)) {
      Object[] names = row("run", "name", c.runs().stream().map(r -> (Object) r.name()).toList());
      if (!isDifferencesOnly || !Boolean.TRUE.equals(names[names.length - 1])) {
        rows.add(names);
      }
      c.params().forEach(p -> add(rows, "param", p, RunParts::value));
      c.tags().forEach(t -> add(rows, "tag", t, v -> v));
      c.metrics().forEach(m -> add(rows, "metric", m, MetricSummary::last));
      rows.end();
    }
    return ExitCodes.OK;
  }

  private static @Nullable Object[] row(
      String kind, String name, List<? extends @Nullable Object> values) {
    List<@Nullable Object> row = new ArrayList<>(List.of(kind, name));
    row.addAll(values);
    row.add(values.stream().distinct().count() == 1);
    return row.toArray();
  }

  private <T> void add(
      Rows rows, String kind, RunComparison.Row<T> row, Function<T, Object> value) {
    if (row.isEqual() && isDifferencesOnly) {
      return;
    }
    List<@Nullable Object> values = new ArrayList<>(List.of(kind, row.name()));
    row.values().forEach(v -> values.add(v.map(value).orElse(null)));
    values.add(row.isEqual());
    rows.add(values.toArray());
  }
}
