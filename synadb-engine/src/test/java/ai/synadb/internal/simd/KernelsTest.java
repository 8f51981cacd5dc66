/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The plain kernels against sums in double precision; {@link KernelFormsTest} does it for the
 * others.
 */
final class KernelsTest {

  @Test
  void plainKernelsComputeWhatTheySay() {
    check(new PlainKernels());
  }

  @Test
  void withoutTheModuleThereAreThePlainOnes() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      assertThat(KernelChoice.kernels().name()).isEqualTo("plain");
    }
    assertThat(KernelChoice.description()).contains(KernelChoice.kernels().name());
  }

  /** Checks all functions of a form; throws an AssertionError. */
  static void check(Kernels k) {
    Random random = new Random(20261125);
    for (int n : new int[] {1, 2, 3, 7, 8, 15, 16, 31, 63, 64, 65, 100, 127, 384, 1000, 8192}) {
      floats(k, n, random);
    }
    for (int n : new int[] {64, 128, 192, 384, 768, 832, 1536, 8192}) {
      bytes(k, n, random);
      codes(k, n, random);
    }
    for (int n = 1; n <= 8192; n *= 2) {
      hadamard(k, n, random);
    }
    strangeNumbers(k);
  }

  private static float[] numbers(int n, Random random) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextGaussian();
    }
    return x;
  }

  private static double dot(float[] a, int aAt, float[] b, int bAt, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += (double) a[aAt + i] * b[bAt + i];
    }
    return sum;
  }

  private static double distance(float[] a, int aAt, float[] b, int bAt, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double d = (double) a[aAt + i] - b[bAt + i];
      sum += d * d;
    }
    return sum;
  }

  private static void near(double found, double expected, double tolerance, String what) {
    if (!(Math.abs(found - expected) <= tolerance)) {
      throw new AssertionError(what + " is " + found + ", not " + expected + " +- " + tolerance);
    }
  }

  private static void floats(Kernels k, int n, Random random) {
    int queries = 6;
    int count = 5;
    float[] a = numbers(3 + queries * n, random);
    float[] b = numbers(5 + count * n, random);
    double scale = n * 1e-6 + 1e-6;
    near(k.dot(a, 3, b, 5, n), dot(a, 3, b, 5, n), scale, "dot of " + n);
    near(k.squaredDistance(a, 3, b, 5, n), distance(a, 3, b, 5, n), scale * 2, "distance of " + n);
    near(k.preciseDot(a, 3, b, 5, n), dot(a, 3, b, 5, n), n * 1e-13, "precise dot");
    double[] q = new double[n];
    float[] row = Arrays.copyOfRange(b, 5, 5 + n);
    for (int i = 0; i < n; i++) {
      q[i] = a[3 + i];
    }
    double[] sums = new double[2];
    k.preciseDots(q, row, n, sums);
    near(sums[0], dot(a, 3, b, 5, n), n * 1e-13, "precise dots");
    near(sums[1], dot(b, 5, b, 5, n), n * 1e-13, "precise square");
    double precise = k.preciseSquaredDistance(q, row, n);
    near(precise, distance(a, 3, b, 5, n), n * 1e-13, "precise distance");
    float[] out = new float[7 + queries * count];
    k.dots(a, 3, queries, b, 5, count, n, out, 7);
    float[] out2 = new float[7 + queries * count];
    k.squaredDistances(a, 3, queries, b, 5, count, n, out2, 7);
    for (int i = 0; i < queries; i++) {
      for (int j = 0; j < count; j++) {
        int at = 7 + i * count + j;
        near(out[at], dot(a, 3 + i * n, b, 5 + j * n, n), scale, "dots " + i + ", " + j);
        near(out2[at], distance(a, 3 + i * n, b, 5 + j * n, n), scale * 2, "distances " + i);
      }
    }
    float[] target = a.clone();
    k.addScaled(target, 3, 0.5f, b, 5, n);
    for (int i = 0; i < target.length; i++) {
      boolean inside = i >= 3 && i < 3 + n;
      near(target[i], inside ? a[i] + 0.5 * b[i + 2] : a[i], inside ? 1e-6 : 0, "sum " + i);
    }
  }

  private static void hadamard(Kernels k, int n, Random random) {
    float[] x = numbers(n + 4, random);
    float[] y = x.clone();
    k.hadamard(y, 2, n);
    near(dot(y, 2, y, 2, n), dot(x, 2, x, 2, n), n * 1e-5, "norm of a transform of " + n);
    for (int row : new int[] {0, 1 % n, n / 2 % n, n - 1}) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += (Integer.bitCount(i & row) % 2 == 0 ? 1 : -1) * (double) x[2 + i];
      }
      near(y[2 + row], sum / Math.sqrt(n), 1e-4, "row " + row + " of a transform of " + n);
    }
    assertThat(new float[] {y[0], y[1], y[n + 2], y[n + 3]})
        .containsExactly(x[0], x[1], x[n + 2], x[n + 3]);
  }

  private static void bytes(Kernels k, int n, Random random) {
    float[] x = numbers(2 + n, random);
    long[] row = new long[1 + n / 8];
    float scale = k.quantise(x, 2, n, row, 1);
    float[] back = new float[3 + n];
    k.dequantise(row, 1, scale, n, back, 3);
    float max = 0;
    for (int i = 0; i < n; i++) {
      max = Math.max(max, Math.abs(x[2 + i]));
      near(back[3 + i], x[2 + i], scale * 0.5001, "byte " + i + " of " + n);
    }
    near(scale, max / 127, max * 1e-6, "scale");
    float[] q = numbers(4 + n, random);
    double expected = dot(q, 4, back, 3, n);
    near(scale * k.dotBytes(q, 4, row, 1, n), expected, n * 1e-5, "dot with bytes of " + n);
    float[] out = new float[2];
    k.dotsBytes(q, 4, row, new int[] {1, 1}, 2, n, out);
    near(scale * out[1], expected, n * 1e-5, "dots with bytes");
    CodeQuery query = k.newQuery(n);
    k.prepare(query, q, 4);
    double deviation = 5.0 / 7999 / Math.sqrt(12) * Math.sqrt(n);
    near(scale * k.dotBytes(query, row, 1), expected, 6 * deviation, "dot of a query with bytes");
    largestBytes(k, n);
  }

  /** Sums of products as large as they can be, of either sign, and queries that are very small. */
  private static void largestBytes(Kernels k, int n) {
    CodeQuery query = k.newQuery(n);
    float[] q = new float[n];
    float[] x = new float[n];
    long[] row = new long[n / 8];
    for (int pattern = 0; pattern < 16; pattern++) {
      for (float size : new float[] {1, 0.984f, 1e-30f, Float.MIN_VALUE, 1e30f, 0}) {
        for (int i = 0; i < n; i++) {
          // By element, by the byte's place, by pairs of places, and all alike.
          int sign =
              (pattern & 1) * (i % 2) + (pattern >> 1 & 1) * (i / 8 % 4) + (pattern >> 2) * i;
          x[i] = (sign & 1) == 0 ? 127 : -127;
          q[i] = (sign & 2) == 0 ? size : -size;
        }
        float scale = k.quantise(x, 0, n, row, 0);
        k.prepare(query, q, 0);
        double expected = dot(q, 0, x, 0, n);
        near(scale * k.dotBytes(query, row, 0), expected, 127e-4 * n * size, "dot of " + size);
      }
    }
  }

  private static void codes(Kernels k, int n, Random random) {
    float[] p = numbers(n + 1, random);
    float[] x = numbers(n * Kernels.LANES + 2, random);
    float[] q = numbers(n + 3, random);
    long[] block = new long[5 + Kernels.blockLongs(n)];
    long[] code = new long[n / 64 + 1];
    float[] factors = new float[4];
    double[] exact = new double[Kernels.LANES];
    double[] f = new double[Kernels.LANES];
    List<long[]> codes = new ArrayList<>();
    for (int lane = 0; lane < Kernels.LANES; lane++) {
      int at = 2 + lane * n;
      k.encode(p, 1, x, at, n, code, 1, factors);
      double l1 = 0;
      double l2 = 0;
      double pr = 0;
      double pb = 0;
      double bq = 0;
      for (int i = 0; i < n; i++) {
        float r = x[at + i] - p[1 + i];
        int b = r >= 0 ? 1 : -1;
        assertThat(code[1 + i / 64] >>> i & 1).isEqualTo(b > 0 ? 1 : 0);
        l1 += Math.abs(r);
        l2 += (double) r * r;
        pr += (double) p[1 + i] * r;
        pb += b * (double) p[1 + i];
        bq += b * (double) q[3 + i];
      }
      near(factors[0], l2 / l1, 1e-4, "F");
      near(factors[1], pr - l2 / l1 * pb, n * 1e-4, "A");
      near(factors[2], l2, n * 1e-4, "squared norm");
      near(factors[3], l1, n * 1e-4, "sum");
      Kernels.setFactors(block, 5, lane, factors[0], factors[1]);
      k.packCode(block, 5 + Kernels.FACTOR_LONGS, lane, code, 1, n / 64);
      codes.add(code.clone());
      f[lane] = l2 / l1;
      exact[lane] = 7 + pr - l2 / l1 * pb + l2 / l1 * bq;
    }
    for (int lane = 0; lane < Kernels.LANES; lane++) {
      long[] back = new long[n / 64 + 1];
      back[0] = codes.get(lane)[0];
      k.unpackCode(block, 5 + Kernels.FACTOR_LONGS, lane, back, 1, n / 64);
      assertThat(back).isEqualTo(codes.get(lane));
    }
    CodeQuery query = k.newQuery(n);
    k.prepare(query, q, 3);
    float[] out = new float[Kernels.LANES];
    float threshold = 7.5f;
    int above = k.estimate(query, block, 5, 7, threshold, out);
    // A query is rounded to three bits an element, in steps of 0.586 deviations, at the least.
    double deviation = Math.sqrt(dot(q, 3, q, 3, n)) * 0.586 / Math.sqrt(12);
    for (int lane = 0; lane < Kernels.LANES; lane++) {
      near(out[lane], exact[lane], 6 * f[lane] * deviation, "estimate of lane " + lane);
      assertThat((above >>> lane & 1) != 0).isEqualTo(out[lane] > threshold);
    }
  }

  private static void strangeNumbers(Kernels k) {
    int n = 128;
    float[] zeros = new float[n];
    long[] row = new long[n / 8];
    assertThat(k.quantise(zeros, 0, n, row, 0)).isZero();
    assertThat(row).containsOnly(0);
    float[] factors = new float[4];
    long[] code = new long[2];
    k.encode(zeros, 0, zeros, 0, n, code, 0, factors);
    assertThat(factors).containsExactly(0, 0, 0, 0);
    long[] block = new long[Kernels.blockLongs(n)];
    CodeQuery query = k.newQuery(n);
    k.prepare(query, zeros, 0);
    float[] out = new float[Kernels.LANES];
    assertThat(k.estimate(query, block, 0, 3, 2, out)).isEqualTo(-1);
    assertThat(out).containsOnly(3);
    for (float low : new float[] {Float.NEGATIVE_INFINITY, Float.NaN}) { // lanes without a code
      Kernels.setFactors(block, 0, 5, 0, low);
      Kernels.setFactors(block, 0, 30, 0, low);
      for (float bar : new float[] {Float.NEGATIVE_INFINITY, -Float.MAX_VALUE, 2}) {
        assertThat(k.estimate(query, block, 0, 3, bar, out)).isEqualTo(~(1 << 5 | 1 << 30));
      }
      assertThat(k.estimate(query, block, 0, 3, Float.POSITIVE_INFINITY, out)).isZero();
      Kernels.setFactors(block, 0, 5, 0, 0);
      Kernels.setFactors(block, 0, 30, 0, 0);
    }
    for (float strange :
        new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE, Float.MAX_VALUE}) {
      float[] x = new float[n];
      java.util.Arrays.fill(x, 1);
      x[77] = strange;
      double expected = dot(x, 0, x, 0, n);
      float found = k.dot(x, 0, x, 0, n);
      assertThat(Float.isFinite(found)).isEqualTo(Float.isFinite((float) expected));
      assertThat(Float.isNaN(found)).isEqualTo(Double.isNaN(expected));
      k.quantise(x, 0, n, row, 0);
      k.prepare(query, x, 0);
      k.estimate(query, block, 0, 3, 2, out);
      k.encode(zeros, 0, x, 0, n, code, 0, factors);
      k.hadamard(x, 0, n);
    }
  }
}
