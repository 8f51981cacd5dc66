/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.vector.Filter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/**
 * The filters of the API, found by name, so that the rest can be measured where they are not there
 * yet. Rows that {@link VectorData#isSelected} have an attribute {@code pct<percent>} of "yes".
 */
final class SynaFilters {
  private static final String YES = "yes";

  private SynaFilters() {}

  static String attribute(int percent) {
    return "pct" + percent;
  }

  static Filter filter(int percent) throws Exception {
    for (Method m : Filter.class.getMethods()) {
      if (m.getName().equals("eq")
          && Modifier.isStatic(m.getModifiers())
          && m.getParameterCount() == 2
          && m.getParameterTypes()[1].isAssignableFrom(String.class)) {
        return (Filter) m.invoke(null, attribute(percent), YES);
      }
    }
    throw new Skipped("the API has no Filter.eq yet");
  }

  /** The attributes of a row, as JSON. */
  static String attributesOf(int row) {
    StringBuilder json = new StringBuilder("{");
    for (int percent : VectorData.percents()) {
      json.append(json.length() > 1 ? "," : "")
          .append('"')
          .append(attribute(percent))
          .append("\":\"")
          .append(VectorData.isSelected(row, percent) ? YES : "no")
          .append('"');
    }
    return json.append('}').toString();
  }
}
