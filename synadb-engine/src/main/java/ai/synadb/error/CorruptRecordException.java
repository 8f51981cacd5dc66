/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A record is damaged: its checksum, a length or a link in it is wrong.
 *
 * @since 0.1.0
 */
public final class CorruptRecordException extends SynaFormatException {
  private static final long serialVersionUID = 1L;

  /**
   * An error at a place.
   *
   * @param offset the byte in the file, or -1
   */
  public CorruptRecordException(
      String message, @Nullable Path file, long offset, @Nullable String key) {
    super(message, null, file, offset, key);
  }
}
