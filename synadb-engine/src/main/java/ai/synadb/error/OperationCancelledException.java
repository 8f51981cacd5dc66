/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import ai.synadb.ErrorCode;
import ai.synadb.SynaException;

/**
 * Long work was cancelled, by its progress listener or by an interrupt; the files are as they were.
 *
 * @since 0.1.0
 */
public final class OperationCancelledException extends SynaException {
  private static final long serialVersionUID = 1L;

  /** An error about the work. */
  public OperationCancelledException(String task) {
    super(ErrorCode.CANCELLED, "'" + task + "' was cancelled; the files are as they were");
  }
}
