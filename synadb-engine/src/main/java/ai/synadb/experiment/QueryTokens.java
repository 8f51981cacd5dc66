/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.List;

/**
 * The tokens of a query and how far they were taken.
 *
 * <p>Thread safety: confined.
 */
final class QueryTokens {
  private final List<QueryToken> tokens;
  private int at;

  QueryTokens(String query) {
    this.tokens = QueryLexer.tokens(query);
  }

  /** The token that comes next. */
  QueryToken peek() {
    return tokens.get(at);
  }

  QueryToken next() {
    QueryToken token = peek();
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean takeWord(String word) {
    boolean isNext = peek().isWord(word);
    if (isNext) {
      next();
    }
    return isNext;
  }

  boolean takeSymbol(String symbol) {
    boolean isNext = peek().isSymbol(symbol);
    if (isNext) {
      next();
    }
    return isNext;
  }

  void requireWord(String word) {
    if (!takeWord(word)) {
      throw wrong(word);
    }
  }

  void requireSymbol(String symbol, String expected) {
    if (!takeSymbol(symbol)) {
      throw wrong(expected);
    }
  }

  /** The error that something else was expected in the place of the next token. */
  QuerySyntaxException wrong(String expected) {
    return wrong(peek(), expected);
  }

  /** The error that another value was expected, and what might have been meant. */
  static QuerySyntaxException wrongValue(QueryToken token, String expected, String suggestion) {
    return new QuerySyntaxException(token.start(), expected, token.described() + suggestion);
  }

  static QuerySyntaxException wrong(QueryToken token, String expected) {
    return new QuerySyntaxException(token.start(), expected, token.described());
  }
}
