/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * An aggregation: a row for each group, or one for all rows.
 *
 * @param by the columns that make a group; none for one group of all rows
 * @param measures what is computed
 */
record Grouping(List<Operand.Ref> by, List<Measure> measures) implements Serializable {
  Grouping {
    by = List.copyOf(by);
    measures = List.copyOf(measures);
  }

  /** The columns of the result: first those of the group, then the measures. */
  StructType schema() {
    List<StructField> fields = new ArrayList<>();
    for (Operand.Ref ref : by) {
      fields.add(new StructField(ref.toString(), ref.type(), true, Metadata.empty()));
    }
    measures.forEach(m -> fields.add(m.field()));
    return new StructType(fields.toArray(StructField[]::new));
  }

  @Override
  public String toString() {
    return measures + (by.isEmpty() ? "" : " by " + by);
  }
}
