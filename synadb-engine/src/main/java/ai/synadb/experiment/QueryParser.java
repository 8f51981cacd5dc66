/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.internal.text.LikePattern;
import ai.synadb.internal.text.LinearRegex;
import ai.synadb.internal.text.PatternException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the text of a query; its grammar stands at {@link RunQuery#parse}. */
final class QueryParser {
  /** How deep parentheses and NOTs may lie in each other. */
  static final int MAX_DEPTH = 100;

  /** The most values of an IN. */
  static final int MAX_VALUES = 5_000;

  /** The most fields to sort by. */
  static final int MAX_SORTS = 16;

  private static final Set<String> KEYWORDS =
      Set.of(
          "AND", "OR", "NOT", "IN", "BETWEEN", "LIKE", "ILIKE", "IS", "NULL", "NAN", "ORDER", "BY",
          "ASC", "DESC", "LIMIT", "OFFSET", "TRUE", "FALSE", "ESCAPE");

  private final QueryTokens tokens;
  private final QueryFields fields;
  private final QueryLiterals literals;
  private int depth;

  QueryParser(String query) {
    this.tokens = new QueryTokens(query);
    this.fields = new QueryFields(tokens);
    this.literals = new QueryLiterals(tokens);
  }

  static boolean isKeyword(QueryToken token) {
    return KEYWORDS.contains(token.text().toUpperCase(Locale.ROOT));
  }

  RunQuery query() {
    RunExpr condition = RunExpr.ALWAYS;
    if (!isTail(tokens.peek())) {
      condition = or();
    }
    List<RunSort> sorts = tokens.takeWord("ORDER") ? sorts() : List.of();
    long limit = tokens.takeWord("LIMIT") ? count() : RunQuery.NO_LIMIT;
    long offset = tokens.takeWord("OFFSET") ? count() : 0;
    requireEnd(sorts, limit, offset);
    return new RunQuery(condition, sorts, limit, offset);
  }

  private static boolean isTail(QueryToken token) {
    return token.kind() == QueryToken.Kind.END
        || token.isWord("ORDER")
        || token.isWord("LIMIT")
        || token.isWord("OFFSET");
  }

  private void requireEnd(List<RunSort> sorts, long limit, long offset) {
    if (tokens.peek().kind() == QueryToken.Kind.END) {
      return;
    }
    if (tokens.peek().isSymbol(")")) {
      throw tokens.wrong("an opening parenthesis before this closing one");
    }
    if (offset > 0) {
      throw tokens.wrong("the end");
    }
    throw tokens.wrong(
        limit != RunQuery.NO_LIMIT
            ? "OFFSET or the end"
            : sorts.isEmpty()
                ? "AND, OR, ORDER BY, LIMIT, OFFSET or the end"
                : "a comma, LIMIT, OFFSET or the end");
  }

  /** Only a condition. */
  RunExpr condition() {
    RunExpr condition = or();
    if (tokens.peek().kind() != QueryToken.Kind.END) {
      throw tokens.wrong("AND, OR or the end of the condition");
    }
    return condition;
  }

  private RunExpr or() {
    List<RunExpr> parts = new ArrayList<>();
    do {
      parts.add(and());
    } while (tokens.takeWord("OR"));
    return RunExpr.or(parts);
  }

  private RunExpr and() {
    List<RunExpr> parts = new ArrayList<>();
    do {
      parts.add(unary());
    } while (tokens.takeWord("AND"));
    return RunExpr.and(parts);
  }

  private RunExpr unary() {
    if (!tokens.peek().isWord("NOT") && !tokens.peek().isSymbol("(")) {
      return predicate();
    }
    if (++depth > MAX_DEPTH) {
      throw tokens.wrong("at most " + MAX_DEPTH + " parentheses and NOTs in each other");
    }
    RunExpr result;
    if (tokens.takeWord("NOT")) {
      result = new RunExpr.Not(unary());
    } else {
      tokens.next();
      result = or();
      tokens.requireSymbol(")", "AND, OR or a closing parenthesis");
    }
    depth--;
    return result;
  }

  private RunExpr predicate() {
    QueryField field = fields.read();
    QueryToken token = tokens.peek();
    CompareOp op = token.kind() == QueryToken.Kind.SYMBOL ? CompareOp.of(token.text()) : null;
    if (op != null) {
      return comparison(field, op);
    }
    if (tokens.takeWord("IS")) {
      return is(field);
    }
    boolean isNegated = tokens.takeWord("NOT");
    QueryToken operator = tokens.peek();
    if (tokens.takeWord("IN")) {
      return in(field, isNegated);
    } else if (tokens.takeWord("BETWEEN")) {
      return between(field, operator, isNegated);
    } else if (tokens.takeWord("LIKE") || tokens.takeWord("ILIKE")) {
      return like(field, operator, isNegated);
    } else if (tokens.takeSymbol("~")) {
      return matches(field, operator, isNegated);
    } else if (!isNegated && tokens.takeSymbol("!~")) {
      return matches(field, operator, true);
    }
    throw tokens.wrong(
        isNegated
            ? "IN, BETWEEN, LIKE, ILIKE or ~ behind NOT"
            : "an operator: = != < <= > >= ~ IN, BETWEEN, LIKE, ILIKE, IS or NOT");
  }

  private RunExpr comparison(QueryField field, CompareOp op) {
    QueryToken operator = tokens.next();
    if (!op.isEquality() && !field.kind().isOrdered()) {
      throw QueryTokens.wrong(operator, "= or != for a status");
    }
    QueryLiteral value = literals.read(field.kind());
    if (!op.isEquality() && !value.isOrdered()) {
      throw QueryTokens.wrong(operator, "= or != for true and false");
    }
    return new RunExpr.Compare(field, op, value);
  }

  private RunExpr is(QueryField field) {
    boolean isNegated = tokens.takeWord("NOT");
    QueryToken token = tokens.peek();
    if (tokens.takeWord("NULL")) {
      return new RunExpr.IsNull(field, isNegated);
    }
    if (token.isWord("NAN")) {
      if (field.kind() != ValueKind.NUMBER && field.kind() != ValueKind.DYNAMIC) {
        throw tokens.wrong("NULL: only metrics, parameters and tags can be NaN");
      }
      tokens.next();
      return new RunExpr.IsNan(field, isNegated);
    }
    throw tokens.wrong(isNegated ? "NULL or NAN" : "NULL, NAN or NOT");
  }

  private RunExpr in(QueryField field, boolean isNegated) {
    tokens.requireSymbol("(", "a list in parentheses");
    List<QueryLiteral> values = new ArrayList<>();
    do {
      if (values.size() == MAX_VALUES) {
        throw tokens.wrong("at most " + MAX_VALUES + " values in a list");
      }
      values.add(literals.read(field.kind()));
    } while (tokens.takeSymbol(","));
    tokens.requireSymbol(")", "a comma or a closing parenthesis");
    return RunExpr.in(field, values, isNegated);
  }

  private RunExpr between(QueryField field, QueryToken operator, boolean isNegated) {
    if (!field.kind().isOrdered()) {
      throw QueryTokens.wrong(operator, "= or != for a status");
    }
    QueryLiteral low = bound(field);
    tokens.requireWord("AND");
    return new RunExpr.Between(field, low, bound(field), isNegated);
  }

  private QueryLiteral bound(QueryField field) {
    QueryToken token = tokens.peek();
    QueryLiteral bound = literals.read(field.kind());
    if (!bound.isOrdered()) {
      throw QueryTokens.wrong(token, "a number or a text in quotes");
    }
    return bound;
  }

  private RunExpr like(QueryField field, QueryToken operator, boolean isNegated) {
    requireTextField(field, operator);
    QueryToken pattern = tokens.peek();
    String text = literals.requireText("a pattern in quotes");
    int escape = -1;
    if (tokens.takeWord("ESCAPE")) {
      QueryToken token = tokens.peek();
      String character = literals.requireText("one character in quotes");
      if (character.codePointCount(0, character.length()) != 1) {
        throw QueryTokens.wrong(token, "one character in quotes");
      }
      escape = character.codePointAt(0);
    }
    try {
      return new LikeExpr(field, LikePattern.of(text, escape, operator.isWord("ILIKE")), isNegated);
    } catch (PatternException e) {
      throw patternError(pattern, e);
    }
  }

  private RunExpr matches(QueryField field, QueryToken operator, boolean isNegated) {
    requireTextField(field, operator);
    QueryToken pattern = tokens.peek();
    try {
      return new MatchesExpr(
          field,
          LinearRegex.compile(literals.requireText("a regular expression in quotes")),
          isNegated);
    } catch (PatternException e) {
      throw patternError(pattern, e);
    }
  }

  private static void requireTextField(QueryField field, QueryToken operator) {
    if (!field.kind().isText()) {
      throw QueryTokens.wrong(operator, "a comparison of numbers or times");
    }
  }

  private static QuerySyntaxException patternError(QueryToken pattern, PatternException e) {
    return new QuerySyntaxException(
        pattern.start(),
        "a sound pattern; at its character " + e.position() + ": " + e.getMessage(),
        "");
  }

  private List<RunSort> sorts() {
    tokens.requireWord("BY");
    List<RunSort> sorts = new ArrayList<>();
    do {
      if (sorts.size() == MAX_SORTS) {
        throw tokens.wrong("at most " + MAX_SORTS + " fields to sort by");
      }
      sorts.add(sort());
    } while (tokens.takeSymbol(","));
    return List.copyOf(sorts);
  }

  /** Only a field and its direction. */
  RunSort onlySort() {
    RunSort sort = sort();
    if (tokens.peek().kind() != QueryToken.Kind.END) {
      throw tokens.wrong("ASC, DESC, NULLS or the end of the field");
    }
    return sort;
  }

  private RunSort sort() {
    QueryToken token = tokens.peek();
    QueryField field = fields.read();
    if (field instanceof QueryField.Dataset) {
      throw QueryTokens.wrong(token, "a field that a run has once");
    }
    boolean isDescending = tokens.takeWord("DESC");
    if (!isDescending) {
      tokens.takeWord("ASC");
    }
    boolean isNullsFirst = false;
    if (tokens.takeWord("NULLS")) {
      isNullsFirst = tokens.takeWord("FIRST");
      if (!isNullsFirst && !tokens.takeWord("LAST")) {
        throw tokens.wrong("FIRST or LAST");
      }
    }
    return new RunSort(field, isDescending, isNullsFirst);
  }

  private long count() {
    QueryToken token = tokens.peek();
    String text = token.text();
    boolean isCount =
        token.kind() == QueryToken.Kind.NUMBER
            && text.length() <= 10
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isCount || Long.parseLong(text) > Integer.MAX_VALUE) {
      throw tokens.wrong("a whole number from 0 to " + Integer.MAX_VALUE);
    }
    tokens.next();
    return Long.parseLong(text);
  }
}
