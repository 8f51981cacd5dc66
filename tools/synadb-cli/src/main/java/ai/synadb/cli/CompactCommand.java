/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.CompactionPolicy;
import ai.synadb.CompactionReport;
import ai.synadb.SynaDB;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Compacts a file. */
@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    header = {
      "Writes what is kept into a new file in the place of the old one, which stays as a backup.",
      "",
      "Examples:",
      "  syna compact my_data.db --dry-run",
      "  syna compact my_data.db --keep latest --yes --no-backup",
      ""
    })
final class CompactCommand extends SynaCommand {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Option(
      names = "--keep",
      paramLabel = "WHAT",
      defaultValue = "all",
      description = {
        "How much history stays: all, latest (the newest value of every key),",
        "a number (so many values of every key), or a time (every state from then on).",
        "Unless it is all, this cannot be undone, and is asked about."
      })
  String keep = "all";

  @Option(
      names = "--dry-run",
      description = "Only shows what it would do; changes nothing, but the database must be free.")
  boolean isDryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Does not ask.")
  boolean isConfirmed;

  @Option(names = "--no-backup", description = "Keeps no copy of the old file.")
  boolean hasNoBackup;

  @Option(
      names = "--backup",
      paramLabel = "FILE",
      description = "Where the old file goes; beside it, with the time in its name, unless given.")
  @Nullable Path backup;

  @Override
  int run() throws IOException {
    CompactionPolicy policy = policy(keep);
    if (isDryRun) {
      try (SynaDB db = openForWriting(); // the plan counts what waits to be written, too
          ProgressBar bar = progress()) {
        results().record(parts(db.planCompaction(policy, bar), null));
      }
      return ExitCodes.OK;
    }
    requireThere();
    boolean isLossless = policy.kind() == CompactionPolicy.Kind.KEEP_ALL;
    confirm(
        isConfirmed || isLossless, "Drop the history of " + database + " but for '" + keep + "'?");
    try (SynaDB db = openForWriting()) {
      Path copy = hasNoBackup ? null : copy(db);
      try (ProgressBar bar = progress()) {
        results().record(parts(db.compact(policy, bar), copy));
      }
    }
    return ExitCodes.OK;
  }

  private Path copy(SynaDB db) {
    Path target = backup;
    if (target == null) {
      String name = database.getFileName() + "." + STAMP.format(Instant.now()) + ".bak";
      target = database.resolveSibling(name);
    }
    try (ProgressBar bar = progress()) {
      db.copyTo(target, bar);
    }
    return target;
  }

  static CompactionPolicy policy(String keep) {
    if (keep.equals("all")) {
      return CompactionPolicy.keepAll();
    }
    if (keep.equals("latest")) {
      return CompactionPolicy.latestOnly();
    }
    if (keep.matches("[0-9]{1,9}")) {
      return CompactionPolicy.keepLast(Long.parseLong(keep));
    }
    try {
      return CompactionPolicy.keepSince(PointInTime.instant(keep));
    } catch (CommandException e) {
      throw new CommandException(
          ExitCodes.USAGE,
          "--keep takes all, latest, a number or a time, not '" + keep + "'",
          null);
    }
  }

  private Map<String, @Nullable Object> parts(CompactionReport r, @Nullable Path copy) {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("file", database.toString());
    parts.put("dryRun", r.isDryRun());
    parts.put("bytesBefore", r.bytesBefore());
    parts.put("bytesAfter", r.bytesAfter());
    parts.put("bytesFreed", r.bytesFreed());
    parts.put("recordsBefore", r.recordsBefore());
    parts.put("recordsAfter", r.recordsAfter());
    parts.put("keysBefore", r.keysBefore());
    parts.put("keysAfter", r.keysAfter());
    parts.put("seconds", seconds(r.elapsed()));
    parts.put("backup", copy == null ? null : copy.toString());
    return parts;
  }

  static double seconds(Duration d) {
    return d.toMillis() / 1000.0;
  }
}
