/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import ai.synadb.benchmarks.Results.Entry;
import ai.synadb.benchmarks.store.Stores;
import ai.synadb.benchmarks.work.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Writes results as tables in Markdown. */
final class Report {
  /** Where the other harness writes. */
  private static final String VECTORS = "vectors.md";

  private final Results results;
  private final Markdown out = new Markdown();

  private Report(Results results) {
    this.results = results;
  }

  static void write(Results results, String source, Path file) throws IOException {
    Report r = new Report(results);
    r.head(source, Files.exists(file.resolveSibling(VECTORS)));
    r.goals();
    r.peers();
    r.bare();
    r.ways();
    r.stores();
    Files.writeString(file, r.out.toString());
  }

  private void head(String source, boolean withVectors) {
    Map<?, ?> m = results.map("machine");
    Map<?, ?> s = results.map("settings");
    out.line("# Results of " + results.date());
    out.line("");
    out.line("Written by `SideBySide` from [" + source + "](" + source + "); do not edit.");
    if (withVectors) {
      out.line("Vector search has a table of its own: [" + VECTORS + "](" + VECTORS + ").");
    }
    out.line("");
    out.line(
        "Machine: "
            + m.get("cpu")
            + ", "
            + whole(m.get("cores"))
            + " cores, "
            + whole(m.get("memory_gib"))
            + " GiB, "
            + m.get("file_system")
            + ", kernel "
            + m.get("kernel")
            + ". Java: "
            + m.get("java")
            + ", "
            + s.get("flags")
            + ". The last run: "
            + whole(s.get("rounds"))
            + " rounds.");
    out.line("");
    out.line(
        "Ratios are medians over rounds, ours over theirs within a round, with the interval that"
            + " holds 95 % of the medians of resampled rounds. All data is in the page cache.");
    out.line("");
  }

  private static String whole(@Nullable Object o) {
    return o instanceof Number n ? Long.toString(n.longValue()) : "?";
  }

  private void goals() {
    List<Outcome> all = Goals.evaluate(results);
    if (all.isEmpty()) {
      return;
    }
    out.line("## Goals");
    out.line("");
    out.header("goal", "records x bytes", "reached", "floor", "stretch", "verdict");
    for (Outcome o : all) {
      String sign = o.isAtMost() ? "≤ " : "≥ ";
      boolean large = o.reached().median() >= 1e5;
      out.row(
          o.what(),
          o.size(),
          large ? Figures.scaled(o.reached().median()) : o.reached(),
          sign + Figures.scaled(o.floor()),
          sign + Figures.scaled(o.stretch()),
          o.verdict());
    }
    out.line("");
  }

  private void peers() {
    out.line("## Beside other stores");
    out.line("");
    out.header(
        "", "records x bytes", "store", "per second", "ours ÷ theirs", "what it does besides");
    for (Scenario s : Scenario.ALL) {
      if (!s.isOfStores()) {
        continue;
      }
      for (Entry ours : results.of(s, Stores.OURS).toList()) {
        out.row(s.title(), ours.size(), "**synadb**", Figures.scaled(ours.median()), "", "");
        for (String peer : Stores.NAMES) {
          Entry e = results.find(s.name(), ours.size(), peer);
          if (e == null || peer.equals(Stores.OURS)) {
            continue;
          }
          Statistics.Estimate ratio = Statistics.ratio(ours.samples(), e.samples());
          out.row(
              "",
              "",
              peer,
              Figures.scaled(e.median()),
              Anchors.isVoid(e) ? "void: it was slower here than it is" : ratio,
              Stores.doesMore(peer));
        }
      }
    }
    out.line("");
    out.line(
        "What SynaDB does that none of them does: it keeps the history of every key, and checks a"
            + " CRC on every get; and in the buffered rows it syncs every 10 ms where they never"
            + " sync. What it does not do: its directory of keys has to fit into memory.");
    out.line("");
  }

  private void bare() {
    out.line("## Beside the bare machine");
    out.line("");
    out.header("", "records x bytes", "bare", "per second", "ours as a part of it");
    for (Scenario s : Scenario.ALL) {
      for (Entry e : results.of(s)) {
        if (!e.variant().startsWith("bare")) {
          continue;
        }
        Entry ours = results.find(s.name(), e.size(), Stores.OURS);
        Object part = ours == null ? "" : Statistics.ratio(ours.samples(), e.samples());
        out.row(s.title(), e.size(), e.variant(), Figures.scaled(e.median()), part);
      }
    }
    out.line("");
  }

  private void ways() {
    out.line("## By itself");
    out.line("");
    out.header("", "records x bytes", "variant", "median [95 %]", "besides");
    for (Scenario s : Scenario.ALL) {
      if (s.isOfStores()) {
        continue;
      }
      for (Entry e : results.of(s)) {
        if (e.variant().startsWith("bare")) {
          continue;
        }
        out.row(s.title(), e.size(), e.variant(), estimate(e), besides(e));
      }
    }
    out.line("");
  }

  private static String estimate(Entry e) {
    Statistics.Estimate x = Statistics.estimate(e.samples());
    String unit = e.unit().isEmpty() ? "" : " " + e.unit();
    if (x.median() < 1e4) {
      return x + unit;
    }
    return Figures.scaled(x.median())
        + " ["
        + Figures.scaled(x.low())
        + ", "
        + Figures.scaled(x.high())
        + "]"
        + unit;
  }

  private static String besides(Entry e) {
    Set<String> names = new TreeSet<>();
    e.rounds().forEach(r -> names.addAll(r.keySet()));
    names.remove(Measured.VALUE);
    List<String> all = new ArrayList<>();
    for (String name : names) {
      double[] samples = e.samples(name);
      if (samples.length > 0) {
        all.add(name.replace('_', ' ') + " " + Figures.scaled(Statistics.median(samples)));
      }
    }
    return String.join(", ", all);
  }

  private void stores() {
    out.line("## Versions and modes");
    out.line("");
    out.header("store", "version", "JVM flags beside the heap", "mode");
    Remarks.storesSeen(results)
        .forEach(
            (name, facts) ->
                out.row(
                    name,
                    facts.getOrDefault("version", ""),
                    facts.getOrDefault("flags", ""),
                    modes(facts)));
    out.line("");
  }

  private static String modes(Map<String, String> facts) {
    List<String> all = new ArrayList<>();
    for (String durability : List.of("buffered", "durable")) {
      String mode = facts.get(durability);
      if (mode != null) {
        all.add(durability + ": " + mode);
      }
    }
    return String.join("; **or** ", all);
  }
}
