/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** What a condition compares: a column, or a field in one, or a constant. */
sealed interface Operand extends Serializable {

  /** The type of its values. */
  DataType type();

  /**
   * A column, or a field in one.
   *
   * @param path the names from the column down
   */
  record Ref(List<String> path, DataType type) implements Operand {
    public Ref {
      path = List.copyOf(path);
    }

    @Override
    public String toString() {
      return String.join(".", path);
    }
  }

  /**
   * A constant as Spark keeps it inside.
   *
   * @param value null for NULL
   */
  record Constant(@Nullable Object value, DataType type) implements Operand {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Constant c
          && c.type.equals(type)
          && Objects.deepEquals(c.value, value);
    }

    @Override
    public int hashCode() {
      return 31 * type.hashCode() + Arrays.deepHashCode(new Object[] {value});
    }

    @Override
    public String toString() {
      if (value instanceof UTF8String s) {
        return "'" + s.toString().replace("'", "''") + "'";
      }
      return value instanceof byte[] b
          ? "X'" + HexFormat.of().formatHex(b) + "'"
          : String.valueOf(value);
    }
  }
}
