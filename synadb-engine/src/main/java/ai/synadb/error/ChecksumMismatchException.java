/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A payload does not have the checksum that was stored with it.
 *
 * @since 0.1.0
 */
public final class ChecksumMismatchException extends SynaFormatException {
  private static final long serialVersionUID = 1L;

  /**
   * An error at a place.
   *
   * @param offset the byte in the file, or -1
   */
  public ChecksumMismatchException(
      String message, @Nullable Path file, long offset, @Nullable String key) {
    this(message, null, file, offset, key);
  }

  /**
   * An error at a place, and what told of it.
   *
   * @param offset the byte in the file, or -1
   */
  public ChecksumMismatchException(
      String message,
      @Nullable Throwable cause,
      @Nullable Path file,
      long offset,
      @Nullable String key) {
    super(message, cause, file, offset, key);
  }
}
