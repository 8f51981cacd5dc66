/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.error.SynaFormatException;
import ai.synadb.internal.json.Json;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records of runs as comma-separated values, by RFC 4180. */
final class RunCsv {
  private static final List<String> COLUMNS =
      List.of("type", "run", "name", "context", "kind", "step", "time", "value");
  private static final RunEvent.Part[] PARTS = RunEvent.Part.values(); // in that order
  private static final int CONTEXT = 3;
  private static final int KIND = 4;
  private static final int STEP = 5;
  private static final int TIME = 6;
  private static final int VALUE = 7;

  private RunCsv() {}

  /** Writes them. */
  static final class Writing implements RunEventWriter {
    private final Writer out;

    Writing(Writer out) throws IOException {
      this.out = out;
      out.write(String.join(",", COLUMNS));
      out.write('\n');
    }

    @Override
    public void write(RunEvent e) throws IOException {
      RunEvent.Type type = e.type();
      boolean hasTime = type.has(RunEvent.Part.TIME) && e.time() != RunEvent.NO_TIME;
      out.write(type.word());
      cell(e.run());
      cell(e.name());
      cell(e.context().isEmpty() ? "" : Json.write(e.context()));
      cell(e.kind());
      cell(type.has(RunEvent.Part.STEP) ? Long.toString(e.step()) : "");
      cell(hasTime ? Long.toString(e.time()) : "");
      cell(type == RunEvent.Type.METRIC ? Double.toString(e.number()) : e.value());
      out.write('\n');
    }

    private void cell(String text) throws IOException {
      out.write(',');
      boolean isPlain = true;
      for (int i = 0; i < text.length() && isPlain; i++) {
        char c = text.charAt(i);
        isPlain = c != ',' && c != '"' && c != '\n' && c != '\r';
      }
      if (isPlain) {
        out.write(text);
        return;
      }
      out.write('"');
      out.write(text.replace("\"", "\"\""));
      out.write('"');
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }

  /** Reads them. */
  static final class Reading extends RunEventReader {
    private long recordLine = 1;
    private boolean isStarted;
    private int chars; // of the record so far

    Reading(Reader in) {
      super(in);
    }

    @Override
    long recordLine() {
      return recordLine;
    }

    @Override
    @Nullable RunEvent next() throws IOException {
      if (!isStarted) {
        isStarted = true;
        if (!COLUMNS.equals(cells())) {
          throw wrong("the columns are not " + String.join(",", COLUMNS));
        }
      }
      List<String> cells = cells();
      return cells == null ? null : event(cells);
    }

    /** The cells of the next record; null at the end. */
    private @Nullable List<String> cells() throws IOException {
      recordLine = line();
      chars = 0;
      int c = take();
      if (c < 0) {
        return null;
      }
      giveBack(c);
      List<String> cells = new ArrayList<>(COLUMNS.size());
      do {
        if (cells.size() == COLUMNS.size()) {
          throw wrong("it has more than " + COLUMNS.size() + " cells");
        }
        cells.add(cell());
        c = take();
      } while (c == ',');
      if (c == '\r') {
        c = take();
      }
      if (c != '\n' && c >= 0) {
        throw wrong("something follows the quote that ends a cell");
      }
      return cells;
    }

    private String cell() throws IOException {
      StringBuilder s = new StringBuilder();
      int c = take();
      if (c == '"') {
        return quotedCell(s);
      }
      while (c >= 0 && c != ',' && c != '\n' && c != '\r') {
        if (c == '"') {
          throw wrong("a quote stands within a cell that has none around it");
        }
        add(s, c);
        c = take();
      }
      giveBack(c);
      return s.toString();
    }

    private String quotedCell(StringBuilder s) throws IOException {
      while (true) {
        int c = take();
        if (c == '"') {
          c = take();
          if (c != '"') {
            giveBack(c);
            return s.toString();
          }
        } else if (c < 0) {
          throw wrong("a cell in quotes does not end");
        }
        add(s, c);
      }
    }

    private void add(StringBuilder s, int c) {
      if (++chars > RunFormat.MAX_CHARS) {
        throw wrong("it has more than " + RunFormat.MAX_CHARS + " characters");
      }
      s.append((char) c);
    }

    private RunEvent event(List<String> cells) {
      if (cells.size() != COLUMNS.size()) {
        throw wrong("it has " + cells.size() + " cells, not " + COLUMNS.size());
      }
      RunEvent.Type type = type(cells.get(0));
      for (int i = 1; i < cells.size(); i++) {
        if (!cells.get(i).isEmpty() && !type.has(PARTS[i - 1])) {
          throw wrong("a record of type " + cells.get(0) + " has no " + COLUMNS.get(i));
        }
      }
      boolean isPoint = type == RunEvent.Type.METRIC;
      boolean mayLackTime = type == RunEvent.Type.END || !type.has(RunEvent.Part.TIME);
      return new RunEvent(
          type,
          cells.get(1),
          cells.get(2),
          context(cells.get(CONTEXT)),
          cells.get(KIND),
          type.has(RunEvent.Part.STEP) ? integer(cells.get(STEP), RunEvent.Part.STEP) : 0,
          cells.get(TIME).isEmpty() && mayLackTime
              ? RunEvent.NO_TIME
              : integer(cells.get(TIME), RunEvent.Part.TIME),
          isPoint ? number(cells.get(VALUE)) : 0,
          isPoint ? "" : cells.get(VALUE));
    }

    private Map<String, String> context(String json) {
      Map<String, String> context = new HashMap<>();
      if (json.isEmpty()) {
        return context;
      }
      try {
        Json.readObject(json, "Its context")
            .forEach(
                (k, v) -> {
                  if (!(v instanceof String s)) {
                    throw wrong("a value in its context is no text");
                  }
                  context.put(k, s);
                });
      } catch (SynaFormatException e) {
        throw wrong(recordLine, String.valueOf(e.getMessage()), e);
      }
      return context;
    }
  }
}
