/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

/**
 * A query's text cannot be read; the message says where, what was expected and what is there.
 *
 * @since 0.1.0
 */
public final class QuerySyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int position;
  private final String expected;

  QuerySyntaxException(int position, String expected, String found) {
    super(
        "The query cannot be read at character "
            + position
            + ": expected "
            + expected
            + (found.isEmpty() ? "" : ", not " + found));
    this.position = position;
    this.expected = expected;
  }

  /** The character of the text at which it is wrong, from 0; its length if it ends too soon. */
  public int position() {
    return position;
  }

  /** What was expected there, such as {@code a number}. */
  public String expected() {
    return expected;
  }
}
