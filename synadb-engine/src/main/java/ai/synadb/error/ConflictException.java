/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import ai.synadb.ErrorCode;
import ai.synadb.SynaException;
import org.jspecify.annotations.Nullable;

/**
 * What was to be written rests on something that is no longer so: read again, and decide again.
 * {@link #key} names what changed.
 *
 * @since 0.1.0
 */
public final class ConflictException extends SynaException {
  private static final long serialVersionUID = 1L;

  /** An error about a key, where there is one. */
  public ConflictException(String message, @Nullable String key) {
    super(ErrorCode.CONFLICT, message, null, null, -1, key);
  }
}
