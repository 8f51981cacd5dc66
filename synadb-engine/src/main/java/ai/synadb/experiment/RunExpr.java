/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A condition of a query. */
sealed interface RunExpr {

  /** The condition that all runs meet. */
  RunExpr ALWAYS = new And(List.of());

  /** All of some, none of which is an {@link And}. */
  record And(List<RunExpr> parts) implements RunExpr {}

  /** One of some at least, none of which is an {@link Or}. */
  record Or(List<RunExpr> parts) implements RunExpr {}

  /** The opposite. */
  record Not(RunExpr part) implements RunExpr {}

  /** A condition on one field. */
  non-sealed interface Leaf extends RunExpr {
    /** The field. */
    QueryField field();

    /** Whether it is turned into its opposite. */
    boolean isNegated();
  }

  /** A comparison. */
  record Compare(QueryField field, CompareOp op, QueryLiteral value) implements Leaf {
    @Override
    public boolean isNegated() {
      return false;
    }
  }

  /** Between two values or equal to one of them. */
  record Between(QueryField field, QueryLiteral low, QueryLiteral high, boolean isNegated)
      implements Leaf {}

  /** One of some texts, which are hashed since lists of ids are long, or of some other values. */
  record In(QueryField field, Set<String> texts, Set<QueryLiteral> others, boolean isNegated)
      implements Leaf {}

  /** No value. */
  record IsNull(QueryField field, boolean isNegated) implements Leaf {}

  /** A number that is none. */
  record IsNan(QueryField field, boolean isNegated) implements Leaf {}

  /** All of some conditions. */
  static RunExpr and(List<RunExpr> parts) {
    List<RunExpr> flat = new ArrayList<>();
    parts.forEach(p -> flat.addAll(p instanceof And a ? a.parts : List.of(p)));
    return flat.size() == 1 ? flat.get(0) : new And(List.copyOf(flat));
  }

  /** One of some conditions at least. */
  static RunExpr or(List<RunExpr> parts) {
    List<RunExpr> flat = new ArrayList<>();
    parts.forEach(p -> flat.addAll(p instanceof Or o ? o.parts : List.of(p)));
    return flat.size() == 1 ? flat.get(0) : new Or(List.copyOf(flat));
  }

  /** One of some values. */
  static RunExpr in(QueryField field, List<QueryLiteral> values, boolean isNegated) {
    Set<String> texts = new LinkedHashSet<>();
    Set<QueryLiteral> others = new LinkedHashSet<>();
    for (QueryLiteral value : values) {
      if (value instanceof QueryLiteral.Text t) {
        texts.add(t.value());
      } else {
        others.add(value);
      }
    }
    return new In(
        field, Collections.unmodifiableSet(texts), Collections.unmodifiableSet(others), isNegated);
  }
}
