/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** A planned read. Equal to another that reads the same, so that Spark does it once. */
final class SynaScan implements SupportsReportStatistics, Batch {
  private static final long EMBEDDING_BYTES = 3072;
  private static final long COLLECTION_BYTES = 256;

  private final ScanPlan plan;
  private final List<SynaPartition> partitions;

  SynaScan(ScanPlan plan, List<SynaPartition> partitions) {
    this.plan = plan;
    this.partitions = List.copyOf(partitions);
  }

  ScanPlan plan() {
    return plan;
  }

  @Override
  public StructType readSchema() {
    return plan.readSchema();
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return partitions.toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new SynaReaderFactory(plan);
  }

  @Override
  public Statistics estimateStatistics() {
    boolean isBounded = plan.limit() != ScanPlan.NO_LIMIT;
    if (plan.table().kind() == TableId.Kind.HISTORY && !isBounded) {
      return Unknown.INSTANCE; // its slices count keys, any of which may have millions of rows
    }
    long rows = 0;
    for (SynaPartition p : partitions) {
      long inPartition = 0;
      for (Slice s : p.slices()) {
        inPartition += s.rows();
      }
      rows += rows(inPartition);
    }
    return new Estimate(rows, rows * bytes(readSchema()));
  }

  /** How many rows come out of a partition at most, which has about so many. */
  private long rows(long inPartition) {
    if (plan.limit() == ScanPlan.NO_LIMIT) {
      return inPartition;
    }
    boolean isOfKeys = plan.table().kind() == TableId.Kind.HISTORY;
    return isOfKeys ? plan.limit() : Math.min(plan.limit(), inPartition);
  }

  /** Spark takes it for too large to be sent to every task. */
  private enum Unknown implements Statistics {
    INSTANCE;

    @Override
    public OptionalLong sizeInBytes() {
      return OptionalLong.empty();
    }

    @Override
    public OptionalLong numRows() {
      return OptionalLong.empty();
    }
  }

  private record Estimate(long rows, long bytes) implements Statistics {
    @Override
    public OptionalLong sizeInBytes() {
      return OptionalLong.of(bytes);
    }

    @Override
    public OptionalLong numRows() {
      return OptionalLong.of(rows);
    }
  }

  /** About how many bytes a value takes in memory. */
  private static long bytes(DataType type) {
    if (type instanceof StructType s) {
      long sum = 8;
      for (StructField f : s.fields()) {
        sum += bytes(f.dataType());
      }
      return sum;
    }
    if (type instanceof ArrayType a && a.elementType().equals(DataTypes.FloatType)) {
      return EMBEDDING_BYTES;
    }
    boolean isLarge =
        type instanceof ArrayType || type instanceof MapType || type.equals(DataTypes.BinaryType);
    return isLarge ? COLLECTION_BYTES : type.defaultSize();
  }

  /** Everything that Spark handed over, for people who read a query's plan. */
  @Override
  public String description() {
    StringBuilder s = new StringBuilder("synadb ").append(plan.table());
    s.append(" [filters=").append(plan.conditions());
    if (plan.grouping() != null) {
      s.append(", aggregates=").append(plan.grouping());
    }
    if (plan.limit() != ScanPlan.NO_LIMIT) {
      s.append(plan.order().isEmpty() ? "" : ", order=" + plan.order());
      s.append(", limit=").append(plan.limit());
    }
    return s.append(", partitions=")
        .append(partitions.size())
        .append(", ")
        .append(states())
        .append("]")
        .toString();
  }

  private String states() {
    TreeSet<Long> positions = new TreeSet<>();
    TreeSet<String> files = new TreeSet<>();
    for (SynaPartition p : partitions) {
      for (Slice s : p.slices()) {
        positions.add(s.file().position());
        files.add(s.file().path());
      }
    }
    return files.size() == 1
        ? "file=" + files.first() + ", position=" + positions.first()
        : "files=" + files.size();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SynaScan s && s.plan.equals(plan) && s.partitions.equals(partitions);
  }

  @Override
  public int hashCode() {
    return Objects.hash(plan, partitions);
  }

  @Override
  public String toString() {
    return description();
  }
}
