/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaException;
import ai.synadb.error.ConflictException;
import ai.synadb.error.DatabaseLockedException;
import ai.synadb.error.DatabaseNotFoundException;
import ai.synadb.error.DimensionMismatchException;
import ai.synadb.error.DiskFullException;
import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.InvalidDatabasePathException;
import ai.synadb.error.KeyNotFoundException;
import ai.synadb.error.ModelNotFoundException;
import ai.synadb.error.PositionTooOldException;
import ai.synadb.error.RunNotFoundException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.UnknownFormatException;
import ai.synadb.experiment.QuerySyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What to try after an error. */
final class Hints {
  private Hints() {}

  /**
   * A sentence without its beginning "Try: ".
   *
   * @param database the file as it was given, for commands to copy
   */
  static @Nullable String of(Throwable error, String database) {
    if (error instanceof CommandException e) {
      return e.hint();
    }
    if (error instanceof SynaException e) {
      return of(e, quoted(database));
    }
    if (error instanceof QuerySyntaxException) {
      return "syna runs list --help, which shows how runs are searched for";
    }
    return null;
  }

  private static @Nullable String of(SynaException e, String db) {
    if (e instanceof KeyNotFoundException) {
      return "syna keys " + db + ", which lists the keys";
    }
    if (e instanceof ModelNotFoundException) {
      return "syna models list " + db;
    }
    if (e instanceof RunNotFoundException) {
      return "syna runs list " + db;
    }
    if (e instanceof PositionTooOldException) {
      return "syna info " + db + ", whose oldestTime says how far back the history goes";
    }
    if (e instanceof DatabaseNotFoundException) {
      return "another path; syna put, models save and tensor import create a database, others do not";
    }
    if (e instanceof InvalidDatabasePathException) {
      return "the path of a file in a directory that exists";
    }
    if (e instanceof DatabaseLockedException) {
      return "ending the process that has it open for writing; reading works meanwhile";
    }
    if (e instanceof DiskFullException) {
      return "freeing disk space, or a smaller compaction with --keep latest";
    }
    if (e instanceof ConflictException) {
      return "the same command again";
    }
    if (e instanceof DimensionMismatchException) {
      return "syna vectors list " + db + ", which shows dimensions and metric";
    }
    return ofFormat(e, db);
  }

  private static @Nullable String ofFormat(SynaException e, String db) {
    if (e instanceof FormatTooNewException) {
      return "a newer version of this program";
    }
    if (e instanceof UnknownFormatException) {
      return "a file that SynaDB has written";
    }
    if (e instanceof SynaFormatException) {
      return "syna verify " + db + ", which shows how much is affected";
    }
    return null;
  }

  /** As an argument for a shell. */
  static String quoted(String argument) {
    boolean isPlain = !argument.isEmpty();
    for (int i = 0; i < argument.length() && isPlain; i++) {
      char c = argument.charAt(i);
      isPlain = Character.isLetterOrDigit(c) || "._-/:=+@%,~".indexOf(c) >= 0;
    }
    return isPlain ? argument : "'" + argument.replace("'", "'\\''") + "'";
  }

  /** A name of an enum as a word. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
