/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.DatabaseInfo;
import ai.synadb.Positions;
import ai.synadb.SynaDB;
import ai.synadb.inspect.IntegrityReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a database is. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    header = {
      "Shows what a database is: size, keys, how far its history goes.",
      "",
      "Examples:",
      "  syna info my_data.db",
      "  syna info my_data.db --output json",
      ""
    })
final class InfoCommand extends SynaCommand {
  @Option(
      names = "--prefixes",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "How many prefixes of keys to count, the most frequent first; 10 unless given, 0 for none.")
  int prefixes;

  @Override
  int run() {
    if (prefixes < 0) {
      throw new IllegalArgumentException("--prefixes is 0 or more, not " + prefixes);
    }
    OptionalLong writer = SynaDB.writerPid(database);
    try (SynaDB db = openForReading()) {
      results().record(parts(db, writer));
    }
    return ExitCodes.OK;
  }

  private Map<String, @Nullable Object> parts(SynaDB db, OptionalLong writer) {
    DatabaseInfo info = db.info();
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("file", database.toString());
    parts.put("format", info.formatVersion() == 0 ? "original" : "synadb");
    parts.put("formatVersion", info.formatVersion());
    parts.put("uuid", info.uuid().map(UUID::toString).orElse(null));
    parts.put("generation", info.generation());
    parts.put("sizeBytes", info.sizeBytes());
    parts.put("keys", info.keys());
    parts.put("deletedKeys", info.deletedKeys());
    parts.put("oldestTime", time(info.oldestPosition()));
    parts.put("lastTime", time(info.lastPosition()));
    parts.put("lastPosition", info.lastPosition());
    parts.put("skippedBytes", info.skippedBytes());
    parts.put("writerPid", writer.isPresent() ? (Object) writer.getAsLong() : null);
    parts.put("problems", problems(db.openProblems()));
    parts.put("prefixes", prefixes(db));
    return parts;
  }

  private static @Nullable Instant time(long position) {
    return position <= 0 ? null : Positions.toInstant(position);
  }

  static List<Map<String, Object>> problems(List<IntegrityReport.Problem> problems) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (IntegrityReport.Problem p : problems) {
      Map<String, Object> parts = new LinkedHashMap<>();
      parts.put("offset", p.offset());
      parts.put("length", p.length());
      parts.put("what", p.what());
      list.add(parts);
    }
    return list;
  }

  private List<Map<String, Object>> prefixes(SynaDB db) {
    if (prefixes == 0) {
      return List.of();
    }
    Map<String, Long> counts = new HashMap<>();
    try (Stream<String> keys = db.keyStream("")) {
      keys.forEach(k -> counts.merge(prefix(k), 1L, Long::sum));
    }
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(prefixes)
        .map(
            e -> {
              Map<String, Object> parts = new LinkedHashMap<>();
              parts.put("prefix", e.getKey());
              parts.put("keys", e.getValue());
              return parts;
            })
        .toList();
  }

  /** Up to the first slash or colon; nothing of a key without. */
  private static String prefix(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) == '/' || key.charAt(i) == ':') {
        return key.substring(0, i + 1);
      }
    }
    return "";
  }
}
