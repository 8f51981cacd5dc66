/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;

/**
 * Makes the readers of a plan, in the processes that run its tasks.
 *
 * @param plan the plan
 */
record SynaReaderFactory(ScanPlan plan) implements PartitionReaderFactory {
  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    SynaPartition p = (SynaPartition) partition;
    return SliceReader.of(plan, p.slices(), RowSource.of(plan.table(), plan.schema()));
  }
}
