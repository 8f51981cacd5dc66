/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

/**
 * A vector has another number of dimensions than the index, or an index another one, or another
 * metric, than it was asked for.
 *
 * @since 0.1.0
 */
public final class DimensionMismatchException extends TypeMismatchException {
  private static final long serialVersionUID = 1L;

  /** An error with its own message. */
  public DimensionMismatchException(String message) {
    super(message, null);
  }
}
