/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.SynaException;
import java.util.ArrayList;
import java.util.List;

/** Cuts the text of a query into words and signs. */
final class QueryLexer {
  /** The longest query, in characters. */
  static final int MAX_CHARS = 1 << 16;

  /** The longest number, in characters. */
  static final int MAX_NUMBER_CHARS = 400;

  private static final String[] LONG_SYMBOLS = {"==", "!=", "<>", "<=", ">=", "!~"};
  private static final String SYMBOLS = "=<>~(),{}+-";

  private final String query;
  private int at;

  private QueryLexer(String query) {
    this.query = query;
  }

  /** All tokens of a query, the last of which is its end. */
  static List<QueryToken> tokens(String query) {
    if (query.length() > MAX_CHARS) {
      throw new QuerySyntaxException(
          MAX_CHARS, "a query of at most " + MAX_CHARS + " characters", query.length() + "");
    }
    QueryLexer lexer = new QueryLexer(query);
    List<QueryToken> tokens = new ArrayList<>();
    do {
      tokens.add(lexer.next());
    } while (tokens.get(tokens.size() - 1).kind() != QueryToken.Kind.END);
    return tokens;
  }

  private QueryToken next() {
    while (at < query.length() && isSpace(query.charAt(at))) {
      at++;
    }
    if (at == query.length()) {
      return token(QueryToken.Kind.END, at, "");
    }
    int start = at;
    char c = query.charAt(at);
    if (c == '\'') {
      return token(QueryToken.Kind.TEXT, start, quoted(c));
    } else if (isDigit(at) || (c == '.' && isDigit(at + 1))) {
      return number();
    } else if (c == '`' || c == '"' || isWordStart()) {
      return path();
    }
    for (String symbol : LONG_SYMBOLS) {
      if (query.startsWith(symbol, at)) {
        at += symbol.length();
        return token(QueryToken.Kind.SYMBOL, start, symbol);
      }
    }
    if (SYMBOLS.indexOf(c) >= 0) {
      at++;
      return token(QueryToken.Kind.SYMBOL, start, String.valueOf(c));
    }
    throw new QuerySyntaxException(
        start,
        "a name, a value, an operator or a parenthesis",
        SynaException.quoted(Character.toString(query.codePointAt(start))));
  }

  private static QueryToken token(QueryToken.Kind kind, int start, String text) {
    return new QueryToken(kind, start, text, List.of());
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || c == '\u00a0';
  }

  private boolean isDigit(int i) {
    return i < query.length() && query.charAt(i) >= '0' && query.charAt(i) <= '9';
  }

  private boolean isWordStart() {
    int c = query.codePointAt(at);
    return Character.isLetter(c) || c == '_';
  }

  /** Takes what is in quotes, in which the quote itself is doubled. */
  private String quoted(char quote) {
    int start = at++;
    StringBuilder text = new StringBuilder();
    while (at < query.length()) {
      char c = query.charAt(at++);
      if (c != quote) {
        text.append(c);
      } else if (at < query.length() && query.charAt(at) == quote) {
        text.append(c);
        at++;
      } else {
        return text.toString();
      }
    }
    throw new QuerySyntaxException(start, "an end of the text that this quote begins", "the end");
  }

  private QueryToken path() {
    int start = at;
    List<QueryToken.Part> parts = new ArrayList<>();
    parts.add(part(true));
    while (at < query.length() && query.charAt(at) == '.') {
      at++;
      parts.add(part(false));
    }
    return new QueryToken(
        QueryToken.Kind.PATH, start, query.substring(start, at), List.copyOf(parts));
  }

  private QueryToken.Part part(boolean isFirst) {
    int start = at;
    char c = at < query.length() ? query.charAt(at) : 0;
    if (c == '`' || c == '"') {
      return new QueryToken.Part(quoted(c), c, start);
    }
    while (at < query.length() && isNameChar(query.codePointAt(at), isFirst)) {
      at += Character.charCount(query.codePointAt(at));
    }
    if (at == start) {
      throw new QuerySyntaxException(start, "a name behind the dot", "");
    }
    return new QueryToken.Part(query.substring(start, at), (char) 0, start);
  }

  /** Names behind a dot may have the signs without quotes that are common in them. */
  static boolean isNameChar(int c, boolean isFirst) {
    return Character.isLetterOrDigit(c)
        || c == '_'
        || (!isFirst && (c == '-' || c == '/' || c == ':'));
  }

  private QueryToken number() {
    int start = at;
    digits();
    boolean isWhole = true;
    if (at < query.length() && query.charAt(at) == '.') {
      at++;
      digits();
      isWhole = false;
    }
    char c = at < query.length() ? query.charAt(at) : 0;
    if (c == 'e' || c == 'E') {
      char sign = at + 1 < query.length() ? query.charAt(at + 1) : 0;
      int exponent = sign == '-' || sign == '+' ? at + 2 : at + 1;
      if (isDigit(exponent)) {
        at = exponent;
        digits();
        isWhole = false;
      }
    }
    if (at < query.length() && isNameChar(query.codePointAt(at), true)) {
      return span(start, isWhole);
    }
    if (at - start > MAX_NUMBER_CHARS) {
      throw new QuerySyntaxException(
          start, "a number of at most " + MAX_NUMBER_CHARS + " characters", at - start + "");
    }
    return token(QueryToken.Kind.NUMBER, start, query.substring(start, at));
  }

  private QueryToken span(int start, boolean isWhole) {
    if (!isWhole) {
      throw new QuerySyntaxException(
          at,
          "something else behind the number",
          SynaException.quoted(Character.toString(query.codePointAt(at))));
    }
    while (at < query.length() && isNameChar(query.codePointAt(at), true)) {
      at += Character.charCount(query.codePointAt(at));
    }
    return token(QueryToken.Kind.SPAN, start, query.substring(start, at));
  }

  private void digits() {
    while (isDigit(at)) {
      at++;
    }
  }
}
