/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.List;
import org.apache.spark.sql.connector.read.InputPartition;

/**
 * What one task reads.
 *
 * @param slices one after the other
 */
record SynaPartition(List<Slice> slices) implements InputPartition {
  SynaPartition {
    slices = List.copyOf(slices);
  }
}
