/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import ai.synadb.ErrorCode;
import ai.synadb.SynaException;
import org.jspecify.annotations.Nullable;

/**
 * Long work was cancelled, by its progress listener or by an interrupt; the files are as they were.
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
    super(
        ErrorCode.CANCELLED,
        "'" + task + "' was cancelled; the files are as they were",
        cause,
        null,
        -1,
        null);
  }
}
