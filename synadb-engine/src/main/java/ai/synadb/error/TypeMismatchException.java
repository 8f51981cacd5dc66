/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.error;

import ai.synadb.AtomType;
import ai.synadb.ErrorCode;
import ai.synadb.SynaException;
import org.jspecify.annotations.Nullable;

/**
 * A value is of another type than the one asked for.
 *
 * @since 0.1.0
 */
public class TypeMismatchException extends SynaException {
  private static final long serialVersionUID = 1L;

  /** An error about a value. */
  public TypeMismatchException(AtomType wanted, AtomType found) {
    this("The value is " + found + ", not " + wanted, null);
  }

  /** An error about a key's value. */
  public TypeMismatchException(AtomType wanted, AtomType found, String key) {
    this("The value of " + quoted(key) + " is " + found + ", not " + wanted, key);
  }

  /** An error with its own message. */
  public TypeMismatchException(String message) {
    this(message, null);
  }

  /** An error with its own message, about a key's value. */
  protected TypeMismatchException(String message, @Nullable String key) {
    super(ErrorCode.TYPE_MISMATCH, message, null, null, -1, key);
  }
}
