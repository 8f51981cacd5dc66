/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * A condition made ready for the rows of a table.
 *
 * @param <R> what a row is made of
 */
@FunctionalInterface
interface Evaluator<R extends TableRow> {

  /** Whether the condition holds for a row; null where SQL says unknown. */
  @Nullable Boolean test(R row);

  /** Makes a condition ready. */
  static <R extends TableRow> Evaluator<R> of(Condition condition, Layout<R> layout) {
    if (condition instanceof Condition.Always a) {
      return row -> a.value();
    } else if (condition instanceof Condition.Truth t) {
      Function<R, @Nullable Object> value = value(t.operand(), layout);
      return row -> (Boolean) value.apply(row);
    } else if (condition instanceof Condition.And a) {
      return junction(of(a.left(), layout), of(a.right(), layout), false);
    } else if (condition instanceof Condition.Or o) {
      return junction(of(o.left(), layout), of(o.right(), layout), true);
    } else if (condition instanceof Condition.Not n) {
      Evaluator<R> inner = of(n.condition(), layout);
      return row -> {
        Boolean b = inner.test(row);
        return b == null ? null : !b;
      };
    } else if (condition instanceof Condition.IsNull n) {
      Function<R, @Nullable Object> value = value(n.operand(), layout);
      return row -> (value.apply(row) == null) != n.isNegated();
    } else if (condition instanceof Condition.Compare c) {
      return comparison(c, layout);
    } else if (condition instanceof Condition.In i) {
      return membership(i, layout);
    }
    return match((Condition.Match) condition, layout);
  }

  private static <R extends TableRow> Function<R, @Nullable Object> value(
      Operand operand, Layout<R> layout) {
    if (operand instanceof Operand.Constant c) {
      return row -> c.value();
    }
    return layout.require(((Operand.Ref) operand).path()).value();
  }

  /** And, or or: what decides alone is false for one and true for the other. */
  private static <R extends TableRow> Evaluator<R> junction(
      Evaluator<R> left, Evaluator<R> right, boolean decides) {
    return row -> {
      Boolean l = left.test(row);
      if (l != null && l == decides) {
        return decides;
      }
      Boolean r = right.test(row);
      if (r != null && r == decides) {
        return decides;
      }
      return (l == null || r == null) ? null : !decides;
    };
  }

  private static <R extends TableRow> Evaluator<R> comparison(
      Condition.Compare c, Layout<R> layout) {
    Function<R, @Nullable Object> left = value(c.left(), layout);
    Function<R, @Nullable Object> right = value(c.right(), layout);
    Condition.Comparison comparison = c.comparison();
    boolean isNullSafe = comparison == Condition.Comparison.EQUAL_OR_BOTH_NULL;
    return row -> {
      Object l = left.apply(row);
      Object r = right.apply(row);
      if (l == null || r == null) {
        return isNullSafe ? (Boolean) (l == r) : null;
      }
      return comparison.holds(Values.compare(l, r));
    };
  }

  private static <R extends TableRow> Evaluator<R> membership(Condition.In in, Layout<R> layout) {
    Function<R, @Nullable Object> value = value(in.operand(), layout);
    Set<Object> among = new HashSet<>();
    boolean hasNull = false;
    for (Operand.Constant c : in.among()) {
      if (c.value() == null) {
        hasNull = true;
      } else {
        among.add(Values.hashable(c.value()));
      }
    }
    Boolean otherwise = hasNull ? null : Boolean.FALSE;
    return row -> {
      Object v = value.apply(row);
      if (v == null) {
        return null;
      }
      return among.contains(Values.hashable(v)) ? Boolean.TRUE : otherwise;
    };
  }

  private static <R extends TableRow> Evaluator<R> match(Condition.Match m, Layout<R> layout) {
    Function<R, @Nullable Object> text = value(m.text(), layout);
    Function<R, @Nullable Object> part = value(m.part(), layout);
    return row -> {
      UTF8String t = (UTF8String) text.apply(row);
      UTF8String p = (UTF8String) part.apply(row);
      if (t == null || p == null) {
        return null;
      }
      return switch (m.place()) {
        case STARTS_WITH -> t.startsWith(p);
        case ENDS_WITH -> t.endsWith(p);
        case CONTAINS -> t.contains(p);
      };
    };
  }

  /** All of some conditions: what is not true for a row leaves it out. */
  static <R extends TableRow> java.util.function.Predicate<R> all(
      List<Condition> conditions, Layout<R> layout) {
    List<Evaluator<R>> evaluators = conditions.stream().map(c -> of(c, layout)).toList();
    return row -> {
      for (Evaluator<R> e : evaluators) {
        if (!Boolean.TRUE.equals(e.test(row))) {
          return false;
        }
      }
      return true;
    };
  }
}
