/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.DbConfig;
import ai.synadb.Glob;
import ai.synadb.HistoryEntry;
import ai.synadb.OpenMode;
import ai.synadb.Positions;
import ai.synadb.Progress;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.SynaReader;
import ai.synadb.error.OperationCancelledException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes keys and values as text. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    header = {
      "Writes keys and values as JSON, JSON lines or CSV, one after the other.",
      "",
      "Examples:",
      "  syna export my_data.db > my_data.jsonl",
      "  syna export my_data.db sensors.csv --pattern 'sensor/*' --history",
      ""
    },
    description = {
      "",
      "Bytes are base64, vectors lists of numbers, numbers that are not finite strings.",
      "A file is there whole or not at all.",
      ""
    })
final class ExportCommand extends SynaCommand {
  private static final List<Column> COLUMNS =
      List.of(Column.of("key"), Column.of("type"), Column.of("time"), Column.of("value"));

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "Where to; standard output unless given.")
  @Nullable Path file;

  @Option(
      names = {"-o", "--file"},
      paramLabel = "FILE",
      description = "The same as an option.")
  @Nullable Path fileOption;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "FORMAT",
      description = "json, jsonl or csv; else what the file ends in, or --output says, or jsonl.")
  @Nullable OutputFormat dataFormat;

  @Option(
      names = {"-p", "--pattern"},
      paramLabel = "PATTERN",
      description = "Only keys that match; see syna keys.")
  @Nullable String pattern;

  @Option(names = "--history", description = "All values of each key, the oldest first.")
  boolean hasHistory;

  @Option(names = "--force", description = "In the place of a file that is there.")
  boolean isForced;

  @Mixin PointInTime time = new PointInTime();

  private long keys;
  private long values;

  @Override
  int run() throws IOException {
    if (file != null && fileOption != null) {
      throw new CommandException(ExitCodes.USAGE, "There are two files", "one of them");
    }
    Path target = target();
    OutputFormat f = dataFormat(target);
    if (f == OutputFormat.TABLE) {
      throw new CommandException(
          ExitCodes.USAGE, "An export is json, jsonl or csv, not table", "--format jsonl");
    }
    try (SynaDB db = hasHistory ? open(DbConfig.of(OpenMode.READ_ONLY)) : openForReading();
        Snapshot state = time.of(db)) {
      if (target == null) {
        export(state, of(f, console().out()));
      } else {
        write(target, isForced, out -> export(state, f, out));
        results().record(parts(target, f));
      }
    }
    return ExitCodes.OK;
  }

  private OutputFormat dataFormat(@Nullable Path target) {
    if (dataFormat != null) {
      return dataFormat;
    }
    String name = target == null ? "" : target.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".json")) {
      return OutputFormat.JSON;
    }
    if (name.endsWith(".csv")) {
      return OutputFormat.CSV;
    }
    boolean isTold = target == null && format() != OutputFormat.TABLE;
    return isTold ? format() : OutputFormat.JSONL;
  }

  private Results of(OutputFormat f, PrintWriter out) {
    return f == OutputFormat.CSV
        ? new CsvResults(out, target() == null && console().terminals().out())
        : new JsonResults(out, f == OutputFormat.JSONL, shared().isLongAsString);
  }

  private @Nullable Path target() {
    return file == null ? fileOption : file;
  }

  private void export(SynaReader state, OutputFormat f, OutputStream out) {
    PrintWriter writer = WholeFile.writer(out);
    export(state, of(f, writer));
    writer.flush();
  }

  private void export(SynaReader state, Results results) {
    long begin = System.nanoTime();
    Glob glob = pattern == null ? null : Glob.compile(pattern);
    long total = state.size();
    try (ProgressBar bar = progress();
        Stream<String> all = state.keyStream("");
        Rows rows = results.rows(COLUMNS)) {
      long[] seen = {0};
      all.forEach(
          key -> {
            if (Thread.interrupted()) {
              throw new OperationCancelledException("export");
            }
            if (glob == null || glob.matches(key)) {
              keys++;
              add(state, key, rows);
            }
            if ((++seen[0] & 0xff) == 0) {
              Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
              bar.onProgress(new Progress("export", seen[0], total, elapsed));
            }
          });
      rows.end();
    }
  }

  private void add(SynaReader state, String key, Rows rows) {
    if (hasHistory) {
      try (Stream<HistoryEntry> history = state.history(key)) {
        history.forEach(
            e -> add(rows, key, Hints.word(e.value().type()), e.timestamp(), e.value()));
      }
      return;
    }
    Object value = StoredValues.require(state, key);
    Object written = state.ref(key).map(r -> Positions.toInstant(r.position())).orElse(null);
    add(rows, key, StoredValues.type(value), written, value);
  }

  private void add(Rows rows, @Nullable Object... values) {
    rows.add(values);
    this.values++;
  }

  private Map<String, @Nullable Object> parts(Path target, OutputFormat f) {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("file", target.toString());
    parts.put("format", f.toString());
    parts.put("keys", keys);
    parts.put("values", values);
    return parts;
  }
}
