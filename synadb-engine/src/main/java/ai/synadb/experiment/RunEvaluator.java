/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Tells which runs meet a condition, by SQL's three-valued logic: what a run does not have makes a
 * condition unknown, the opposite of unknown is unknown, and only runs for which the whole is true
 * are found.
 *
 * <p>Thread safety: confined.
 */
final class RunEvaluator {
  private final RunExpr condition;
  private final long nowMicros;
  private final FieldValue scratchValue = new FieldValue();

  RunEvaluator(RunExpr condition, long nowMicros) {
    this.condition = cheapFirst(condition);
    this.nowMicros = nowMicros;
  }

  /**
   * The same condition, in which what is told at once, such as the experiment, comes first: the
   * order changes no result.
   */
  static RunExpr cheapFirst(RunExpr condition) {
    if (!(condition instanceof RunExpr.And and)) {
      return condition;
    }
    List<RunExpr> parts = new ArrayList<>(and.parts());
    parts.sort(Comparator.comparing(part -> !isCheap(part))); // a stable sort
    return new RunExpr.And(parts);
  }

  private static boolean isCheap(RunExpr e) {
    return (e instanceof RunExpr.Compare || e instanceof RunExpr.In)
        && ((RunExpr.Leaf) e).field() instanceof QueryField.Attribute a
        && a.attribute() != RunAttribute.NOTE;
  }

  boolean matches(RunInfo run) {
    return test(condition, run) == Truth.TRUE;
  }

  private Truth test(RunExpr e, RunInfo run) {
    if (e instanceof RunExpr.Leaf leaf) {
      return leaf.field() instanceof QueryField.Dataset part
          ? testDatasets(leaf, part, run)
          : testField(leaf, run);
    } else if (e instanceof RunExpr.And and) {
      return all(and.parts(), run);
    } else if (e instanceof RunExpr.Or or) {
      return any(or.parts(), run);
    } else if (e instanceof RunExpr.Not not) {
      return test(not.part(), run).negate();
    }
    throw new IllegalStateException("No condition: " + e);
  }

  private Truth all(List<RunExpr> parts, RunInfo run) {
    Truth result = Truth.TRUE;
    for (int i = 0; i < parts.size() && result != Truth.FALSE; i++) {
      result = result.and(test(parts.get(i), run));
    }
    return result;
  }

  private Truth any(List<RunExpr> parts, RunInfo run) {
    Truth result = Truth.FALSE;
    for (int i = 0; i < parts.size() && result != Truth.TRUE; i++) {
      result = result.or(test(parts.get(i), run));
    }
    return result;
  }

  private Truth testField(RunExpr.Leaf leaf, RunInfo run) {
    leaf.field().read(run, scratchValue);
    return test(leaf, scratchValue).negateIf(leaf.isNegated());
  }

  /** A condition on datasets holds if it does for one of them. */
  private Truth testDatasets(RunExpr.Leaf leaf, QueryField.Dataset part, RunInfo run) {
    List<DatasetInput> inputs = run.inputs();
    if (inputs.isEmpty()) {
      return testField(leaf, run);
    }
    Truth result = Truth.FALSE;
    for (int i = 0; i < inputs.size() && result != Truth.TRUE; i++) {
      part.read(inputs.get(i), scratchValue);
      result = result.or(test(leaf, scratchValue).negateIf(leaf.isNegated()));
    }
    return result;
  }

  private Truth test(RunExpr.Leaf leaf, FieldValue value) {
    if (leaf instanceof RunExpr.IsNull) {
      return Truth.of(value.isMissing());
    } else if (value.isMissing()) {
      return Truth.UNKNOWN;
    } else if (leaf instanceof RunExpr.Compare c) {
      return c.value().compare(c.op(), value, nowMicros);
    } else if (leaf instanceof RunExpr.Between b) {
      return b.low()
          .compare(CompareOp.GE, value, nowMicros)
          .and(b.high().compare(CompareOp.LE, value, nowMicros));
    } else if (leaf instanceof RunExpr.In in) {
      return testIn(in.texts(), in.others(), value);
    } else if (leaf instanceof LikeExpr like) {
      return testText(like.field(), like.pattern()::matches, value);
    } else if (leaf instanceof MatchesExpr matches) {
      return testText(matches.field(), matches.regex()::find, value);
    } else if (leaf instanceof RunExpr.IsNan) {
      return Truth.of(value.isNan());
    }
    throw new IllegalStateException("No condition: " + leaf);
  }

  private Truth testIn(Set<String> texts, Set<QueryLiteral> others, FieldValue value) {
    if (!texts.isEmpty() && texts.contains(value.text())) {
      return Truth.TRUE;
    }
    Truth result = Truth.FALSE;
    for (QueryLiteral other : others) {
      result = result.or(other.compare(CompareOp.EQ, value, nowMicros));
    }
    return result;
  }

  /** A status matches by its name or by MLflow's. */
  private static Truth testText(QueryField field, Predicate<String> pattern, FieldValue value) {
    boolean holds = pattern.test(value.text());
    if (!holds && field.kind() == ValueKind.STATUS) {
      holds = pattern.test(StatusNames.mlflow(RunStatus.of(value.text())));
    }
    return Truth.of(holds);
  }
}
