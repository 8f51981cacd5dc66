/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.Glob;
import ai.synadb.Positions;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.SynaReader;
import ai.synadb.error.OperationCancelledException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The keys of a database. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    header = {
      "Lists the keys, sorted.",
      "",
      "Examples:",
      "  syna keys my_data.db 'sensor/*/temperature'",
      "  syna keys my_data.db --prefix sensor/ --long --limit 20",
      ""
    })
final class KeysCommand extends SynaCommand {
  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PATTERN",
      description =
          "Only keys that match: * any characters, ? one, [a-c] and [!a-c] one of a set or none of it.")
  @Nullable String pattern;

  @Option(
      names = {"-p", "--pattern"},
      paramLabel = "PATTERN",
      description = "The same as an option.")
  @Nullable String patternOption;

  @Option(names = "--prefix", paramLabel = "TEXT", description = "Only keys that begin so.")
  String prefix = "";

  @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
  long limit = Long.MAX_VALUE;

  @Option(
      names = "--after",
      paramLabel = "KEY",
      description = "Only keys behind this one, for the next page.")
  @Nullable String after;

  @Option(
      names = {"-l", "--long"},
      description = "With type, time and value.")
  boolean isLong;

  @Option(names = "--count", description = "Only how many they are.")
  boolean isCount;

  @Mixin PointInTime time = new PointInTime();

  @Override
  int run() {
    if (limit < 0) {
      throw new IllegalArgumentException("--limit is 0 or more, not " + limit);
    }
    if (pattern != null && patternOption != null) {
      throw new CommandException(ExitCodes.USAGE, "There are two patterns", "one of them");
    }
    try (SynaDB db = openForReading();
        Snapshot state = time.of(db)) {
      try (Stream<String> keys = keys(state)) {
        if (isCount) {
          count(keys);
        } else {
          list(state, keys.iterator());
        }
      }
    }
    return ExitCodes.OK;
  }

  private Stream<String> keys(SynaReader state) {
    String glob = pattern == null ? patternOption : pattern;
    Stream<String> keys =
        glob == null || !prefix.isEmpty() ? state.keyStream(prefix) : state.glob(glob).stream();
    if (glob != null && !prefix.isEmpty()) {
      keys = keys.filter(Glob.compile(glob)::matches);
    }
    if (after != null) {
      keys = keys.filter(Strings.behind(after));
    }
    return keys.limit(limit);
  }

  private void count(Stream<String> keys) {
    long n = keys.count();
    if (format() == OutputFormat.TABLE) {
      console().out().println(n);
    } else {
      results().record(Map.of("keys", n));
    }
  }

  private void list(SynaReader state, Iterator<String> keys) {
    List<Column> columns =
        isLong
            ? List.of(Column.of("key"), Column.of("type"), Column.of("time"), Column.of("value"))
            : List.of(Column.of("key"));
    try (Rows rows = keyRows(columns)) {
      while (keys.hasNext()) {
        String key = keys.next();
        if (Thread.interrupted()) {
          throw new OperationCancelledException("keys");
        }
        if (isLong) {
          addLong(rows, state, key);
        } else {
          rows.add(key);
        }
      }
      rows.end();
    }
  }

  /** A mere list of keys is shown without a heading and whole, to be worked on line by line. */
  private Rows keyRows(List<Column> columns) {
    return format() == OutputFormat.TABLE && !isLong
        ? new PlainLines(console().out())
        : results().rows(columns);
  }

  private static void addLong(Rows rows, SynaReader state, String key) {
    Object value = StoredValues.require(state, key);
    rows.add(
        key,
        StoredValues.type(value),
        state.ref(key).map(r -> Positions.toInstant(r.position())).orElse(null),
        value);
  }
}
