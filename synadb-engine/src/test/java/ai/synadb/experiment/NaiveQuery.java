/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a query finds, worked out slowly and apart from the code that is tested: values are objects,
 * unknown is null, numbers are exact decimals, patterns are the JDK's.
 */
final class NaiveQuery {
  /** Numbers that no decimal spells. */
  private enum Odd {
    MINUS_INFINITY,
    PLUS_INFINITY,
    NAN
  }

  private final Instant now;

  NaiveQuery(Instant now) {
    this.now = now;
  }

  List<RunInfo> apply(RunQuery q, List<RunInfo> runs) {
    List<RunInfo> found = new ArrayList<>();
    for (RunInfo run : runs) {
      if (Boolean.TRUE.equals(test(q.condition(), run))) {
        int at = 0;
        while (at < found.size() && isBefore(q, found.get(at), run)) {
          at++;
        }
        found.add(at, run);
      }
    }
    int from = (int) Math.min(found.size(), q.offsetRuns());
    int to =
        q.limitOrNone() < 0 ? found.size() : (int) Math.min(found.size(), from + q.limitOrNone());
    return found.subList(from, to);
  }

  @Nullable Boolean test(RunExpr e, RunInfo run) {
    if (e instanceof RunExpr.And and) {
      List<@Nullable Boolean> all = and.parts().stream().map(p -> test(p, run)).collect(listOf());
      return all.contains(false) ? Boolean.FALSE : all.contains(null) ? null : Boolean.TRUE;
    } else if (e instanceof RunExpr.Or or) {
      List<@Nullable Boolean> all = or.parts().stream().map(p -> test(p, run)).collect(listOf());
      return all.contains(true) ? Boolean.TRUE : all.contains(null) ? null : Boolean.FALSE;
    } else if (e instanceof RunExpr.Not not) {
      return opposite(test(not.part(), run));
    }
    RunExpr.Leaf leaf = (RunExpr.Leaf) e;
    List<@Nullable Boolean> each = new ArrayList<>();
    for (Object value : values(leaf.field(), run)) {
      Boolean b = test(leaf, value);
      each.add(leaf.isNegated() ? opposite(b) : b);
    }
    return each.contains(true) ? Boolean.TRUE : each.contains(null) ? null : Boolean.FALSE;
  }

  private static <T extends @Nullable Object> java.util.stream.Collector<T, ?, List<T>> listOf() {
    return java.util.stream.Collectors.toCollection(ArrayList::new);
  }

  private static @Nullable Boolean opposite(@Nullable Boolean b) {
    return b == null ? null : Boolean.valueOf(!b);
  }

  /** The values of a field: strings, decimals, odd numbers, parameters, or null for none. */
  private static List<@Nullable Object> values(QueryField f, RunInfo run) {
    List<@Nullable Object> values = new ArrayList<>();
    if (f instanceof QueryField.Dataset d) {
      for (DatasetInput i : run.inputs()) {
        values.add(
            switch (d) {
              case NAME -> i.name();
              case DIGEST -> i.digest().orElse(null);
              case CONTEXT -> i.role().orElse(null);
              case POSITION -> BigDecimal.valueOf(i.position());
            });
      }
      if (values.isEmpty()) {
        values.add(null);
      }
      return values;
    }
    values.add(value(f, run));
    return values;
  }

  private static @Nullable Object value(QueryField f, RunInfo run) {
    if (f instanceof QueryField.Param p) {
      return run.param(p.name()).orElse(null);
    } else if (f instanceof QueryField.Tag t) {
      return run.tag(t.name()).map(ParamValue::of).orElse(null);
    } else if (f instanceof QueryField.Metric m) {
      return metric(m, run);
    }
    return switch (((QueryField.Attribute) f).attribute()) {
      case RUN_ID -> run.id();
      case RUN_NAME -> run.name().isEmpty() ? null : run.name();
      case EXPERIMENT -> run.experiment();
      case STATUS -> run.status();
      case START_TIME -> micros(run.startedAt());
      case END_TIME -> run.endedAt().map(NaiveQuery::micros).orElse(null);
      case DURATION ->
          run.endedAt()
              .map(t -> BigDecimal.valueOf(Duration.between(run.startedAt(), t).toNanos() / 1000))
              .orElse(null);
      case PARENT -> run.parentId().orElse(null);
      case NOTE -> run.note().orElse(null);
      case GIT_COMMIT -> run.gitCommit().orElse(null);
      case USER_ID -> run.tags().get("mlflow.user");
      case ARTIFACT_URI -> null;
    };
  }

  private static BigDecimal micros(Instant t) {
    return BigDecimal.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, t));
  }

  private static @Nullable Object metric(QueryField.Metric m, RunInfo run) {
    MetricAspect aspect = m.aspect() == null ? MetricAspect.LAST : m.aspect();
    Optional<MetricSummary> s = Optional.empty();
    if (m.longer() != null) {
      String longName = m.id().name() + "." + aspect.name().toLowerCase(java.util.Locale.ROOT);
      s = run.metric(MetricId.of(longName, m.id().context()));
      if (s.isPresent()) {
        aspect = MetricAspect.LAST;
      }
    }
    if (s.isEmpty()) {
      s = run.metric(MetricId.of(m.id().name(), m.id().context()));
    }
    if (s.isEmpty()) {
      return null;
    }
    return switch (aspect) {
      case LAST -> decimal(s.get().last());
      case FIRST -> decimal(s.get().first());
      case MIN -> decimal(s.get().min());
      case MAX -> decimal(s.get().max());
      case COUNT -> BigDecimal.valueOf(s.get().count());
      case STEP -> BigDecimal.valueOf(s.get().lastStep());
    };
  }

  private static Object decimal(double d) {
    if (Double.isNaN(d)) {
      return Odd.NAN;
    }
    return Double.isInfinite(d)
        ? (d > 0 ? Odd.PLUS_INFINITY : Odd.MINUS_INFINITY)
        : new BigDecimal(d);
  }

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  /** The number that a value is; null if it is none. */
  private static @Nullable Object number(Object value) {
    if (!(value instanceof ParamValue p)) {
      return value instanceof BigDecimal || value instanceof Odd ? value : null;
    }
    if (p.kind() == ParamValue.Kind.BOOLEAN || p.kind() == ParamValue.Kind.JSON) {
      return null;
    }
    if (p.text().matches("[+-]?[0-9]+")) {
      BigDecimal whole = new BigDecimal(p.text());
      boolean isLong =
          whole.abs().compareTo(new BigDecimal("9223372036854775807")) <= 0
              || whole.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) == 0;
      return isLong ? whole : decimal(Double.parseDouble(p.text()));
    }
    if (NUMBER.matcher(p.text()).matches()) {
      return decimal(Double.parseDouble(p.text()));
    }
    return switch (p.text().toLowerCase(java.util.Locale.ROOT)) {
      case "nan", "-nan", "+nan" -> Odd.NAN;
      case "inf", "+inf", "infinity", "+infinity" -> Odd.PLUS_INFINITY;
      case "-inf", "-infinity" -> Odd.MINUS_INFINITY;
      default -> null;
    };
  }

  private static String text(Object value) {
    return value instanceof RunStatus s ? s.wireName() : value.toString();
  }

  private @Nullable Boolean test(RunExpr.Leaf leaf, @Nullable Object v) {
    if (leaf instanceof RunExpr.IsNull) {
      return v == null;
    } else if (v == null) {
      return null;
    } else if (leaf instanceof RunExpr.IsNan) {
      return number(v) == Odd.NAN;
    } else if (leaf instanceof RunExpr.Compare c) {
      return compare(v, c.op(), c.value());
    } else if (leaf instanceof RunExpr.Between b) {
      Boolean low = compare(v, CompareOp.GE, b.low());
      Boolean high = compare(v, CompareOp.LE, b.high());
      return Boolean.FALSE.equals(low) || Boolean.FALSE.equals(high)
          ? Boolean.FALSE
          : low == null || high == null ? null : Boolean.TRUE;
    } else if (leaf instanceof RunExpr.In in) {
      List<@Nullable Boolean> each = new ArrayList<>();
      in.texts().forEach(t -> each.add(text(v).equals(t)));
      in.others().forEach(o -> each.add(compare(v, CompareOp.EQ, o)));
      return each.contains(true) ? Boolean.TRUE : each.contains(null) ? null : Boolean.FALSE;
    } else if (leaf instanceof LikeExpr like) {
      return names(v).stream().anyMatch(t -> like(like, t));
    }
    String regex = ((MatchesExpr) leaf).regex().pattern();
    return names(v).stream().anyMatch(t -> Pattern.compile(regex).matcher(t).find());
  }

  private static List<String> names(Object v) {
    if (v instanceof RunStatus s) {
      return List.of(s.wireName(), s == RunStatus.COMPLETED ? "FINISHED" : s.name());
    }
    return List.of(text(v));
  }

  private static boolean like(LikeExpr like, String text) {
    StringBuilder regex = new StringBuilder();
    String p = like.pattern().pattern();
    for (int i = 0; i < p.length(); i++) {
      char c = p.charAt(i);
      if (c == like.pattern().escape()) {
        regex.append(Pattern.quote(p.substring(++i, i + 1)));
      } else {
        regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote("" + c));
      }
    }
    int flags = like.pattern().ignoresCase() ? Pattern.CASE_INSENSITIVE : 0;
    return Pattern.compile(regex.toString(), flags | Pattern.DOTALL).matcher(text).matches();
  }

  private @Nullable Boolean compare(Object v, CompareOp op, QueryLiteral literal) {
    if (literal instanceof QueryLiteral.Text t) {
      return holds(op, compareText(text(v), t.value()));
    } else if (literal instanceof QueryLiteral.Bool b) {
      return (op == CompareOp.EQ) == text(v).equalsIgnoreCase("" + b.value());
    }
    Object n = number(v);
    if (n == null) {
      return op == CompareOp.EQ ? Boolean.FALSE : op == CompareOp.NE ? Boolean.TRUE : null;
    }
    return n == Odd.NAN ? null : Boolean.valueOf(holds(op, compareNumbers(n, value(literal))));
  }

  private Object value(QueryLiteral l) {
    if (l instanceof QueryLiteral.Int i) {
      return BigDecimal.valueOf(i.value());
    } else if (l instanceof QueryLiteral.Real r) {
      return decimal(r.value());
    } else if (l instanceof QueryLiteral.Time t) {
      return BigDecimal.valueOf(t.micros());
    } else if (l instanceof QueryLiteral.Span s) {
      return BigDecimal.valueOf(s.micros());
    }
    return micros(now).add(BigDecimal.valueOf(((QueryLiteral.Now) l).offsetMicros()));
  }

  private static int compareNumbers(Object a, Object b) {
    return a instanceof BigDecimal x && b instanceof BigDecimal y
        ? x.compareTo(y)
        : Integer.compare(infinity(a), infinity(b));
  }

  private static int infinity(Object n) {
    return n == Odd.PLUS_INFINITY ? 1 : n == Odd.MINUS_INFINITY ? -1 : 0;
  }

  private static int compareText(String a, String b) {
    int[] x = a.codePoints().toArray();
    int[] y = b.codePoints().toArray();
    return java.util.Arrays.compare(x, y);
  }

  private static boolean holds(CompareOp op, int order) {
    return switch (op.symbol()) {
      case "=" -> order == 0;
      case "!=" -> order != 0;
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static boolean isBefore(RunQuery q, RunInfo a, RunInfo b) {
    for (RunSort s : q.sorts()) {
      int order = order(s, value(s.field(), a), value(s.field(), b));
      if (order != 0) {
        return order < 0;
      }
    }
    int byTime = a.startedAt().compareTo(b.startedAt());
    return byTime != 0 ? byTime < 0 : a.id().compareTo(b.id()) < 0;
  }

  private static int order(RunSort s, @Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      int missingLast = Boolean.compare(a == null, b == null);
      return s.isNullsFirst() ? -missingLast : missingLast;
    }
    Object x = number(a);
    Object y = number(b);
    if (x == Odd.NAN || y == Odd.NAN) {
      return Boolean.compare(x == Odd.NAN, y == Odd.NAN);
    }
    int order =
        x != null && y != null
            ? compareNumbers(x, y)
            : x == null && y == null
                ? compareText(text(a), text(b))
                : Boolean.compare(x == null, y == null);
    return s.isDescending() ? -Integer.signum(order) : order;
  }
}
