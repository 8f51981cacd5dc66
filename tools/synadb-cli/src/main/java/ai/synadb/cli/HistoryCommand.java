/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.DbConfig;
import ai.synadb.HistoryEntry;
import ai.synadb.HistoryQuery;
import ai.synadb.OpenMode;
import ai.synadb.Positions;
import ai.synadb.SynaDB;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.OperationCancelledException;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** All values of a key. */
@Command(
    name = "history",
    mixinStandardHelpOptions = true,
    header = {
      "Lists the values that a key has had, the oldest first.",
      "",
      "Examples:",
      "  syna history my_data.db temperature --last 10",
      "  syna history my_data.db temperature --from 2026-01-31 --output csv",
      ""
    })
final class HistoryCommand extends SynaCommand {
  private static final List<Column> COLUMNS =
      List.of(
          Column.of("time"),
          Column.hidden("position"),
          Column.of("type"),
          Column.of("value"),
          Column.of("step"),
          Column.of("loggedTime"));

  @Parameters(index = "1", paramLabel = "KEY", description = "The key.")
  String key = "";

  @Option(names = "--last", paramLabel = "N", description = "Only the newest N.")
  long last = -1;

  @Option(names = "--from", paramLabel = "TIME", description = "Only from this time on.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Only up to this time.")
  @Nullable String to;

  @Option(names = "--newest-first", description = "The newest first.")
  boolean isNewestFirst;

  @Option(names = "--deletes", description = "Deletes too, as values of the type deleted.")
  boolean hasDeletes;

  @Override
  int run() {
    try (SynaDB db = open(DbConfig.of(OpenMode.READ_ONLY))) {
      try (Stream<HistoryEntry> entries = db.history(key, query())) {
        Iterator<HistoryEntry> i = entries.iterator();
        if (!i.hasNext() && !hasHistory(db)) {
          throw new KeyNotFoundException(key);
        }
        list(i);
      }
    }
    return ExitCodes.OK;
  }

  private boolean hasHistory(SynaDB db) {
    try (Stream<HistoryEntry> all = db.history(key, HistoryQuery.newestFirst().withDeletes())) {
      return all.findFirst().isPresent();
    }
  }

  private HistoryQuery query() {
    if (last < -1) {
      throw new IllegalArgumentException("--last is 0 or more, not " + last);
    }
    HistoryQuery q = isNewestFirst ? HistoryQuery.newestFirst() : HistoryQuery.oldestFirst();
    q = last < 0 ? q : q.last(last);
    q = from == null ? q : q.fromPosition(PointInTime.position(from));
    q = to == null ? q : q.toPosition(PointInTime.position(to));
    return hasDeletes ? q.withDeletes() : q;
  }

  private void list(Iterator<HistoryEntry> entries) {
    try (Rows rows = results().rows(COLUMNS)) {
      while (entries.hasNext()) {
        if (Thread.interrupted()) {
          throw new OperationCancelledException("history");
        }
        HistoryEntry e = entries.next();
        rows.add(
            e.timestamp(),
            e.position(),
            e.isDelete() ? "deleted" : Hints.word(e.value().type()),
            e.isDelete() ? null : e.value(),
            boxed(e.step()),
            e.time().isPresent() ? Positions.toInstant(e.time().getAsLong()) : null);
      }
      rows.end();
    }
  }

  private static @Nullable Long boxed(OptionalLong n) {
    return n.isPresent() ? (Long) n.getAsLong() : null;
  }
}
