/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import ai.synadb.benchmarks.Results.Entry;
import ai.synadb.benchmarks.Scenario.Size;
import ai.synadb.benchmarks.work.Scratch;
import ai.synadb.benchmarks.work.Task;
import ai.synadb.benchmarks.work.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Measures SynaDB beside other stores.
 *
 * <p>Every figure comes from a JVM of its own, forked with the same heap, on a fresh directory, or,
 * for what only reads, on data that was written once. A round runs all variants of a scenario once;
 * every second round runs them backward, so that what changes on the machine meets all alike. What
 * is reported is the median of the ratios within rounds. {@code benchmarks/README.md} has the
 * rules.
 */
public final class SideBySide {
  private final Options options;
  private final Results results;
  private final Path file;
  private final Set<Path> prepared = new HashSet<>();
  private int tasks;

  private SideBySide(Options options, Results results, Path file) {
    this.options = options;
    this.results = results;
    this.file = file;
  }

  /** See {@link Options#USAGE}. */
  public static void main(String[] args) throws Exception {
    if (List.of(args).contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    if (List.of(args).contains("--list")) {
      Scenario.ALL.forEach(s -> System.out.println(s.name() + ": " + s.title()));
      return;
    }
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    Path file = Results.file(options.out(), options.date());
    new SideBySide(options, Results.load(file, options.date()), file).run();
  }

  private void run() throws Exception {
    Files.createDirectories(options.work());
    try {
      results.put("machine", Machine.describe(options.work()));
      results.put("settings", settings());
      for (Scenario s : options.scenarios()) {
        for (Size size : s.sizes(options.sizes())) {
          run(s, size);
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
    m.put("cap_seconds", options.capSeconds());
    m.put("flags", String.join(" ", Fork.flags(options.heap())));
    return m;
  }

  private void run(Scenario s, Size size) throws Exception {
    List<String> variants = options.variants(s);
    Map<String, List<Map<String, @Nullable Object>>> rounds = new LinkedHashMap<>();
    variants.forEach(v -> rounds.put(v, new ArrayList<>()));
    dropPrepared(s, size);
    for (int round = 0; round < options.rounds(); round++) {
      List<String> order = new ArrayList<>(variants);
      if (round % 2 == 1) {
        Collections.reverse(order);
      }
      for (String variant : order) {
        Map<String, Object> found = measure(s, size, variant);
        rounds.computeIfAbsent(variant, v -> new ArrayList<>()).add(new LinkedHashMap<>(found));
        System.out.printf(
            Locale.ROOT,
            "%s %s %s, round %d: %s %s%n",
            s.name(),
            size,
            variant,
            round + 1,
            found.get("value") instanceof Number n ? Figures.scaled(n.doubleValue()) : "–",
            s.unit());
      }
    }
    for (String v : variants) {
      results.add(
          new Entry(s.name(), size.toString(), v, s.unit(), rounds.getOrDefault(v, List.of())));
    }
    Remarks.save(results, file);
    Path name = file.getFileName();
    Report.write(results, String.valueOf(name), file.resolveSibling("README.md"));
  }

  private Map<String, Object> measure(Scenario s, Size size, String variant) throws Exception {
    if (s.isPrepared() && !(s.name().equals("calibration") && !variant.contains("reads"))) {
      return Fork.run(
          options.heap(),
          task(s.name(), size, variant, prepare(size, Scenario.preparedBy(variant))));
    }
    Path directory = options.work().resolve("task-" + tasks++);
    Files.createDirectories(directory);
    try {
      return Fork.run(options.heap(), task(s.name(), size, variant, directory));
    } finally {
      Scratch.delete(directory);
    }
  }

  private Task task(String scenario, Size size, String variant, Path directory) {
    return new Task(
        scenario,
        variant,
        size.records(),
        size.valueBytes(),
        directory,
        options.seconds(),
        options.capSeconds());
  }

  /** The directory with the data of a store, which is written when it is first asked for. */
  private Path prepare(Size size, String store) throws Exception {
    Path directory = preparedRoot().resolve(size + "-" + store);
    if (prepared.add(directory)) {
      Files.createDirectories(directory);
      Fork.run(options.heap(), task(Worker.PREPARE + store, size, store, directory));
    }
    return directory;
  }

  private Path preparedRoot() {
    return options.work().resolve("prepared");
  }

  /** Frees the disk of data that this scenario does not read. */
  private void dropPrepared(Scenario s, Size size) throws IOException {
    for (Path p : List.copyOf(prepared)) {
      if (!s.isPrepared() || !String.valueOf(p.getFileName()).startsWith(size + "-")) {
        Scratch.delete(p);
        prepared.remove(p);
      }
    }
  }
}
