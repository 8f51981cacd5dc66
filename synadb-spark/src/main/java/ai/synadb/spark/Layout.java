/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table.
 *
 * @param <R> what a row is made of
 */
final class Layout<R extends TableRow> {
  private final List<Field<R>> columns;
  private final List<Field<R>> all;

  Layout(List<Field<R>> columns) {
    this.columns = List.copyOf(columns);
    List<Field<R>> withHidden = new ArrayList<>(columns);
    withHidden.addAll(HiddenColumns.fields());
    this.all = List.copyOf(withHidden);
  }

  /** The columns that {@code SELECT *} shows. */
  StructType schema() {
    return Field.schema(columns);
  }

  /** A column or a field in one; null if there is none. */
  @Nullable Field<R> find(List<String> path) {
    List<Field<R>> among = all;
    Field<R> found = null;
    for (String name : path) {
      found = find(among, name);
      if (found == null) {
        return null;
      }
      among = found.fields();
    }
    return found;
  }

  private static <R> @Nullable Field<R> find(List<Field<R>> among, String name) {
    for (Field<R> f : among) {
      if (f.name().equals(name)) {
        return f;
      }
    }
    return null;
  }

  /** What is known to be there, since it was found before. */
  Field<R> require(List<String> path) {
    Field<R> found = find(path);
    if (found == null) {
      throw new IllegalStateException("The table has no column " + String.join(".", path));
    }
    return found;
  }

  /** Makes rows of exactly these columns, pruned as they are, by their names. */
  Function<R, InternalRow> projection(StructType wanted) {
    List<Function<R, @Nullable Object>> getters = getters(all, wanted);
    return row -> row(getters, row);
  }

  private static <R> InternalRow row(List<Function<R, @Nullable Object>> getters, R row) {
    Object[] values = new Object[getters.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = getters.get(i).apply(row);
    }
    return new GenericInternalRow(values);
  }

  private static <R> List<Function<R, @Nullable Object>> getters(
      List<Field<R>> among, StructType wanted) {
    List<Function<R, @Nullable Object>> getters = new ArrayList<>();
    for (StructField w : wanted.fields()) {
      Field<R> field = find(among, w.name());
      if (field == null) {
        throw new IllegalStateException("The table has no column " + w.name());
      }
      getters.add(getter(field, w.dataType()));
    }
    return getters;
  }

  private static <R> Function<R, @Nullable Object> getter(Field<R> field, DataType wanted) {
    if (wanted instanceof StructType struct && !field.fields().isEmpty()) {
      List<Function<R, @Nullable Object>> inner = getters(field.fields(), struct);
      return row -> row(inner, row);
    }
    Function<Object, Object> pruned = pruning(field.type(), wanted);
    Function<R, @Nullable Object> value = field.value();
    if (pruned == null) {
      return value;
    }
    return row -> {
      Object v = value.apply(row);
      return v == null ? null : pruned.apply(v);
    };
  }

  /** What leaves out of a value the fields that are not wanted; null if all of it is. */
  private static @Nullable Function<Object, Object> pruning(DataType from, DataType to) {
    if (from instanceof ArrayType a && to instanceof ArrayType b) {
      Function<Object, Object> inner = pruning(a.elementType(), b.elementType());
      return inner == null ? null : v -> pruned((ArrayData) v, a.elementType(), inner);
    } else if (from instanceof MapType a && to instanceof MapType b) {
      Function<Object, Object> inner = pruning(a.valueType(), b.valueType());
      return inner == null
          ? null
          : v ->
              new ArrayBasedMapData(
                  ((MapData) v).keyArray(),
                  pruned(((MapData) v).valueArray(), a.valueType(), inner));
    } else if (from instanceof StructType a && to instanceof StructType b) {
      String[] names = b.fieldNames();
      return Arrays.equals(a.fieldNames(), names) ? null : v -> pruned((InternalRow) v, a, names);
    }
    return null;
  }

  private static ArrayData pruned(ArrayData from, DataType type, Function<Object, Object> inner) {
    Object[] values = new Object[from.numElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = from.isNullAt(i) ? null : inner.apply(from.get(i, type));
    }
    return new GenericArrayData(values);
  }

  private static InternalRow pruned(InternalRow from, StructType type, String[] names) {
    Object[] values = new Object[names.length];
    for (int i = 0; i < values.length; i++) {
      int at = type.fieldIndex(names[i]);
      values[i] = from.get(at, type.fields()[at].dataType());
    }
    return new GenericInternalRow(values);
  }
}
