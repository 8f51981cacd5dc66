/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a vector's key and attributes.
 *
 * <pre>{@code
 * Filter.and(Filter.eq("lang", "en"), Filter.gte("year", 2020));
 * }</pre>
 *
 * <p>A comparison with an attribute that is missing, or of another type, is false; {@link #not} of
 * it is therefore true, and so are {@link #ne} and {@link #notIn}. Longs and doubles are of one
 * type here and compare by their exact values: 2^53 + 1 is not equal to 2^53 as a double. NaN is
 * equal to NaN and greater than all other numbers. Strings are ordered by their code points, UUIDs
 * as unsigned numbers of 128 bits, false before true.
 *
 * <p>Filters are equal if they are made of equal parts; those of {@link #where} if their predicates
 * are.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public abstract sealed class Filter {
  private static final Set<Class<?>> TYPES =
      Set.of(String.class, Long.class, Double.class, Boolean.class, UUID.class);

  private Filter() {}

  /** Whether a vector with this key and these attributes matches. */
  public abstract boolean matches(String key, Attributes attributes);

  /** The attribute equals a value. */
  public static Filter eq(String name, Object value) {
    return new In(name, List.of(normal(value)));
  }

  /** The attribute does not equal a value, or is missing. */
  public static Filter ne(String name, Object value) {
    return not(eq(name, value));
  }

  /** The attribute equals one of some values. */
  public static Filter in(String name, Collection<?> values) {
    return new In(name, values.stream().map(Filter::normal).toList());
  }

  /** The attribute equals one of some values. */
  public static Filter in(String name, Object... values) {
    return in(name, Arrays.asList(values));
  }

  /** The attribute equals none of some values, or is missing. */
  public static Filter notIn(String name, Collection<?> values) {
    return not(in(name, values));
  }

  /** The attribute is greater than a value. */
  public static Filter gt(String name, Object value) {
    return new Range(name, normal(value), false, null, false);
  }

  /** The attribute is greater than a value or equal to it. */
  public static Filter gte(String name, Object value) {
    return new Range(name, normal(value), true, null, false);
  }

  /** The attribute is less than a value. */
  public static Filter lt(String name, Object value) {
    return new Range(name, null, false, normal(value), false);
  }

  /** The attribute is less than a value or equal to it. */
  public static Filter lte(String name, Object value) {
    return new Range(name, null, false, normal(value), true);
  }

  /** The attribute lies between two values, or equals one of them. */
  public static Filter between(String name, Object from, Object to) {
    return new Range(name, normal(from), true, normal(to), true);
  }

  /** The attribute is a string that begins with another. */
  public static Filter prefix(String name, String prefix) {
    return new Part(name, Objects.requireNonNull(prefix, "prefix"), true);
  }

  /** The attribute is a string that contains another. */
  public static Filter contains(String name, String part) {
    return new Part(name, Objects.requireNonNull(part, "part"), false);
  }

  /** There is an attribute of this name. */
  public static Filter exists(String name) {
    return new Exists(Objects.requireNonNull(name, "name"));
  }

  /** There is no attribute of this name. */
  public static Filter missing(String name) {
    return not(exists(name));
  }

  /**
   * There is an attribute of this name and of this type. Here, unlike in comparisons, longs and
   * doubles are of two types.
   *
   * @param type the class String, Long, Double, Boolean or UUID
   * @throws IllegalArgumentException if attributes have no such type
   */
  public static Filter ofType(String name, Class<?> type) {
    if (!TYPES.contains(type)) {
      throw new IllegalArgumentException(
          "An attribute is a String, Long, Double, Boolean or UUID, not a " + type.getTypeName());
    }
    return new OfType(Objects.requireNonNull(name, "name"), type);
  }

  /** All of some conditions; true if there are none. */
  public static Filter and(Filter... filters) {
    return new All(flat(filters, true));
  }

  /** One of some conditions at least; false if there are none. */
  public static Filter or(Filter... filters) {
    return new Any(flat(filters, false));
  }

  /** The opposite of a condition. */
  public static Filter not(Filter filter) {
    return filter instanceof Not n ? n.filter : new Not(Objects.requireNonNull(filter, "filter"));
  }

  /** The key is one of some keys. */
  public static Filter keyIn(Set<String> keys) {
    return new Keys(Set.copyOf(keys));
  }

  /** The key begins with a string. */
  public static Filter keyPrefix(String prefix) {
    return new KeyPrefix(Objects.requireNonNull(prefix, "prefix"));
  }

  /**
   * Any condition. It is asked once for each vector, by whichever thread comes first, and must give
   * one answer always.
   */
  public static Filter where(BiPredicate<String, Attributes> predicate) {
    return new Where(Objects.requireNonNull(predicate, "predicate"));
  }

  private static List<Filter> flat(Filter[] filters, boolean and) {
    List<Filter> parts = new ArrayList<>();
    for (Filter f : filters) {
      if (and && f instanceof All a) {
        parts.addAll(a.parts);
      } else if (!and && f instanceof Any a) {
        parts.addAll(a.parts);
      } else {
        parts.add(Objects.requireNonNull(f, "filter"));
      }
    }
    return List.copyOf(parts);
  }

  /** A value as attributes keep it. */
  private static Object normal(Object value) {
    return Attributes.of("value", Objects.requireNonNull(value, "value"))
        .value("value")
        .orElseThrow();
  }

  // ---- values

  private static boolean isNumber(Object o) {
    return o instanceof Long || o instanceof Double;
  }

  /** Whether two values can be compared. */
  private static boolean isComparable(Object a, Object b) {
    return a.getClass() == b.getClass() || (isNumber(a) && isNumber(b));
  }

  /** The order of two values that can be compared. */
  private static int compare(Object a, Object b) {
    if (a instanceof String x && b instanceof String y) {
      return Ranking.compareKeys(x, y);
    }
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof Double x && b instanceof Double y) {
      return compare(x.doubleValue(), y.doubleValue());
    }
    if (a instanceof Long x && b instanceof Double y) {
      return compare(x, y);
    }
    if (a instanceof Double x && b instanceof Long y) {
      return -compare(y, x);
    }
    if (a instanceof Boolean x && b instanceof Boolean y) {
      return Boolean.compare(x, y);
    }
    UUID x = (UUID) a;
    UUID y = (UUID) b;
    int high = Long.compareUnsigned(x.getMostSignificantBits(), y.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(x.getLeastSignificantBits(), y.getLeastSignificantBits());
  }

  private static int compare(double a, double b) {
    return a == b ? 0 : Double.compare(a, b); // 0 and -0 are one number
  }

  private static int compare(Long a, Double b) {
    double d = b;
    if (Double.isNaN(d) || d >= 0x1p63) {
      return -1;
    }
    if (d < -0x1p63) {
      return 1;
    }
    if (Math.abs(a) <= 1L << 53 && a != Long.MIN_VALUE) {
      return compare((double) a, d);
    }
    return BigDecimal.valueOf(a).compareTo(new BigDecimal(d));
  }

  // ---- the kinds of conditions

  private static final class In extends Filter {
    private final String name;
    private final List<Object> values;

    In(String name, List<Object> values) {
      this.name = Objects.requireNonNull(name, "name");
      this.values = values;
    }

    @Override
    public boolean matches(String key, Attributes attributes) {
      Object found = attributes.raw(name);
      if (found == null) {
        return false;
      }
      for (Object v : values) {
        if (isComparable(found, v) && compare(found, v) == 0) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof In i && i.name.equals(name) && i.values.equals(values);
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, values);
    }

    @Override
    public String toString() {
      return name + (values.size() == 1 ? " = " + values.get(0) : " in " + values);
    }
  }

  private static final class Range extends Filter {
    private final String name;
    private final @Nullable Object from;
    private final boolean fromIncluded;
    private final @Nullable Object to;
    private final boolean toIncluded;

    Range(
        String name,
        @Nullable Object from,
        boolean fromIncluded,
        @Nullable Object to,
        boolean toIncluded) {
      this.name = Objects.requireNonNull(name, "name");
      this.from = from;
      this.fromIncluded = fromIncluded;
      this.to = to;
      this.toIncluded = toIncluded;
    }

    @Override
    public boolean matches(String key, Attributes attributes) {
      Object found = attributes.raw(name);
      if (found == null) {
        return false;
      }
      if (from != null) {
        if (!isComparable(found, from)) {
          return false;
        }
        int c = compare(found, from);
        if (c < 0 || (c == 0 && !fromIncluded)) {
          return false;
        }
      }
      if (to != null) {
        if (!isComparable(found, to)) {
          return false;
        }
        int c = compare(found, to);
        return c < 0 || (c == 0 && toIncluded);
      }
      return true;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Range r
          && r.name.equals(name)
          && Objects.equals(r.from, from)
          && Objects.equals(r.to, to)
          && r.fromIncluded == fromIncluded
          && r.toIncluded == toIncluded;
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, from, fromIncluded, to, toIncluded);
    }

    @Override
    public String toString() {
      String low = from == null ? "" : name + (fromIncluded ? " >= " : " > ") + from;
      String high = to == null ? "" : name + (toIncluded ? " <= " : " < ") + to;
      return low + (from != null && to != null ? " and " : "") + high;
    }
  }

  private static final class Part extends Filter {
    private final String name;
    private final String part;
    private final boolean atStart;

    Part(String name, String part, boolean atStart) {
      this.name = Objects.requireNonNull(name, "name");
      this.part = part;
      this.atStart = atStart;
    }

    @Override
    public boolean matches(String key, Attributes attributes) {
      return attributes.raw(name) instanceof String s
          && (atStart ? s.startsWith(part) : s.contains(part));
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Part p
          && p.name.equals(name)
          && p.part.equals(part)
          && p.atStart == atStart;
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, part, atStart);
    }

    @Override
    public String toString() {
      return name + (atStart ? " begins with '" : " contains '") + part + "'";
    }
  }

  private static final class Exists extends Filter {
    private final String name;

    Exists(String name) {
      this.name = name;
    }

    @Override
    public boolean matches(String key, Attributes attributes) {
      return attributes.raw(name) != null;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Exists e && e.name.equals(name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public String toString() {
      return name + " exists";
    }
  }

  private static final class OfType extends Filter {
    private final String name;
    private final Class<?> type;

    OfType(String name, Class<?> type) {
      this.name = name;
      this.type = type;
    }

    @Override
    public boolean matches(String key, Attributes attributes) {
      return type.isInstance(attributes.raw(name));
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof OfType t && t.name.equals(name) && t.type == type;
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, type);
    }

    @Override
    public String toString() {
      return name + " is a " + type.getSimpleName();
    }
  }

  private static final class All extends Filter {
    private final List<Filter> parts;

    All(List<Filter> parts) {
      this.parts = parts;
    }

    @Override
    public boolean matches(String key, Attributes attributes) {
      for (Filter f : parts) {
        if (!f.matches(key, attributes)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof All a && a.parts.equals(parts);
    }

    @Override
    public int hashCode() {
      return parts.hashCode();
    }

    @Override
    public String toString() {
      return "all of " + parts;
    }
  }

  private static final class Any extends Filter {
    private final List<Filter> parts;

    Any(List<Filter> parts) {
      this.parts = parts;
    }

    @Override
    public boolean matches(String key, Attributes attributes) {
      for (Filter f : parts) {
        if (f.matches(key, attributes)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Any a && a.parts.equals(parts);
    }

    @Override
    public int hashCode() {
      return ~parts.hashCode();
    }

    @Override
    public String toString() {
      return "any of " + parts;
    }
  }

  private static final class Not extends Filter {
    private final Filter filter;

    Not(Filter filter) {
      this.filter = filter;
    }

    @Override
    public boolean matches(String key, Attributes attributes) {
      return !filter.matches(key, attributes);
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Not n && n.filter.equals(filter);
    }

    @Override
    public int hashCode() {
      return ~filter.hashCode();
    }

    @Override
    public String toString() {
      return "not (" + filter + ")";
    }
  }

  private static final class Keys extends Filter {
    private final Set<String> keys;

    Keys(Set<String> keys) {
      this.keys = keys;
    }

    @Override
    public boolean matches(String key, Attributes attributes) {
      return keys.contains(key);
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof Keys k && k.keys.equals(keys);
    }

    @Override
    public int hashCode() {
      return keys.hashCode();
    }

    @Override
    public String toString() {
      return "key in " + keys.size() + " keys";
    }
  }

  private static final class KeyPrefix extends Filter {
    private final String prefix;

    KeyPrefix(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public boolean matches(String key, Attributes attributes) {
      return key.startsWith(prefix);
    }

    @Override
    public boolean equals(@Nullable Object o) {
      return o instanceof KeyPrefix k && k.prefix.equals(prefix);
    }

    @Override
    public int hashCode() {
      return prefix.hashCode();
    }

    @Override
    public String toString() {
      return "key begins with '" + prefix + "'";
    }
  }

  private static final class Where extends Filter {
    private final BiPredicate<String, Attributes> predicate;

    Where(BiPredicate<String, Attributes> predicate) {
      this.predicate = predicate;
    }

    @Override
    public boolean matches(String key, Attributes attributes) {
      return predicate.test(key, attributes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Where w && w.predicate.equals(predicate);
    }

    @Override
    public int hashCode() {
      return predicate.hashCode();
    }
  }
}
