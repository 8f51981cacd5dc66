/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/**
 * A table: its columns, how it is cut into slices, and the rows of a slice.
 *
 * @param <R> what a row is made of
 */
interface RowSource<R extends TableRow> {

  /** The columns. */
  Layout<R> layout();

  /**
   * Cuts what conditions leave of a file into slices of about so many rows, in the order of keys.
   */
  List<Slice> slices(OpenFile file, List<Condition> conditions, int rows);

  /**
   * The rows of a slice. Those that conditions leave out may be among them.
   *
   * @param plan what can be made use of to read less
   */
  Iterator<R> rows(OpenFile file, Slice slice, ScanPlan plan);

  /** The source of a table with a schema that was planned. */
  static RowSource<?> of(TableId table, StructType schema) {
    return switch (table.kind()) {
      case RUNS -> new RunRows(schema);
      case METRICS -> new MetricRows();
      case VERSIONS -> new VersionRows();
      case VECTORS -> new VectorRows(table.name());
      case TENSORS -> new TensorRows();
      case HISTORY -> new HistoryRows();
    };
  }

  /** Those of some conditions that refer to no other columns. */
  static List<Condition> among(List<Condition> conditions, Set<String> columns) {
    return conditions.stream()
        .filter(
            c -> {
              boolean[] isOther = {false};
              c.forEachRef(r -> isOther[0] |= !columns.contains(r.path().get(0)));
              return !isOther[0];
            })
        .toList();
  }
}
