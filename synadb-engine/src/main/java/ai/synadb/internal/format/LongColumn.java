/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

/**
 * The column codec DELTA: signed 64-bit integers as frames, deltas or deltas of deltas.
 *
 * <p>For values of int histories, steps, and timestamps. Use {@link AlpColumn} for doubles.
 *
 * <h2>Layout</h2>
 *
 * <p>The column is cut into vectors of {@value #VECTOR_SIZE} values, the last one shorter; they
 * follow each other without padding and without a directory, because a column is decoded whole.
 * Each vector starts with a header of 12, 20 or 28 bytes that names its mode, width and patches;
 * {@link LongVector} has the diagram.
 *
 * <h2>Algorithm</h2>
 *
 * <p>Three transformations compete per vector, and the one with the fewest bytes is kept: the
 * values themselves (levels, ids), their differences (counters, drifting values), and the
 * differences of those (steps and timestamps at a fixed rate, where they are all zero). What
 * remains is a frame of reference, bit-packed with one width; outliers are patched.
 *
 * <ol>
 *   <li>J. Goldstein, R. Ramakrishnan, U. Shaft: "Compressing Relations and Indexes" (ICDE 1998):
 *       frame of reference.
 *   <li>M. Zukowski, S. Héman, N. Nes, P. Boncz: "Super-Scalar RAM-CPU Cache Compression" (ICDE
 *       2006): patched frames and deltas.
 *   <li>T. Pelkonen et al.: "Gorilla: A Fast, Scalable, In-Memory Time Series Database" (VLDB
 *       2015): deltas of deltas for timestamps.
 * </ol>
 *
 * <p>Our deviations: patches are ascending positions and whole 64-bit entries rather than linked
 * lists inside the packed part; deltas of deltas are packed with one width per vector rather than
 * with a prefix code per value, so decoding has no branch per value; arithmetic wraps, so that no
 * sequence of longs needs an escape.
 *
 * <p><b>Thread safety</b>: immutable.
 *
 * @since 1.0
 */
public final class LongColumn {

  /** Values per vector. */
  public static final int VECTOR_SIZE = LongVector.SIZE;

  private static final int SMALLEST = 100;

  private LongColumn() {}

  /** Returns the most bytes that {@link #encode} writes for {@code count} values. */
  public static int maxLength(int count) {
    int full = count / VECTOR_SIZE;
    int rest = count % VECTOR_SIZE;
    return full * LongVectorEncoder.maxLength(VECTOR_SIZE)
        + (rest == 0 ? 0 : LongVectorEncoder.maxLength(rest));
  }

  /**
   * Encodes {@code values[from .. to)} into {@code out} at {@code at}, which has room for {@link
   * #maxLength} bytes, and returns the index behind the last byte written.
   */
  public static int encode(long[] values, int from, int to, byte[] out, int at) {
    LongVectorEncoder encoder = new LongVectorEncoder(Math.min(to - from, VECTOR_SIZE));
    int end = at;
    for (int i = from; i < to; i += VECTOR_SIZE) {
      int count = Math.min(VECTOR_SIZE, to - i);
      end = encoder.encode(values, i, count, SMALLEST, out, end);
    }
    return end;
  }

  /**
   * Decodes {@code count} values into {@code target} from index {@code to} on. The column occupies
   * {@code in[at .. end)} exactly; bytes behind {@code end} may be read but have no influence.
   *
   * @throws IllegalArgumentException if the column is damaged; {@code target} may then be half
   *     written
   */
  public static void decode(byte[] in, int at, int end, int count, long[] target, int to) {
    int position = at;
    for (int i = 0; i < count; i += VECTOR_SIZE) {
      LongVector vector = LongVector.parse(in, position, end, Math.min(VECTOR_SIZE, count - i));
      vector.decode(target, to + i);
      position = vector.end();
    }
    Checks.equal("end of a column of longs", position, end);
  }
}
