/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Another process, or a part of this one that cannot share the handle, has the database open for
 * writing.
 *
 * @since 0.1.0
 */
public final class DatabaseLockedException extends SynaIOException {
  private static final long serialVersionUID = 1L;

  /** An error with its reason. */
  public DatabaseLockedException(String message, @Nullable Throwable cause, @Nullable Path file) {
    super(message, cause, file);
  }
}
