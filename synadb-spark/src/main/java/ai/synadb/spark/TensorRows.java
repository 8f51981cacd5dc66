/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorInfo;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** {@code tensors.catalog}: a row for each tensor, with what is known of it without reading it. */
final class TensorRows implements RowSource<TensorRows.Row> {
  private static final String NAME = "name";

  private final Layout<Row> layout =
      new Layout<>(
          List.of(
              Field.required(NAME, DataTypes.StringType, r -> Values.text(r.name)),
              Field.required(
                  "dtype", DataTypes.StringType, r -> Values.text(r.info().dtype().wireName())),
              Field.required(
                  "shape",
                  DataTypes.createArrayType(DataTypes.LongType, false),
                  r -> Values.array(Arrays.stream(r.info().shape().toArray()).boxed().toList())),
              Field.required("rows", DataTypes.LongType, r -> r.info().shape().rows()),
              Field.required("elements", DataTypes.LongType, r -> r.info().shape().elements()),
              Field.required("size_bytes", DataTypes.LongType, r -> r.info().sizeBytes()),
              Field.required("records", DataTypes.LongType, r -> r.info().records()),
              range("min", TensorInfo.Range::min),
              range("max", TensorInfo.Range::max),
              Field.required("digest", DataTypes.StringType, r -> Values.text(r.info().digest()))));

  /** A tensor, of which nothing but the name is read before it is asked for. */
  static final class Row extends TableRow {
    private final TensorEngine tensors;
    private final String name;
    private @Nullable TensorInfo info;

    Row(OpenFile file, TensorEngine tensors, String name) {
      super(file);
      this.tensors = tensors;
      this.name = name;
    }

    private TensorInfo info() {
      TensorInfo i = info;
      if (i == null) {
        i = tensors.describe(name);
        info = i;
      }
      return i;
    }
  }

  private static Field<Row> range(String name, Function<TensorInfo.Range, Double> bound) {
    return Field.nullable(
        name, DataTypes.DoubleType, r -> r.info().range().map(bound).orElse(null));
  }

  @Override
  public Layout<Row> layout() {
    return layout;
  }

  private static TensorEngine tensors(OpenFile file) {
    return TensorEngine.on(file.snapshot());
  }

  @Override
  public List<Slice> slices(OpenFile file, List<Condition> conditions, int rows) {
    return List.of(Slice.whole(file.state(), tensors(file).list().size()));
  }

  @Override
  public Iterator<Row> rows(OpenFile file, Slice slice, ScanPlan plan) {
    TensorEngine tensors = tensors(file); // of the snapshot: nothing to close
    KeyRange range = KeyRange.of(plan.conditions(), NAME);
    return tensors.list(range.only() == null ? range.prefix() : range.only()).stream()
        .filter(range::mayContain)
        .map(name -> new Row(file, tensors, name))
        .iterator();
  }
}
