/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.jmh;

import ai.synadb.benchmarks.work.Data;
import ai.synadb.internal.format.Payload;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordChecksum;
import ai.synadb.internal.format.RecordEncoder;
import ai.synadb.internal.format.RecordFormat;
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
import org.openjdk.jmh.annotations.Warmup;

/** One record in memory: its checksum, encoding and parsing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ChecksumBenchmark {
  private static final int FLAGS = RecordFormat.CHECKED | RecordFormat.CHAINED;
  private static final long OFFSET = 1 << 20;
  private static final long UUID8 = 0x0123456789abcdefL;
  private static final long TIMESTAMP = 1_700_000_000_000_000L;

  /** The bytes of the value. */
  @Param({"100", "4096"})
  public int valueBytes;

  private final RecordChecksum checksum = new RecordChecksum();
  private final RecordEncoder encoder = new RecordEncoder();
  private final RecordBuffer buffer = new RecordBuffer();
  private final byte[] key = Data.key(1);
  private byte[] value;
  private byte[] record;
  private int length;

  /** Encodes a record to be parsed. */
  @Setup
  public void fill() {
    value = Data.values(valueBytes)[0];
    record = new byte[valueBytes + 256];
    length = encode();
  }

  /** The checksum of key and value. */
  @Benchmark
  public int checksum() {
    checksum.begin(OFFSET, UUID8, TIMESTAMP, key.length, FLAGS);
    checksum.update(key, 0, key.length);
    checksum.update(value, 0, value.length);
    return checksum.value();
  }

  /** Encodes a record. */
  @Benchmark
  public int encode() {
    return encoder.encode(
        record,
        0,
        OFFSET,
        UUID8,
        TIMESTAMP,
        key,
        FLAGS,
        Payload.ofBytes(value),
        RecordEncoder.NO_EXTRA,
        1);
  }

  /** Parses and checks one. */
  @Benchmark
  public int parse() {
    int code = buffer.parse(record, 0, length, OFFSET, UUID8);
    if (code != RecordBuffer.OK) {
      throw new IllegalStateException(buffer.damage());
    }
    return code;
  }
}
