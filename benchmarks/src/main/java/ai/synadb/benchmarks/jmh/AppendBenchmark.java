/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.jmh;

import ai.synadb.DbConfig;
import ai.synadb.WriteBatch;
import ai.synadb.benchmarks.work.Data;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Appending values of 100 bytes to a log that begins empty in every iteration. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AppendBenchmark {
  private static final int VALUE_BYTES = 100;
  private static final int BATCH = 1000;
  private static final long KEYS = 200_000;

  private final byte[] value = Data.values(VALUE_BYTES)[0];
  private TempDatabase buffered;
  private TempDatabase durable;
  private long next;

  /** Opens fresh databases. */
  @Setup(Level.Iteration)
  public void open() throws IOException {
    buffered = TempDatabase.open(DbConfig.defaults());
    durable = TempDatabase.open(DbConfig.builder().syncOnWrite(true).build());
  }

  /** Deletes them. */
  @TearDown(Level.Iteration)
  public void close() throws IOException {
    buffered.close();
    durable.close();
  }

  private String key() {
    next = next + 1 == KEYS ? 0 : next + 1;
    return Data.keyString(next);
  }

  /** One put. */
  @Benchmark
  public long put() {
    return buffered.db.putBytes(key(), value);
  }

  /** One put that is on the disk when it returns. */
  @Benchmark
  public long durablePut() {
    return durable.db.putBytes(key(), value);
  }

  /** A batch of a thousand; the figure is of single values. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long batch() {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < BATCH; i++) {
      batch.putBytes(key(), value);
    }
    return buffered.db.write(batch);
  }
}
