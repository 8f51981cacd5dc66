/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Positions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which runs are wanted, in which order, and how many: made step by step, or from a text.
 *
 * <pre>{@code
 * RunQuery.completed().tag("team", "vision").param("layers", 4).sortBy("accuracy").descending();
 * RunQuery.parse("metrics.val_acc >= 0.98 OR tags.keep = 'yes' ORDER BY metrics.val_acc DESC LIMIT 9");
 * }</pre>
 *
 * <p>The steps return a query of their own and leave the old one as it is. Conditions of several
 * steps must all hold. A query without an order gives the oldest run first; that also decides
 * between runs that are equal in what they are sorted by, whichever way, and then the id. Queries
 * are equal if they ask the same in the same words; {@link #toString} is a text that {@link #parse}
 * takes back.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class RunQuery {
  static final long NO_LIMIT = -1;

  private static final RunSort START =
      new RunSort(new QueryField.Attribute(RunAttribute.START_TIME), false, false);

  private static final RunQuery ALL = new RunQuery(RunExpr.ALWAYS, List.of(), NO_LIMIT, 0);

  private final RunExpr condition;
  private final List<RunSort> sorts;
  private final long limit;
  private final long offset;

  RunQuery(RunExpr condition, List<RunSort> sorts, long limit, long offset) {
    this.condition = condition;
    this.sorts = sorts;
    this.limit = limit;
    this.offset = offset;
  }

  /**
   * Reads a query from a text, whose grammar contains that of MLflow's filters.
   *
   * <pre>
   * query     := [condition] [ORDER BY sort, ...] [LIMIT n] [OFFSET n]
   * condition := and (OR and)*        and := unary (AND unary)*
   * unary     := NOT unary | ( condition ) | predicate
   * predicate := field (= | == | != | &lt;&gt; | &lt; | &lt;= | &gt; | &gt;=) value
   *            | field [NOT] IN (value, ...) | field [NOT] BETWEEN value AND value
   *            | field [NOT] (LIKE | ILIKE) text [ESCAPE text] | field ([NOT] ~ | !~) text
   *            | field IS [NOT] (NULL | NAN)
   * field     := [prefix.]name        sort := field [ASC | DESC] [NULLS (FIRST | LAST)]
   * </pre>
   *
   * <p><b>Fields.</b> The prefixes are {@code metrics}, {@code params}, {@code tags}, {@code
   * attributes}, {@code datasets} and MLflow's other words for them; without one, a name is an
   * attribute: {@code run_id, run_name, experiment, status, start_time, end_time, duration,
   * parent_run_id, note, git_commit, user_id} (the tag {@code mlflow.user}) and {@code
   * artifact_uri}, which no run has. Names with signs other than letters, digits and {@code _ . - /
   * :} stand in back-ticks or double quotes, which are doubled inside. A metric is its last value,
   * or what a word behind it says: {@code metrics.loss.min}, {@code max}, {@code first}, {@code
   * last}, {@code count}, or {@code step}, the newest point's. A run that has a metric named {@code
   * loss.min} is asked for that one instead, unless a part of the name is in quotes. A metric of a
   * context is {@code metrics.acc{subset='val'}}; without braces it is the one without a context.
   *
   * <p><b>Values.</b> Texts are in single or double quotes. Numbers may be {@code inf}. A parameter
   * or tag compares with a text by its text, as MLflow does, and with a number as a number; if it
   * spells none, it is unequal to all numbers and neither less nor greater. It may be compared with
   * {@code true} and {@code false}. Times are ISO 8601 in quotes, in UTC unless they say otherwise,
   * milliseconds since 1970 as in MLflow, or {@code now() - 7d}; units are {@code us ms s m h d w}.
   * A {@code duration} is {@code 2h30m}, or a number of seconds. A status is named by our names or
   * MLflow's, in any case. {@code ~} finds a regular expression somewhere in a text, in linear
   * time, without references back and looking around.
   *
   * <p><b>What is missing.</b> As in SQL, a comparison with a value that a run does not have is
   * neither true nor false but unknown; so are NOT of it, and AND and OR unless the other side
   * decides; a run is found only if the whole is true. A comparison with a NaN is unknown too;
   * infinities compare. {@code IS NULL} is always true or false, {@code IS NAN} unknown where there
   * is no value. A predicate on datasets holds if it does for one of the run's datasets. Sorted,
   * missing values come last unless {@code NULLS FIRST}, NaN behind all numbers, and numbers before
   * other texts unless descending.
   *
   * <p><b>Bounds.</b> A query has at most 65,536 characters, 100 parentheses and NOTs in each
   * other, 5,000 values in a list, 16 fields to sort by; an expression of {@code ~} has 1,000
   * characters. The empty query finds all runs.
   *
   * @throws QuerySyntaxException if the text cannot be read, with the position and what was
   *     expected there
   */
  public static RunQuery parse(String text) {
    return new QueryParser(Objects.requireNonNull(text, "text")).query();
  }

  /** All runs. */
  public static RunQuery all() {
    return ALL;
  }

  /** Runs with a status. */
  public static RunQuery withStatus(RunStatus status) {
    return ALL.status(status);
  }

  /** Runs that go on. */
  public static RunQuery running() {
    return withStatus(RunStatus.RUNNING);
  }

  /** Runs that ended as they should. */
  public static RunQuery completed() {
    return withStatus(RunStatus.COMPLETED);
  }

  /** Runs that ended by an error. */
  public static RunQuery failed() {
    return withStatus(RunStatus.FAILED);
  }

  /** Runs whose process died, or that somebody ended. */
  public static RunQuery killed() {
    return withStatus(RunStatus.KILLED);
  }

  /** Only runs with a status. */
  public RunQuery status(RunStatus status) {
    return and(equal(RunAttribute.STATUS, status.wireName()));
  }

  /** Only runs of an experiment. */
  public RunQuery experiment(String name) {
    return and(equal(RunAttribute.EXPERIMENT, Objects.requireNonNull(name, "name")));
  }

  /** Only children of a run. */
  public RunQuery parent(String runId) {
    return and(equal(RunAttribute.PARENT, Objects.requireNonNull(runId, "runId")));
  }

  /** Only runs that have a tag, whatever its value. */
  public RunQuery tag(String name) {
    return and(new RunExpr.IsNull(new QueryField.Tag(Names.require(name, "A tag's name")), true));
  }

  /** Only runs that have a tag with a value. */
  public RunQuery tag(String name, String value) {
    return and(
        new RunExpr.Compare(
            new QueryField.Tag(Names.require(name, "A tag's name")),
            CompareOp.EQ,
            new QueryLiteral.Text(Objects.requireNonNull(value, "value"))));
  }

  /**
   * Only runs that have a parameter with a value: numbers compare as numbers, so 4 equals 4.0, all
   * else by its text.
   *
   * @throws IllegalArgumentException for a type that {@link ParamValue#from} refuses
   */
  public RunQuery param(String name, Object value) {
    QueryField field = new QueryField.Param(Names.require(name, "A parameter's name"));
    ParamValue param = ParamValue.from(value);
    if (param.kind() == ParamValue.Kind.DOUBLE) {
      double d = Double.parseDouble(param.text());
      return and(
          Double.isNaN(d)
              ? new RunExpr.IsNan(field, false)
              : new RunExpr.Compare(field, CompareOp.EQ, new QueryLiteral.Real(d)));
    }
    return and(
        new RunExpr.Compare(
            field,
            CompareOp.EQ,
            param.kind() == ParamValue.Kind.LONG
                ? new QueryLiteral.Int(Long.parseLong(param.text()))
                : new QueryLiteral.Text(param.text())));
  }

  /**
   * Only runs that meet a condition, in the grammar of {@link #parse} up to ORDER BY.
   *
   * @throws QuerySyntaxException if it cannot be read
   */
  public RunQuery where(String condition) {
    return and(new QueryParser(Objects.requireNonNull(condition, "condition")).condition());
  }

  /**
   * Sorted by the last value of a metric without a context, ascending, after what it is sorted by
   * already.
   */
  public RunQuery sortBy(String metric) {
    return sorted(new RunSort(QueryField.Metric.of(metric, Map.of(), null, true), false, false));
  }

  /** Sorted by a part of a metric, ascending, after what it is sorted by already. */
  public RunQuery sortBy(MetricId metric, MetricAspect aspect) {
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(aspect, "aspect");
    return sorted(new RunSort(new QueryField.Metric(metric, aspect, null), false, false));
  }

  /** Sorted by a parameter, numbers before texts, after what it is sorted by already. */
  public RunQuery sortByParam(String name) {
    return sorted(
        new RunSort(new QueryField.Param(Names.require(name, "A parameter's name")), false, false));
  }

  /** Sorted by when the runs started, the oldest first, after what it is sorted by already. */
  public RunQuery sortByStart() {
    return sorted(START);
  }

  /**
   * Sorted by a field in the grammar of {@link #parse}, such as {@code metrics.loss.min DESC NULLS
   * FIRST}, after what it is sorted by already.
   *
   * @throws QuerySyntaxException if it cannot be read
   */
  public RunQuery orderBy(String field) {
    return sorted(new QueryParser(Objects.requireNonNull(field, "field")).onlySort());
  }

  /** Whether it says an order; if not, the oldest runs come first. */
  public boolean isSorted() {
    return !sorts.isEmpty();
  }

  /**
   * Turns the field that it was last sorted by around: the greatest first, and the newest if it is
   * not sorted.
   */
  public RunQuery descending() {
    return directed(true);
  }

  /** The least first in the field that it was last sorted by, which is the default. */
  public RunQuery ascending() {
    return directed(false);
  }

  /**
   * So many runs at most.
   *
   * @param count 0 or more
   */
  public RunQuery limit(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("A limit is 0 or more, not " + count);
    }
    return new RunQuery(condition, sorts, count, offset);
  }

  /**
   * Without the first so many runs.
   *
   * @param count 0 or more
   */
  public RunQuery offset(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("An offset is 0 or more, not " + count);
    }
    return new RunQuery(condition, sorts, limit, count);
  }

  /**
   * Whether a run meets the condition.
   *
   * @param now what {@code now()} is
   */
  public boolean matches(RunInfo run, Instant now) {
    return evaluator(now).matches(Objects.requireNonNull(run, "run"));
  }

  /** The runs that are wanted, in order; {@code now()} is now. */
  public List<RunInfo> apply(Collection<RunInfo> runs) {
    return apply(runs, Positions.toInstant(MicroClock.SYSTEM.getAsLong()));
  }

  /**
   * The runs that are wanted, in order.
   *
   * <p>Cost: one pass over the runs and a sort of those that meet the condition.
   *
   * @param now what {@code now()} is
   */
  public List<RunInfo> apply(Collection<RunInfo> runs, Instant now) {
    RunEvaluator evaluator = evaluator(now);
    List<RunInfo> found = new ArrayList<>();
    for (RunInfo run : runs) {
      if (evaluator.matches(run)) {
        found.add(run);
      }
    }
    long count = limit == NO_LIMIT ? found.size() : offset + limit;
    List<RunInfo> first = new RunSorter(sorts).first(found, count);
    return List.copyOf(first.subList((int) Math.min(offset, first.size()), first.size()));
  }

  RunExpr condition() {
    return condition;
  }

  List<RunSort> sorts() {
    return sorts;
  }

  long limitOrNone() {
    return limit;
  }

  long offsetRuns() {
    return offset;
  }

  private RunEvaluator evaluator(Instant now) {
    return new RunEvaluator(condition, RunAttribute.micros(now));
  }

  private RunQuery and(RunExpr more) {
    return new RunQuery(RunExpr.and(List.of(condition, more)), sorts, limit, offset);
  }

  private static RunExpr equal(RunAttribute attribute, String value) {
    return new RunExpr.Compare(
        new QueryField.Attribute(attribute), CompareOp.EQ, new QueryLiteral.Text(value));
  }

  private RunQuery sorted(RunSort more) {
    if (sorts.size() == QueryParser.MAX_SORTS) {
      throw new IllegalArgumentException(
          "A query is sorted by at most " + QueryParser.MAX_SORTS + " fields");
    }
    List<RunSort> all = new ArrayList<>(sorts);
    all.add(more);
    return new RunQuery(condition, List.copyOf(all), limit, offset);
  }

  private RunQuery directed(boolean isDescending) {
    List<RunSort> all = new ArrayList<>(sorts.isEmpty() ? List.of(START) : sorts);
    RunSort last = all.remove(all.size() - 1);
    all.add(new RunSort(last.field(), isDescending, last.isNullsFirst()));
    return new RunQuery(condition, List.copyOf(all), limit, offset);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RunQuery q
        && q.condition.equals(condition)
        && q.sorts.equals(sorts)
        && q.limit == limit
        && q.offset == offset;
  }

  @Override
  public int hashCode() {
    return Objects.hash(condition, sorts, limit, offset);
  }

  /** The query in the grammar of {@link #parse}. */
  @Override
  public String toString() {
    return QueryPrinter.print(this);
  }
}
