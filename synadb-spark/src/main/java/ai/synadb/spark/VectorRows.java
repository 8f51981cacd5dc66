/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.Snapshot;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.vector.Attributes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;

/** {@code vectors.<collection>}: a row for each vector. */
final class VectorRows implements RowSource<VectorRows.Row> {
  private static final String ID = "id";

  private final String prefix;
  private final String attributes;
  private final Layout<Row> layout =
      new Layout<>(
          List.of(
              Field.required(ID, DataTypes.StringType, r -> Values.text(r.id)),
              Field.required(
                  "embedding",
                  DataTypes.createArrayType(DataTypes.FloatType, false),
                  this::embedding),
              Field.required(
                  "attributes",
                  DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false),
                  this::attributes)));

  VectorRows(String table) {
    this.prefix = VectorCollections.vectors(table);
    this.attributes = VectorCollections.attributes(table);
  }

  /** A vector, of which nothing but the key is read before it is asked for. */
  static final class Row extends TableRow {
    private final String id;

    Row(OpenFile file, String id) {
      super(file);
      this.id = id;
    }
  }

  private Object embedding(Row row) {
    String key = prefix + row.id;
    float[] vector =
        row.file().snapshot().getVector(key).orElseThrow(() -> new KeyNotFoundException(key));
    return new GenericArrayData(vector);
  }

  private Object attributes(Row row) {
    Attributes all =
        row.file()
            .snapshot()
            .getText(attributes + row.id)
            .map(Attributes::fromJson)
            .orElse(Attributes.empty());
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : all.names()) {
      all.value(name).ifPresent(v -> texts.put(name, v.toString()));
    }
    return Values.texts(texts);
  }

  @Override
  public Layout<Row> layout() {
    return layout;
  }

  @Override
  public List<Slice> slices(OpenFile file, List<Condition> conditions, int rows) {
    KeyRange range = KeyRange.of(conditions, ID);
    return range.only() != null
        ? List.of(Slice.whole(file.state(), 1))
        : KeySlices.cut(file, prefix + range.prefix(), rows);
  }

  @Override
  public Iterator<Row> rows(OpenFile file, Slice slice, ScanPlan plan) {
    KeyRange range = KeyRange.of(plan.conditions(), ID);
    Snapshot snapshot = file.snapshot();
    if (range.only() != null) {
      return Stream.of(range.only())
          .filter(id -> snapshot.keys(prefix + id, null, 1).contains(prefix + id))
          .map(id -> new Row(file, id))
          .iterator();
    }
    Iterator<String> keys =
        KeySlices.keys(KeySlices.live(snapshot), prefix + range.prefix(), slice);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return keys.hasNext();
      }

      @Override
      public Row next() {
        return new Row(file, keys.next().substring(prefix.length()));
      }
    };
  }
}
