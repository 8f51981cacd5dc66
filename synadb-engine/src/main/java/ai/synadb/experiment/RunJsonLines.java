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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records of runs as JSON, one in a line. */
final class RunJsonLines {
  private static final String TYPE = "type";

  private RunJsonLines() {}

  /** Writes them. Empty texts and contexts are left out. */
  static final class Writing implements RunEventWriter {
    private final Writer out;

    Writing(Writer out) {
      this.out = out;
    }

    @Override
    public void write(RunEvent e) throws IOException {
      RunEvent.Type type = e.type();
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put(TYPE, type.word());
      put(json, RunEvent.Part.RUN, e.run());
      put(json, RunEvent.Part.NAME, e.name());
      if (!e.context().isEmpty()) {
        json.put(RunEvent.Part.CONTEXT.word(), e.context());
      }
      put(json, RunEvent.Part.KIND, e.kind());
      if (type.has(RunEvent.Part.STEP)) {
        json.put(RunEvent.Part.STEP.word(), e.step());
      }
      if (type.has(RunEvent.Part.TIME) && e.time() != RunEvent.NO_TIME) {
        json.put(RunEvent.Part.TIME.word(), e.time());
      }
      if (type == RunEvent.Type.METRIC) {
        double d = e.number();
        json.put(RunEvent.Part.VALUE.word(), Double.isFinite(d) ? d : (Object) Double.toString(d));
      } else {
        put(json, RunEvent.Part.VALUE, e.value());
      }
      out.write(Json.write(json));
      out.write('\n');
    }

    private static void put(Map<String, @Nullable Object> json, RunEvent.Part part, String text) {
      if (!text.isEmpty()) {
        json.put(part.word(), text);
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }

  /** Reads them. */
  static final class Reading extends RunEventReader {
    private long recordLine = 1;

    Reading(Reader in) {
      super(in);
    }

    @Override
    long recordLine() {
      return recordLine;
    }

    @Override
    @Nullable RunEvent next() throws IOException {
      recordLine = line();
      String text = textLine();
      if (text == null) {
        return null;
      }
      Map<String, @Nullable Object> json;
      try {
        json = Json.readObject(text, "The record");
      } catch (SynaFormatException e) {
        throw wrong(recordLine, String.valueOf(e.getMessage()), e);
      }
      return event(json);
    }

    /** A line without its end, which grows no further than it may. */
    private @Nullable String textLine() throws IOException {
      StringBuilder s = new StringBuilder();
      int c = take();
      if (c < 0) {
        return null;
      }
      while (c >= 0 && c != '\n') {
        if (s.length() == RunFormat.MAX_CHARS) {
          throw wrong("it has more than " + RunFormat.MAX_CHARS + " characters");
        }
        s.append((char) c);
        c = take();
      }
      return s.toString();
    }

    private RunEvent event(Map<String, @Nullable Object> json) {
      if (!(json.get(TYPE) instanceof String word)) {
        throw wrong("it has no type");
      }
      RunEvent.Type type = type(word);
      for (String name : json.keySet()) {
        RunEvent.Part part = RunEvent.Part.of(name);
        if (!name.equals(TYPE) && (part == null || !type.has(part))) {
          throw wrong("a record of type " + word + " has no " + quoted(name));
        }
      }
      boolean isPoint = type == RunEvent.Type.METRIC;
      return new RunEvent(
          type,
          text(json, RunEvent.Part.RUN),
          text(json, RunEvent.Part.NAME),
          context(json),
          text(json, RunEvent.Part.KIND),
          type.has(RunEvent.Part.STEP) ? integer(json, RunEvent.Part.STEP) : 0,
          time(json, type),
          isPoint ? number(json.get(RunEvent.Part.VALUE.word())) : 0,
          isPoint ? "" : text(json, RunEvent.Part.VALUE));
    }

    private String text(Map<String, @Nullable Object> json, RunEvent.Part part) {
      Object value = json.getOrDefault(part.word(), "");
      if (value instanceof String s) {
        return s;
      }
      throw wrong("its " + part.word() + " is no text");
    }

    private Map<String, String> context(Map<String, @Nullable Object> json) {
      Object value = json.getOrDefault(RunEvent.Part.CONTEXT.word(), Map.of());
      Map<String, String> context = new HashMap<>();
      if (value instanceof Map<?, ?> map) {
        map.forEach(
            (k, v) -> {
              if (!(v instanceof String s)) {
                throw wrong("a value in its context is no text");
              }
              context.put((String) k, s);
            });
        return context;
      }
      throw wrong("its context is no object");
    }

    private long time(Map<String, @Nullable Object> json, RunEvent.Type type) {
      boolean isMissing = !json.containsKey(RunEvent.Part.TIME.word());
      return isMissing && (type == RunEvent.Type.END || !type.has(RunEvent.Part.TIME))
          ? RunEvent.NO_TIME
          : integer(json, RunEvent.Part.TIME);
    }

    private long integer(Map<String, @Nullable Object> json, RunEvent.Part part) {
      if (json.get(part.word()) instanceof Long n) {
        return n;
      }
      throw wrong("its " + part.word() + " is no integer, or missing");
    }

    private double number(@Nullable Object value) {
      if (value instanceof Number n) {
        return n.doubleValue();
      }
      return number(value instanceof String s ? s : "");
    }
  }
}
