/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import java.util.List;

/** Lines and tables in Markdown. Thread safety: not safe, guard externally. */
public final class Markdown {
  private final StringBuilder out = new StringBuilder();

  /** Adds a line. */
  public void line(String s) {
    out.append(s).append('\n');
  }

  /** Adds a row of a table. */
  public void row(Object... cells) {
    row(List.of(cells));
  }

  /** Adds a row of a table. */
  public void row(List<?> cells) {
    StringBuilder row = new StringBuilder("|");
    cells.forEach(c -> row.append(' ').append(String.valueOf(c).replace("|", "/")).append(" |"));
    line(row.toString());
  }

  /** Begins a table. */
  public void header(String... cells) {
    header(List.of(cells));
  }

  /** Begins a table. */
  public void header(List<String> cells) {
    row(cells);
    line("|" + " --- |".repeat(cells.size()));
  }

  /** All of it. */
  @Override
  public String toString() {
    return out.toString();
  }
}
