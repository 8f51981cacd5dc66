/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

import ai.synadb.internal.simd.CodeQuery;
import ai.synadb.internal.simd.Kernels;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * One-bit codes of rows relative to the origin, one behind the other: a search estimates them all,
 * thirty-two at a time, and names those whose estimate, with its error allowed for, could be among
 * the best. Where the rows are and what they score is the user's to know.
 *
 * <p>Thread safety: one thread adds at a time; searches go on beside, and see the rows that were
 * there when they began or more.
 */
public final class CodeList {
  private final Space space;
  private final Slab blocks;
  private final float[] origin;
  private final long[] code;
  private final float[] factors = new float[4];
  private volatile float[] errors = new float[16]; // the largest of each block
  private volatile int size;

  /**
   * An empty one.
   *
   * @param isLarge whether it may hold most of the rows that there are
   */
  public CodeList(Space space, boolean isLarge) {
    this.space = space;
    int stride = Kernels.blockLongs(space.width());
    this.blocks = isLarge ? new Slab(stride) : Slab.ofSmallPages(stride);
    this.origin = new float[space.width()];
    this.code = new long[space.width() / 64];
  }

  /** The number of rows. */
  public int size() {
    return size;
  }

  /**
   * Adds a row.
   *
   * @param x the row, mapped, as its bytes say
   * @param penalty see {@link Space}
   * @return its number
   */
  public int add(Kernels kernels, float[] x, float penalty) {
    int row = size;
    int width = space.width();
    int block = row / Kernels.LANES;
    int lane = row % Kernels.LANES;
    blocks.ensure(block + 1);
    long[] page = blocks.page(block);
    int at = blocks.at(block);
    if (lane == 0) {
      if (block >= errors.length) {
        errors = Arrays.copyOf(errors, 2 * block);
      }
      clear(page, at, 0);
    }
    kernels.encode(origin, 0, x, 0, width, code, 0, factors);
    kernels.packCode(page, at + Kernels.FACTOR_LONGS, lane, code, 0, code.length);
    errors[block] = Math.max(errors[block], error(factors, width));
    Kernels.setFactors(page, at, lane, factors[0], factors[1] - penalty);
    size = row + 1;
    return row;
  }

  private static void clear(long[] page, int at, int fromLane) {
    for (int i = fromLane; i < Kernels.LANES; i++) {
      Kernels.setFactors(page, at, i, 0, Float.NEGATIVE_INFINITY);
    }
  }

  /**
   * The deviation of an estimate, of which {@link Kernels#encode} gave the factors, for a query at
   * distance 1 from the point of the code: that of a random direction, {@code |r| tan(angle(r, b))
   * / sqrt(width - 1)} (RaBitQ, theorem 3.2).
   */
  public static float error(float[] factors, int width) {
    float norm2 = factors[2];
    float sum = factors[3];
    if (!(sum > 0)) {
      return 0;
    }
    float cos2 = Math.min(1, sum * sum / (norm2 * width));
    return (float) Math.sqrt(norm2 * (1 / cos2 - 1) / (width - 1));
  }

  /**
   * Names the rows that could be among the best.
   *
   * @param prepared the query, ready
   * @param n of the first so many rows, which are there
   * @param deviations how large an error of estimates to allow for: so many times that of a query
   *     at distance 1
   * @param k of which place in {@code best} the score is the bar
   * @param estimates room for {@link Kernels#LANES} estimates
   * @param candidates is given the rows; what it puts into {@code best} raises the bar
   */
  public void search(
      Kernels kernels,
      CodeQuery prepared,
      int n,
      float deviations,
      int k,
      float[] estimates,
      Best best,
      IntConsumer candidates) {
    for (int b = 0; b * Kernels.LANES < n; b++) {
      float margin = deviations * errors[b];
      float bar = best.bar(k);
      int above =
          kernels.estimate(prepared, blocks.page(b), blocks.at(b), 0, bar - margin, estimates);
      while (above != 0) {
        int lane = Integer.numberOfTrailingZeros(above);
        above &= above - 1;
        int row = b * Kernels.LANES + lane;
        if (row < n && estimates[lane] + margin > bar) {
          candidates.accept(row);
          bar = best.bar(k);
        }
      }
    }
  }

  /** Writes the first {@code n} rows. */
  public void write(Kernels kernels, int n, Sink sink) {
    CodeBlocks codes = new CodeBlocks(kernels, space.width());
    int count = (n + Kernels.LANES - 1) / Kernels.LANES;
    sink.putFloats(errors, 0, count);
    for (int b = 0; b < count; b++) {
      codes.write(sink, blocks.page(b), blocks.at(b));
    }
  }

  /**
   * Reads so many rows, into an empty one.
   *
   * @param more the longs that the source must have beyond them
   */
  void read(Kernels kernels, int n, long more, Source source) {
    int count = (n + Kernels.LANES - 1) / Kernels.LANES;
    errors = Arrays.copyOf(source.getFloats(count), Math.max(16, count));
    source.require(8L * (count * (long) blocks.stride() + more));
    blocks.ensure(count);
    CodeBlocks codes = new CodeBlocks(kernels, space.width());
    for (int b = 0; b < count; b++) {
      codes.read(source, blocks.page(b), blocks.at(b));
    }
    if (n % Kernels.LANES != 0) { // what was being added when this was written
      clear(blocks.page(count - 1), blocks.at(count - 1), n % Kernels.LANES);
    }
    size = n;
  }

  /** The heap that this takes, in bytes. */
  public long heapBytes() {
    return blocks.heapBytes() + 4L * errors.length;
  }
}
