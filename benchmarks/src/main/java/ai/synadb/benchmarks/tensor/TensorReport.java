/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import ai.synadb.benchmarks.Figures;
import ai.synadb.benchmarks.Markdown;
import ai.synadb.benchmarks.Outcome;
import ai.synadb.benchmarks.Results;
import ai.synadb.benchmarks.Results.Entry;
import ai.synadb.benchmarks.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes results, and tables of them in Markdown. */
final class TensorReport {
  private final Markdown out = new Markdown();

  private TensorReport() {}

  /** Writes the file, and beside it {@code tensors.md}. */
  static void save(Results results, Path file) throws IOException {
    List<Outcome> goals = TensorGoals.evaluate(results);
    results.put("goals", goals.stream().map(Outcome::toMap).toList());
    results.save(file, (map, entry) -> {});
    TensorReport r = new TensorReport();
    r.head(results, String.valueOf(file.getFileName()));
    r.goals(goals);
    r.figures(results);
    Files.writeString(file.resolveSibling("tensors.md"), r.out.toString());
  }

  private void head(Results results, String source) {
    Map<?, ?> m = results.map("machine");
    Map<?, ?> s = results.map("settings");
    out.line("# Tensors and models, " + results.date());
    out.line("");
    out.line("Written by `TensorBench` from [" + source + "](" + source + "); do not edit.");
    out.line("");
    out.line(
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
    out.line("");
  }

  private void goals(List<Outcome> goals) {
    out.line("## Goals");
    out.line("");
    out.header("goal", "on", "reached", "floor", "stretch", "verdict");
    for (Outcome o : goals) {
      String sign = o.isAtMost() ? "≤ " : "≥ ";
      out.row(
          o.what(),
          o.size(),
          o.reached(),
          sign + Figures.scaled(o.floor()),
          sign + Figures.scaled(o.stretch()),
          o.verdict());
    }
    out.line("");
  }

  private void figures(Results results) {
    out.line("## Figures");
    out.line("");
    out.header("", "on", "way", "median", "low", "high", "unit");
    for (TensorScenario s : TensorScenario.ALL) {
      for (Entry e : results.entries()) {
        if (e.scenario().equals(s.name())) {
          Statistics.Estimate x = Statistics.estimate(e.samples());
          out.row(
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
    out.line("");
  }
}
