/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import ai.synadb.vector.Attributes;
import ai.synadb.vector.Filter;
import dev.langchain4j.store.embedding.filter.comparison.ContainsString;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import dev.langchain4j.store.embedding.filter.logical.And;
import dev.langchain4j.store.embedding.filter.logical.Not;
import dev.langchain4j.store.embedding.filter.logical.Or;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.BiPredicate;

/**
 * Filters of LangChain4j as filters of the engine, which mean the same:
 *
 * <ul>
 *   <li>a comparison with a key that is missing is false, but for "not equal" and "not in";
 *   <li>numbers compare by their decimal notations, whatever their types, and NaN matches nothing
 *       (see {@link NumberConditions});
 *   <li>a UUID equals its string form;
 *   <li>values of other types, for which LangChain4j's own filters throw, are not equal, neither
 *       less nor greater, hence match "not equal", "not in" and Not: one document with a string
 *       where others have a number must not make every search fail.
 * </ul>
 *
 * <p>A filter of a class of its own is asked itself.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class FilterTranslator {
  private static final char FIRST_SURROGATE = '\ud800';

  private FilterTranslator() {}

  /** The filter of the engine that means the same. */
  static Filter translate(dev.langchain4j.store.embedding.filter.Filter filter) {
    Class<?> c = filter.getClass(); // a subclass may mean something else
    if (c == And.class || c == Or.class) {
      return combination(filter, c);
    } else if (c == Not.class) {
      return Filter.not(translate(((Not) filter).expression()));
    } else if (c == ContainsString.class) {
      ContainsString f = (ContainsString) filter;
      return isHidden(f.key()) ? Filter.or() : Filter.contains(f.key(), f.comparisonValue());
    } else if (c == IsEqualTo.class) {
      IsEqualTo f = (IsEqualTo) filter;
      return in(f.key(), List.of(f.comparisonValue()));
    } else if (c == IsNotEqualTo.class) {
      IsNotEqualTo f = (IsNotEqualTo) filter;
      return Filter.not(in(f.key(), List.of(f.comparisonValue())));
    } else if (c == IsIn.class) {
      IsIn f = (IsIn) filter;
      return in(f.key(), f.comparisonValues());
    } else if (c == IsNotIn.class) {
      IsNotIn f = (IsNotIn) filter;
      return Filter.not(in(f.key(), f.comparisonValues()));
    }
    return range(filter);
  }

  private static Filter range(dev.langchain4j.store.embedding.filter.Filter filter) {
    Class<?> c = filter.getClass();
    if (c == IsGreaterThan.class) {
      IsGreaterThan f = (IsGreaterThan) filter;
      return range(filter, f.key(), Order.GREATER, f.comparisonValue());
    } else if (c == IsGreaterThanOrEqualTo.class) {
      IsGreaterThanOrEqualTo f = (IsGreaterThanOrEqualTo) filter;
      return range(filter, f.key(), Order.GREATER_OR_EQUAL, f.comparisonValue());
    } else if (c == IsLessThan.class) {
      IsLessThan f = (IsLessThan) filter;
      return range(filter, f.key(), Order.LESS, f.comparisonValue());
    } else if (c == IsLessThanOrEqualTo.class) {
      IsLessThanOrEqualTo f = (IsLessThanOrEqualTo) filter;
      return range(filter, f.key(), Order.LESS_OR_EQUAL, f.comparisonValue());
    }
    return asked(filter);
  }

  private static Filter asked(dev.langchain4j.store.embedding.filter.Filter filter) {
    return Filter.where(new Asked(filter));
  }

  /** Asks a filter itself; equal to another that asks an equal one, so that answers are kept. */
  private record Asked(dev.langchain4j.store.embedding.filter.Filter filter)
      implements BiPredicate<String, Attributes> {
    @Override
    public boolean test(String id, Attributes attributes) {
      return filter.test(SegmentMetadata.toMetadata(attributes));
    }
  }

  /** The parts of a chain of one operator, however long, without a recursion through it. */
  private static Filter combination(
      dev.langchain4j.store.embedding.filter.Filter filter, Class<?> operator) {
    List<Filter> parts = new ArrayList<>();
    Deque<dev.langchain4j.store.embedding.filter.Filter> open = new ArrayDeque<>();
    open.push(filter);
    while (!open.isEmpty()) {
      dev.langchain4j.store.embedding.filter.Filter f = open.pop();
      if (f.getClass() != operator) {
        parts.add(translate(f));
      } else if (f instanceof And a) {
        open.push(a.right());
        open.push(a.left());
      } else if (f instanceof Or o) {
        open.push(o.right());
        open.push(o.left());
      }
    }
    Filter[] all = parts.toArray(new Filter[0]);
    return operator == And.class ? Filter.and(all) : Filter.or(all);
  }

  /** Whether no metadata have this key, though attributes do. */
  private static boolean isHidden(String name) {
    return name.equals(SegmentMetadata.TYPES);
  }

  private static Filter in(String name, Collection<?> values) {
    if (isHidden(name)) {
      return Filter.or();
    }
    List<Object> plain = new ArrayList<>();
    List<Filter> others = new ArrayList<>();
    for (Object value : values) {
      if (value instanceof Number n) {
        NumberConditions.addEqual(name, n, plain, others);
      } else if (value instanceof UUID u) {
        plain.add(u);
        plain.add(u.toString());
      } else if (value instanceof String s) {
        plain.add(s);
        addUuid(s, plain);
      } // else of a type that no metadata has
    }
    if (!plain.isEmpty()) {
      others.add(0, Filter.in(name, plain));
    }
    return others.size() == 1 ? others.get(0) : Filter.or(others.toArray(new Filter[0]));
  }

  private static void addUuid(String s, List<Object> values) {
    if (s.length() == 36) {
      try {
        UUID u = UUID.fromString(s);
        if (u.toString().equals(s)) {
          values.add(u);
        }
      } catch (IllegalArgumentException e) {
        return; // no UUID, so only a string equals it
      }
    }
  }

  private static Filter range(
      dev.langchain4j.store.embedding.filter.Filter filter,
      String name,
      Order order,
      Comparable<?> value) {
    if (isHidden(name)) {
      return Filter.or();
    }
    if (value instanceof Number n) {
      return NumberConditions.compare(name, order, n);
    }
    if (value instanceof String s) {
      // By UTF-16 units there, by code points here: they differ from the surrogates on.
      return s.chars().allMatch(c -> c < FIRST_SURROGATE)
          ? order.of(name, s)
          : Filter.and(Filter.ofType(name, String.class), asked(filter));
    }
    if (value instanceof UUID) { // ordered as signed numbers there
      return Filter.and(Filter.ofType(name, UUID.class), asked(filter));
    }
    return Filter.or();
  }
}
