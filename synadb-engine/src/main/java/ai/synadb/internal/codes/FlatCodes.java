/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

import ai.synadb.internal.simd.CodeQuery;
import ai.synadb.internal.simd.Kernels;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows with one-bit codes relative to the origin, without any order: what is new, and what is
 * small. A search estimates every row from its code, and compares with the bytes those whose
 * estimate, with its error allowed for, could be among the best.
 *
 * <p>Thread safety: one thread adds at a time; searches go on beside, and see the rows that were
 * there when they began or more.
 */
public final class FlatCodes {
  private final Space space;
  private final Slab blocks;
  private final Slab rows;
  private final float[] origin;
  private final long[] code;
  private final float[] factors = new float[4];
  private volatile float[] errors = new float[16]; // the largest of each block
  private volatile float largestScale;
  private volatile int size;

  /** An empty one. */
  public FlatCodes(Space space) {
    this.space = space;
    this.blocks = new Slab(Kernels.blockLongs(space.width()));
    this.rows = new Slab(ByteRows.longs(space.width()));
    this.origin = new float[space.width()];
    this.code = new long[space.width() / 64];
  }

  /** The space. */
  public Space space() {
    return space;
  }

  /** The number of rows. */
  public int size() {
    return size;
  }

  /** The largest factor of a row's bytes, see {@link ByteRows#scale}; at least 0. */
  public float largestScale() {
    return largestScale;
  }

  /** The rows as bytes. */
  public Slab rows() {
    return rows;
  }

  /**
   * Adds a mapped row; its floats are lost.
   *
   * @return its number
   */
  public int add(Kernels kernels, float[] x) {
    int row = size;
    int width = space.width();
    rows.ensure(row + 1);
    long[] record = rows.page(row);
    int recordAt = rows.at(row);
    ByteRows.put(kernels, space, x, 0, record, recordAt);
    largestScale = Math.max(largestScale, ByteRows.scale(record, recordAt, width));
    int block = row / Kernels.LANES;
    int lane = row % Kernels.LANES;
    blocks.ensure(block + 1);
    long[] page = blocks.page(block);
    int at = blocks.at(block);
    if (lane == 0) {
      if (block >= errors.length) {
        errors = Arrays.copyOf(errors, 2 * block);
      }
      for (int i = 0; i < Kernels.LANES; i++) {
        Kernels.setFactors(page, at, i, 0, Float.NEGATIVE_INFINITY);
      }
    }
    kernels.encode(origin, 0, x, 0, width, code, 0, factors);
    kernels.packCode(page, at + Kernels.FACTOR_LONGS, lane, code, 0, code.length);
    float error = error(factors, width);
    if (error > errors[block]) {
      errors[block] = error;
    }
    Kernels.setFactors(
        page, at, lane, factors[0], factors[1] - ByteRows.penalty(record, recordAt, width));
    size = row + 1;
    return row;
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
   * Collects the best rows.
   *
   * @param prepared the query, ready
   * @param q the mapped query
   * @param eps how many deviations of the estimate's error to allow for
   * @param k of which place in {@code best} the score is the bar
   * @param best gets rows and their scores
   */
  public void search(
      Kernels kernels,
      CodeQuery prepared,
      float[] q,
      float eps,
      int k,
      @Nullable IntPredicate allowed,
      float[] estimates,
      Best best) {
    float norm = (float) Math.sqrt(kernels.dot(q, 0, q, 0, space.width()));
    int n = size;
    for (int b = 0; b * Kernels.LANES < n; b++) {
      scan(kernels, prepared, b, n, eps * norm, k, allowed, estimates, best);
    }
  }

  private void scan(
      Kernels kernels,
      CodeQuery prepared,
      int block,
      int to,
      float deviations,
      int k,
      @Nullable IntPredicate allowed,
      float[] estimates,
      Best best) {
    float margin = deviations * errors[block];
    float bar = best.bar(k);
    int above =
        kernels.estimate(
            prepared, blocks.page(block), blocks.at(block), 0, bar - margin, estimates);
    while (above != 0) {
      int lane = Integer.numberOfTrailingZeros(above);
      above &= above - 1;
      int row = block * Kernels.LANES + lane;
      if (row >= to || estimates[lane] + margin <= bar || (allowed != null && !allowed.test(row))) {
        continue;
      }
      best.offer(ByteRows.score(kernels, prepared, rows.page(row), rows.at(row)), row);
      bar = best.bar(k);
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
    for (int i = 0; i < n; i++) {
      sink.putLongs(rows.page(i), rows.at(i), rows.stride());
    }
  }

  /** Reads so many rows. */
  public static FlatCodes read(Kernels kernels, Space space, int n, Source source) {
    FlatCodes f = new FlatCodes(space);
    int count = (n + Kernels.LANES - 1) / Kernels.LANES;
    f.errors = java.util.Arrays.copyOf(source.getFloats(count), Math.max(16, count));
    source.require(8L * count * f.blocks.stride() + 8L * n * f.rows.stride());
    f.blocks.ensure(count);
    CodeBlocks codes = new CodeBlocks(kernels, space.width());
    for (int b = 0; b < count; b++) {
      codes.read(source, f.blocks.page(b), f.blocks.at(b));
    }
    for (int lane = n % Kernels.LANES; lane != 0 && lane < Kernels.LANES; lane++) {
      // What was being added when this was written.
      Kernels.setFactors(
          f.blocks.page(count - 1), f.blocks.at(count - 1), lane, 0, Float.NEGATIVE_INFINITY);
    }
    f.rows.ensure(n);
    for (int i = 0; i < n; i++) {
      source.getLongs(f.rows.page(i), f.rows.at(i), f.rows.stride());
      float scale = ByteRows.scale(f.rows.page(i), f.rows.at(i), space.width());
      f.largestScale = Math.max(f.largestScale, scale);
    }
    f.size = n;
    return f;
  }

  /** The heap that this takes, in bytes. */
  public long heapBytes() {
    return rows.heapBytes() + blocks.heapBytes() + 4L * errors.length;
  }
}
