/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file is of a version that this library does not read any more.
 *
 * @since 0.1.0
 */
public final class FormatTooOldException extends SynaFormatException {
  private static final long serialVersionUID = 1L;

  /**
   * An error at a place.
   *
   * @param offset the byte in the file, or -1
   */
  public FormatTooOldException(
      String message, @Nullable Path file, long offset, @Nullable String key) {
    super(message, null, file, offset, key);
  }
}
