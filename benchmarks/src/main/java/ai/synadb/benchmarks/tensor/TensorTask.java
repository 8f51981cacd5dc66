/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import java.nio.file.Path;
import java.util.List;

/**
 * What one JVM measures.
 *
 * @param scenario what is measured
 * @param variants in which ways, in this order
 * @param bytes the size of the tensor, about
 * @param directory with the data, and for more
 * @param seconds how long to measure each way at least
 */
record TensorTask(
    String scenario, List<String> variants, long bytes, Path directory, double seconds) {
  /** A row: 3 KiB of float32. */
  static final int ROW_FLOATS = 768;

  static final int ROW_BYTES = ROW_FLOATS * Float.BYTES;

  /** The rows of the tensor. */
  int rows() {
    return (int) (bytes / ROW_BYTES);
  }

  /** The bytes of the tensor. */
  int tensorBytes() {
    return rows() * ROW_BYTES;
  }

  Path database() {
    return directory.resolve("data-" + bytes + ".db");
  }

  Path npy() {
    return directory.resolve("data-" + bytes + ".npy");
  }

  Path hdf() {
    return directory.resolve("data-" + bytes + ".h5");
  }

  List<String> toArguments() {
    return List.of(
        scenario,
        String.join(",", variants),
        Long.toString(bytes),
        directory.toString(),
        Double.toString(seconds));
  }

  static TensorTask of(String[] a) {
    return new TensorTask(
        a[0],
        List.of(a[1].split(",", -1)),
        Long.parseLong(a[2]),
        Path.of(a[3]),
        Double.parseDouble(a[4]));
  }
}
