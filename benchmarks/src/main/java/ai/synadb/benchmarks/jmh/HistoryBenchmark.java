/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.jmh;

import ai.synadb.DbConfig;
import ai.synadb.HistoryEntry;
import ai.synadb.benchmarks.work.Data;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a history of 100,000 numbers; figures are of single values. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HistoryBenchmark {
  private static final int COUNT = 100_000;
  private static final String KEY = "series";

  /** Whether putFloats wrote it, packed, or one putFloat for each value. */
  @Param({"true", "false"})
  public boolean packed;

  private final double[] target = new double[COUNT];
  private TempDatabase database;

  /** Writes the history. */
  @Setup
  public void fill() throws IOException {
    database = TempDatabase.open(DbConfig.defaults());
    double[] values = Data.decimalWalk(COUNT);
    if (packed) {
      database.db.putFloats(KEY, values);
    } else {
      for (double v : values) {
        database.db.putFloat(KEY, v);
      }
    }
    database.db.sync();
  }

  /** Deletes it. */
  @TearDown
  public void close() throws IOException {
    database.close();
  }

  /** Into an array. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public int intoArray() {
    return database.db.getHistoryFloats(KEY, target, 0);
  }

  /** Entry by entry. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public double walk() {
    double sum = 0;
    try (Stream<HistoryEntry> entries = database.db.history(KEY)) {
      for (Iterator<HistoryEntry> it = entries.iterator(); it.hasNext(); ) {
        sum += it.next().value().asFloat();
      }
    }
    return sum;
  }
}
