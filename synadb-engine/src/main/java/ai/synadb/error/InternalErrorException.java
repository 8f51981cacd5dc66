/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import ai.synadb.ErrorCode;
import ai.synadb.SynaException;
import org.jspecify.annotations.Nullable;

/**
 * A defect of this library. Please report it with its stack trace.
 *
 * @since 0.1.0
 */
public final class InternalErrorException extends SynaException {
  private static final long serialVersionUID = 1L;

  /** An error with what is known. */
  public InternalErrorException(String message, @Nullable Throwable cause) {
    super(
        ErrorCode.INTERNAL,
        message + "; this is a defect of the library, please report it",
        cause,
        null,
        -1,
        null);
  }
}
