/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.text;

/** A pattern that cannot be read; the message says what was expected. */
public final class PatternException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int position;

  PatternException(int position, String message) {
    super(message);
    this.position = position;
  }

  /** The character of the pattern at which it is wrong, from 0. */
  public int position() {
    return position;
  }
}
