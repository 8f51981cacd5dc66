/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import ai.synadb.error.RunNotFoundException;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.RunInfo;
import ai.synadb.experiment.TrackerConfig;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Predicate;

/** A command on runs, in a database or in a directory of databases. */
abstract class RunsVerb extends SynaCommand {
  /** The shortest beginning of an id that stands for it. */
  private static final int MIN_ID_CHARS = 4;

  @Override
  final int run() throws Exception {
    if (Files.isDirectory(database)) {
      TrackerConfig config = TrackerConfig.of(DbConfig.of(OpenMode.READ_ONLY));
      try (ExperimentTracker tracker = ExperimentTracker.openDirectory(database, config)) {
        return run(tracker);
      }
    }
    try (SynaDB db = openForReading();
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      return run(tracker);
    }
  }

  abstract int run(ExperimentTracker tracker) throws Exception;

  /** A run by its id, the beginning of its id, or its name, if no other has it. */
  static RunInfo find(ExperimentTracker tracker, String text) {
    return tracker
        .findRun(text)
        .orElseGet(
            () -> {
              List<RunInfo> runs = tracker.runs();
              boolean isLong = text.length() >= MIN_ID_CHARS;
              List<RunInfo> byId = filtered(runs, r -> isLong && r.id().startsWith(text));
              List<RunInfo> found =
                  byId.isEmpty() ? filtered(runs, r -> r.name().equals(text)) : byId;
              if (found.isEmpty()) {
                throw new RunNotFoundException(text);
              }
              if (found.size() > 1) {
                throw new CommandException(
                    ExitCodes.FAILED,
                    "'" + text + "' stands for " + found.size() + " runs",
                    "more of the id: " + found.get(0).id() + ", " + found.get(1).id());
              }
              return found.get(0);
            });
  }

  private static List<RunInfo> filtered(List<RunInfo> runs, Predicate<RunInfo> condition) {
    return runs.stream().filter(condition).toList();
  }
}
