/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.RunFormat;
import ai.synadb.experiment.RunInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs with all that was logged. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    header = {
      "Writes runs with all that was logged to them, artifacts too, as JSON lines or CSV.",
      "",
      "Examples:",
      "  syna runs export experiments.db runs.jsonl",
      "  syna runs export experiments.db --query \"status = 'Completed'\" --format csv > runs.csv",
      ""
    })
final class RunsExportCommand extends RunsVerb {
  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "Where to; standard output unless given.")
  @Nullable Path file;

  @Mixin RunChoice choice = new RunChoice();

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      description = "jsonl or csv; else what the file ends in, or jsonl.")
  @Nullable OutputFormat dataFormat;

  @Option(names = "--force", description = "In the place of a file that is there.")
  boolean isForced;

  @Override
  int run(ExperimentTracker tracker) throws IOException {
    List<String> ids = tracker.query(choice.query()).stream().map(RunInfo::id).toList();
    RunFormat f = runFormat();
    if (file == null) {
      OutputStream out = console().bytes();
      tracker.exportRuns(ids, f, out);
      out.flush();
      return ExitCodes.OK;
    }
    write(file, isForced, out -> tracker.exportRuns(ids, f, out));
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("file", file.toString());
    parts.put("format", f == RunFormat.CSV ? "csv" : "jsonl");
    parts.put("runs", ids.size());
    results().record(parts);
    return ExitCodes.OK;
  }

  private RunFormat runFormat() {
    OutputFormat f = dataFormat;
    if (f == null) {
      boolean isCsv = file != null && file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
      f = isCsv ? OutputFormat.CSV : OutputFormat.JSONL;
    }
    if (f != OutputFormat.CSV && f != OutputFormat.JSONL) {
      throw new CommandException(
          ExitCodes.USAGE, "Runs are exported as jsonl or csv, not as " + f, "--format jsonl");
    }
    return f == OutputFormat.CSV ? RunFormat.CSV : RunFormat.JSON_LINES;
  }
}
