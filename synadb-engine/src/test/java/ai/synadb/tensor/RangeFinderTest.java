/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.tensor.TensorInfo.Range;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The smallest and the largest element, against a plain loop. */
class RangeFinderTest {
  private static Optional<Range> found(Tensor t, int piece) {
    RangeFinder finder = new RangeFinder(t.dtype());
    ByteBuffer all = t.buffer();
    for (int at = 0; at < all.limit(); at += piece) {
      finder.accept(all.duplicate().position(at).limit(Math.min(all.limit(), at + piece)));
    }
    return RangeFinder.range(t.dtype(), finder.minBits(), finder.maxBits());
  }

  private static Optional<Range> expected(Tensor t) {
    boolean any = false;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    long minLong = Long.MAX_VALUE;
    long maxLong = Long.MIN_VALUE;
    for (long i = 0; i < t.elements(); i++) {
      double v = t.getDouble(i);
      if (Double.isNaN(v)) {
        continue;
      }
      any = true;
      min = Math.min(min, v);
      max = Math.max(max, v);
      if (!t.dtype().isFloating()) {
        minLong = Math.min(minLong, t.getLong(i));
        maxLong = Math.max(maxLong, t.getLong(i));
      }
    }
    if (!any) {
      return Optional.empty();
    }
    return Optional.of(
        t.dtype().isFloating() ? new Range(min, max, 0, 0) : new Range(min, max, minLong, maxLong));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void agreesWithAPlainLoop(DType dtype) {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int n = random.nextInt(12_000);
      byte[] bytes = new byte[n * dtype.sizeBytes()];
      random.nextBytes(bytes);
      if (seed % 3 == 1) { // small values around zero, negative and positive
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < n; i++) {
          Elements.put(dtype, b, i * dtype.sizeBytes(), random.nextGaussian() * 3);
        }
      } else if (seed % 3 == 2) { // a trend, and extremes late
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < n; i++) {
          Elements.put(dtype, b, i * dtype.sizeBytes(), (double) (seed % 2 == 0 ? i : -i));
        }
      }
      Tensor t = Tensor.of(dtype, Shape.of(n), ByteBuffer.wrap(bytes));
      int piece = (1 + random.nextInt(4096)) * 8;
      assertThat(found(t, piece)).as("seed %d", seed).isEqualTo(expected(t));
    }
  }

  @Test
  void leavesNanOutAndTellsZerosApart() {
    float nan = Float.NaN;
    float negativeNan = Float.intBitsToFloat(0xffc0_0000);
    assertThat(found(Tensor.of(new float[] {nan, negativeNan}), 8)).isEmpty();
    assertThat(found(Tensor.of(new float[0]), 8)).isEmpty();
    assertThat(found(Tensor.of(new float[] {nan, 0f, -0f, negativeNan}), 8))
        .contains(new Range(-0.0, 0.0, 0, 0));
    assertThat(found(Tensor.of(new float[] {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}), 8))
        .contains(new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 0));
  }

  @Test
  void int64IsExact() {
    long[] v = {Long.MIN_VALUE, 3, Long.MAX_VALUE};
    assertThat(found(Tensor.of(v), 8).orElseThrow().minLong()).isEqualTo(Long.MIN_VALUE);
    assertThat(found(Tensor.of(v), 8).orElseThrow().maxLong()).isEqualTo(Long.MAX_VALUE);
  }
}
