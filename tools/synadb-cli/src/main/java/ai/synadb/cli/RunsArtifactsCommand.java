/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.experiment.ArtifactInfo;
import ai.synadb.experiment.ExperimentTracker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The artifacts of a run. */
@Command(
    name = "artifacts",
    mixinStandardHelpOptions = true,
    header = {
      "Lists the artifacts of a run, or writes one out, verified.",
      "",
      "Examples:",
      "  syna runs artifacts experiments.db baseline",
      "  syna runs artifacts experiments.db baseline model.pt --file model.pt",
      ""
    })
final class RunsArtifactsCommand extends RunsVerb {
  private static final List<Column> COLUMNS =
      List.of(
          Column.of("path"),
          Column.of("sizeBytes"),
          Column.of("mediaType"),
          Column.hidden("sha256"));

  @Parameters(index = "1", paramLabel = "RUN", description = "An id, its beginning, or a name.")
  String run = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "PATH",
      description = "The artifact to write out.")
  @Nullable String path;

  @Option(
      names = {"-o", "--file"},
      paramLabel = "FILE",
      description = "Where to write it; standard output unless given.")
  @Nullable Path file;

  @Option(names = "--force", description = "In the place of a file that is there.")
  boolean isForced;

  @Override
  int run(ExperimentTracker tracker) throws IOException {
    String id = find(tracker, run).id();
    if (path != null) {
      writeOut(tracker, id, path);
      return ExitCodes.OK;
    }
    try (Rows rows = results().rows(COLUMNS)) {
      for (ArtifactInfo a : tracker.listArtifacts(id)) {
        rows.add(a.path(), a.sizeBytes(), a.mediaType(), a.sha256().orElse(null));
      }
      rows.end();
    }
    return ExitCodes.OK;
  }

  private void writeOut(ExperimentTracker tracker, String id, String name) throws IOException {
    try (InputStream in = tracker.openArtifact(id, name)) {
      if (file != null) {
        write(file, isForced, in::transferTo);
      } else {
        OutputStream out = console().bytes();
        in.transferTo(out);
        out.flush();
      }
    }
  }
}
