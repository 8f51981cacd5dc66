/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * What was asked for on the command line.
 *
 * @param scenarios in the order in which they run
 * @param mib the size of the tensor and of the model
 * @param rounds how often everything runs
 * @param seconds to measure each way in each round
 * @param heap of every JVM
 * @param javas homes of the JVMs
 * @param out where results go
 * @param work for data, deleted at the end
 * @param date of the results
 */
record TensorOptions(
    List<TensorScenario> scenarios,
    int mib,
    int rounds,
    double seconds,
    String heap,
    List<Path> javas,
    String python,
    Path out,
    Path work,
    String date) {

  static final String USAGE =
      """
      Usage: TensorBench [get read view put put-sync rows stream peers load save
                           log log-call log-bytes runs] [--option value]
        --mib 256             the size of the tensor and of the model
        --rounds 5            each runs all, every second one backward
        --seconds 3           measure each way at least so long in each round
        --heap 4g             largest heap of every JVM
        --java HOME,HOME      the JVMs; by default the one that runs this
        --python ""           one that has mlflow; without it, what runs in it is left out
        --out benchmarks/results
        --work benchmarks/target/tensors    on the disk to be measured
        --date 2026-01-01     of the results file; one of the same date is added to
        --list                names the scenarios
      """;

  static TensorOptions parse(String[] args) {
    List<TensorScenario> scenarios = new ArrayList<>();
    int mib = 256;
    int rounds = 5;
    double seconds = 3;
    String heap = "4g";
    List<Path> javas = List.of(Path.of(System.getProperty("java.home")));
    String python = "";
    Path out = Path.of("benchmarks/results");
    Path work = Path.of("benchmarks/target/tensors");
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    for (int i = 0; i < args.length; i++) {
      String a = args[i];
      if (!a.startsWith("--")) {
        scenarios.add(
            TensorScenario.byName(a)
                .orElseThrow(() -> new IllegalArgumentException("No scenario is called " + a)));
        continue;
      }
      if (++i == args.length) {
        throw new IllegalArgumentException(a + " needs a value");
      }
      String value = args[i];
      switch (a) {
        case "--mib" -> mib = Integer.parseInt(value);
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--seconds" -> seconds = Double.parseDouble(value);
        case "--heap" -> heap = value;
        case "--java" -> javas = List.of(value.split(",", -1)).stream().map(Path::of).toList();
        case "--python" -> python = value;
        case "--out" -> out = Path.of(value);
        case "--work" -> work = Path.of(value);
        case "--date" -> date = LocalDate.parse(value).toString();
        default -> throw new IllegalArgumentException("No option is called " + a);
      }
    }
    return new TensorOptions(
        scenarios.isEmpty() ? TensorScenario.ALL : List.copyOf(scenarios),
        mib,
        rounds,
        seconds,
        heap,
        javas,
        python,
        out,
        work.toAbsolutePath(),
        date);
  }
}
