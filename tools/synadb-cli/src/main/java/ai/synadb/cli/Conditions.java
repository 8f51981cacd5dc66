/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.vector.Filter;
import java.util.List;

/** Conditions on attributes as people spell them. */
final class Conditions {
  private static final List<String> OPERATORS = List.of("!=", ">=", "<=", "==", "=", ">", "<");

  private Conditions() {}

  /** Reads {@code name=value}; a value in quotes is a text whatever it looks like. */
  static Filter parse(String text) {
    int at = -1;
    String operator = "";
    for (int i = 1; i < text.length() && at < 0; i++) {
      for (String o : OPERATORS) {
        if (at < 0 && text.startsWith(o, i)) {
          at = i;
          operator = o;
        }
      }
    }
    if (at < 0) {
      throw new IllegalArgumentException(
          "A condition is like lang=en or year>=2020, not '" + text + "'");
    }
    String name = text.substring(0, at).strip();
    Object value = value(text.substring(at + operator.length()).strip());
    switch (operator) {
      case "!=":
        return Filter.ne(name, value);
      case ">=":
        return Filter.gte(name, value);
      case "<=":
        return Filter.lte(name, value);
      case ">":
        return Filter.gt(name, value);
      case "<":
        return Filter.lt(name, value);
      default:
        return Filter.eq(name, value);
    }
  }

  private static Object value(String text) {
    if (text.length() > 1 && (text.startsWith("'") || text.startsWith("\""))) {
      if (text.charAt(text.length() - 1) == text.charAt(0)) {
        return text.substring(1, text.length() - 1);
      }
    }
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    if (text.matches("[+-]?[0-9]{1,18}")) {
      return Long.parseLong(text);
    }
    if (text.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?")) {
      return Double.parseDouble(text);
    }
    return text;
  }
}
