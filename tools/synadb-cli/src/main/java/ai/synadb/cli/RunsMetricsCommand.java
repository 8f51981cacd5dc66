/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.Positions;
import ai.synadb.error.NotFoundException;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.MetricId;
import ai.synadb.experiment.MetricSeries;
import ai.synadb.experiment.RunInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The points of metrics. */
@Command(
    name = "metrics",
    mixinStandardHelpOptions = true,
    header = {
      "Lists the points of a run's metrics.",
      "",
      "Examples:",
      "  syna runs metrics experiments.db baseline loss --output csv",
      "  syna runs metrics experiments.db baseline loss --points 100",
      ""
    })
final class RunsMetricsCommand extends RunsVerb {
  private static final List<Column> COLUMNS =
      List.of(Column.of("metric"), Column.of("step"), Column.of("time"), Column.of("value"));

  @Parameters(index = "1", paramLabel = "RUN", description = "An id, its beginning, or a name.")
  String run = "";

  @Parameters(
      index = "2..*",
      arity = "0..*",
      paramLabel = "METRIC",
      description = "Which metrics; all unless given.")
  List<String> names = new ArrayList<>();

  @Option(
      names = "--points",
      paramLabel = "N",
      description = "At most so many of each, chosen so that they show the same shape.")
  @Nullable Integer points;

  @Override
  int run(ExperimentTracker tracker) {
    RunInfo info = find(tracker, run);
    List<MetricId> wanted = new ArrayList<>();
    for (String name : names) {
      List<MetricId> found =
          info.metrics().keySet().stream()
              .filter(m -> m.toString().equals(name) || m.name().equals(name))
              .toList();
      if (found.isEmpty()) {
        throw new NotFoundException("The run has no metric '" + name + "'", name);
      }
      wanted.addAll(found);
    }
    try (Rows rows = results().rows(COLUMNS)) {
      for (MetricId id : names.isEmpty() ? tracker.listMetrics(info.id()) : wanted) {
        MetricSeries all = tracker.getMetric(info.id(), id);
        add(rows, points == null ? all : all.downsample(points));
      }
      rows.end();
    }
    return ExitCodes.OK;
  }

  private static void add(Rows rows, MetricSeries s) {
    for (int i = 0; i < s.size(); i++) {
      rows.add(s.id().toString(), s.steps()[i], Positions.toInstant(s.times()[i]), s.values()[i]);
    }
  }
}
