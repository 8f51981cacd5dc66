/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import ai.synadb.ErrorCode;
import ai.synadb.SynaException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The path cannot name a database: it is a directory, its parent is missing, or it exists where it
 * must not.
 *
 * @since 0.1.0
 */
public final class InvalidDatabasePathException extends SynaException {
  private static final long serialVersionUID = 1L;

  /** An error about a path. */
  public InvalidDatabasePathException(String message, @Nullable Throwable cause, Path file) {
    super(ErrorCode.INVALID_PATH, message, cause, file, -1, null);
  }
}
