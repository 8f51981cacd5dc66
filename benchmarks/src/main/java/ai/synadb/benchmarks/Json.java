/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * As much JSON as results need: maps, lists, strings, numbers (all doubles), booleans, null. Thread
 * safety: confined to one thread.
 */
public final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** Writes a value on one line. */
  public static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(out, value, -1);
    return out.toString();
  }

  /** Writes a value with the maps and lists of the outer levels on lines of their own. */
  public static String writePretty(@Nullable Object value, int levels) {
    StringBuilder out = new StringBuilder();
    write(out, value, levels);
    return out.append('\n').toString();
  }

  private static void write(StringBuilder out, @Nullable Object value, int levels) {
    if (value instanceof Map<?, ?> map) {
      List<Object> entries = new ArrayList<>(map.entrySet());
      writeAll(out, entries, '{', '}', levels);
    } else if (value instanceof List<?> list) {
      writeAll(out, list, '[', ']', levels);
    } else if (value instanceof Map.Entry<?, ?> entry) {
      writeString(out, String.valueOf(entry.getKey()));
      out.append(": ");
      write(out, entry.getValue(), levels);
    } else if (value instanceof Number number) {
      writeNumber(out, number.doubleValue());
    } else if (value == null || value instanceof Boolean) {
      out.append(value);
    } else {
      writeString(out, value.toString());
    }
  }

  private static void writeAll(StringBuilder out, List<?> all, char open, char close, int levels) {
    boolean lines = levels > 0 && !all.isEmpty();
    int depth = depth(out);
    out.append(open);
    String separator = "";
    for (Object o : all) {
      out.append(separator);
      if (lines) {
        out.append('\n').append(" ".repeat(depth + 2));
      }
      write(out, o, levels - 1);
      separator = lines ? "," : ", ";
    }
    if (lines) {
      out.append('\n').append(" ".repeat(depth));
    }
    out.append(close);
  }

  /** The indentation of the current line. */
  private static int depth(StringBuilder out) {
    int from = out.lastIndexOf("\n") + 1;
    int n = 0;
    while (from + n < out.length() && out.charAt(from + n) == ' ') {
      n++;
    }
    return n;
  }

  private static void writeNumber(StringBuilder out, double d) {
    if (!Double.isFinite(d)) {
      out.append("null");
    } else if (d == Math.rint(d) && Math.abs(d) < 1e15) {
      out.append((long) d);
    } else {
      // Six significant digits are more than any measurement has.
      out.append(Double.parseDouble(String.format(Locale.ROOT, "%.5e", d)));
    }
  }

  private static void writeString(StringBuilder out, String s) {
    out.append('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** Parses a document. */
  public static @Nullable Object parse(String text) {
    Json j = new Json(text);
    Object value = j.value();
    j.space();
    if (j.at < text.length()) {
      throw j.bad();
    }
    return value;
  }

  /** Parses a document that is a map. */
  @SuppressWarnings("unchecked") // maps of this class have keys of this type
  public static Map<String, Object> parseMap(String text) {
    Object value = parse(text);
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new IllegalArgumentException("Not a JSON object: " + text);
  }

  private IllegalArgumentException bad() {
    return new IllegalArgumentException("Not JSON at character " + at);
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private char peek() {
    space();
    if (at >= text.length()) {
      throw bad();
    }
    return text.charAt(at);
  }

  private void expect(char c) {
    if (peek() != c) {
      throw bad();
    }
    at++;
  }

  private @Nullable Object value() {
    char c = peek();
    if (c == '{') {
      return map();
    }
    if (c == '[') {
      return list();
    }
    if (c == '"') {
      return string();
    }
    if (text.startsWith("null", at)) {
      at += 4;
      return null;
    }
    if (text.startsWith("true", at)) {
      at += 4;
      return true;
    }
    if (text.startsWith("false", at)) {
      at += 5;
      return false;
    }
    int from = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (from == at) {
      throw bad();
    }
    return Double.parseDouble(text.substring(from, at));
  }

  private Map<String, @Nullable Object> map() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    expect('{');
    while (peek() != '}') {
      if (!map.isEmpty()) {
        expect(',');
      }
      space();
      String key = string();
      expect(':');
      map.put(key, value());
    }
    at++;
    return map;
  }

  private List<@Nullable Object> list() {
    List<@Nullable Object> list = new ArrayList<>();
    expect('[');
    while (peek() != ']') {
      if (!list.isEmpty()) {
        expect(',');
      }
      list.add(value());
    }
    at++;
    return list;
  }

  private String string() {
    expect('"');
    StringBuilder s = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        c = text.charAt(at++);
        if (c == 'u') {
          c = (char) Integer.parseInt(text.substring(at, at + 4), 16);
          at += 4;
        } else if (c == 'n') {
          c = '\n';
        } else if (c == 't') {
          c = '\t';
        }
      }
      s.append(c);
    }
    expect('"');
    return s.toString();
  }
}
