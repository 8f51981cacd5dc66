/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table, or a field of a struct in one, and how it is got from what a table is made
 * of. Nothing is computed that is not asked for.
 *
 * @param <R> what a row is made of
 * @param name the name
 * @param type the type
 * @param isNullable whether it can be null
 * @param value gets the value as Spark keeps it inside
 * @param fields of a struct whose fields can be asked for one by one, these; else empty
 */
record Field<R>(
    String name,
    DataType type,
    boolean isNullable,
    Function<R, @Nullable Object> value,
    List<Field<R>> fields) {

  static <R> Field<R> required(String name, DataType type, Function<R, @Nullable Object> value) {
    return new Field<>(name, type, false, value, List.of());
  }

  static <R> Field<R> nullable(String name, DataType type, Function<R, @Nullable Object> value) {
    return new Field<>(name, type, true, value, List.of());
  }

  /** A struct that is never null itself. */
  static <R> Field<R> struct(String name, List<Field<R>> fields) {
    StructType type = schema(fields);
    return new Field<>(
        name,
        type,
        false,
        row -> {
          Object[] values = new Object[fields.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = fields.get(i).value().apply(row);
          }
          return new GenericInternalRow(values);
        },
        List.copyOf(fields));
  }

  static <R> StructType schema(List<Field<R>> fields) {
    return new StructType(
        fields.stream()
            .map(f -> new StructField(f.name(), f.type(), f.isNullable(), Metadata.empty()))
            .toArray(StructField[]::new));
  }
}
