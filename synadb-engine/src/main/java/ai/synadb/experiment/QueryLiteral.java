/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.Locale;

/** A value that a query compares with. */
sealed interface QueryLiteral {

  /** An integer. */
  record Int(long value) implements QueryLiteral {}

  /** A number with a point or an exponent, or an infinity; never NaN. */
  record Real(double value) implements QueryLiteral {}

  /** A text; of a status, its name in files. */
  record Text(String value) implements QueryLiteral {}

  /** True or false. */
  record Bool(boolean value) implements QueryLiteral {}

  /** A time in microseconds since 1970. */
  record Time(long micros) implements QueryLiteral {}

  /** A time as long after the query is asked as this, in microseconds. */
  record Now(long offsetMicros) implements QueryLiteral {}

  /** A length of time in microseconds. */
  record Span(long micros) implements QueryLiteral {}

  /** Whether an order beside equality is meant. */
  default boolean isOrdered() {
    return !(this instanceof Bool);
  }

  /**
   * What is told by comparing a value with this one.
   *
   * @param nowMicros when the query is asked
   */
  default Truth compare(CompareOp op, FieldValue value, long nowMicros) {
    if (value.isMissing()) {
      return Truth.UNKNOWN;
    }
    if (this instanceof Text t) {
      return Truth.of(op.holds(FieldValue.compareText(value.text(), t.value)));
    }
    if (this instanceof Bool b) {
      boolean isEqual = value.text().toLowerCase(Locale.ROOT).equals(Boolean.toString(b.value));
      return Truth.of(isEqual == (op == CompareOp.EQ));
    }
    if (!value.isNumber()) {
      return op == CompareOp.EQ ? Truth.FALSE : op == CompareOp.NE ? Truth.TRUE : Truth.UNKNOWN;
    }
    return value.isNan() ? Truth.UNKNOWN : Truth.of(op.holds(compareNumber(value, nowMicros)));
  }

  private int compareNumber(FieldValue value, long nowMicros) {
    if (this instanceof Int i) {
      return value.compareInteger(i.value);
    } else if (this instanceof Real r) {
      return value.compareReal(r.value);
    } else if (this instanceof Time t) {
      return value.compareInteger(t.micros);
    } else if (this instanceof Now n) {
      long sum = nowMicros + n.offsetMicros;
      boolean hasOverflow = ((nowMicros ^ sum) & (n.offsetMicros ^ sum)) < 0;
      long edge = n.offsetMicros < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
      return value.compareInteger(hasOverflow ? edge : sum);
    } else if (this instanceof Span s) {
      return value.compareInteger(s.micros);
    }
    throw new IllegalStateException("No number: " + this);
  }
}
