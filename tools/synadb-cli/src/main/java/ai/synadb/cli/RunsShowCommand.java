/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.RunInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One run. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    header = {
      "Shows a run: parameters, tags, metrics, data that it used.",
      "",
      "Examples:",
      "  syna runs show experiments.db baseline",
      "  syna runs show experiments.db 0194f1c2 --output json",
      ""
    })
final class RunsShowCommand extends RunsVerb {
  @Parameters(index = "1", paramLabel = "RUN", description = "An id, its beginning, or a name.")
  String run = "";

  @Override
  int run(ExperimentTracker tracker) {
    RunInfo info = find(tracker, run);
    boolean isTable = format() == OutputFormat.TABLE;
    results().record(isTable ? RunParts.forTable(info) : RunParts.all(info));
    return ExitCodes.OK;
  }
}
