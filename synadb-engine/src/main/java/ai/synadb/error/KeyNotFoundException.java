/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

/**
 * A required key has no value.
 *
 * @since 0.1.0
 */
public final class KeyNotFoundException extends NotFoundException {
  private static final long serialVersionUID = 1L;

  /** An error about a key. */
  public KeyNotFoundException(String key) {
    super("The key " + quoted(key) + " has no value", key);
  }
}
