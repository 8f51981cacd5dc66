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
 * Reading or writing a file failed. After a failed write or sync the handle acknowledges nothing
 * more: close it and open the database again.
 *
 * @since 0.1.0
 */
public class SynaIOException extends SynaException {
  private static final long serialVersionUID = 1L;

  /** An error in a file. */
  public SynaIOException(String message, @Nullable Throwable cause, @Nullable Path file) {
    super(ErrorCode.IO, message, cause, file, -1, null);
  }
}
