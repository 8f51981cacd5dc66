/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.benchmarks.Figures;
import ai.synadb.benchmarks.Markdown;
import ai.synadb.benchmarks.Results;
import ai.synadb.benchmarks.Results.Entry;
import ai.synadb.benchmarks.Statistics;
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

/** Writes results of vectors as tables in Markdown. */
final class VectorReport {
  private static final Map<String, String> TITLES = new LinkedHashMap<>();

  static {
    TITLES.put("search", "Search");
    TITLES.put("noise", "Search in Gaussian noise");
    TITLES.put("filter", "Search with filters");
    TITLES.put("build", "Builds, two threads");
    TITLES.put("batch", "Exact queries by 64");
    TITLES.put("mmap", "Bulk inserts of MmapVectorStore, over bulk puts into a mapping");
    TITLES.put("mixed", "90 % searches, 10 % inserts and deletes");
    TITLES.put("scale", "By size");
  }

  private final Results results;
  private final Markdown out = new Markdown();

  private VectorReport(Results results) {
    this.results = results;
  }

  static void write(Results results, List<VectorGoals.Outcome> goals, String source, Path file)
      throws IOException {
    VectorReport r = new VectorReport(results);
    r.head(source);
    r.goals(goals);
    TITLES.forEach(r::scenario);
    r.stores();
    r.facts("Which ways to search won on the queries for tuning", "ways");
    r.facts("What is not there", "absent");
    r.data();
    Files.writeString(file, r.out.toString());
  }

  private void head(String source) {
    Map<?, ?> m = results.map("machine");
    Map<?, ?> s = results.map("settings");
    out.line("# Vectors, results of " + results.date());
    out.line("");
    out.line("Written by `VectorBench` from [" + source + "](" + source + "); do not edit.");
    out.line("");
    out.line(
        "Machine: "
            + m.get("cpu")
            + ", "
            + text(m.get("cores"))
            + " cores, "
            + text(m.get("memory_gib"))
            + " GiB; transparent huge pages: "
            + m.get("huge_pages")
            + ". The last run: "
            + s.get("rounds")
            + " rounds, heaps of at most "
            + s.get("heap")
            + ".");
    out.line("");
    out.line(
        "Variants are store / JVM / pages: `17` is Java 17 without flags, `17v` with"
            + " `--add-modules jdk.incubator.vector`, the last one the newest JDK with it; `thp` has"
            + " `-XX:+UseTransparentHugePages`, `4k` has not. Names without a JVM are native and"
            + " measured from Python by one call for all queries. Rates are queries per second, one"
            + " thread, ten neighbours, at the recall in the head of the column, read off the curve of all"
            + " settings; medians over rounds. A dash: that recall was not reached.");
    out.line("");
  }

  private static String text(@Nullable Object o) {
    return o instanceof Number n ? Figures.plain(n.doubleValue()) : String.valueOf(o);
  }

  private void goals(List<VectorGoals.Outcome> goals) {
    if (goals.isEmpty()) {
      return;
    }
    out.line("## Goals");
    out.line("");
    out.header(List.of("goal", "data", "variant", "reached", "floor", "verdict"));
    for (VectorGoals.Outcome o : goals) {
      String sign = o.isAtMost() ? "≤ " : "≥ ";
      out.row(
          List.of(
              o.what(),
              o.size(),
              o.variant(),
              o.reached(),
              sign + Figures.plain(o.floor()),
              o.verdict()));
    }
    out.line("");
  }

  private List<Entry> of(String scenario) {
    return results.entries().stream().filter(e -> e.scenario().equals(scenario)).toList();
  }

  private void scenario(String scenario, String title) {
    List<Entry> entries = of(scenario);
    Set<String> sizes = new LinkedHashSet<>();
    entries.forEach(e -> sizes.add(e.size()));
    for (String size : sizes) {
      out.line("## " + title + ": " + size);
      out.line("");
      List<Entry> here = entries.stream().filter(e -> e.size().equals(size)).toList();
      switch (scenario) {
        case "search", "noise", "filter" -> curves(here);
        default -> figures(here);
      }
      out.line("");
    }
  }

  private void curves(List<Entry> entries) {
    Set<String> sets = new LinkedHashSet<>();
    for (Entry e : entries) {
      e.rounds().get(0).keySet().stream()
          .filter(k -> k.endsWith("@best"))
          .forEach(k -> sets.add(k.substring(0, k.length() - "@best".length())));
    }
    List<String> head = new ArrayList<>(List.of("variant"));
    for (String set : sets) {
      for (double recall : VectorBench.RECALLS) {
        head.add(title(set) + " " + recall);
      }
      head.add("best recall");
    }
    out.header(head);
    for (Entry e : entries) {
      List<Object> cells = new ArrayList<>();
      cells.add(e.variant() + (VectorAnchors.isVoid(e) ? " (void)" : ""));
      for (String set : sets) {
        for (double recall : VectorBench.RECALLS) {
          cells.add(median(e, VectorBench.figure(set, recall)));
        }
        cells.add(median(e, set + "@best"));
      }
      out.row(cells);
    }
  }

  private static String title(String set) {
    if (set.startsWith(VectorData.REPORT + "-")) {
      return set.substring(VectorData.REPORT.length() + 1) + " %";
    }
    return set.equals(VectorData.REPORT) ? "" : set;
  }

  private static String median(Entry e, String figure) {
    double[] samples = e.samples(figure);
    // A rate that only some rounds reached would be the rate of the lucky ones.
    return samples.length < e.rounds().size() ? "–" : Figures.scaled(Statistics.median(samples));
  }

  private void figures(List<Entry> entries) {
    Set<String> names = new LinkedHashSet<>();
    for (Entry e : entries) {
      e.rounds()
          .get(0)
          .forEach(
              (k, v) -> {
                if (v instanceof Number && !k.equals("value") && !k.contains("@")) {
                  names.add(k);
                }
              });
    }
    List<String> head = new ArrayList<>(List.of("variant", "median [95 %]"));
    names.forEach(n -> head.add(n.replace('_', ' ')));
    out.header(head);
    for (Entry e : entries) {
      List<Object> cells = new ArrayList<>();
      cells.add(e.variant());
      Statistics.Estimate x = Statistics.estimate(e.samples());
      String unit = e.unit().equals("x") ? "" : " " + e.unit();
      cells.add(
          Figures.scaled(x.median())
              + " ["
              + Figures.scaled(x.low())
              + ", "
              + Figures.scaled(x.high())
              + "]"
              + unit);
      names.forEach(n -> cells.add(median(e, n)));
      out.row(cells);
    }
  }

  /** Versions and what each said of how it computes. */
  private void stores() {
    Map<String, Entry> last = new TreeMap<>();
    for (Entry e : results.entries()) {
      int pages = e.variant().lastIndexOf('/');
      if (!e.text("version").isEmpty()) {
        last.put(pages < 0 ? e.variant() : e.variant().substring(0, pages), e);
      }
    }
    out.line("## Versions, settings, and how they compute");
    out.line("");
    out.header(List.of("store", "version", "settings", "says of itself"));
    last.forEach(
        (name, e) -> out.row(List.of(name, e.text("version"), e.text("mode"), e.text("simd"))));
    out.line("");
  }

  private void facts(String title, String name) {
    Map<?, ?> map = results.map(name);
    if (map.isEmpty()) {
      return;
    }
    out.line("## " + title);
    out.line("");
    map.forEach((k, v) -> out.line("* " + k + ": " + v));
    out.line("");
  }

  private void data() {
    out.line("## How hard the data is");
    out.line("");
    out.line(
        "Distances: of random pairs, with their deviation, and of the 1st, 10th and 100th"
            + " neighbour. Contrast: by how many deviations the tenth neighbour stands out. The intrinsic"
            + " dimension is the maximum likelihood estimate over 100 neighbours.");
    out.line("");
    out.header(
        List.of(
            "data", "background", "deviation", "1st", "10th", "100th", "contrast", "dimension"));
    results
        .map("data")
        .forEach(
            (name, facts) -> {
              if (facts instanceof Map<?, ?> f && f.get("difficulty") instanceof Map<?, ?> d) {
                List<Object> cells = new ArrayList<>(List.of(name));
                d.values().forEach(v -> cells.add(text(v)));
                out.row(cells);
              }
            });
  }
}
