/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import picocli.CommandLine.Command;

/** Experiments. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    header = {
      "Lists, shows, compares and exports runs of experiments, and makes a page of them.",
      "",
      "Examples:",
      "  syna runs list experiments.db \"metrics.accuracy > 0.9 LIMIT 5\"",
      "  syna runs report experiments.db report.html",
      ""
    },
    subcommands = {
      RunsListCommand.class,
      RunsShowCommand.class,
      RunsCompareCommand.class,
      RunsMetricsCommand.class,
      RunsArtifactsCommand.class,
      RunsExportCommand.class,
      RunsReportCommand.class
    })
final class RunsCommand extends CommandGroup {}
