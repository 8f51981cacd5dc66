/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.List;
import org.apache.spark.sql.connector.catalog.MetadataColumn;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The columns that every table has beside its own: in which file, and at which position. */
final class HiddenColumns {
  private HiddenColumns() {}

  static <R extends TableRow> List<Field<R>> fields() {
    return List.of(
        Field.required("_file", DataTypes.StringType, r -> Values.text(r.file().state().path())),
        Field.required("_position", DataTypes.LongType, r -> r.file().state().position()));
  }

  static MetadataColumn[] forSpark() {
    return HiddenColumns.<TableRow>fields().stream()
        .map(f -> new Hidden(f.name(), f.type()))
        .toArray(MetadataColumn[]::new);
  }

  private record Hidden(String name, DataType dataType) implements MetadataColumn {
    @Override
    public boolean isNullable() {
      return false;
    }
  }
}
