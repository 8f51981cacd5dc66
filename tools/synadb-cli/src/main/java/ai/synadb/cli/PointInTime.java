/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.Positions;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option to look at a state of the past. */
final class PointInTime {
  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "As it was then: a time such as 2026-01-31T12:00:00Z, a day, or a position in microseconds.")
  @Nullable String at;

  /** The state to read, which is to be closed. */
  Snapshot of(SynaDB database) {
    return at == null ? database.snapshot() : database.asOf(position(at));
  }

  /** A time or a position as a position. */
  static long position(String text) {
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9') && text.length() > 8) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw new CommandException(
            ExitCodes.USAGE, "A position is at most " + Long.MAX_VALUE + ", not " + text, null);
      }
    }
    return Positions.of(instant(text));
  }

  /** A time in UTC, unless it says otherwise. */
  static Instant instant(String text) {
    try {
      if (text.length() == 10) {
        return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      boolean hasZone =
          text.endsWith("Z") || text.lastIndexOf('+') > 10 || text.lastIndexOf('-') > 10;
      return OffsetDateTime.parse(hasZone ? text : text + "Z").toInstant();
    } catch (DateTimeParseException e) {
      throw new CommandException(
          ExitCodes.USAGE,
          "A time is like 2026-01-31T12:00:00Z, 2026-01-31 or a position, not '" + text + "'",
          null);
    }
  }
}
