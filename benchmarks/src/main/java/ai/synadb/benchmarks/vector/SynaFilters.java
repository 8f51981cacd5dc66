/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.vector.Attributes;
import ai.synadb.vector.Filter;

/**
 * What filters are measured with: rows that {@link VectorData#isSelected} have an attribute {@code
 * pct<percent>} of "yes", the others one of "no".
 */
final class SynaFilters {
  private static final String YES = "yes";

  private SynaFilters() {}

  static String attribute(int percent) {
    return "pct" + percent;
  }

  static Filter filter(int percent) {
    return Filter.eq(attribute(percent), YES);
  }

  static Attributes attributesOf(int row) {
    Attributes.Builder b = Attributes.builder();
    for (int percent : VectorData.percents()) {
      b.put(attribute(percent), VectorData.isSelected(row, percent) ? YES : "no");
    }
    return b.build();
  }
}
