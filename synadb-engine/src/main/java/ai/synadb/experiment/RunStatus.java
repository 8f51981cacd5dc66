/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.Objects;

/**
 * What became of a run.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public enum RunStatus {
  /** It goes on. */
  RUNNING("Running"),
  /** It ended as it should. */
  COMPLETED("Completed"),
  /** It ended by an error, or was closed without being completed. */
  FAILED("Failed"),
  /** Its process died, or somebody ended it. */
  KILLED("Killed");

  private final String wireName;

  RunStatus(String wireName) {
    this.wireName = wireName;
  }

  /** The name in files, such as {@code Completed}. */
  public String wireName() {
    return wireName;
  }

  /**
   * The status with a name, in any case: the original's languages differ in it.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RunStatus of(String name) {
    Objects.requireNonNull(name, "name");
    for (RunStatus status : values()) {
      if (status.wireName.equalsIgnoreCase(name)) {
        return status;
      }
    }
    throw new IllegalArgumentException("There is no run status '" + name + "'");
  }
}
