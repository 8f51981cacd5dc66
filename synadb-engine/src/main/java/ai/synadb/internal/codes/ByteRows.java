/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

import ai.synadb.internal.simd.CodeQuery;
import ai.synadb.internal.simd.Kernels;

/**
 * Rows as bytes, with what a score needs beside them. A record:
 *
 * <pre>
 *   longs  0 .. width / 8 - 1   the bytes
 *          width / 8            scale, then h (see {@link Space}), as floats
 *          width / 8 + 1        squared norm, then the further coordinate a
 * </pre>
 *
 * <p>Norm, h and a are of the row that the bytes stand for, not of the one that they were made
 * from: so all distances among rows are those of points in one space. The static methods take a
 * record wherever it lies.
 *
 * <p>Thread safety: as {@link Slab}.
 */
public final class ByteRows {
  private ByteRows() {}

  /** The longs of a record. */
  public static int longs(int width) {
    return width / 8 + 2;
  }

  /** Packs a mapped row. */
  public static void put(
      Kernels kernels, Space space, float[] x, int at, long[] record, int recordAt) {
    int width = space.width();
    float scale = kernels.quantise(x, at, width, record, recordAt);
    kernels.dequantise(record, recordAt, scale, width, x, at);
    float norm2 = kernels.dot(x, at, x, at, width);
    int tail = recordAt + width / 8;
    Kernels.putFloat(record, tail, 0, scale);
    Kernels.putFloat(record, tail, 1, space.penalty(norm2));
    Kernels.putFloat(record, tail, 2, norm2);
    Kernels.putFloat(record, tail, 3, space.extra(norm2));
  }

  /** The factor of the bytes. */
  public static float scale(long[] record, int at, int width) {
    return Kernels.getFloat(record, at + width / 8, 0);
  }

  /** What is taken off the dot product. */
  public static float penalty(long[] record, int at, int width) {
    return Kernels.getFloat(record, at + width / 8, 1);
  }

  /** The squared norm. */
  public static float norm2(long[] record, int at, int width) {
    return Kernels.getFloat(record, at + width / 8, 2);
  }

  /** The further coordinate. */
  public static float extra(long[] record, int at, int width) {
    return Kernels.getFloat(record, at + width / 8, 3);
  }

  /** Unpacks a row. */
  public static void floats(
      Kernels kernels, long[] record, int at, int width, float[] target, int targetAt) {
    kernels.dequantise(record, at, scale(record, at, width), width, target, targetAt);
  }

  /**
   * The score of a row: the dot product with a query that was made ready, less the penalty. The
   * query may be rounded for it, see {@link Kernels#dotBytes(CodeQuery, long[], int)}.
   */
  public static float score(Kernels kernels, CodeQuery q, long[] record, int at) {
    return dot(kernels, q, record, at) - penalty(record, at, q.dims());
  }

  /** The dot product of a query that was made ready with a row; the query may be rounded for it. */
  public static float dot(Kernels kernels, CodeQuery q, long[] record, int at) {
    return scale(record, at, q.dims()) * kernels.dotBytes(q, record, at);
  }

  /** The dot product of a mapped vector with a row. */
  public static float dot(Kernels kernels, float[] q, int qAt, long[] record, int at, int width) {
    return scale(record, at, width) * kernels.dotBytes(q, qAt, record, at, width);
  }

  /**
   * The squared distance between two rows, one of them unpacked, in the space with the further
   * coordinate; never negative.
   */
  public static float distance2(
      Kernels kernels,
      float[] x,
      int xAt,
      float xNorm2,
      float xExtra,
      long[] record,
      int at,
      int width) {
    float d = dot(kernels, x, xAt, record, at, width);
    float e = xExtra - extra(record, at, width);
    return Math.max(0, xNorm2 + norm2(record, at, width) - 2 * d + e * e);
  }
}
