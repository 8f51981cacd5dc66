/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.jmh;

import ai.synadb.benchmarks.work.Data;
import ai.synadb.internal.format.Block;
import ai.synadb.internal.format.BlockCodec;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** Packing and unpacking 65,536 numbers; figures are of single values. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BlockCodecBenchmark {
  private static final int COUNT = 1 << 16;

  /** What kind of numbers. */
  @Param({"decimal", "random", "integer"})
  public String kind;

  private final double[] doubles = new double[COUNT];
  private final long[] integers = new long[COUNT];
  private final double[] doublesOut = new double[COUNT];
  private final long[] integersOut = new long[COUNT];
  private byte[] packed;

  /** Makes the numbers. */
  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    double[] walk = Data.decimalWalk(COUNT);
    for (int i = 0; i < COUNT; i++) {
      doubles[i] = kind.equals("random") ? random.nextDouble() : walk[i];
      integers[i] = Math.round(walk[i] * 100);
    }
    packed = encode();
  }

  /** Packs. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public byte[] encode() {
    return kind.equals("integer")
        ? BlockCodec.encodeInts(1, null, null, integers, 0, COUNT)
        : BlockCodec.encodeFloats(1, null, null, doubles, 0, COUNT);
  }

  /** Unpacks into an array. */
  @Benchmark
  @OperationsPerInvocation(COUNT)
  public Object decode() {
    Block block = Block.parse(packed, 0, packed.length);
    if (block.isFloat()) {
      block.floats(doublesOut, 0);
      return doublesOut;
    }
    block.ints(integersOut, 0);
    return integersOut;
  }
}
