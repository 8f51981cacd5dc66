/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.RunInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A page of runs. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    header = {
      "Makes a page of runs: a table, charts of their metrics, and the differences of any two.",
      "",
      "Examples:",
      "  syna runs report experiments.db report.html",
      "  syna runs report experiments.db report.html --query \"tags.team = 'vision'\"",
      ""
    },
    description = {
      "",
      "The page is one file that works without a network. It replaces an older report.",
      ""
    })
final class RunsReportCommand extends RunsVerb {
  private static final int SNIFFED_BYTES = 4096;

  @Parameters(index = "1", paramLabel = "FILE", description = "The page, such as report.html.")
  Path file = Path.of("");

  @Mixin RunChoice choice = new RunChoice();

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description = "These runs: ids, their beginnings, or names; several times.")
  List<String> runs = new ArrayList<>();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many, the newest or the first of a sorted query; 100 unless given.")
  int limit = 100;

  @Option(
      names = "--points",
      paramLabel = "N",
      defaultValue = "2000",
      description =
          "At most so many points of a line, least and greatest among them; 2000 unless given.")
  int points = 2000;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description = "The title; the file's name unless given.")
  @Nullable String title;

  @Option(names = "--force", description = "In the place of a file that is no report.")
  boolean isForced;

  @Override
  int run(ExperimentTracker tracker) throws IOException {
    if (limit < 1 || points < 2) {
      throw new IllegalArgumentException("--limit is 1 or more and --points 2 or more");
    }
    List<RunInfo> found = runs.isEmpty() ? tracker.query(choice.query()) : named(tracker);
    List<RunInfo> chosen = chosen(found);
    String heading = title == null ? "Runs in " + database.getFileName() : title;
    RunReport report = new RunReport(tracker, chosen, heading, points);
    boolean replaces = isForced || isReport(file);
    try (ProgressBar bar = progress()) {
      write(file, replaces, out -> report.write(out, found.size(), bar));
    }
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("file", file.toString());
    parts.put("runs", chosen.size());
    parts.put("runsLeftOut", found.size() - chosen.size());
    parts.put("series", report.series());
    parts.put("sizeBytes", Files.size(file));
    results().record(parts);
    return ExitCodes.OK;
  }

  private List<RunInfo> named(ExperimentTracker tracker) {
    if (!choice.isOpen()) {
      throw new CommandException(
          ExitCodes.USAGE, "Runs are named or asked for", "--run, or --query and --experiment");
    }
    return runs.stream().map(r -> find(tracker, r)).distinct().toList();
  }

  /** Those that there is room for. */
  private List<RunInfo> chosen(List<RunInfo> found) {
    if (!runs.isEmpty() || found.size() <= limit) {
      return found;
    }
    return choice.query().isSorted()
        ? found.subList(0, limit)
        : found.subList(found.size() - limit, found.size());
  }

  /** Whether a file is a report, which nobody minds being replaced. */
  private static boolean isReport(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String head = new String(in.readNBytes(SNIFFED_BYTES), StandardCharsets.UTF_8);
      return head.contains(RunReport.MARK);
    }
  }
}
