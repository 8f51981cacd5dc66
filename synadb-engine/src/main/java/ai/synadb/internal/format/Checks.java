/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

/** The checks that decoders make on bytes that may be hostile. */
final class Checks {

  private Checks() {}

  /**
   * Checks {@code value <= bound}.
   *
   * @throws IllegalArgumentException naming what was checked, the value and the bound
   */
  static void atMost(String what, long value, long bound) {
    if (value > bound) {
      throw new IllegalArgumentException(what + " is " + value + ", at most " + bound + " allowed");
    }
  }

  /**
   * Checks {@code value >= bound}.
   *
   * @throws IllegalArgumentException naming what was checked, the value and the bound
   */
  static void atLeast(String what, long value, long bound) {
    if (value < bound) {
      throw new IllegalArgumentException(
          what + " is " + value + ", at least " + bound + " required");
    }
  }

  /**
   * Checks {@code value == expected}.
   *
   * @throws IllegalArgumentException naming what was checked, the value and the bound
   */
  static void equal(String what, long value, long expected) {
    if (value != expected) {
      throw new IllegalArgumentException(what + " is " + value + ", must be " + expected);
    }
  }
}
