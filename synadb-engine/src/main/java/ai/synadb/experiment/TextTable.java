/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.ArrayList;
import java.util.List;

/** Rows of short texts as lines with aligned columns. */
final class TextTable {
  private static final int MAX_CELL_CHARS = 24;
  private static final int MAX_ROWS = 60;

  private final List<List<String>> rows = new ArrayList<>();
  private int left; // rows that were left out

  /** Adds a row; behind the first sixty they are only counted. */
  void add(List<String> cells) {
    if (rows.size() == MAX_ROWS) {
      left++;
      return;
    }
    rows.add(cells.stream().map(TextTable::shortened).toList());
  }

  private static String shortened(String cell) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < cell.length() && s.length() < MAX_CELL_CHARS; ) {
      int c = cell.codePointAt(i);
      i += Character.charCount(c);
      s.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
      if (s.length() >= MAX_CELL_CHARS && i < cell.length()) {
        return s.append("...").toString();
      }
    }
    return s.toString();
  }

  @Override
  public String toString() {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int c = 0; c < row.size(); c++) {
        int width = row.get(c).codePointCount(0, row.get(c).length());
        if (c == widths.size()) {
          widths.add(width);
        } else {
          widths.set(c, Math.max(widths.get(c), width));
        }
      }
    }
    StringBuilder s = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        String cell = row.get(c);
        line.append(cell)
            .append(" ".repeat(widths.get(c) - cell.codePointCount(0, cell.length()) + 2));
      }
      s.append(line.toString().stripTrailing()).append('\n');
    }
    return left == 0 ? s.toString() : s + "and " + left + " more\n";
  }
}
