/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.SynaException;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.RunInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The runs in one state of one file. */
final class Runs {
  private Runs() {}

  /**
   * All runs, in the order of their ids.
   *
   * @throws SynaException if there is one that cannot be read
   */
  static List<RunInfo> of(OpenFile file) {
    try (ExperimentTracker tracker = ExperimentTracker.on(file.snapshot())) {
      return of(tracker, file);
    }
  }

  /** A tracker that has the runs whose ids are in a slice, and reads no others. */
  static ExperimentTracker tracker(OpenFile file, Slice slice) {
    return ExperimentTracker.on(file.snapshot(), slice::contains);
  }

  static List<RunInfo> of(ExperimentTracker tracker, OpenFile file) {
    List<RunInfo> runs =
        tracker.runs().stream()
            .sorted(Comparator.comparing(RunInfo::id, Values::compareKeys))
            .toList();
    for (Map.Entry<String, SynaException> e : tracker.damagedRuns().entrySet()) {
      throw new SynaException(
          e.getValue().code(),
          "Run "
              + e.getKey()
              + " in "
              + file.state().path()
              + " cannot be read: "
              + e.getValue().getMessage(),
          e.getValue(),
          null,
          e.getValue().offset(),
          e.getValue().key());
    }
    return runs;
  }
}
