/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.List;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * The keys that conditions leave of a table, as far as that is easily told: all others can be
 * passed over unread. The conditions are evaluated all the same.
 *
 * @param only the one key that is left; null if there may be several
 * @param prefix what the keys that are left begin with; may be empty
 */
record KeyRange(@Nullable String only, String prefix) {
  private static final KeyRange ALL = new KeyRange(null, "");

  /** What conditions that all hold say of a column that is the key. */
  static KeyRange of(List<Condition> conditions, String column) {
    KeyRange range = ALL;
    for (Condition c : conditions) {
      if (c instanceof Condition.Compare e
          && (e.comparison() == Condition.Comparison.EQUAL
              || e.comparison() == Condition.Comparison.EQUAL_OR_BOTH_NULL)) {
        String text = isColumn(e.left(), column) ? text(e.right()) : null;
        text = text == null && isColumn(e.right(), column) ? text(e.left()) : text;
        range = text == null ? range : new KeyRange(text, range.prefix);
      } else if (c instanceof Condition.Match m
          && m.place() == Condition.Place.STARTS_WITH
          && isColumn(m.text(), column)) {
        String text = text(m.part());
        if (text != null && text.length() > range.prefix.length()) {
          range = new KeyRange(range.only, text);
        }
      }
    }
    return range;
  }

  private static boolean isColumn(Operand operand, String column) {
    return operand instanceof Operand.Ref r && r.path().equals(List.of(column));
  }

  private static @Nullable String text(Operand operand) {
    if (operand instanceof Operand.Constant c && c.value() instanceof UTF8String s) {
      String text = s.toString();
      return Values.text(text).equals(s) ? text : null; // bytes that are no UTF-8 tell nothing
    }
    return null;
  }

  /** Whether a key may be among those that are left. */
  boolean mayContain(String key) {
    return (only == null || only.equals(key)) && key.startsWith(prefix);
  }
}
