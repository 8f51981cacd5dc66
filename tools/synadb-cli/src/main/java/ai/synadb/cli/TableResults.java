/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Results for people: columns with headings, or a name and a value a line. What is long is elided.
 */
final class TableResults implements Results {
  /** Widths are those of the first rows, so that rows need not all be in memory. */
  private static final int MEASURED_ROWS = 1000;

  private static final String GAP = "  ";

  private final PrintWriter out;

  TableResults(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Rows rows(List<Column> columns) {
    return new TableRows("", columns);
  }

  @Override
  public void record(Map<String, @Nullable Object> parts) {
    record("", parts);
  }

  private void record(String indent, Map<?, ?> parts) {
    int width = parts.keySet().stream().mapToInt(k -> Printable.width(name(k))).max().orElse(0);
    for (Map.Entry<?, ?> e : parts.entrySet()) {
      Object value = e.getValue();
      if (value instanceof Map<?, ?> map && !map.isEmpty()) {
        out.print(indent + name(e.getKey()) + "\n");
        record(indent + GAP, map);
      } else if (value instanceof List<?> list
          && !list.isEmpty()
          && list.get(0) instanceof Map<?, ?> first) {
        out.print(indent + name(e.getKey()) + "\n");
        table(indent + GAP, list, first);
      } else if (value != null) {
        String text = Cells.text(value, Cells.WIDE);
        out.print(
            indent + (padded(name(e.getKey()), width, false) + GAP + text).stripTrailing() + "\n");
      }
    }
  }

  private static String name(Object key) {
    return Printable.elided(key.toString(), Cells.WIDTH);
  }

  private void table(String indent, List<?> list, Map<?, ?> first) {
    List<Column> columns = first.keySet().stream().map(k -> Column.of(k.toString())).toList();
    try (TableRows rows = new TableRows(indent, columns)) {
      for (Object o : list) {
        rows.add(((Map<?, ?>) o).values().toArray());
      }
      rows.end();
    }
  }

  private static String padded(String text, int width, boolean toTheRight) {
    String gap = " ".repeat(Math.max(0, width - Printable.width(text)));
    return toTheRight ? gap + text : text + gap;
  }

  private final class TableRows implements Rows {
    private final String indent;
    private final List<Column> columns;
    private final List<@Nullable Object[]> waiting = new ArrayList<>();
    private int @Nullable [] widths;
    private final boolean[] isNumber;

    TableRows(String indent, List<Column> columns) {
      this.indent = indent;
      this.columns = columns;
      this.isNumber = new boolean[columns.size()];
    }

    @Override
    public void add(@Nullable Object... values) {
      if (widths == null) {
        waiting.add(values);
        if (waiting.size() == MEASURED_ROWS) {
          begin();
        }
      } else {
        line(widths, values);
      }
    }

    private void begin() {
      int[] w = new int[columns.size()];
      for (int c = 0; c < w.length; c++) {
        int column = c;
        w[c] = Printable.width(heading(c));
        isNumber[c] = waiting.stream().anyMatch(r -> r[column] != null);
        for (Object[] row : waiting) {
          w[c] = Math.max(w[c], Printable.width(Cells.text(row[c], Cells.WIDTH)));
          isNumber[c] &= row[c] == null || Cells.isNumber(row[c]);
        }
      }
      widths = w;
      StringBuilder s = new StringBuilder(indent);
      for (int c = 0; c < w.length; c++) {
        if (columns.get(c).isInTable()) {
          s.append(padded(heading(c), w[c], isNumber[c])).append(GAP);
        }
      }
      out.print(s.toString().stripTrailing() + "\n");
      waiting.forEach(row -> line(w, row));
      waiting.clear();
    }

    private String heading(int column) {
      return Printable.elided(columns.get(column).name(), Cells.WIDTH);
    }

    private void line(int[] w, @Nullable Object[] values) {
      StringBuilder s = new StringBuilder(indent);
      for (int c = 0; c < values.length; c++) {
        if (columns.get(c).isInTable()) {
          s.append(padded(Cells.text(values[c], Cells.WIDTH), w[c], isNumber[c])).append(GAP);
        }
      }
      out.print(s.toString().stripTrailing() + "\n");
    }

    @Override
    public void end() {
      if (widths == null) {
        begin();
      }
    }

    @Override
    public void close() {
      if (!waiting.isEmpty()) {
        begin();
      }
    }
  }
}
