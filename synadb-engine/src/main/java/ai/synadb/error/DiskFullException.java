/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The disk has no room for what was to be written; nothing of it was acknowledged.
 *
 * @since 0.1.0
 */
public final class DiskFullException extends SynaIOException {
  private static final long serialVersionUID = 1L;

  /** An error with its reason. */
  public DiskFullException(String message, @Nullable Throwable cause, @Nullable Path file) {
    super(message, cause, file);
  }
}
