/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

/** What the values of a field in a query are, which decides what they are compared with. */
enum ValueKind {
  /** Numbers. */
  NUMBER("a number"),
  /** Text that may spell a number: parameters and tags. */
  DYNAMIC("a number, true, false or a text in quotes"),
  /** Text. */
  TEXT("a text in quotes"),
  /** A status. */
  STATUS("a status in quotes"),
  /** Times. */
  TIME("a time such as '2026-01-31T12:00:00Z', now() - 7d or milliseconds since 1970"),
  /** Lengths of time. */
  SPAN("a length of time such as 90s, 5m or 2h30m, or seconds");

  private final String expected;

  ValueKind(String expected) {
    this.expected = expected;
  }

  /** What is expected to be compared with such a value. */
  String expected() {
    return expected;
  }

  boolean isText() {
    return this == DYNAMIC || this == TEXT || this == STATUS;
  }

  boolean isOrdered() {
    return this != STATUS;
  }
}
