/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import ai.synadb.ErrorCode;
import ai.synadb.SynaException;
import org.jspecify.annotations.Nullable;

/**
 * Long work was cancelled, by its progress listener or by an interrupt. The files are as they were,
 * unless the message says what was done of the work.
 *
 * @since 0.1.0
 */
public final class OperationCancelledException extends SynaException {
  private static final long serialVersionUID = 1L;

  /** An error about the work. */
  public OperationCancelledException(String task) {
    this(task, null);
  }

  /** An error about the work, with what cancelled it. */
  public OperationCancelledException(String task, @Nullable Throwable cause) {
    this(task, "the files are as they were", cause);
  }

  /**
   * An error about work that leaves a part done.
   *
   * @param outcome what is the case now, for the message
   */
  public OperationCancelledException(String task, String outcome, @Nullable Throwable cause) {
    super(ErrorCode.CANCELLED, "'" + task + "' was cancelled; " + outcome, cause, null, -1, null);
  }
}
