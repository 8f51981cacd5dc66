/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

/**
 * The inner loops of vector search. Each form computes the same functions, up to rounding; which
 * one a JVM gets is found out by a self-test at first use.
 *
 * <p><b>Floats</b> are rows in arrays of floats, given by the array and the index of their first
 * element.
 *
 * <p><b>Bytes.</b> A vector <i>x</i> of <i>n</i> dimensions, a multiple of 64, as <i>n</i> signed
 * bytes <i>i</i> with {@code x = scale * i}. Each 32 of them lie in four longs, that is in eight
 * ints: byte k of int l is element 8 k + l, so that a shift of all ints brings eight neighbours
 * forth.
 *
 * <p><b>Codes.</b> A code holds a residual <i>r = x - p</i> of a row <i>x</i> from a known point
 * <i>p</i> (a cell's centroid, or the node that an edge starts from) as the signs <i>b</i> of its
 * elements, one bit each, set where it is not negative. With {@code F = |r|² / |r|₁} and {@code A =
 * <p,r> - F <b,p>} the dot product of a query with the row is estimated as {@code <q,x> ≈ <q,p> + A
 * + F <b,q>}: the form of RaBitQ (Gao and Long, SIGMOD 2024) with a per-row factor. Bits are good
 * signs only of vectors that were rotated at random. Codes lie in blocks of {@value #LANES}:
 *
 * <pre>
 *   longs      0 .. 15   F of lanes 0 .. 31, two floats to a long, the even lane in the low bits
 *             16 .. 31   A of lanes 0 .. 31
 *             32 ..      the bits, 32 * n / 64 longs, in an order of the kernels' own
 * </pre>
 *
 * <p>In a file bits stand in the plain order of {@link #unpackCode}, so that files do not depend on
 * the kernels.
 *
 * <p>No method allocates. Thread safety: immutable; safe for use by multiple threads.
 */
public abstract class Kernels {
  /** The codes in a block. */
  public static final int LANES = 32;

  /** The longs before the bits of a block. */
  public static final int FACTOR_LONGS = LANES;

  Kernels() {}

  /** The longs of a block of codes of vectors with {@code n} dimensions, a multiple of 64. */
  public static int blockLongs(int n) {
    return FACTOR_LONGS + LANES * (n / 64);
  }

  /** What this form is called, such as {@code plain}. */
  public abstract String name();

  // ---- floats

  /** The dot product. */
  public abstract float dot(float[] a, int aAt, float[] b, int bAt, int n);

  /** The squared Euclidean distance. */
  public abstract float squaredDistance(float[] a, int aAt, float[] b, int bAt, int n);

  /** The dot product, summed in double precision from products in double precision. */
  public abstract double preciseDot(float[] a, int aAt, float[] b, int bAt, int n);

  /**
   * Two dot products at once, in double precision.
   *
   * @param out gets that of {@code q} with {@code row}, then that of {@code row} with itself
   */
  public abstract void preciseDots(double[] q, float[] row, int n, double[] out);

  /** The squared Euclidean distance, with differences and sum in double precision. */
  public abstract double preciseSquaredDistance(double[] q, float[] row, int n);

  /**
   * The dot products of {@code queries} queries with {@code count} rows. Query i begins at {@code
   * qAt + i * n}, row j at {@code rowsAt + j * n}; their product goes to {@code out[outAt + i *
   * count + j]}.
   */
  public abstract void dots(
      float[] q,
      int qAt,
      int queries,
      float[] rows,
      int rowsAt,
      int count,
      int n,
      float[] out,
      int outAt);

  /** As {@link #dots} with squared Euclidean distances. */
  public abstract void squaredDistances(
      float[] q,
      int qAt,
      int queries,
      float[] rows,
      int rowsAt,
      int count,
      int n,
      float[] out,
      int outAt);

  /** Adds {@code factor * source} to {@code target}. */
  public abstract void addScaled(
      float[] target, int targetAt, float factor, float[] source, int sourceAt, int n);

  /**
   * Replaces {@code x[at .. at + n)}, {@code n} a power of two, by its Walsh-Hadamard transform
   * divided by the square root of {@code n}.
   */
  public abstract void hadamard(float[] x, int at, int n);

  // ---- bytes

  /**
   * Packs floats as bytes, rounded to the nearest, the largest magnitude becoming 127.
   *
   * @return the scale; 0 if all are 0
   */
  public abstract float quantise(float[] x, int at, int n, long[] row, int rowAt);

  /** Unpacks bytes to floats. */
  public abstract void dequantise(
      long[] row, int rowAt, float scale, int n, float[] target, int at);

  /** The dot product of floats with bytes, not yet multiplied by the bytes' scale. */
  public abstract float dotBytes(float[] q, int qAt, long[] row, int rowAt, int n);

  /**
   * The dot product of a query that was made ready with bytes, not yet multiplied by the bytes'
   * scale. The query may be rounded, by about a sixtieth of what the bytes are.
   */
  public abstract float dotBytes(CodeQuery q, long[] row, int rowAt);

  /**
   * {@link #dotBytes(float[], int, long[], int, int)} with rows that begin at {@code at[0 ..
   * count)} of one array, for many rows at once.
   */
  public abstract void dotsBytes(
      float[] q, int qAt, long[] rows, int[] at, int count, int n, float[] out);

  // ---- codes

  /** An empty query for codes of {@code n} dimensions, a multiple of 64. */
  public abstract CodeQuery newQuery(int n);

  /** Makes a query ready. */
  public final void prepare(CodeQuery target, float[] q, int at) {
    target.floats = q;
    target.at = at;
    prepare(target);
  }

  /** Makes a query ready that refers to its floats already. */
  abstract void prepare(CodeQuery target);

  /**
   * Estimates the 32 dot products of a query with the rows of a block.
   *
   * @param base the dot product of the query with the block's point
   * @param out gets {@code base + A + F <b,q>} of all lanes
   * @return the lanes whose estimate is greater than {@code threshold}, lane 0 in the lowest bit;
   *     NaN and negative infinity are greater than nothing
   */
  public abstract int estimate(
      CodeQuery q, long[] block, int at, float base, float threshold, float[] out);

  /**
   * Computes the code of {@code x} relative to {@code p}.
   *
   * @param code gets n / 64 longs, dimension 0 in the lowest bit of the first
   * @param factors gets F, A, the squared norm of the residual, and its sum of magnitudes; F and A
   *     are finite: 0 and {@code <p,r>} if the residual is all zeros
   */
  public abstract void encode(
      float[] p, int pAt, float[] x, int xAt, int n, long[] code, int codeAt, float[] factors);

  /**
   * Puts a code in plain order into a lane of a block's bits; {@code bitsAt} is where these begin.
   */
  public abstract void packCode(
      long[] block, int bitsAt, int lane, long[] code, int codeAt, int words);

  /** The reverse of {@link #packCode}. */
  public abstract void unpackCode(
      long[] block, int bitsAt, int lane, long[] code, int codeAt, int words);

  /** Sets F and A of a lane. */
  public static void setFactors(long[] block, int at, int lane, float f, float a) {
    putFloat(block, at, lane, f);
    putFloat(block, at + LANES / 2, lane, a);
  }

  /** A float out of longs that hold two each, the even one in the low bits. */
  public static float getFloat(long[] longs, int at, int index) {
    return Float.intBitsToFloat(getInt(longs, at, index));
  }

  /** Puts a float into longs that hold two each. */
  public static void putFloat(long[] longs, int at, int index, float value) {
    putInt(longs, at, index, Float.floatToRawIntBits(value));
  }

  /** An int out of longs that hold two each, the even one in the low bits. */
  public static int getInt(long[] longs, int at, int index) {
    long l = longs[at + (index >> 1)];
    return (int) ((index & 1) == 0 ? l : l >>> 32);
  }

  /** Puts an int into longs that hold two each. */
  public static void putInt(long[] longs, int at, int index, int value) {
    int i = at + (index >> 1);
    longs[i] =
        (index & 1) == 0
            ? (longs[i] & 0xffff_ffff_0000_0000L) | (value & 0xffff_ffffL)
            : (longs[i] & 0xffff_ffffL) | ((long) value << 32);
  }
}
