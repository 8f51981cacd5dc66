/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

/**
 * There is no run with an id.
 *
 * @since 0.1.0
 */
public final class RunNotFoundException extends NotFoundException {
  private static final long serialVersionUID = 1L;

  /** An error about a run. */
  public RunNotFoundException(String runId) {
    super("There is no run " + quoted(runId), runId);
  }
}
