/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

/** SQL's three values, in an order in which AND is the least and OR the greatest. */
enum Truth {
  FALSE,
  UNKNOWN,
  TRUE;

  static Truth of(boolean b) {
    return b ? TRUE : FALSE;
  }

  Truth and(Truth other) {
    return compareTo(other) < 0 ? this : other;
  }

  Truth or(Truth other) {
    return compareTo(other) > 0 ? this : other;
  }

  Truth negate() {
    return switch (this) {
      case FALSE -> TRUE;
      case UNKNOWN -> UNKNOWN;
      case TRUE -> FALSE;
    };
  }

  /** The opposite, if asked for. */
  Truth negateIf(boolean negated) {
    return negated ? negate() : this;
  }
}
