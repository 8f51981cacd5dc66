/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Json;
import ai.synadb.benchmarks.work.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is made once, before anything is measured: data, indexes, and the choice of ways to search.
 * Thread safety: confined to one thread.
 */
final class Preparation {
  private final VectorOptions options;
  private final Processes processes;
  private final Mode newest;
  private final Map<String, List<String>> chosen = new HashMap<>();

  /**
   * Prepares what is asked for.
   *
   * @param newest where data is made, and indexes that are the same for all JVMs
   */
  Preparation(VectorOptions options, Processes processes, Mode newest) {
    this.options = options;
    this.processes = processes;
    this.newest = newest;
  }

  /** The directory of a data set, which is made when it is first asked for. */
  Path data(String set, int rows) throws Exception {
    int queries = options.whole("queries");
    Path all = options.path("work").resolve("data");
    Path target = all.resolve(set + "-" + rows + "-" + queries);
    VectorTask t =
        new VectorTask("data", "data")
            .with("name", set)
            .with("rows", rows)
            .with("queries", queries)
            .with("source", options.path("data"))
            .with("fashion", options.path("fashion"))
            .with("data", target);
    processes.run(new Variant("data", newest, false), t);
    return target;
  }

  static Map<String, Object> facts(Path data) throws IOException {
    return Json.parseMap(Files.readString(data.resolve("set.json")));
  }

  /** What a data set is called in results. */
  static String label(Path data) throws IOException {
    Map<String, Object> facts = facts(data);
    int rows = ((Number) facts.getOrDefault("rows", 0)).intValue();
    return facts.get("name") + " x " + rows;
  }

  /**
   * The index that a variant opens; built when it is first asked for. Ours depends on the kernels,
   * Lucene's on its version; the others are built where that is fastest.
   */
  Path index(Variant v, Path data, boolean withAttributes) throws Exception {
    boolean own = Peers.isOurs(v.store()) || v.store().equals(Peers.LUCENE);
    Mode mode = v.mode() == null || own ? v.mode() : newest;
    Variant by = new Variant(v.store(), mode, v.hugePages());
    String name =
        data.getFileName()
            + "-"
            + v.store()
            + (mode == null ? "" : "-" + mode.name())
            + (withAttributes ? "-attributes" : "");
    Path target = options.path("work").resolve("index").resolve(name);
    if (Files.exists(target)) {
      return target;
    }
    Path part = target.resolveSibling(name + ".part");
    Scratch.delete(part);
    Files.createDirectories(part);
    VectorTask t =
        new VectorTask("build", v.store())
            .with("data", data)
            .with("index", part)
            .with("threads", 2)
            .with("only", true)
            .with("attributes", withAttributes && Peers.isOurs(v.store()));
    Map<String, Object> built = processes.run(by, t);
    System.out.println("built " + name + " in " + built.get("value") + " s");
    Files.move(part, target);
    return target;
  }

  /**
   * The ways to search that are the fastest at some recall, on the queries for tuning; found once
   * for a data set, a store and a JVM.
   */
  List<String> families(Variant v, VectorTask task) throws Exception {
    Mode mode = v.mode();
    String key = task.text("data") + " " + v.store() + (mode == null ? "" : " " + mode.name());
    List<String> known = chosen.get(key);
    if (known != null) {
      return known;
    }
    VectorTask tune = VectorTask.parse(task.toJson()).with("sets", List.of(VectorData.TUNE));
    Map<String, Object> found = processes.run(v, tune);
    Set<String> best = new LinkedHashSet<>();
    if (found.get("curves") instanceof Map<?, ?> curves
        && curves.get(VectorData.TUNE) instanceof Map<?, ?> families) {
      for (double recall : VectorBench.RECALLS) {
        families.keySet().stream()
            .map(String::valueOf)
            .filter(f -> rate(families, f, recall) > 0)
            .max((a, b) -> Double.compare(rate(families, a, recall), rate(families, b, recall)))
            .ifPresent(best::add);
      }
      if (best.isEmpty()) {
        families.keySet().forEach(f -> best.add(String.valueOf(f)));
      }
    }
    chosen.put(key, List.copyOf(best));
    return List.copyOf(best);
  }

  private static double rate(Map<?, ?> families, String family, double recall) {
    Object points = families.get(family);
    return points == null ? Double.NaN : Curve.of(Map.of(family, points)).perSecondAt(recall);
  }
}
