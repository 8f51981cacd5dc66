/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import java.util.Map;

/**
 * What the peers reached when they were first measured, values of 100 bytes, one thread: a peer
 * that is more than twice slower now was not treated fairly, and its rows are void.
 */
final class Anchors {
  private static final Map<String, Double> PER_SECOND =
      Map.of(
          "append/rocksdb", 109_000.0,
          "batch/rocksdb", 200_000.0,
          "get-1/rocksdb", 62_000.0,
          "durable-1/rocksdb", 800.0,
          "append/mvstore", 43_000.0,
          "get-1/mvstore", 227_000.0);

  private Anchors() {}

  static boolean isVoid(Results.Entry e) {
    Double anchor = PER_SECOND.get(e.scenario() + "/" + e.variant());
    return anchor != null && e.size().endsWith("x100") && e.median() < anchor / 2;
  }
}
