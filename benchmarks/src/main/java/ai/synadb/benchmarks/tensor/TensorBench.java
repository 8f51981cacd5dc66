/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import ai.synadb.benchmarks.Figures;
import ai.synadb.benchmarks.Fork;
import ai.synadb.benchmarks.Jdk;
import ai.synadb.benchmarks.Machine;
import ai.synadb.benchmarks.Results;
import ai.synadb.benchmarks.Results.Entry;
import ai.synadb.benchmarks.work.Measured;
import ai.synadb.benchmarks.work.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures tensors and models beside the bare machine and other libraries.
 *
 * <p>Every figure comes from a forked JVM. Ways that differ by a few percent are measured in turn
 * in one, libraries each in its own. A round runs everything once; every second round runs
 * backward. What is reported is the median of the ratios within rounds, with the interval that
 * holds 95 % of the medians of resampled rounds.
 */
public final class TensorBench {
  private static final long MAX_MINUTES = 20;
  private static final String SCRIPT = "benchmarks/python/mlflow_log.py";

  private final TensorOptions options;
  private final Results results;
  private final Path file;

  private TensorBench(TensorOptions options, Results results, Path file) {
    this.options = options;
    this.results = results;
    this.file = file;
  }

  /** See {@link TensorOptions#USAGE}. */
  public static void main(String[] args) throws Exception {
    if (List.of(args).contains("--help")) {
      System.out.print(TensorOptions.USAGE);
      return;
    }
    if (List.of(args).contains("--list")) {
      TensorScenario.ALL.forEach(s -> System.out.println(s.name() + ": " + s.title()));
      return;
    }
    TensorOptions options;
    try {
      options = TensorOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + TensorOptions.USAGE);
      System.exit(2);
      return;
    }
    Path file = Results.file(options.out(), options.date() + "-tensors");
    new TensorBench(options, Results.load(file, options.date()), file).run();
  }

  private void run() throws Exception {
    Files.createDirectories(options.work());
    try {
      results.put("machine", Machine.describe(options.work()));
      results.put("settings", settings());
      fork(options.javas().get(0), TensorWorker.PREPARE, List.of(TensorWorker.PREPARE));
      for (TensorScenario s : options.scenarios()) {
        for (Path java : options.javas()) {
          run(s, java);
        }
      }
    } finally {
      Scratch.delete(options.work());
    }
    System.out.println("Results: " + file);
  }

  private Map<String, Object> settings() {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("rounds", options.rounds());
    m.put("seconds", options.seconds());
    m.put("mib", options.mib());
    m.put("flags", "-Xmx" + options.heap());
    return m;
  }

  private void run(TensorScenario s, Path java) throws Exception {
    String data = s.data().isEmpty() ? options.mib() + " MiB" : s.data();
    String size = data + ", Java " + Jdk.feature(java);
    Map<String, List<Map<String, @Nullable Object>>> rounds = new LinkedHashMap<>();
    s.variants().forEach(v -> rounds.put(v, new ArrayList<>()));
    for (int round = 0; round < options.rounds(); round++) {
      List<List<String>> forks = new ArrayList<>();
      s.forks().stream()
          .filter(variants -> !options.python().isEmpty() || !isPython(variants))
          .forEach(variants -> forks.add(new ArrayList<>(variants)));
      if (round % 2 == 1) {
        Collections.reverse(forks);
        forks.forEach(Collections::reverse);
      }
      for (List<String> variants : forks) {
        fork(java, s.name(), variants)
            .forEach(
                (variant, value) -> {
                  Map<String, @Nullable Object> one = new LinkedHashMap<>();
                  one.put(Measured.VALUE, value);
                  rounds.getOrDefault(variant, new ArrayList<>()).add(one);
                });
      }
      tell(s, size, round, rounds);
    }
    rounds.values().removeIf(List::isEmpty);
    rounds.forEach(
        (v, all) -> results.add(new Entry(s.name(), size, v, s.unit(), List.copyOf(all))));
    TensorReport.save(results, file);
  }

  private static void tell(
      TensorScenario s,
      String size,
      int round,
      Map<String, List<Map<String, @Nullable Object>>> rounds) {
    rounds.forEach(
        (variant, all) -> {
          if (!all.isEmpty()) {
            System.out.printf(
                Locale.ROOT,
                "%s %s %s, round %d: %s %s%n",
                s.name(),
                size,
                variant,
                round + 1,
                all.get(all.size() - 1).get(Measured.VALUE) instanceof Number n
                    ? Figures.scaled(n.doubleValue())
                    : "–",
                s.unit());
          }
        });
  }

  /** Whether what is measured runs in Python. */
  private static boolean isPython(List<String> variants) {
    return variants.get(0).startsWith("mlflow");
  }

  private Map<String, Object> fork(Path java, String scenario, List<String> variants)
      throws IOException, InterruptedException {
    TensorTask task =
        new TensorTask(
            scenario, variants, (long) options.mib() << 20, options.work(), options.seconds());
    if (isPython(variants)) {
      return Fork.run(
          List.of(
              options.python(),
              SCRIPT,
              variants.get(0),
              options.work().toString(),
              Double.toString(options.seconds())),
          scenario + " " + variants,
          MAX_MINUTES);
    }
    List<String> command = new ArrayList<>();
    command.add(java.resolve("bin").resolve("java").toString());
    command.add("-Xmx" + options.heap());
    command.add("-XX:MaxDirectMemorySize=" + options.heap());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(TensorWorker.class.getName());
    command.addAll(task.toArguments());
    return Fork.run(command, scenario + " " + variants, MAX_MINUTES);
  }
}
