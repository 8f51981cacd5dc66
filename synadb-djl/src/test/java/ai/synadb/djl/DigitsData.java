/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.testing.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** The 1,797 digits of 8 x 8 pixels among the test resources, and two ways to split them. */
final class DigitsData {
  static final String PIXELS = "digits/pixels";
  static final String LABELS = "digits/labels";
  static final int ROWS = 1797;
  static final int TEST_ROWS = 360;

  private DigitsData() {}

  static void store(TensorEngine tensors) {
    List<String> lines = Sample.lines("digits/digits.csv");
    float[] pixels = new float[64 * ROWS];
    long[] labels = new long[ROWS];
    for (int row = 0; row < ROWS; row++) {
      String[] fields = lines.get(row + 1).split(",", -1);
      for (int i = 0; i < 64; i++) {
        pixels[64 * row + i] = Float.parseFloat(fields[i]) / 16;
      }
      labels[row] = Long.parseLong(fields[64]);
    }
    tensors.putTensor(PIXELS, Tensor.of(pixels, ROWS, 64));
    tensors.putTensor(LABELS, Tensor.of(labels, ROWS));
  }

  /** The rows to test with: drawn once, as many of each digit as there are of it in all. */
  static long[] testRows() {
    return Sample.lines("digits/test-rows.txt").stream()
        .filter(line -> !line.startsWith("#"))
        .flatMap(line -> Arrays.stream(line.split(" ")))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  /** The last rows in the file: those of other writers. */
  static long[] lastRows() {
    return LongStream.range(ROWS - TEST_ROWS, ROWS).toArray();
  }

  /** All rows but some. */
  static long[] others(long[] rows) {
    return LongStream.range(0, ROWS)
        .filter(r -> Arrays.stream(rows).noneMatch(s -> s == r))
        .toArray();
  }
}
