/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import ai.synadb.ErrorCode;
import ai.synadb.SynaException;
import java.nio.file.Path;

/**
 * The database file does not exist.
 *
 * @since 0.1.0
 */
public final class DatabaseNotFoundException extends SynaException {
  private static final long serialVersionUID = 1L;

  /** An error about a file. */
  public DatabaseNotFoundException(String message, Path file) {
    super(ErrorCode.DATABASE_NOT_FOUND, message, null, file, -1, null);
  }
}
