/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import ai.synadb.benchmarks.store.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that is measured, in several variants that are compared.
 *
 * @param name what it is called on the command line
 * @param title what it is called in the table
 * @param unit of the main figure
 * @param sizing over which sizes it runs
 * @param isPrepared whether all variants read data that is written once
 * @param variants the stores, the ways, and what the bare machine does ("bare-…")
 */
record Scenario(
    String name,
    String title,
    String unit,
    Sizing sizing,
    boolean isPrepared,
    List<String> variants) {

  /** How much data a scenario runs on. */
  enum Sizing {
    /** On every size that was asked for. */
    ALL,
    /** On the first one. */
    FIRST,
    /** On as many records as the first, at most a million, of a KiB. */
    YCSB,
    /** 200 keys, as many records as the versions make. */
    VERSIONS,
    /** A million numbers. */
    SERIES,
    /** Ten thousand writes. */
    BEATS
  }

  /** Records and the bytes of each value. */
  record Size(long records, int valueBytes) {
    @Override
    public String toString() {
      return records + "x" + valueBytes;
    }

    static Size parse(String s) {
      String[] parts = s.split("x", 2);
      return new Size(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
    }
  }

  private static final long MAX_YCSB = 1_000_000;

  static final List<Scenario> ALL =
      List.of(
          calibration(),
          stores("append", "Append, buffered, 1 thread", Sizing.ALL, "bare-append"),
          stores("batch", "Batches of 1,000, buffered", Sizing.ALL, "bare-append"),
          stores("durable-1", "Durable append, 1 thread", Sizing.FIRST, "bare-force"),
          stores("durable-64", "Durable append, 64 threads", Sizing.FIRST, "bare-force"),
          prepared("get-1", "Random get, 1 thread", Sizing.ALL, "bare-reads"),
          prepared("get-2", "Random get, 2 threads", Sizing.FIRST, "bare-reads-2"),
          ways("open", "Open", "s", Sizing.FIRST, true, "checkpoint", "scan"),
          ways("frames", "Frame and CRC check", "B/s", Sizing.FIRST, true, "parse", "copy"),
          ways("versions", "Get, 200 keys", "/s", Sizing.VERSIONS, false, "10000", "1"),
          ways(
              "history",
              "History to double[]",
              "values/s",
              Sizing.SERIES,
              false,
              "packed",
              "records",
              "walk"),
          ways("compression", "Size of a series / 8 B", "", Sizing.SERIES, false, Stores.OURS),
          ways("heap", "Heap for each key", "B", Sizing.FIRST, false, Stores.OURS),
          ways("amplification", "Written / appended", "", Sizing.FIRST, false, Stores.OURS),
          ways("pauses", "Longest append", "ms", Sizing.FIRST, false, "compacting", "idle"),
          ways("freshness", "Seen by another process, p99", "µs", Sizing.BEATS, false, Stores.OURS),
          stores("ycsb-a", "YCSB A (50 % get)", Sizing.YCSB, ""),
          stores("ycsb-b", "YCSB B (95 % get)", Sizing.YCSB, ""),
          stores("ycsb-c", "YCSB C (100 % get)", Sizing.YCSB, ""));

  private static Scenario stores(String name, String title, Sizing sizing, String bare) {
    List<String> variants = new ArrayList<>(Stores.NAMES);
    if (!bare.isEmpty()) {
      variants.add(bare);
    }
    return new Scenario(name, title, "/s", sizing, false, List.copyOf(variants));
  }

  private static Scenario prepared(String name, String title, Sizing sizing, String bare) {
    Scenario s = stores(name, title, sizing, bare);
    return new Scenario(name, title, "/s", sizing, true, s.variants());
  }

  private static Scenario ways(
      String name,
      String title,
      String unit,
      Sizing sizing,
      boolean isPrepared,
      String... variants) {
    return new Scenario(name, title, unit, sizing, isPrepared, List.of(variants));
  }

  private static Scenario calibration() {
    return new Scenario(
        "calibration",
        "The bare machine",
        "/s",
        Sizing.FIRST,
        true,
        List.of("bare-copy", "bare-append", "bare-force", "bare-reads", "bare-reads-2"));
  }

  static Optional<Scenario> byName(String name) {
    return ALL.stream().filter(s -> s.name.equals(name)).findFirst();
  }

  /** The sizes to run on. */
  List<Size> sizes(List<Size> asked) {
    Size first = asked.get(0);
    switch (sizing) {
      case ALL:
        return asked;
      case FIRST:
        return List.of(first);
      case YCSB:
        return List.of(new Size(Math.min(MAX_YCSB, first.records / 20), 1000));
      case VERSIONS:
        return List.of(new Size(2_000_000, 100));
      case SERIES:
        return List.of(new Size(1_000_000, 8));
      case BEATS:
        return List.of(new Size(10_000, 8));
    }
    throw new AssertionError(sizing);
  }

  /** Whether it compares stores. */
  boolean isOfStores() {
    return variants.containsAll(Stores.NAMES);
  }

  /** The directory of prepared data that a variant reads. */
  static String preparedBy(String variant) {
    if (variant.startsWith("bare")) {
      return "bare";
    }
    return Stores.NAMES.contains(variant) ? variant : Stores.OURS;
  }
}
