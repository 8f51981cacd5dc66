/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.io.Serializable;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * What is computed of a group of rows.
 *
 * @param function how
 * @param column of which column; null to count rows
 */
record Measure(Function function, Operand.@Nullable Ref column) implements Serializable {

  /** How a measure is computed. */
  enum Function {
    COUNT,
    MIN,
    MAX
  }

  /** The column of it in the result. */
  StructField field() {
    boolean isCount = function == Function.COUNT;
    DataType type = isCount || column == null ? DataTypes.LongType : column.type();
    return new StructField(toString(), type, !isCount, Metadata.empty());
  }

  @Override
  public String toString() {
    return function + "(" + (column == null ? "*" : column) + ")";
  }
}
