/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.experiment.RunQuery;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which runs a verb is about. */
final class RunChoice {
  @Option(names = "--query", paramLabel = "QUERY", description = "Which runs; see syna runs list.")
  @Nullable String query;

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      description = "Only runs of this experiment.")
  @Nullable String experiment;

  /** Whether nothing was said. */
  boolean isOpen() {
    return query == null && experiment == null;
  }

  RunQuery query() {
    RunQuery q = query == null ? RunQuery.all() : RunQuery.parse(query);
    return experiment == null ? q : q.experiment(experiment);
  }
}
