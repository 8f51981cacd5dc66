/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.RunInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Runs that a query finds. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    header = {
      "Lists runs, the oldest first unless the query sorts them.",
      "",
      "Examples:",
      "  syna runs list experiments.db",
      "  syna runs list experiments.db \"params.lr < 0.1 AND tags.keep = 'yes'\"",
      ""
    },
    description = {
      "",
      "A query is like MLflow's: metrics.NAME, params.NAME, tags.NAME and attributes such as status,",
      "start_time, duration; = != < <= > >=, LIKE, IN, BETWEEN, ~, IS NULL, AND, OR, NOT;",
      "then ORDER BY, LIMIT and OFFSET.",
      ""
    })
final class RunsListCommand extends RunsVerb {
  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "QUERY",
      description = "Which runs; all unless given.")
  @Nullable String query;

  @Mixin RunChoice choice = new RunChoice();

  @Override
  int run(ExperimentTracker tracker) {
    if (query != null) {
      if (choice.query != null) {
        throw new CommandException(ExitCodes.USAGE, "There are two queries", "one of them");
      }
      choice.query = query;
    }
    List<RunInfo> runs = tracker.query(choice.query());
    if (format().isJson()) {
      asJson(runs);
    } else {
      asColumns(runs);
    }
    return ExitCodes.OK;
  }

  private void asJson(List<RunInfo> runs) {
    List<Column> columns =
        runs.isEmpty()
            ? List.of()
            : RunParts.all(runs.get(0)).keySet().stream().map(Column::of).toList();
    try (Rows rows = results().rows(columns)) {
      runs.forEach(r -> rows.add(RunParts.all(r).values().toArray()));
      rows.end();
    }
  }

  /** A column for each parameter and the last value of each metric. */
  private void asColumns(List<RunInfo> runs) {
    TreeSet<String> params = new TreeSet<>();
    TreeSet<String> metrics = new TreeSet<>();
    for (RunInfo r : runs) {
      params.addAll(r.params().keySet());
      r.metrics().keySet().forEach(m -> metrics.add(m.toString()));
    }
    List<Column> columns = new ArrayList<>();
    for (String name : List.of("id", "experiment", "name", "status", "startedAt", "seconds")) {
      columns.add(Column.of(name));
    }
    params.forEach(p -> columns.add(Column.of("params." + p)));
    metrics.forEach(m -> columns.add(Column.of("metrics." + m)));
    try (Rows rows = results().rows(columns)) {
      for (RunInfo r : runs) {
        Map<String, @Nullable Object> parts = RunParts.all(r);
        List<@Nullable Object> values = new ArrayList<>();
        for (Column c : columns.subList(0, 6)) {
          values.add(parts.get(c.name()));
        }
        Map<String, Double> last = last(r);
        params.forEach(p -> values.add(r.param(p).map(RunParts::value).orElse(null)));
        metrics.forEach(m -> values.add(last.get(m)));
        rows.add(values.toArray());
      }
      rows.end();
    }
  }

  private static Map<String, Double> last(RunInfo r) {
    Map<String, Double> last = new TreeMap<>();
    r.metrics().forEach((id, summary) -> last.put(id.toString(), summary.last()));
    return last;
  }
}
