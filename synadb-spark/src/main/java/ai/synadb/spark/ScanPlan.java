/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
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

  /** Whether anything has to be known of one of some columns. */
  boolean reads(Set<String> names) {
    Set<String> read = new HashSet<>();
    Consumer<Operand.Ref> add = ref -> read.add(ref.path().get(0));
    conditions.forEach(c -> c.forEachRef(add));
    order.forEach(key -> add.accept(key.column()));
    Grouping g = grouping;
    if (g == null) {
      read.addAll(List.of(columns.fieldNames()));
    } else {
      g.by().forEach(add);
      g.measures().stream().map(Measure::column).filter(Objects::nonNull).forEach(add);
    }
    return names.stream().anyMatch(read::contains);
  }

  /** The columns of the rows that come out. */
  StructType readSchema() {
    return grouping == null ? columns : grouping.schema();
  }
}
