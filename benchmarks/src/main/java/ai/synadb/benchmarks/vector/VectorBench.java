/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Machine;
import ai.synadb.benchmarks.Results;
import ai.synadb.benchmarks.work.Measured;
import ai.synadb.benchmarks.work.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures vector search beside other libraries. Every figure comes from a process of its own;
 * indexes are built once and opened by every process anew; a round runs all variants once, every
 * second round backward. Which ways to search are reported is chosen on queries that are not among
 * those of the report. {@code benchmarks/README.md} has the rules.
 */
public final class VectorBench {
  /** The recalls at which rates are given. */
  static final double[] RECALLS = {0.90, 0.95, 0.98, 0.99};

  private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

  private final VectorOptions options;
  private final Results results;
  private final Path file;
  private final Processes processes;
  private final List<Mode> modes;
  private final Preparation preparation;
  private final Map<String, String> natives;
  private final Map<String, Object> absent = new TreeMap<>();
  private final Map<String, Object> ways = new TreeMap<>();
  private final Rounds rounds;

  private VectorBench(VectorOptions options, Results results, Path file) throws IOException {
    this.options = options;
    this.results = results;
    this.file = file;
    this.processes = new Processes(options);
    this.modes = Mode.find(options.text("java17"), options.text("java-newest"));
    if (modes.isEmpty()) {
      throw new IOException("There is no Java 17 or newer under /usr/lib/jvm (--java17)");
    }
    this.preparation = new Preparation(options, processes, modes.get(modes.size() - 1));
    this.natives = processes.natives();
    this.rounds = new Rounds(options, processes, results, absent);
    restore("absent", absent);
    restore("ways", ways);
    if (modes.stream().noneMatch(Mode::isNewer)) {
      absent.put("newest JDK", "there is none newer than 17 under /usr/lib/jvm (--java-newest)");
    }
  }

  private void restore(String name, Map<String, Object> map) {
    results.map(name).forEach((k, v) -> map.put(String.valueOf(k), String.valueOf(v)));
  }

  /** See {@link VectorOptions#USAGE}. */
  public static void main(String[] args) throws Exception {
    if (List.of(args).contains("--help")) {
      System.out.print(VectorOptions.USAGE);
      return;
    }
    if (List.of(args).contains("--list")) {
      VectorOptions.SCENARIOS.forEach(System.out::println);
      return;
    }
    VectorOptions options;
    try {
      options = VectorOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + VectorOptions.USAGE);
      System.exit(2);
      return;
    }
    String date = options.text("date");
    Path file = Results.file(options.path("out"), date + "-vectors");
    new VectorBench(options, Results.load(file, date), file).run();
  }

  private void run() throws Exception {
    Files.createDirectories(options.path("work"));
    try {
      results.put("machine", machine());
      results.put("settings", settings());
      for (String scenario : options.scenarios()) {
        run(scenario);
      }
    } finally {
      if (!options.keep()) {
        Scratch.delete(options.path("work"));
      }
    }
    System.out.println("Results: " + file);
  }

  private Map<String, Object> machine() throws IOException {
    Map<String, Object> m = Machine.describe(options.path("work"));
    m.put(
        "huge_pages",
        Files.exists(HUGE_PAGES) ? Files.readString(HUGE_PAGES).strip() : "not of this system");
    Map<String, String> jdks = new LinkedHashMap<>();
    modes.forEach(mode -> jdks.put(mode.name(), String.valueOf(mode.feature())));
    m.put("modes", jdks);
    return m;
  }

  private Map<String, Object> settings() {
    Map<String, Object> m = new LinkedHashMap<>();
    for (String name : List.of("rounds", "rows", "queries", "seconds", "warm", "every", "heap")) {
      m.put(name, options.text(name));
    }
    return m;
  }

  private void run(String scenario) throws Exception {
    String wordnet = DataMaker.WORDNET;
    switch (scenario) {
      case "search" -> {
        for (String set : options.list("sets")) {
          List<String> sets = List.of(VectorData.REPORT, VectorData.OOD);
          curves(scenario, set, variants(options.list("stores"), true), sets);
        }
      }
      case "noise" -> {
        List<String> stores = with(options.list("stores"), Peers.FLOAT_SCAN);
        stores.remove(Peers.HNSWLIB_CORE);
        List<Variant> all = variants(stores, false);
        curves(scenario, DataMaker.NOISE, all, List.of(VectorData.REPORT));
      }
      case "filter" -> {
        List<String> sets = new ArrayList<>(List.of(VectorData.REPORT));
        VectorData.percents().forEach(p -> sets.add(VectorData.REPORT + "-" + p));
        List<String> stores = only(options.list("stores"), List.of(Peers.OURS, Peers.LUCENE));
        curves(scenario, wordnet, variants(stores, false), sets);
      }
      case "build" -> {
        for (String set : List.of(wordnet, DataMaker.WORDNET_768)) {
          build(set);
        }
      }
      case "batch" -> own(scenario, wordnet, options.whole("rows"), "x");
      case "mixed", "mmap" -> own(scenario, wordnet, options.whole("rows"), "x");
      case "scale" -> {
        for (String n : options.list("scale")) {
          own(scenario, DataMaker.LOCAL, Integer.parseInt(n), "/s");
        }
      }
      default -> throw new IllegalArgumentException(scenario);
    }
  }

  private static List<String> with(List<String> list, String more) {
    Set<String> all = new LinkedHashSet<>(list);
    all.add(more);
    return new ArrayList<>(all);
  }

  private static List<String> only(List<String> list, List<String> of) {
    return list.stream().filter(of::contains).toList();
  }

  // ---- variants

  /** The stores in all JVMs that were asked for, and the native ones. */
  private List<Variant> variants(List<String> stores, boolean withNatives) throws IOException {
    List<Variant> all = new ArrayList<>();
    List<String> asked = options.list("modes");
    for (String store : stores) {
      if (!Peers.JVM.contains(store)) {
        throw new IllegalArgumentException("No store is called " + store);
      }
      for (Mode mode : modes) {
        boolean same = mode.name().equals(Mode.VECTOR_17) && !Peers.usesModuleOn17(store);
        if (same || (!asked.isEmpty() && !asked.contains(mode.name()))) {
          continue;
        }
        for (String pages : options.list("pages")) {
          if (pages.equals(Variant.SMALL) || canHaveHugePages()) {
            all.add(new Variant(store, mode, pages.equals(Variant.THP)));
          }
        }
      }
    }
    for (String name : withNatives ? options.list("natives") : List.<String>of()) {
      String version = natives.getOrDefault(name, "absent: the script does not know it");
      if (version.startsWith("absent")) {
        absent.put(name, version);
      } else {
        absent.remove(name);
        all.add(new Variant(name, null, false));
      }
    }
    return all;
  }

  private boolean canHaveHugePages() throws IOException {
    boolean can = Files.exists(HUGE_PAGES) && !Files.readString(HUGE_PAGES).contains("[never]");
    if (!can) {
      absent.put("huge pages", "this system gives none");
    }
    return can;
  }

  // ---- curves

  private void curves(String scenario, String set, List<Variant> variants, List<String> sets)
      throws Exception {
    Path data = data(set, options.whole("rows"));
    if (data == null) {
      return;
    }
    boolean filter = scenario.equals("filter");
    List<Rounds.Job> jobs = new ArrayList<>();
    for (Variant v : variants) {
      rounds.attempt(
          scenario + " " + Preparation.label(data) + " " + v.name(),
          () -> {
            VectorTask t =
                new VectorTask("search", v.store())
                    .with("data", data)
                    .with("index", preparation.index(v, data, filter))
                    .with("sets", sets)
                    .with("every", options.whole("every"))
                    .with("seconds", options.number("seconds"))
                    .with("warm", options.number("warm"));
            if (options.tune() && !filter) {
              List<String> best = preparation.families(v, t);
              t.with("families", best);
              ways.put(Preparation.label(data) + ", " + v.name(), String.join(", ", best));
              results.put("ways", ways);
            }
            jobs.add(new Rounds.Job(v, t));
          });
    }
    rounds.byTurns(scenario, Preparation.label(data), "/s", jobs, VectorBench::addRates);
    save();
  }

  private @Nullable Path data(String set, int rows) throws Exception {
    try {
      Path data = preparation.data(set, rows);
      absent.remove(set);
      Map<String, Object> sets = new TreeMap<>();
      results.map("data").forEach((k, v) -> sets.put(String.valueOf(k), v));
      sets.put(Preparation.label(data), Preparation.facts(data));
      results.put("data", sets);
      return data;
    } catch (Skipped e) {
      absent.put(set, String.valueOf(e.getMessage()));
      System.out.println(set + " is left out: " + e.getMessage());
      results.put("absent", absent);
      return null;
    }
  }

  /** Adds rates at the recalls of the report, and as the main figure that at 0.95. */
  private static void addRates(Map<String, @Nullable Object> found) {
    if (!(found.get("curves") instanceof Map<?, ?> curves)) {
      return;
    }
    found.put(Measured.VALUE, Double.NaN);
    curves.forEach(
        (set, families) -> {
          Curve c = Curve.of(families);
          for (double recall : RECALLS) {
            found.put(figure(String.valueOf(set), recall), c.perSecondAt(recall));
          }
          found.put(set + "@best", c.bestRecall());
          if (set.equals(VectorData.REPORT)) {
            found.put(Measured.VALUE, c.perSecondAt(0.95));
          }
        });
  }

  /** The name of a rate at a recall. */
  static String figure(String set, double recall) {
    return set + "@" + recall;
  }

  // ---- the rest

  private void build(String set) throws Exception {
    Path data = data(set, options.whole("rows"));
    if (data == null) {
      return;
    }
    List<Rounds.Job> jobs = new ArrayList<>();
    // The store would choose by the number of rows what to build.
    List<String> stores =
        options.list("stores").stream()
            .map(s -> s.equals(Peers.OURS) ? Peers.OURS_HNSW : s)
            .distinct()
            .toList();
    for (Variant v : variants(stores, true)) {
      VectorTask t = new VectorTask("build", v.store()).with("data", data).with("threads", 2);
      jobs.add(new Rounds.Job(v, t));
    }
    rounds.oneByOne("build", Preparation.label(data), "s", jobs, found -> {});
    save();
  }

  private void own(String scenario, String set, int rows, String unit) throws Exception {
    Path data = data(set, rows);
    if (data == null) {
      return;
    }
    List<Rounds.Job> jobs = new ArrayList<>();
    for (Variant v : variants(List.of(Peers.OURS), false)) {
      VectorTask t =
          new VectorTask(scenario, v.store())
              .with("data", data)
              .with("threads", 2)
              .with("every", options.whole("every"))
              .with("seconds", options.number("seconds"))
              .with("own_seconds", options.number("own-seconds"))
              .with("warm", options.number("warm"));
      if (scenario.equals("scale")) {
        t.with("heap", options.text("scale-heap"));
      }
      if (scenario.equals("batch")) {
        t.with("index", preparation.index(v, data, false));
      }
      jobs.add(new Rounds.Job(v, t));
    }
    rounds.oneByOne(scenario, Preparation.label(data), unit, jobs, VectorBench::addRates);
    save();
  }

  private void save() throws IOException {
    results.put("natives", natives);
    results.put("absent", absent);
    List<VectorGoals.Outcome> goals = new VectorGoals(results).evaluate();
    results.put("goals", goals.stream().map(VectorGoals.Outcome::toMap).toList());
    results.save(file, (map, entry) -> map.put("void", VectorAnchors.isVoid(entry)));
    VectorReport.write(
        results, goals, String.valueOf(file.getFileName()), file.resolveSibling("vectors.md"));
  }
}
