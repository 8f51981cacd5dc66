/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Positions;
import ai.synadb.SynaException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the values in a query, as a field takes them. */
final class QueryLiterals {
  private static final Pattern SPAN_PART = Pattern.compile("(\\d{1,18})(us|ms|s|m|h|d|w)");
  private static final Pattern HAS_ZONE = Pattern.compile(".*(Z|z|[+-]\\d\\d:?\\d\\d(:?\\d\\d)?)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "us", 1L,
          "ms", 1_000L,
          "s", 1_000_000L,
          "m", 60_000_000L,
          "h", 3_600_000_000L,
          "d", 86_400_000_000L,
          "w", 604_800_000_000L);

  private final QueryTokens tokens;

  QueryLiterals(QueryTokens tokens) {
    this.tokens = tokens;
  }

  /** The text of a token in single or double quotes; null if it is none. */
  static @Nullable String text(QueryToken token) {
    if (token.kind() == QueryToken.Kind.TEXT) {
      return token.text();
    }
    return token.isDoubleQuoted() ? token.parts().get(0).text() : null;
  }

  /** The value that comes next, for a field whose values are of a kind. */
  QueryLiteral read(ValueKind kind) {
    return switch (kind) {
      case NUMBER -> number(kind);
      case DYNAMIC -> dynamic();
      case TEXT -> new QueryLiteral.Text(requireText(kind.expected()));
      case STATUS -> status();
      case TIME -> time();
      case SPAN -> span();
    };
  }

  /** The text in quotes that comes next. */
  String requireText(String expected) {
    String text = text(tokens.peek());
    if (text == null) {
      throw tokens.wrong(expected);
    }
    tokens.next();
    return text;
  }

  private QueryLiteral dynamic() {
    QueryToken token = tokens.peek();
    if (text(token) != null) {
      return new QueryLiteral.Text(requireText(""));
    }
    if (token.isWord("true") || token.isWord("false")) {
      tokens.next();
      return new QueryLiteral.Bool(token.isWord("true"));
    }
    return number(ValueKind.DYNAMIC);
  }

  private QueryLiteral status() {
    QueryToken token = tokens.peek();
    String name = requireText(ValueKind.STATUS.expected());
    String status = StatusNames.canonical(name);
    if (status == null) {
      throw QueryTokens.wrongValue(
          token,
          "a status: 'Running', 'Completed', 'Failed', 'Killed' or MLflow's names of them",
          Suggestion.of(name, StatusNames.all()));
    }
    return new QueryLiteral.Text(status);
  }

  private QueryLiteral number(ValueKind kind) {
    boolean isNegative = tokens.peek().isSymbol("-");
    if (isNegative || tokens.peek().isSymbol("+")) {
      tokens.next();
    }
    QueryToken token = tokens.peek();
    if (token.isWord("inf") || token.isWord("infinity")) {
      tokens.next();
      return new QueryLiteral.Real(
          isNegative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    if (token.isWord("nan")) {
      throw tokens.wrong("a number: ask for NaN by IS NAN");
    }
    if (token.kind() != QueryToken.Kind.NUMBER) {
      throw tokens.wrong(kind.expected());
    }
    tokens.next();
    return number(token, (isNegative ? "-" : "") + token.text());
  }

  private static QueryLiteral number(QueryToken token, String text) {
    if (text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'))) {
      BigInteger whole = new BigInteger(text);
      if (whole.bitLength() <= 63) {
        return new QueryLiteral.Int(whole.longValue());
      }
    }
    double real = Double.parseDouble(text);
    if (Double.isInfinite(real)) {
      throw QueryTokens.wrong(token, "a number in the range of a double, or inf");
    }
    return new QueryLiteral.Real(real);
  }

  private QueryLiteral time() {
    QueryToken token = tokens.peek();
    String text = text(token);
    if (text != null) {
      tokens.next();
      try {
        return new QueryLiteral.Time(Positions.of(instant(text)));
      } catch (DateTimeException | ArithmeticException e) {
        throw QueryTokens.wrong(token, ValueKind.TIME.expected());
      }
    }
    if (token.isWord("now")) {
      return now();
    }
    return new QueryLiteral.Time(scaled(ValueKind.TIME, 1_000));
  }

  private static Instant instant(String text) {
    int space = text.indexOf(' ');
    String iso = space == 10 ? text.substring(0, 10) + "T" + text.substring(11) : text;
    if (iso.indexOf('T') < 0) {
      return LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    return HAS_ZONE.matcher(iso.substring(iso.indexOf('T'))).matches()
        ? OffsetDateTime.parse(iso).toInstant()
        : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
  }

  private QueryLiteral now() {
    tokens.next();
    tokens.requireSymbol("(", "() behind now");
    tokens.requireSymbol(")", "() behind now");
    long offset = 0;
    while (tokens.peek().isSymbol("-") || tokens.peek().isSymbol("+")) {
      boolean isNegative = tokens.next().isSymbol("-");
      QueryToken token = tokens.peek();
      long span = requireSpan("a length of time such as 7d, 12h or 30m");
      try {
        offset = isNegative ? Math.subtractExact(offset, span) : Math.addExact(offset, span);
      } catch (ArithmeticException e) {
        throw QueryTokens.wrong(token, "less than 292,000 years");
      }
    }
    if (Math.abs(offset) > Long.MAX_VALUE / 2) {
      throw tokens.wrong("less than 146,000 years from now()");
    }
    return new QueryLiteral.Now(offset);
  }

  private QueryLiteral span() {
    QueryToken token = tokens.peek();
    if (token.kind() == QueryToken.Kind.SPAN) {
      return new QueryLiteral.Span(requireSpan(""));
    }
    long micros = scaled(ValueKind.SPAN, 1_000_000);
    if (micros < 0) {
      throw QueryTokens.wrong(token, "a length of time that is not negative");
    }
    return new QueryLiteral.Span(micros);
  }

  private long requireSpan(String expected) {
    QueryToken token = tokens.peek();
    if (token.kind() != QueryToken.Kind.SPAN) {
      throw tokens.wrong(expected);
    }
    tokens.next();
    Matcher part = SPAN_PART.matcher(token.text());
    int end = 0;
    long micros = 0;
    try {
      while (part.find(end) && part.start() == end) {
        long unit = UNITS.getOrDefault(part.group(2), 0L);
        micros = Math.addExact(micros, Math.multiplyExact(Long.parseLong(part.group(1)), unit));
        end = part.end();
      }
    } catch (ArithmeticException e) {
      throw QueryTokens.wrong(token, "less than 292,000 years");
    }
    if (end < token.text().length()) {
      throw new QuerySyntaxException(
          token.start() + end,
          "digits and one of the units us, ms, s, m, h, d and w",
          SynaException.quoted(token.text().substring(end)));
    }
    return micros;
  }

  /** The number that comes next, in a unit of so many microseconds, rounded to the nearest. */
  private long scaled(ValueKind kind, long unitMicros) {
    QueryToken token = tokens.peek();
    QueryLiteral n = number(kind);
    try {
      if (n instanceof QueryLiteral.Int i) {
        return Math.multiplyExact(i.value(), unitMicros);
      }
      BigDecimal real = BigDecimal.valueOf(((QueryLiteral.Real) n).value());
      return real.multiply(BigDecimal.valueOf(unitMicros))
          .setScale(0, RoundingMode.HALF_EVEN)
          .longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw QueryTokens.wrong(token, "less than 292,000 years");
    }
  }
}
