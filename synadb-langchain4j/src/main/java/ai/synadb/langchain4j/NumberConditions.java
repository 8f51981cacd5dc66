/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import ai.synadb.vector.Filter;
import java.math.BigDecimal;
import java.util.List;

/**
 * Comparisons of metadata with a number. LangChain4j compares the decimal notations of numbers: of
 * doubles from 2^53 on that is not the exact value, by which the engine compares them with longs.
 * So a bound that is not exactly a double below 2^53 becomes two bounds, one for the longs and one
 * for the doubles; every double has a notation of its own, in the same order.
 *
 * <p>NaN matches nothing; the engine takes it for the greatest number, so ranges end at infinity.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class NumberConditions {
  private static final BigDecimal MAX_SAFE = BigDecimal.valueOf(1L << 53);
  private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal MIN_LONG = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final Filter NONE = Filter.or();

  private NumberConditions() {}

  private static boolean isFinite(Number n) {
    return !(n instanceof Double || n instanceof Float) || Double.isFinite(n.doubleValue());
  }

  /**
   * The decimal notation of a number. That of a double which a float was kept as is the float's:
   * JDKs before 19 write some doubles with more digits than it takes.
   */
  private static BigDecimal decimal(Number n) {
    if (n instanceof Double d && SegmentMetadata.decimal(d.floatValue()) == d) {
      return new BigDecimal(Float.toString(d.floatValue()));
    }
    return new BigDecimal(n.toString());
  }

  /** How a double, by its notation, compares with a number. */
  private static int compare(double d, BigDecimal n) {
    return Double.isInfinite(d) ? (d > 0 ? 1 : -1) : decimal(d).compareTo(n);
  }

  /** Whether the engine compares this double with any number as LangChain4j compares the other. */
  private static boolean isSimple(double d, BigDecimal n) {
    return n.abs().compareTo(MAX_SAFE) <= 0 && compare(d, n) == 0;
  }

  /**
   * Adds what is equal to a number.
   *
   * @param values to which a value is added if one says it
   * @param others to which a condition is added if not
   */
  static void addEqual(String name, Number number, List<Object> values, List<Filter> others) {
    if (!isFinite(number)) {
      if (!Double.isNaN(number.doubleValue())) {
        values.add(number.doubleValue());
      }
      return;
    }
    BigDecimal n = decimal(number);
    double d = n.doubleValue();
    if (isSimple(d, n)) {
      values.add(d);
      return;
    }
    if (n.compareTo(MIN_LONG) >= 0 && n.compareTo(MAX_LONG) <= 0) {
      long whole = n.longValue();
      if (BigDecimal.valueOf(whole).compareTo(n) == 0) {
        others.add(Filter.and(Filter.ofType(name, Long.class), Filter.eq(name, whole)));
      }
    }
    if (compare(d, n) == 0) {
      others.add(Filter.and(Filter.ofType(name, Double.class), Filter.eq(name, d)));
    }
  }

  /** The condition that a number lies on one side of a bound. */
  static Filter compare(String name, Order order, Number bound) {
    if (!isFinite(bound)) {
      double d = bound.doubleValue();
      return Double.isNaN(d) ? NONE : withoutNaN(name, order, d);
    }
    BigDecimal n = decimal(bound);
    double d = n.doubleValue();
    if (isSimple(d, n)) {
      return withoutNaN(name, order, d);
    }
    int c = compare(d, n);
    boolean counts = c == 0 ? order.isInclusive() : c > 0 == order.isGreater();
    return Filter.or(
        Filter.and(Filter.ofType(name, Long.class), longs(name, order, n)),
        Filter.and(
            Filter.ofType(name, Double.class),
            withoutNaN(name, Order.of(order.isGreater(), counts), d)));
  }

  private static Filter withoutNaN(String name, Order order, double bound) {
    Filter f = order.of(name, bound);
    return order.isGreater() ? Filter.and(f, Filter.lte(name, Double.POSITIVE_INFINITY)) : f;
  }

  private static Filter longs(String name, Order order, BigDecimal n) {
    if (n.compareTo(MAX_LONG) > 0) {
      return order.isGreater() ? NONE : Filter.and();
    }
    if (n.compareTo(MIN_LONG) < 0) {
      return order.isGreater() ? Filter.and() : NONE;
    }
    long whole = n.longValue(); // towards zero
    int c = BigDecimal.valueOf(whole).compareTo(n);
    boolean counts = c == 0 ? order.isInclusive() : c > 0 == order.isGreater();
    return Order.of(order.isGreater(), counts).of(name, whole);
  }
}
