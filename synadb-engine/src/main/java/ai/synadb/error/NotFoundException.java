/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import ai.synadb.ErrorCode;
import ai.synadb.SynaException;
import org.jspecify.annotations.Nullable;

/**
 * Something asked for by name is not there.
 *
 * @since 0.1.0
 */
public class NotFoundException extends SynaException {
  private static final long serialVersionUID = 1L;

  /** An error about a key, where there is one. */
  public NotFoundException(String message, @Nullable String key) {
    super(ErrorCode.NOT_FOUND, message, null, null, -1, key);
  }
}
