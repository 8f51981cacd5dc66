/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Makes conditions of Spark's predicates: only of those that are evaluated here exactly as Spark
 * would, as a whole. What is not known, or compares values of two types, stays with Spark.
 */
final class Conditions {
  private final Layout<?> layout;

  Conditions(Layout<?> layout) {
    this.layout = layout;
  }

  /** The condition that a predicate is; empty if it stays with Spark. */
  Optional<Condition> of(Predicate predicate) {
    return Optional.ofNullable(condition(predicate));
  }

  private @Nullable Condition condition(Expression e) {
    if (!(e instanceof Predicate p)) {
      Operand operand = operand(e);
      return operand == null || !operand.type().equals(DataTypes.BooleanType)
          ? null
          : new Condition.Truth(operand);
    }
    Expression[] c = p.children();
    return switch (p.name()) {
      case "ALWAYS_TRUE" -> new Condition.Always(true);
      case "ALWAYS_FALSE" -> new Condition.Always(false);
      case "BOOLEAN_EXPRESSION" -> c.length == 1 ? condition(c[0]) : null;
      case "AND", "OR" -> c.length == 2 ? junction(p.name().equals("AND"), c[0], c[1]) : null;
      case "NOT" -> c.length == 1 ? not(c[0]) : null;
      case "IS_NULL", "IS_NOT_NULL" ->
          c.length == 1 ? isNull(c[0], p.name().equals("IS_NOT_NULL")) : null;
      case "IN" -> c.length >= 2 ? in(c) : null;
      case "STARTS_WITH", "ENDS_WITH", "CONTAINS" ->
          c.length == 2 ? match(Condition.Place.valueOf(p.name()), c[0], c[1]) : null;
      default -> c.length == 2 ? compare(p.name(), c[0], c[1]) : null;
    };
  }

  private @Nullable Condition junction(boolean isAnd, Expression left, Expression right) {
    Condition l = condition(left);
    Condition r = condition(right);
    if (l == null || r == null) {
      return null;
    }
    return isAnd ? new Condition.And(l, r) : new Condition.Or(l, r);
  }

  private @Nullable Condition not(Expression e) {
    Condition c = condition(e);
    return c == null ? null : new Condition.Not(c);
  }

  private @Nullable Condition isNull(Expression e, boolean isNegated) {
    Operand operand = operand(e);
    return operand == null ? null : new Condition.IsNull(operand, isNegated);
  }

  private @Nullable Condition in(Expression[] c) {
    Operand operand = operand(c[0]);
    if (operand == null || !Values.isOrdered(operand.type())) {
      return null;
    }
    List<Operand.Constant> among = new ArrayList<>();
    for (int i = 1; i < c.length; i++) {
      if (!(operand(c[i]) instanceof Operand.Constant constant)
          || !constant.type().equals(operand.type())) {
        return null;
      }
      among.add(constant);
    }
    return new Condition.In(operand, among);
  }

  private @Nullable Condition match(Condition.Place place, Expression text, Expression part) {
    Operand t = operand(text);
    Operand p = operand(part);
    return t == null || p == null || !isText(t) || !isText(p)
        ? null
        : new Condition.Match(place, t, p);
  }

  private static boolean isText(Operand operand) {
    return operand.type().equals(DataTypes.StringType);
  }

  private @Nullable Condition compare(String sign, Expression left, Expression right) {
    Condition.Comparison comparison = Condition.Comparison.of(sign);
    Operand l = operand(left);
    Operand r = operand(right);
    if (comparison == null
        || l == null
        || r == null
        || !l.type().equals(r.type())
        || !Values.isOrdered(l.type())) {
      return null;
    }
    return new Condition.Compare(comparison, l, r);
  }

  private @Nullable Operand operand(Expression e) {
    if (e instanceof NamedReference reference) {
      return ref(reference);
    }
    if (!(e instanceof Literal<?> l)
        || (l.value() == null && l.dataType().equals(DataTypes.BinaryType))) {
      return null; // Spark fails at printing a pushed NULL of bytes
    }
    return new Operand.Constant(l.value(), l.dataType());
  }

  /** The column that a reference means; null if it is none of this table. */
  Operand.@Nullable Ref ref(NamedReference reference) {
    List<String> path = Arrays.asList(reference.fieldNames());
    Field<?> field = layout.find(path);
    return field == null ? null : new Operand.Ref(path, field.type());
  }
}
