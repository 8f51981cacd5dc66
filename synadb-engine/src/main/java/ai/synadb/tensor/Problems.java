/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.List;

/** Settings that are out of their range, collected so that all are told at once. */
final class Problems {
  private Problems() {}

  static void addIfLess(List<String> problems, String what, long value, long min) {
    if (value < min) {
      problems.add("the " + what + " is " + min + " or more, not " + value);
    }
  }
}
