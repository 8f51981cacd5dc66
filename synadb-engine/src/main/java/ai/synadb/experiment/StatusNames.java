/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of statuses that queries know: ours and MLflow's, in any case. */
final class StatusNames {
  private static final String FINISHED = "FINISHED";

  /** MLflow's status of runs that wait to be started, which ours never do. */
  private static final String SCHEDULED = "Scheduled";

  private StatusNames() {}

  /** MLflow's name. */
  static String mlflow(RunStatus status) {
    return status == RunStatus.COMPLETED ? FINISHED : status.name();
  }

  /** The name that a query compares with; null if there is no such status. */
  static @Nullable String canonical(String name) {
    for (RunStatus status : RunStatus.values()) {
      if (status.wireName().equalsIgnoreCase(name) || mlflow(status).equalsIgnoreCase(name)) {
        return status.wireName();
      }
    }
    return SCHEDULED.equalsIgnoreCase(name) ? SCHEDULED : null;
  }

  static List<String> all() {
    return List.of("Running", "Completed", "Failed", "Killed", FINISHED, SCHEDULED);
  }
}
