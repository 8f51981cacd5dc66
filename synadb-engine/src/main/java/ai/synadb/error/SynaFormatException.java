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
 * Bytes in a file are not what they should be.
 *
 * @since 0.1.0
 */
public class SynaFormatException extends SynaException {
  private static final long serialVersionUID = 1L;

  /**
   * An error at a place.
   *
   * @param offset the byte in the file, or -1
   */
  public SynaFormatException(
      String message,
      @Nullable Throwable cause,
      @Nullable Path file,
      long offset,
      @Nullable String key) {
    super(ErrorCode.FORMAT, message, cause, file, offset, key);
  }
}
