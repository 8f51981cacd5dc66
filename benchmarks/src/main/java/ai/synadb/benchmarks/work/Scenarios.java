/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import java.util.Map;

/** The workloads by the names of their scenarios. */
final class Scenarios {
  static final String BARE_COPY = "bare-copy";
  static final String BARE_APPEND = "bare-append";
  static final String BARE_FORCE = "bare-force";
  static final String BARE_READS = "bare-reads";
  static final String BARE_READS_2 = "bare-reads-2";

  private static final Map<String, Workload> ALL =
      Map.ofEntries(
          Map.entry("append", StoreWorkloads::append),
          Map.entry("batch", StoreWorkloads::batch),
          Map.entry("durable-1", StoreWorkloads::durableOneThread),
          Map.entry("durable-64", StoreWorkloads::durableManyThreads),
          Map.entry("get-1", StoreWorkloads::getOneThread),
          Map.entry("get-2", StoreWorkloads::getTwoThreads),
          Map.entry("ycsb-a", StoreWorkloads::ycsbA),
          Map.entry("ycsb-b", StoreWorkloads::ycsbB),
          Map.entry("ycsb-c", StoreWorkloads::ycsbC),
          Map.entry("versions", HistoryWorkloads::versions),
          Map.entry("history", HistoryWorkloads::history),
          Map.entry("compression", HistoryWorkloads::compression),
          Map.entry("open", OpenWorkloads::open),
          Map.entry("frames", OpenWorkloads::frames),
          Map.entry("heap", UpkeepWorkloads::heap),
          Map.entry("amplification", UpkeepWorkloads::amplification),
          Map.entry("pauses", UpkeepWorkloads::pauses),
          Map.entry("freshness", Freshness::run));

  private Scenarios() {}

  static Workload of(String name) {
    Workload w = ALL.get(name);
    if (w == null) {
      throw new IllegalArgumentException("No workload is called " + name);
    }
    return w;
  }
}
