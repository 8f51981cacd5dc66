/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

/** A field that runs are sorted by; NaN is behind all numbers whatever the direction. */
record RunSort(QueryField field, boolean isDescending, boolean isNullsFirst) {

  /** The value of a run, kept. */
  FieldValue read(RunInfo run, FieldValue scratch) {
    field.read(run, scratch);
    FieldValue kept = new FieldValue();
    kept.set(scratch);
    return kept;
  }

  int compare(FieldValue a, FieldValue b) {
    int order = Integer.compare(group(a), group(b));
    if (order != 0 || a.isMissing() || a.isNan()) {
      return order;
    }
    order = a.isNumber() ? a.compareNumber(b) : FieldValue.compareText(a.text(), b.text());
    return isDescending ? -order : order;
  }

  /** Numbers stand before texts unless descending; NaN and missing values where they always do. */
  int group(FieldValue v) {
    if (v.isMissing()) {
      return isNullsFirst ? -2 : 3;
    } else if (v.isNan()) {
      return 2;
    } else if (v.isNumber()) {
      return 0;
    }
    return isDescending ? -1 : 1;
  }
}
