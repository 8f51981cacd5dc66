/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Positions;
import ai.synadb.internal.text.LikePattern;
import ai.synadb.internal.text.LinearRegex;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Queries of every form, of the names and values of {@link RandomRuns}. */
final class RandomQueries {
  private final Random r;

  RandomQueries(Random r) {
    this.r = r;
  }

  RunQuery query() {
    List<RunSort> sorts = new ArrayList<>();
    for (int n = r.nextInt(4); n > 0; n--) {
      sorts.add(new RunSort(singleField(), r.nextBoolean(), r.nextBoolean()));
    }
    return new RunQuery(
        r.nextInt(9) == 0 ? RunExpr.ALWAYS : expr(3),
        List.copyOf(sorts),
        r.nextBoolean() ? RunQuery.NO_LIMIT : r.nextInt(50),
        r.nextBoolean() ? 0 : r.nextInt(20));
  }

  RunExpr expr(int depth) {
    int kind = depth == 0 ? 3 : r.nextInt(5);
    if (kind > 2) {
      return leaf();
    }
    if (kind == 2) {
      return new RunExpr.Not(expr(depth - 1));
    }
    List<RunExpr> parts = new ArrayList<>();
    for (int n = 2 + r.nextInt(2); n > 0; n--) {
      parts.add(expr(depth - 1));
    }
    return kind == 0 ? RunExpr.and(parts) : RunExpr.or(parts);
  }

  private QueryField singleField() {
    QueryField f = field();
    return f instanceof QueryField.Dataset ? singleField() : f;
  }

  private QueryField field() {
    return switch (r.nextInt(6)) {
      case 0 -> new QueryField.Attribute(any(RunAttribute.values()));
      case 1 -> new QueryField.Param(any(RandomRuns.PARAMS));
      case 2 -> new QueryField.Tag(any(RandomRuns.TAGS));
      case 3 -> any(QueryField.Dataset.values());
      default -> metric();
    };
  }

  private QueryField metric() {
    String name = any(RandomRuns.METRICS);
    MetricAspect aspect = r.nextBoolean() ? null : any(MetricAspect.values());
    boolean isExact = aspect == null || r.nextBoolean() || !QueryPrinter.isPlain(name);
    return QueryField.Metric.of(name, RandomRuns.context(r), aspect, isExact);
  }

  private <T> T any(T[] values) {
    return values[r.nextInt(values.length)];
  }

  private RunExpr leaf() {
    QueryField f = field();
    boolean negated = r.nextBoolean();
    boolean canBeNan = f.kind() == ValueKind.NUMBER || f.kind() == ValueKind.DYNAMIC;
    switch (r.nextInt(7)) {
      case 0:
        return new RunExpr.IsNull(f, negated);
      case 1:
        return canBeNan ? new RunExpr.IsNan(f, negated) : leaf();
      case 2:
        List<QueryLiteral> values = new ArrayList<>();
        for (int n = 1 + r.nextInt(3); n > 0; n--) {
          values.add(literal(f.kind()));
        }
        return RunExpr.in(f, values, negated);
      case 3:
        QueryLiteral low = literal(f.kind());
        QueryLiteral high = literal(f.kind());
        return f.kind() == ValueKind.STATUS || !low.isOrdered() || !high.isOrdered()
            ? leaf()
            : new RunExpr.Between(f, low, high, negated);
      case 4:
        return f.kind().isText() ? textual(f, negated) : leaf();
      default:
        CompareOp op = any(CompareOp.values());
        QueryLiteral value = literal(f.kind());
        boolean isEquality = f.kind() == ValueKind.STATUS || !value.isOrdered();
        return isEquality && !op.isEquality() ? leaf() : new RunExpr.Compare(f, op, value);
    }
  }

  private RunExpr textual(QueryField f, boolean negated) {
    if (r.nextBoolean()) {
      String[] patterns = {"a%", "%a%", "_dam", "%", "", "100!%", "%!_%", "fin%", "C_mpl%d", "4%"};
      String pattern = any(patterns);
      int escape = pattern.contains("!") ? '!' : -1;
      return new LikeExpr(f, LikePattern.of(pattern, escape, r.nextBoolean()), negated);
    }
    String[] patterns = {"^a", "(?i)adam$", "[0-9]+", "^.$", "a|s", "", "'", "^(FIN|K)"};
    return new MatchesExpr(f, LinearRegex.compile(any(patterns)), negated);
  }

  private QueryLiteral literal(ValueKind kind) {
    long start = Positions.of(RandomRuns.EPOCH);
    switch (kind) {
      case NUMBER:
        return number();
      case DYNAMIC:
        return switch (r.nextInt(5)) {
          case 0 -> new QueryLiteral.Bool(r.nextBoolean());
          case 1, 2 -> new QueryLiteral.Text(RandomRuns.text(r));
          default -> number();
        };
      case TEXT:
        return new QueryLiteral.Text(
            any(new String[] {"run3", "exp1", "adam", "d1", "x0", "train"}));
      case STATUS:
        return new QueryLiteral.Text(any(RunStatus.values()).wireName());
      case TIME:
        return r.nextBoolean()
            ? new QueryLiteral.Now(-1_000_000L * r.nextInt(5))
            : new QueryLiteral.Time(start + 500_000L * r.nextInt(10));
      case SPAN:
        return new QueryLiteral.Span(1_000_000L * r.nextInt(4));
    }
    throw new AssertionError(kind);
  }

  private QueryLiteral number() {
    double d = RandomRuns.number(r);
    return r.nextBoolean() || Double.isNaN(d)
        ? new QueryLiteral.Int(RandomRuns.integer(r))
        : new QueryLiteral.Real(d);
  }
}
