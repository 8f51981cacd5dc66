/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

import java.util.Arrays;

/**
 * A query as planes of bits, to be compared with codes word by word: what the plain kernels do with
 * the codes of a block, and any kernels' way to compare a few codes that lie each on its own.
 *
 * <p>The query is rounded to {@value #PLANES} bits an element: {@code q ≈ D (2u - m)} with {@code m
 * = 2^planes - 1} and {@code u} in 0 to m, bit k of all {@code u} being plane k. Then {@code <b,q>
 * = D (m n - 2 T)} with {@code T} the sum over planes of {@code 2^k} times the bits in which the
 * code and the plane differ.
 */
public class WordQuery extends CodeQuery {
  /**
   * More planes give less noise and cost more; with three the noise of the codes still outweighs.
   */
  static final int PLANES = 3;

  static final int LEVELS = (1 << PLANES) - 1;

  /** The step between two levels, in standard deviations of the query's elements. */
  static final float STEP = 0.586f;

  /** Each level, doubled, around 0. */
  private static final float[] LEVEL = {-7, -5, -3, -1, 1, 3, 5, 7};

  /** Plane k at k * words. */
  final long[] planes;

  float step;

  /**
   * An empty one.
   *
   * @param dims a multiple of 64
   */
  public WordQuery(int dims) {
    super(dims);
    planes = new long[PLANES * (dims / 64)];
  }

  /** Makes a query ready. */
  public final void prepare(Kernels kernels, float[] q, int at) {
    int words = dims / 64;
    float norm2 = kernels.dot(q, at, q, at, dims);
    float sigma = (float) Math.sqrt(norm2 / dims);
    if (!(sigma > 0)) {
      Arrays.fill(planes, 0);
      step = 0;
      return;
    }
    float inverse = 1 / (STEP * sigma);
    float dot = 0;
    float dot2 = 0;
    for (int w = 0; w < words; w++) {
      long p0 = 0;
      long p1 = 0;
      long p2 = 0;
      for (int j = 0; j < 64; j += 8) {
        long levels = 0; // a byte each
        int x = at + 64 * w + j;
        for (int i = 0; i < 8; i += 2) {
          int u = level(q[x + i] * inverse);
          int v = level(q[x + i + 1] * inverse);
          dot += q[x + i] * LEVEL[u];
          dot2 += q[x + i + 1] * LEVEL[v];
          levels |= (u | (long) v << 8) << (8 * i);
        }
        p0 |= lowBits(levels) << j;
        p1 |= lowBits(levels >>> 1) << j;
        p2 |= lowBits(levels >>> 2) << j;
      }
      planes[w] = p0;
      planes[words + w] = p1;
      planes[2 * words + w] = p2;
    }
    dot += dot2;
    // The factor with which the rounded query has the right length in the query's direction.
    step = dot > 0 ? norm2 / dot : 0;
  }

  private static int level(float x) {
    return Math.max(0, Math.min(LEVELS, (int) (x + (LEVELS * 0.5f + 0.5f))));
  }

  /** The lowest bits of eight bytes; the multiplication brings that of byte i to bit 56 + i. */
  private static long lowBits(long bytes) {
    return ((bytes & 0x0101_0101_0101_0101L) * 0x0102_0408_1020_4080L) >>> 56;
  }

  private static int bits(long a, long b, long c) {
    return Long.bitCount(a) + Long.bitCount(b) + Long.bitCount(c);
  }

  /** About the dot product of the query with the signs of a code in plain order. */
  public final float dotSigns(long[] code, int at) {
    int words = dims / 64;
    int ones = 0;
    int twos = 0;
    int fours = 0;
    int w = 0;
    for (; w <= words - 3; w += 3) {
      long c = code[at + w];
      long d = code[at + w + 1];
      long e = code[at + w + 2];
      ones += bits(c ^ planes[w], d ^ planes[w + 1], e ^ planes[w + 2]);
      int p = words + w;
      twos += bits(c ^ planes[p], d ^ planes[p + 1], e ^ planes[p + 2]);
      p += words;
      fours += bits(c ^ planes[p], d ^ planes[p + 1], e ^ planes[p + 2]);
    }
    for (; w < words; w++) {
      long c = code[at + w];
      ones += Long.bitCount(c ^ planes[w]);
      twos += Long.bitCount(c ^ planes[words + w]);
      fours += Long.bitCount(c ^ planes[2 * words + w]);
    }
    return step * (LEVELS * dims - 2 * (ones + 2 * twos + 4 * fours));
  }
}
