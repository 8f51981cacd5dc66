/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Positions;
import ai.synadb.internal.text.LikePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a query as the text that {@link QueryParser} reads as an equal one. */
final class QueryPrinter {
  private QueryPrinter() {}

  static String print(RunQuery q) {
    List<String> parts = new ArrayList<>();
    if (!q.condition().equals(RunExpr.ALWAYS)) {
      parts.add(print(q.condition()));
    }
    if (!q.sorts().isEmpty()) {
      parts.add(
          "ORDER BY "
              + q.sorts().stream().map(QueryPrinter::print).collect(Collectors.joining(", ")));
    }
    if (q.limitOrNone() != RunQuery.NO_LIMIT) {
      parts.add("LIMIT " + q.limitOrNone());
    }
    if (q.offsetRuns() > 0) {
      parts.add("OFFSET " + q.offsetRuns());
    }
    return String.join(" ", parts);
  }

  private static String print(RunSort s) {
    return print(s.field())
        + (s.isDescending() ? " DESC" : "")
        + (s.isNullsFirst() ? " NULLS FIRST" : "");
  }

  static String print(RunExpr e) {
    if (e instanceof RunExpr.Or or) {
      return or.parts().stream().map(QueryPrinter::print).collect(Collectors.joining(" OR "));
    } else if (e instanceof RunExpr.And and) {
      return and.parts().stream()
          .map(p -> p instanceof RunExpr.Or ? "(" + print(p) + ")" : print(p))
          .collect(Collectors.joining(" AND "));
    } else if (e instanceof RunExpr.Not not) {
      boolean isSimple = not.part() instanceof RunExpr.Leaf || not.part() instanceof RunExpr.Not;
      return "NOT " + (isSimple ? print(not.part()) : "(" + print(not.part()) + ")");
    } else if (e instanceof RunExpr.Leaf leaf) {
      return print(leaf.field()) + print(leaf, leaf.isNegated() ? " NOT" : "");
    }
    throw new IllegalStateException("No condition: " + e);
  }

  private static String print(RunExpr.Leaf leaf, String not) {
    if (leaf instanceof RunExpr.Compare c) {
      return " " + c.op().symbol() + " " + print(c.value());
    } else if (leaf instanceof RunExpr.Between b) {
      return not + " BETWEEN " + print(b.low()) + " AND " + print(b.high());
    } else if (leaf instanceof RunExpr.In in) {
      List<String> values = new ArrayList<>();
      in.texts().forEach(t -> values.add(quoted(t, '\'')));
      in.others().forEach(v -> values.add(print(v)));
      return not + " IN (" + String.join(", ", values) + ")";
    } else if (leaf instanceof LikeExpr like) {
      LikePattern p = like.pattern();
      return not
          + (p.ignoresCase() ? " ILIKE " : " LIKE ")
          + quoted(p.pattern(), '\'')
          + (p.escape() < 0 ? "" : " ESCAPE " + quoted(Character.toString(p.escape()), '\''));
    } else if (leaf instanceof MatchesExpr m) {
      return not + " ~ " + quoted(m.regex().pattern(), '\'');
    }
    return " IS" + not + (leaf instanceof RunExpr.IsNull ? " NULL" : " NAN");
  }

  static String print(QueryField f) {
    if (f instanceof QueryField.Attribute a) {
      return a.attribute().word();
    } else if (f instanceof QueryField.Param p) {
      return "params." + name(p.name(), false);
    } else if (f instanceof QueryField.Tag t) {
      return "tags." + name(t.name(), false);
    } else if (f instanceof QueryField.Dataset d) {
      return "datasets." + d.word();
    }
    QueryField.Metric m = (QueryField.Metric) f;
    boolean isExact = m.longer() == null;
    return "metrics."
        + name(m.id().name(), isExact && (m.aspect() != null || endsInAspect(m.id().name())))
        + (m.aspect() == null ? "" : "." + m.aspect().word())
        + context(m.id().context());
  }

  private static boolean endsInAspect(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && MetricAspect.of(name.substring(dot + 1)) != null;
  }

  private static String context(Map<String, String> context) {
    if (context.isEmpty()) {
      return "";
    }
    return context.entrySet().stream()
        .map(e -> quoted(e.getKey(), '`') + "=" + quoted(e.getValue(), '\''))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String name(String name, boolean isQuoted) {
    return isQuoted || !isPlain(name) ? quoted(name, '`') : name;
  }

  /** Whether a name can stand without quotes. */
  static boolean isPlain(String name) {
    for (String part : name.split("\\.", -1)) {
      if (part.isEmpty() || !part.codePoints().allMatch(c -> QueryLexer.isNameChar(c, false))) {
        return false;
      }
    }
    return true;
  }

  private static String quoted(String text, char quote) {
    String q = String.valueOf(quote);
    return q + text.replace(q, q + q) + q;
  }

  private static String print(QueryLiteral v) {
    if (v instanceof QueryLiteral.Int i) {
      return Long.toString(i.value());
    } else if (v instanceof QueryLiteral.Real r) {
      return Double.isInfinite(r.value())
          ? (r.value() < 0 ? "-inf" : "inf")
          : Double.toString(r.value());
    } else if (v instanceof QueryLiteral.Text t) {
      return quoted(t.value(), '\'');
    } else if (v instanceof QueryLiteral.Bool b) {
      return Boolean.toString(b.value());
    } else if (v instanceof QueryLiteral.Time t) {
      return quoted(Positions.toInstant(t.micros()).toString(), '\'');
    } else if (v instanceof QueryLiteral.Span s) {
      return s.micros() + "us";
    }
    long offset = ((QueryLiteral.Now) v).offsetMicros();
    return offset == 0 ? "now()" : "now() " + (offset < 0 ? "- " : "+ ") + Math.abs(offset) + "us";
  }
}
