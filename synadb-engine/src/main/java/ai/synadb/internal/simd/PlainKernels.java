/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

/**
 * Kernels in plain Java: sums in eight accumulators, since one would wait for each addition, and
 * codes by counting bits, see {@link WordQuery}.
 */
class PlainKernels extends Kernels {
  /** Each byte as a float: a load is several times as fast as a conversion. */
  private static final float[] BYTES = bytes();

  /** Whether the compiler counts the bits of several longs at once: from some version on. */
  private static final boolean COUNTS_IN_VECTORS = Runtime.version().feature() >= 21;

  /** A query as planes of bits and as digits, and room for what it differs in from a block. */
  private static final class Query extends WordQuery {
    final ByteQuery bytes;
    final int[] differ = new int[LANES];

    Query(int dims) {
      super(dims);
      bytes = new ByteQuery(dims);
    }
  }

  private static float[] bytes() {
    float[] floats = new float[256];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (byte) i;
    }
    return floats;
  }

  @Override
  public String name() {
    return "plain";
  }

  // ---- floats

  @Override
  public float dot(float[] a, int aAt, float[] b, int bAt, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int i = 0;
    for (; i <= n - 8; i += 8) {
      int x = aAt + i;
      int y = bAt + i;
      s0 += a[x] * b[y];
      s1 += a[x + 1] * b[y + 1];
      s2 += a[x + 2] * b[y + 2];
      s3 += a[x + 3] * b[y + 3];
      s4 += a[x + 4] * b[y + 4];
      s5 += a[x + 5] * b[y + 5];
      s6 += a[x + 6] * b[y + 6];
      s7 += a[x + 7] * b[y + 7];
    }
    for (; i < n; i++) {
      s0 += a[aAt + i] * b[bAt + i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  @Override
  public float squaredDistance(float[] a, int aAt, float[] b, int bAt, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      int x = aAt + i;
      int y = bAt + i;
      float d0 = a[x] - b[y];
      float d1 = a[x + 1] - b[y + 1];
      float d2 = a[x + 2] - b[y + 2];
      float d3 = a[x + 3] - b[y + 3];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; i < n; i++) {
      float d = a[aAt + i] - b[bAt + i];
      s0 += d * d;
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public double preciseDot(float[] a, int aAt, float[] b, int bAt, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      int x = aAt + i;
      int y = bAt + i;
      s0 += (double) a[x] * b[y];
      s1 += (double) a[x + 1] * b[y + 1];
      s2 += (double) a[x + 2] * b[y + 2];
      s3 += (double) a[x + 3] * b[y + 3];
    }
    for (; i < n; i++) {
      s0 += (double) a[aAt + i] * b[bAt + i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public void preciseDots(double[] q, float[] row, int n, double[] out) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double t0 = 0;
    double t1 = 0;
    double t2 = 0;
    double t3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      double a = row[i];
      double b = row[i + 1];
      double c = row[i + 2];
      double d = row[i + 3];
      s0 += q[i] * a;
      s1 += q[i + 1] * b;
      s2 += q[i + 2] * c;
      s3 += q[i + 3] * d;
      t0 += a * a;
      t1 += b * b;
      t2 += c * c;
      t3 += d * d;
    }
    for (; i < n; i++) {
      double a = row[i];
      s0 += q[i] * a;
      t0 += a * a;
    }
    out[0] = (s0 + s1) + (s2 + s3);
    out[1] = (t0 + t1) + (t2 + t3);
  }

  @Override
  public double preciseSquaredDistance(double[] q, float[] row, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      double d0 = q[i] - row[i];
      double d1 = q[i + 1] - row[i + 1];
      double d2 = q[i + 2] - row[i + 2];
      double d3 = q[i + 3] - row[i + 3];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; i < n; i++) {
      double d = q[i] - row[i];
      s0 += d * d;
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public void dots(
      float[] q,
      int qAt,
      int queries,
      float[] rows,
      int rowsAt,
      int count,
      int n,
      float[] out,
      int outAt) {
    for (int i = 0; i < queries; i++) {
      for (int j = 0; j < count; j++) {
        out[outAt + i * count + j] = dot(q, qAt + i * n, rows, rowsAt + j * n, n);
      }
    }
  }

  @Override
  public void squaredDistances(
      float[] q,
      int qAt,
      int queries,
      float[] rows,
      int rowsAt,
      int count,
      int n,
      float[] out,
      int outAt) {
    for (int i = 0; i < queries; i++) {
      for (int j = 0; j < count; j++) {
        out[outAt + i * count + j] = squaredDistance(q, qAt + i * n, rows, rowsAt + j * n, n);
      }
    }
  }

  @Override
  public void addScaled(
      float[] target, int targetAt, float factor, float[] source, int sourceAt, int n) {
    for (int i = 0; i < n; i++) {
      target[targetAt + i] += factor * source[sourceAt + i];
    }
  }

  @Override
  public void hadamard(float[] x, int at, int n) {
    int half = 1;
    if (n >= 4) { // the first two rounds, of neighbours
      for (int i = at; i < at + n; i += 4) {
        float ab = x[i] + x[i + 1];
        float a_b = x[i] - x[i + 1];
        float cd = x[i + 2] + x[i + 3];
        float c_d = x[i + 2] - x[i + 3];
        x[i] = ab + cd;
        x[i + 1] = a_b + c_d;
        x[i + 2] = ab - cd;
        x[i + 3] = a_b - c_d;
      }
      half = 4;
    }
    for (; half * 4 <= n; half *= 4) { // two rounds of butterflies in one pass
      for (int i = at; i < at + n; i += 4 * half) {
        for (int j = i; j < i + half; j++) {
          float a = x[j];
          float b = x[j + half];
          float c = x[j + 2 * half];
          float d = x[j + 3 * half];
          float ab = a + b;
          float a_b = a - b;
          float cd = c + d;
          float c_d = c - d;
          x[j] = ab + cd;
          x[j + half] = a_b + c_d;
          x[j + 2 * half] = ab - cd;
          x[j + 3 * half] = a_b - c_d;
        }
      }
    }
    if (half < n) {
      for (int j = at; j < at + half; j++) {
        float a = x[j];
        float b = x[j + half];
        x[j] = a + b;
        x[j + half] = a - b;
      }
    }
    float norm = (float) (1 / Math.sqrt(n));
    for (int j = at; j < at + n; j++) {
      x[j] *= norm;
    }
  }

  // ---- bytes

  @Override
  public float quantise(float[] x, int at, int n, long[] row, int rowAt) {
    float max = 0;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, Math.abs(x[at + i]));
    }
    float scale = max / 127;
    float inverse = scale > 0 ? 1 / scale : 0;
    if (scale == 0 || Float.isInfinite(inverse)) { // zeros, or too small to divide by
      java.util.Arrays.fill(row, rowAt, rowAt + n / 8, 0);
      return 0;
    }
    for (int i = 0; i < n; i += 32) {
      for (int j = 0; j < 4; j++) {
        long l = 0;
        for (int b = 0; b < 8; b++) {
          float e = x[at + i + 8 * (b & 3) + 2 * j + (b >> 2)];
          l |= (Math.round(e * inverse) & 0xffL) << (8 * b);
        }
        row[rowAt + i / 8 + j] = l;
      }
    }
    return scale;
  }

  @Override
  public void dequantise(long[] row, int rowAt, float scale, int n, float[] target, int at) {
    for (int i = 0; i < n; i += 32) {
      for (int j = 0; j < 4; j++) {
        long l = row[rowAt + i / 8 + j];
        int t = at + i + 2 * j;
        target[t] = scale * (byte) l;
        target[t + 8] = scale * (byte) (l >> 8);
        target[t + 16] = scale * (byte) (l >> 16);
        target[t + 24] = scale * (byte) (l >> 24);
        target[t + 1] = scale * (byte) (l >> 32);
        target[t + 9] = scale * (byte) (l >> 40);
        target[t + 17] = scale * (byte) (l >> 48);
        target[t + 25] = scale * (byte) (l >> 56);
      }
    }
  }

  @Override
  public float dotBytes(float[] q, int qAt, long[] row, int rowAt, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int i = 0; i < n; i += 32) {
      for (int j = 0; j < 4; j++) {
        long l = row[rowAt + (i >> 3) + j];
        int x = qAt + i + 2 * j;
        int low = (int) l;
        int high = (int) (l >>> 32);
        s0 += q[x] * BYTES[low & 0xff];
        s1 += q[x + 8] * BYTES[low >>> 8 & 0xff];
        s2 += q[x + 16] * BYTES[low >>> 16 & 0xff];
        s3 += q[x + 24] * BYTES[low >>> 24];
        s4 += q[x + 1] * BYTES[high & 0xff];
        s5 += q[x + 9] * BYTES[high >>> 8 & 0xff];
        s6 += q[x + 17] * BYTES[high >>> 16 & 0xff];
        s7 += q[x + 25] * BYTES[high >>> 24];
      }
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  @Override
  public float dotBytes(CodeQuery q, long[] row, int rowAt) {
    Query t = (Query) q;
    return t.bytes.isReady()
        ? t.bytes.dot(row, rowAt)
        : dotBytes(t.floats, t.at, row, rowAt, t.dims);
  }

  @Override
  public void dotsBytes(float[] q, int qAt, long[] rows, int[] at, int count, int n, float[] out) {
    for (int i = 0; i < count; i++) {
      out[i] = dotBytes(q, qAt, rows, at[i], n);
    }
  }

  // ---- codes

  @Override
  public CodeQuery newQuery(int n) {
    return new Query(n);
  }

  @Override
  void prepare(CodeQuery target) {
    Query t = (Query) target;
    t.prepare(this, t.floats, t.at);
    t.bytes.prepare(t.floats, t.at);
  }

  @Override
  public int estimate(CodeQuery q, long[] block, int at, float base, float threshold, float[] out) {
    Query t = (Query) q;
    int[] differ = t.differ;
    countDiffering(t, block, at + FACTOR_LONGS, differ);
    float two = -2 * t.step;
    float all = t.step * (WordQuery.LEVELS * t.dims);
    float bar = Math.max(threshold, -Float.MAX_VALUE); // what is infinitely low is not above it
    int above = 0;
    for (int lane = 0; lane < LANES; lane += 2) {
      long f = block[at + (lane >> 1)];
      long a = block[at + ((LANES + lane) >> 1)];
      float e0 = Float.intBitsToFloat((int) a) + base;
      float e1 = Float.intBitsToFloat((int) (a >>> 32)) + base;
      e0 += Float.intBitsToFloat((int) f) * (all + two * differ[lane]);
      e1 += Float.intBitsToFloat((int) (f >>> 32)) * (all + two * differ[lane + 1]);
      out[lane] = e0;
      out[lane + 1] = e1;
      above |= signOf(bar - e0) << lane | signOf(bar - e1) << (lane + 1);
    }
    return above;
  }

  /** 1 if a number is negative: a comparison would be a branch that is hard to foretell. */
  private static int signOf(float x) {
    return Float.floatToIntBits(x) >>> 31; // not raw: of NaN it is 0
  }

  /**
   * Counts for each lane the bits in which its code and the planes differ, with the planes'
   * weights. Words are the outer loop, so that the planes stay in registers: three at a time, or
   * one where the compiler makes vectors of that.
   */
  private static void countDiffering(Query q, long[] block, int bitsAt, int[] differ) {
    long[] planes = q.planes;
    int words = q.dims / 64;
    java.util.Arrays.fill(differ, 0);
    int w = 0;
    for (; !COUNTS_IN_VECTORS && w + 3 <= words; w += 3) {
      countThree(planes, w, words, block, bitsAt + w * LANES, differ);
    }
    for (; w < words; w++) {
      long p0 = planes[w];
      long p1 = planes[words + w];
      long p2 = planes[2 * words + w];
      int code = bitsAt + w * LANES;
      for (int lane = 0; lane < LANES; lane++) {
        long c = block[code + lane];
        differ[lane] +=
            Long.bitCount(c ^ p0) + 2 * Long.bitCount(c ^ p1) + 4 * Long.bitCount(c ^ p2);
      }
    }
  }

  private static void countThree(
      long[] planes, int w, int words, long[] block, int at, int[] differ) {
    long p0 = planes[w];
    long q0 = planes[w + 1];
    long r0 = planes[w + 2];
    long p1 = planes[words + w];
    long q1 = planes[words + w + 1];
    long r1 = planes[words + w + 2];
    long p2 = planes[2 * words + w];
    long q2 = planes[2 * words + w + 1];
    long r2 = planes[2 * words + w + 2];
    for (int lane = 0; lane < LANES; lane++) {
      long c = block[at + lane];
      long d = block[at + LANES + lane];
      long e = block[at + 2 * LANES + lane];
      int ones = Long.bitCount(c ^ p0) + Long.bitCount(d ^ q0) + Long.bitCount(e ^ r0);
      int twos = Long.bitCount(c ^ p1) + Long.bitCount(d ^ q1) + Long.bitCount(e ^ r1);
      int fours = Long.bitCount(c ^ p2) + Long.bitCount(d ^ q2) + Long.bitCount(e ^ r2);
      differ[lane] += ones + 2 * twos + 4 * fours;
    }
  }

  @Override
  public void encode(
      float[] p, int pAt, float[] x, int xAt, int n, long[] code, int codeAt, float[] factors) {
    float sum = 0;
    float squares = 0;
    float pr = 0;
    float pb = 0;
    for (int w = 0; w < n / 64; w++) {
      long bits = 0;
      for (int j = 0; j < 64; j++) {
        float a = p[pAt + 64 * w + j];
        float r = x[xAt + 64 * w + j] - a;
        squares += r * r;
        pr += a * r;
        if (r >= 0) {
          bits |= 1L << j;
          sum += r;
          pb += a;
        } else {
          sum -= r;
          pb -= a;
        }
      }
      code[codeAt + w] = bits;
    }
    finish(factors, sum, squares, pr, pb);
  }

  /** F, A, the squared norm and the sum of magnitudes out of the sums of an {@link #encode}. */
  static void finish(float[] factors, float sum, float squares, float pr, float pb) {
    float f = sum > 0 ? squares / sum : 0;
    factors[0] = f;
    factors[1] = pr - f * pb;
    factors[2] = squares;
    factors[3] = sum;
  }

  @Override
  public void packCode(long[] block, int bitsAt, int lane, long[] code, int codeAt, int words) {
    for (int w = 0; w < words; w++) {
      block[bitsAt + w * LANES + lane] = code[codeAt + w];
    }
  }

  @Override
  public void unpackCode(long[] block, int bitsAt, int lane, long[] code, int codeAt, int words) {
    for (int w = 0; w < words; w++) {
      code[codeAt + w] = block[bitsAt + w * LANES + lane];
    }
  }
}
