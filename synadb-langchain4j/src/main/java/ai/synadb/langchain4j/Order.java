/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import ai.synadb.vector.Filter;

/** On which side of a bound a value lies. Thread safety: immutable. */
enum Order {
  GREATER,
  GREATER_OR_EQUAL,
  LESS,
  LESS_OR_EQUAL;

  boolean isGreater() {
    return this == GREATER || this == GREATER_OR_EQUAL;
  }

  boolean isInclusive() {
    return this == GREATER_OR_EQUAL || this == LESS_OR_EQUAL;
  }

  static Order of(boolean greater, boolean inclusive) {
    return greater ? (inclusive ? GREATER_OR_EQUAL : GREATER) : (inclusive ? LESS_OR_EQUAL : LESS);
  }

  /** The condition that an attribute lies there. */
  Filter of(String name, Object bound) {
    return switch (this) {
      case GREATER -> Filter.gt(name, bound);
      case GREATER_OR_EQUAL -> Filter.gte(name, bound);
      case LESS -> Filter.lt(name, bound);
      case LESS_OR_EQUAL -> Filter.lte(name, bound);
    };
  }
}
