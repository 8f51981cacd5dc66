/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.jmh;

import ai.synadb.DbConfig;
import ai.synadb.benchmarks.work.Data;
import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Random gets of 100 bytes from a log of 200,000 records. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class GetBenchmark {
  private static final int RECORDS = 200_000;
  private static final int VALUE_BYTES = 100;

  /** How many of the records are of one key. */
  @Param({"1", "1000"})
  public int versions;

  private final SplittableRandom random = new SplittableRandom(1);
  private TempDatabase database;
  private String[] keys;

  /** Fills the database. */
  @Setup
  public void fill() throws IOException {
    database = TempDatabase.open(DbConfig.defaults());
    keys = new String[RECORDS / versions];
    byte[] value = Data.values(VALUE_BYTES)[0];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Data.keyString(i);
    }
    for (int i = 0; i < RECORDS; i++) {
      database.db.putBytes(keys[i % keys.length], value);
    }
    database.db.sync();
  }

  /** Deletes it. */
  @TearDown
  public void close() throws IOException {
    database.close();
  }

  /** A key that is there. */
  @Benchmark
  public Optional<byte[]> get() {
    return database.db.getBytes(keys[random.nextInt(keys.length)]);
  }

  /** Whether a key is there that is not. */
  @Benchmark
  public boolean existsNot() {
    return database.db.exists("none");
  }
}
