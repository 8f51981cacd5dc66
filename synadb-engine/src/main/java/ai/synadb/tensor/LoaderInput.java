/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all epochs of a loader read from, and what they share.
 *
 * @param windows which windows are read, or null for rows
 */
record LoaderInput(
    List<RowSource> sources,
    @Nullable WindowSpec windows,
    Sharding sharding,
    List<BatchTransform> transforms,
    BufferPool pool,
    LoadMeter meter) {
  /** The most bytes of one buffer; there has to be room for the alignment. */
  static final int MAX_BUFFER_BYTES = Integer.MAX_VALUE - 4096;

  /** The bytes of a full batch, or those of the largest buffer in it. */
  long batchBytes(boolean largestBuffer) {
    long sum = 0;
    long largest = 0;
    for (RowSource s : sources) {
      long steps = windows == null || BatchMaker.isNamed(windows.inputs(), s) ? 1 : 0;
      long horizon = 0;
      if (windows != null) {
        steps *= windows.size();
        horizon = BatchMaker.isNamed(windows.targets(), s) ? windows.horizon() : 0;
      }
      long perStep = product(s.rowBytes(), sharding.batchSize());
      largest = Math.max(largest, product(perStep, Math.max(steps, horizon)));
      sum = saturated(sum, product(perStep, steps + horizon));
    }
    return largestBuffer ? largest : sum;
  }

  private static long product(long a, long b) {
    return Math.multiplyHigh(a, b) != 0 || a * b < 0 ? Long.MAX_VALUE : a * b;
  }

  private static long saturated(long a, long b) {
    return a + b < 0 ? Long.MAX_VALUE : a + b;
  }
}
