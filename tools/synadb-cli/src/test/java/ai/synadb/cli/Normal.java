/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Puts words in the place of what differs from run to run. */
final class Normal {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";

  private Normal() {}

  /**
   * A transcript without what differs.
   *
   * @param line the command; what is said of a file of the original is the same every time
   */
  static String form(String text, String line, OutputFormat format) {
    boolean isOwn = line.contains("own.db") || line.contains("new.db");
    Set<String> names = names(line, isOwn);
    if (!isOwn && names.isEmpty()) {
      return text;
    }
    String s = text;
    if (isOwn) {
      s =
          s.replaceAll(TIME, "TIME")
              .replaceAll("\\b[0-9a-f]{32}\\b", "ID")
              .replaceAll("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b", "UUID");
    }
    if (format == OutputFormat.CSV) {
      return csv(s, names);
    }
    for (String name : names) {
      s = s.replaceAll("(?m)^( *" + name + "  +)\\S+$", "$1N");
      s = s.replaceAll("(\"" + name + "\": ?)[^,}\\s]+", "$1N");
    }
    if (format == OutputFormat.TABLE && line.startsWith("runs list")) {
      s = s.replaceAll("TIME(  +)\\d+\\.\\d+\\b", "TIME$1N");
    }
    return format == OutputFormat.TABLE ? s.replaceAll("  +", "  ") : s;
  }

  private static Set<String> names(String line, boolean isOwn) {
    Set<String> names = new TreeSet<>();
    if (isOwn) {
      names.addAll(List.of("seconds", "exactMillis", "searchMillis", "position", "lastPosition"));
      names.addAll(List.of("fileBytes", "bytesBefore", "bytesAfter", "bytesFreed"));
      names.addAll(List.of("recordsBefore", "recordsAfter", "checkedRecords"));
      if (line.startsWith("verify")) {
        names.add("records");
      }
      if (line.startsWith("info")) {
        names.add("sizeBytes");
      }
    } else if (line.startsWith("compact")) {
      names.add("seconds");
    }
    return names;
  }

  private static String csv(String text, Set<String> names) {
    StringBuilder s = new StringBuilder();
    List<String> header = List.of();
    for (String line : text.lines().toList()) {
      List<String> cells = cells(line);
      if (header.isEmpty() && !line.startsWith("$")) {
        header = cells;
      } else if (cells.size() == header.size() && cells.size() > 1) {
        for (int i = 0; i < cells.size(); i++) {
          if (names.contains(header.get(i)) && !cells.get(i).isEmpty()) {
            cells.set(i, "N");
          }
        }
      }
      s.append(String.join(",", cells)).append('\n');
    }
    return s.toString();
  }

  /** The cells of a line, their quotes and all. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    boolean isQuoted = false;
    int start = 0;
    for (int i = 0; i < line.length(); i++) {
      isQuoted ^= line.charAt(i) == '"';
      if (line.charAt(i) == ',' && !isQuoted) {
        cells.add(line.substring(start, i));
        start = i + 1;
      }
    }
    cells.add(line.substring(start));
    return cells;
  }
}
