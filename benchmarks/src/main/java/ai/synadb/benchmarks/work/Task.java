/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import java.nio.file.Path;

/**
 * One run of one workload in one JVM.
 *
 * @param scenario what is measured
 * @param variant on which store, or in which way
 * @param records the size of the data
 * @param valueBytes the size of a value
 * @param directory for the data; exists
 * @param seconds how long to measure at least
 * @param capSeconds how long to measure at most, where the data is not finished by then
 */
public record Task(
    String scenario,
    String variant,
    long records,
    int valueBytes,
    Path directory,
    double seconds,
    double capSeconds) {

  /** What keys and values take together. */
  long expectedBytes() {
    return records * (Data.KEY_BYTES + valueBytes);
  }

  /** The arguments for {@link Worker}. */
  public String[] toArguments() {
    return new String[] {
      scenario,
      variant,
      Long.toString(records),
      Integer.toString(valueBytes),
      directory.toString(),
      Double.toString(seconds),
      Double.toString(capSeconds)
    };
  }

  static Task of(String[] a) {
    return new Task(
        a[0],
        a[1],
        Long.parseLong(a[2]),
        Integer.parseInt(a[3]),
        Path.of(a[4]),
        Double.parseDouble(a[5]),
        Double.parseDouble(a[6]));
  }
}
