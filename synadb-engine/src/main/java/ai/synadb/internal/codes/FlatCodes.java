/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

import ai.synadb.internal.simd.CodeQuery;
import ai.synadb.internal.simd.Kernels;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows with a {@link CodeList}, without any order: what is new, and what is small. A search
 * compares with the bytes the rows whose estimates could be among the best.
 *
 * <p>Thread safety: one thread adds at a time; searches go on beside, and see the rows that were
 * there when they began or more.
 */
public final class FlatCodes {
  private final Space space;
  private final CodeList codes;
  private final Slab rows;
  private volatile float largestScale;

  /** An empty one. */
  public FlatCodes(Space space) {
    this.space = space;
    this.codes = new CodeList(space, true);
    this.rows = new Slab(ByteRows.longs(space.width()));
  }

  /** The space. */
  public Space space() {
    return space;
  }

  /** The number of rows. */
  public int size() {
    return codes.size();
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
    int row = codes.size();
    rows.ensure(row + 1);
    long[] record = rows.page(row);
    int at = rows.at(row);
    ByteRows.put(kernels, space, x, 0, record, at);
    largestScale = Math.max(largestScale, ByteRows.scale(record, at, space.width()));
    return codes.add(kernels, x, ByteRows.penalty(record, at, space.width()));
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
    codes.search(
        kernels,
        prepared,
        codes.size(),
        eps * norm,
        k,
        estimates,
        best,
        row -> {
          if (allowed == null || allowed.test(row)) {
            best.offer(ByteRows.score(kernels, prepared, rows.page(row), rows.at(row)), row);
          }
        });
  }

  /** Writes the first {@code n} rows. */
  public void write(Kernels kernels, int n, Sink sink) {
    codes.write(kernels, n, sink);
    for (int i = 0; i < n; i++) {
      sink.putLongs(rows.page(i), rows.at(i), rows.stride());
    }
  }

  /** Reads so many rows. */
  public static FlatCodes read(Kernels kernels, Space space, int n, Source source) {
    FlatCodes f = new FlatCodes(space);
    f.codes.read(kernels, n, n * (long) f.rows.stride(), source);
    f.rows.ensure(n);
    for (int i = 0; i < n; i++) {
      source.getLongs(f.rows.page(i), f.rows.at(i), f.rows.stride());
      float scale = ByteRows.scale(f.rows.page(i), f.rows.at(i), space.width());
      f.largestScale = Math.max(f.largestScale, scale);
    }
    return f;
  }

  /** The heap that this takes, in bytes. */
  public long heapBytes() {
    return rows.heapBytes() + codes.heapBytes();
  }
}
