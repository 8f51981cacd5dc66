/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

/**
 * A tensor does not have the shape that a call needs.
 *
 * @since 0.1.0
 */
public final class ShapeMismatchException extends TypeMismatchException {
  private static final long serialVersionUID = 1L;

  /** An error with its own message. */
  public ShapeMismatchException(String message) {
    super(message, null);
  }
}
