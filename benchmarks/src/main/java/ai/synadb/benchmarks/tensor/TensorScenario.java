/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import java.util.List;
import java.util.Optional;

/**
 * Something that is measured, in several ways that are compared.
 *
 * @param name what it is called on the command line
 * @param title what it is called in the table
 * @param unit of the figure
 * @param data what is measured on, or empty for a tensor of the size that is asked for
 * @param isTogether whether all ways are measured in turn in one JVM, so that what disturbs the
 *     machine for a moment meets all; else each has a JVM of its own, as libraries do
 * @param variants the ways; those of the bare machine begin with "bare"
 */
record TensorScenario(
    String name,
    String title,
    String unit,
    String data,
    boolean isTogether,
    List<String> variants) {

  static final String MLFLOW_SQLITE = "mlflow-sqlite";
  static final String MLFLOW_FILES = "mlflow-files";

  static final List<TensorScenario> ALL =
      List.of(
          together(
              "get",
              "A tensor into a new array",
              "B/s",
              "synadb",
              "synadb-tensor",
              "bare-checked",
              "bare-copy"),
          together(
              "read",
              "A tensor into the caller's buffer",
              "B/s",
              "synadb",
              "synadb-2",
              "bare-checked",
              "bare-checked-2",
              "bare-copy",
              "bare-copy-2"),
          together("view", "Opening a view", "µs", "synadb-small", "synadb"),
          together("put", "Storing a tensor", "B/s", "synadb", "synadb-array", "bare-write"),
          together(
              "put-sync",
              "Storing a tensor, synced",
              "B/s",
              "synadb",
              "synadb-array",
              "bare-write"),
          together("rows", "Random rows of 3 KiB", "B/s", "synadb", "bare-gather"),
          together(
              "stream",
              "Batches of 256 rows",
              "B/s",
              "sequential",
              "shuffled",
              "blocks",
              "bare-sequential",
              "bare-shuffled"),
          apart(
              "peers",
              "A tensor into an array, beside other libraries",
              "synadb",
              "synadb-view",
              "npy-mapped",
              "jhdf"),
          together("load", "Loading a model", "B/s", "synadb", "synadb-stream", "bare-sha256"),
          together("save", "Saving a model", "B/s", "synadb", "bare-sha256", "bare-write-force"),
          runs(
              "log",
              "Points logged, on the disk",
              "1/s",
              "10 M points",
              false,
              "synadb",
              "synadb-100",
              MLFLOW_SQLITE,
              MLFLOW_FILES),
          runs("log-call", "A call that logs", "µs", "1 M points", true, "synadb"),
          runs(
              "log-bytes",
              "A point in the file",
              "B",
              "1 M points",
              true,
              "float32",
              "float64",
              "bound-float32",
              "bound-float64"),
          runs(
              "runs",
              "Looking at runs",
              "ms",
              "10,000 runs x 20 x 500",
              true,
              "page",
              "series",
              "open",
              "first-page"));

  private static TensorScenario together(
      String name, String title, String unit, String... variants) {
    return new TensorScenario(name, title, unit, "", true, List.of(variants));
  }

  private static TensorScenario apart(String name, String title, String... variants) {
    return new TensorScenario(name, title, "B/s", "", false, List.of(variants));
  }

  private static TensorScenario runs(
      String name, String title, String unit, String data, boolean isTogether, String... variants) {
    return new TensorScenario(name, title, unit, data, isTogether, List.of(variants));
  }

  static Optional<TensorScenario> byName(String name) {
    return ALL.stream().filter(s -> s.name.equals(name)).findFirst();
  }

  /** What one JVM is to measure: lists of variants. */
  List<List<String>> forks() {
    return isTogether ? List.of(variants) : variants.stream().map(List::of).toList();
  }
}
