/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * What was asked for on the command line.
 *
 * @param scenarios in the order in which they run
 * @param sizes the first is the main one
 * @param stores ours and the peers to run
 * @param rounds how often everything runs, forward and backward in turn
 * @param out where results go
 * @param work for data, deleted at the end
 * @param heap of every JVM
 * @param seconds to measure at least
 * @param capSeconds to measure at most
 * @param date of the results
 */
record Options(
    List<Scenario> scenarios,
    List<Scenario.Size> sizes,
    List<String> stores,
    int rounds,
    Path out,
    Path work,
    String heap,
    double seconds,
    double capSeconds,
    String date) {

  static final String USAGE =
      """
      Usage: SideBySide [scenario ...] [--option value ...]
        --sizes 2000000x100,500000x1024   records x bytes; the first is the main size
        --stores synadb,rocksdb,lmdb,mvstore,sqlite which stores to run
        --rounds 5            each round runs all variants, every second one backward (A-B-B-A)
        --seconds 1.2         measure at least so long
        --cap 3               and at most so long, where the data is not written by then
        --heap 3g             heap of every JVM
        --out benchmarks/results
        --work benchmarks/target/side-by-side
        --date 2026-01-01     of the results file; one of the same date is added to
        --full                10 K and 10 M records, 100 B and 1 KiB, cap 30 s, heap 6g
        --list                names the scenarios
      """;

  static Options parse(String[] args) {
    List<Scenario> scenarios = new ArrayList<>();
    String sizes = "2000000x100,500000x1024";
    String stores = "synadb,rocksdb,lmdb,mvstore,sqlite";
    int rounds = 5;
    Path out = Path.of("benchmarks", "results");
    Path work = Path.of("benchmarks", "target", "side-by-side");
    String heap = "3g";
    double seconds = 1.2;
    double cap = 3;
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    for (int i = 0; i < args.length; i++) {
      String a = args[i];
      if (a.equals("--full")) {
        sizes = "10000000x100,10000000x1024,10000x100,10000x1024";
        heap = "6g";
        cap = 30;
        continue;
      }
      if (!a.startsWith("--")) {
        scenarios.add(
            Scenario.byName(a)
                .orElseThrow(() -> new IllegalArgumentException("No scenario is called " + a)));
        continue;
      }
      if (++i == args.length) {
        throw new IllegalArgumentException(a + " needs a value");
      }
      String value = args[i];
      switch (a) {
        case "--sizes" -> sizes = value;
        case "--stores" -> stores = value;
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--out" -> out = Path.of(value);
        case "--work" -> work = Path.of(value);
        case "--heap" -> heap = value;
        case "--seconds" -> seconds = Double.parseDouble(value);
        case "--cap" -> cap = Double.parseDouble(value);
        case "--date" -> date = LocalDate.parse(value).toString();
        default -> throw new IllegalArgumentException("No option is called " + a);
      }
    }
    List<Scenario.Size> parsed = new ArrayList<>();
    for (String s : sizes.split(",", -1)) {
      parsed.add(Scenario.Size.parse(s));
    }
    return new Options(
        scenarios.isEmpty() ? Scenario.ALL : List.copyOf(scenarios),
        List.copyOf(parsed),
        List.of(stores.split(",", -1)),
        rounds,
        out,
        work.toAbsolutePath(),
        heap,
        seconds,
        cap,
        date);
  }

  /** The variants of a scenario that were asked for. */
  List<String> variants(Scenario s) {
    if (!s.isOfStores()) {
      return s.variants();
    }
    return s.variants().stream().filter(v -> v.startsWith("bare") || stores.contains(v)).toList();
  }
}
