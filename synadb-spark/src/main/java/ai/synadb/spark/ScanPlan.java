/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What is read, in full: equal plans read the same rows.
 *
 * @param table the table
 * @param schema its columns as planned
 * @param columns the columns that are wanted, pruned
 * @param conditions what all rows meet
 * @param order the order of which the first rows are wanted; none for any order
 * @param limit how many rows are wanted; -1 for all
 * @param grouping the aggregation; null for none
 */
record ScanPlan(
    TableId table,
    StructType schema,
    StructType columns,
    List<Condition> conditions,
    List<SortKey> order,
    int limit,
    @Nullable Grouping grouping)
    implements Serializable {
  static final int NO_LIMIT = -1;

  ScanPlan {
    conditions = List.copyOf(conditions);
    order = List.copyOf(order);
  }

  /** The columns of the rows that come out. */
  StructType readSchema() {
    return grouping == null ? columns : grouping.schema();
  }
}
