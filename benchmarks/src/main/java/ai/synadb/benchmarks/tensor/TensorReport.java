/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import ai.synadb.benchmarks.Figures;
import ai.synadb.benchmarks.Results;
import ai.synadb.benchmarks.Results.Entry;
import ai.synadb.benchmarks.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes results, and tables of them in Markdown. */
final class TensorReport {
  private final StringBuilder out = new StringBuilder();

  private TensorReport() {}

  /** Writes the file, and beside it {@code tensors.md}. */
  static void save(Results results, Path file) throws IOException {
    results.put(
        "goals", TensorGoals.evaluate(results).stream().map(TensorGoals.Outcome::toMap).toList());
    results.save(file, (map, entry) -> {});
    TensorReport r = new TensorReport();
    r.head(results, String.valueOf(file.getFileName()));
    r.goals(results);
    r.figures(results);
    Files.writeString(file.resolveSibling("tensors.md"), r.out.toString());
  }

  private void line(String s) {
    out.append(s).append('\n');
  }

  private void row(Object... cells) {
    StringBuilder row = new StringBuilder("|");
    for (Object c : cells) {
      row.append(' ').append(c).append(" |");
    }
    line(row.toString());
  }

  private void header(String... cells) {
    row((Object[]) cells);
    line("|" + " --- |".repeat(cells.length));
  }

  private void head(Results results, String source) {
    Map<?, ?> m = results.map("machine");
    Map<?, ?> s = results.map("settings");
    line("# Tensors and models, " + results.date());
    line("");
    line("Written by `TensorBench` from [" + source + "](" + source + "); do not edit.");
    line("");
    line(
        "Machine: "
            + m.get("cpu")
            + ", "
            + m.get("cores")
            + " cores, "
            + m.get("memory_gib")
            + " GiB, "
            + m.get("file_system")
            + ", kernel "
            + m.get("kernel")
            + ". JVMs: "
            + s.get("flags")
            + ". The last run: "
            + s.get("rounds")
            + " rounds. All data is in the page cache. Ratios are medians over rounds, with the"
            + " interval that holds 95 % of the medians of resampled rounds.");
    line("");
  }

  private void goals(Results results) {
    line("## Goals");
    line("");
    header("goal", "on", "reached", "floor", "stretch", "verdict");
    for (TensorGoals.Outcome o : TensorGoals.evaluate(results)) {
      String sign = o.isAtMost() ? "≤ " : "≥ ";
      row(
          o.what(),
          o.size(),
          o.reached(),
          sign + Figures.scaled(o.floor()),
          sign + Figures.scaled(o.stretch()),
          o.verdict());
    }
    line("");
  }

  private void figures(Results results) {
    line("## Figures");
    line("");
    header("", "on", "way", "median", "low", "high", "unit");
    for (TensorScenario s : TensorScenario.ALL) {
      for (Entry e : results.entries()) {
        if (e.scenario().equals(s.name())) {
          Statistics.Estimate x = Statistics.estimate(e.samples());
          row(
              s.title(),
              e.size(),
              e.variant(),
              Figures.scaled(x.median()),
              Figures.scaled(x.low()),
              Figures.scaled(x.high()),
              e.unit());
        }
      }
    }
    line("");
  }
}
