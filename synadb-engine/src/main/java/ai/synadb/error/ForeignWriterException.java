/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who does not honour the lock changed or replaced the file while it was open here.
 * Detected, not prevented: close the handle and open again to take the foreign records in.
 *
 * @since 0.1.0
 */
public final class ForeignWriterException extends SynaIOException {
  private static final long serialVersionUID = 1L;

  /** An error with its reason. */
  public ForeignWriterException(String message, @Nullable Throwable cause, @Nullable Path file) {
    super(message, cause, file);
  }
}
