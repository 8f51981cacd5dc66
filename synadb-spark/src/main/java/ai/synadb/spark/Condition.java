/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a row that is evaluated here, with SQL's three values: true, false and unknown.
 * Equal if it is written the same.
 */
sealed interface Condition extends Serializable {

  /** Hands every column that it refers to to a consumer. */
  void forEachRef(Consumer<Operand.Ref> consumer);

  private static void accept(Operand operand, Consumer<Operand.Ref> consumer) {
    if (operand instanceof Operand.Ref ref) {
      consumer.accept(ref);
    }
  }

  /** How two values are compared. */
  enum Comparison {
    EQUAL("="),
    EQUAL_OR_BOTH_NULL("<=>"),
    UNEQUAL("<>"),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">=");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    /** The comparison with a sign; null if there is none. */
    static @Nullable Comparison of(String sign) {
      for (Comparison c : values()) {
        if (c.sign.equals(sign)) {
          return c;
        }
      }
      return null;
    }

    /** Whether it holds between values that compare so. */
    boolean holds(int order) {
      return switch (this) {
        case EQUAL, EQUAL_OR_BOTH_NULL -> order == 0;
        case UNEQUAL -> order != 0;
        case LESS -> order < 0;
        case AT_MOST -> order <= 0;
        case GREATER -> order > 0;
        case AT_LEAST -> order >= 0;
      };
    }
  }

  /** Where in a text another one is. */
  enum Place {
    STARTS_WITH,
    ENDS_WITH,
    CONTAINS
  }

  /** True, false or, as null, unknown. */
  record Always(@Nullable Boolean value) implements Condition {
    @Override
    public void forEachRef(Consumer<Operand.Ref> consumer) {}

    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }

  /** A column that is true or false. */
  record Truth(Operand operand) implements Condition {
    @Override
    public void forEachRef(Consumer<Operand.Ref> consumer) {
      accept(operand, consumer);
    }

    @Override
    public String toString() {
      return operand.toString();
    }
  }

  /** Both. */
  record And(Condition left, Condition right) implements Condition {
    @Override
    public void forEachRef(Consumer<Operand.Ref> consumer) {
      left.forEachRef(consumer);
      right.forEachRef(consumer);
    }

    @Override
    public String toString() {
      return "(" + left + " AND " + right + ")";
    }
  }

  /** One or both. */
  record Or(Condition left, Condition right) implements Condition {
    @Override
    public void forEachRef(Consumer<Operand.Ref> consumer) {
      left.forEachRef(consumer);
      right.forEachRef(consumer);
    }

    @Override
    public String toString() {
      return "(" + left + " OR " + right + ")";
    }
  }

  /** Not that. */
  record Not(Condition condition) implements Condition {
    @Override
    public void forEachRef(Consumer<Operand.Ref> consumer) {
      condition.forEachRef(consumer);
    }

    @Override
    public String toString() {
      return "NOT " + condition;
    }
  }

  /** One value compared with another. */
  record Compare(Comparison comparison, Operand left, Operand right) implements Condition {
    @Override
    public void forEachRef(Consumer<Operand.Ref> consumer) {
      accept(left, consumer);
      accept(right, consumer);
    }

    @Override
    public String toString() {
      return left + " " + comparison.sign + " " + right;
    }
  }

  /** One of some constants. */
  record In(Operand operand, List<Operand.Constant> among) implements Condition {
    public In {
      among = List.copyOf(among);
    }

    @Override
    public void forEachRef(Consumer<Operand.Ref> consumer) {
      accept(operand, consumer);
    }

    @Override
    public String toString() {
      String shown =
          among.stream().limit(10).map(Operand::toString).collect(Collectors.joining(", "));
      return operand + " IN (" + shown + (among.size() > 10 ? ", ..." : "") + ")";
    }
  }

  /** Null, or not. */
  record IsNull(Operand operand, boolean isNegated) implements Condition {
    @Override
    public void forEachRef(Consumer<Operand.Ref> consumer) {
      accept(operand, consumer);
    }

    @Override
    public String toString() {
      return operand + (isNegated ? " IS NOT NULL" : " IS NULL");
    }
  }

  /** A text with another one in it. */
  record Match(Place place, Operand text, Operand part) implements Condition {
    @Override
    public void forEachRef(Consumer<Operand.Ref> consumer) {
      accept(text, consumer);
      accept(part, consumer);
    }

    @Override
    public String toString() {
      return place + "(" + text + ", " + part + ")";
    }
  }
}
