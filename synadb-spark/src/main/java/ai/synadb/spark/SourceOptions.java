/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.Positions;
import ai.synadb.SynaException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * What a user may say about a source.
 *
 * @param path the file or the directory
 * @param table the table; null where the catalog says it
 * @param asOf the position to read at; null for the newest
 * @param rowsPerPartition about how many rows one task reads
 * @param maxStructFields how many names the params and the metrics have as fields
 */
record SourceOptions(
    Path path,
    @Nullable String table,
    @Nullable Long asOf,
    int rowsPerPartition,
    int maxStructFields) {
  static final String PATH = "path";
  static final String TABLE = "table";
  static final String VERSION_AS_OF = "versionAsOf";
  static final String TIMESTAMP_AS_OF = "timestampAsOf";
  static final String ROWS_PER_PARTITION = "rowsPerPartition";
  static final String MAX_STRUCT_FIELDS = "maxStructFields";

  private static final List<String> OF_SOURCE =
      List.of(PATH, TABLE, VERSION_AS_OF, TIMESTAMP_AS_OF, ROWS_PER_PARTITION, MAX_STRUCT_FIELDS);
  private static final List<String> OF_CATALOG =
      List.of(PATH, ROWS_PER_PARTITION, MAX_STRUCT_FIELDS);

  private static final int DEFAULT_ROWS = 100_000;
  private static final int DEFAULT_FIELDS = 512;
  private static final int MAX_FIELDS = 10_000;

  /** Reads the options of {@code spark.read().format("synadb")}. */
  static SourceOptions ofSource(CaseInsensitiveStringMap options) {
    return read(options, OF_SOURCE, "The data source synadb");
  }

  /** Reads the options of a catalog. */
  static SourceOptions ofCatalog(String catalog, CaseInsensitiveStringMap options) {
    return read(options, OF_CATALOG, "The catalog " + catalog);
  }

  private static SourceOptions read(
      CaseInsensitiveStringMap options, List<String> known, String who) {
    requireKnown(options, known, who);
    return new SourceOptions(
        path(options.get(PATH), who),
        options.get(TABLE),
        asOf(options),
        number(options, ROWS_PER_PARTITION, DEFAULT_ROWS, Integer.MAX_VALUE),
        number(options, MAX_STRUCT_FIELDS, DEFAULT_FIELDS, MAX_FIELDS));
  }

  /**
   * The same, with what a single query says. That is how many rows a task reads; the position is
   * Spark's to take out of it, and the rest was settled when the table was loaded.
   */
  SourceOptions with(CaseInsensitiveStringMap options) {
    String who = "A table of synadb";
    requireKnown(options, OF_SOURCE, who);
    String otherPath = options.get(PATH);
    requireSame(PATH, otherPath, otherPath == null || path(otherPath, who).equals(path), path);
    String otherTable = options.get(TABLE);
    requireSame(TABLE, otherTable, otherTable == null || otherTable.equals(table), table);
    int fields = number(options, MAX_STRUCT_FIELDS, maxStructFields, MAX_FIELDS);
    requireSame(
        MAX_STRUCT_FIELDS,
        options.get(MAX_STRUCT_FIELDS),
        fields == maxStructFields,
        maxStructFields);
    return new SourceOptions(
        path,
        table,
        asOf,
        number(options, ROWS_PER_PARTITION, rowsPerPartition, Integer.MAX_VALUE),
        maxStructFields);
  }

  private static void requireSame(
      String name, @Nullable String wanted, boolean isSame, @Nullable Object loaded) {
    if (!isSame) {
      throw SynaAnalysisException.because(
          "The option "
              + name
              + " cannot be changed by a query: "
              + SynaException.quoted(String.valueOf(wanted))
              + (loaded == null ? "" : ", and the table was loaded with '" + loaded + "'"));
    }
  }

  /** The same at a position; null for the newest. */
  SourceOptions at(@Nullable Long position) {
    return new SourceOptions(path, table, position, rowsPerPartition, maxStructFields);
  }

  private static void requireKnown(
      CaseInsensitiveStringMap options, List<String> known, String who) {
    List<String> unknown = new ArrayList<>();
    for (String name : options.asCaseSensitiveMap().keySet()) {
      if (known.stream().noneMatch(name::equalsIgnoreCase)) {
        unknown.add(SynaException.quoted(name));
      }
    }
    if (!unknown.isEmpty()) {
      throw SynaAnalysisException.because(
          who
              + " has no option "
              + SynaAnalysisException.list(unknown)
              + "; there are "
              + SynaAnalysisException.list(known));
    }
  }

  private static Path path(@Nullable String text, String who) {
    if (text == null || text.isEmpty()) {
      throw SynaAnalysisException.because(
          who + " needs the option path: a database, or a directory of databases");
    }
    try {
      if (text.startsWith("file:")) {
        return Path.of(URI.create(text)).normalize();
      }
      int colon = text.indexOf(":/");
      if (colon > 1) { // a single letter is a drive
        throw SynaAnalysisException.because(
            "A path is one of a file system that is mounted, not "
                + SynaException.quoted(text)
                + ": databases are opened as files");
      }
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw SynaAnalysisException.because(SynaException.quoted(text) + " is no path", e);
    } catch (IllegalArgumentException e) {
      throw SynaAnalysisException.because(SynaException.quoted(text) + " is no URI", e);
    }
  }

  private static int number(CaseInsensitiveStringMap options, String name, int otherwise, int max) {
    String text = options.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int n = Integer.parseInt(text.strip());
      if (n >= 1 && n <= max) {
        return n;
      }
    } catch (NumberFormatException e) {
      // told below, as a number out of bounds is
    }
    throw SynaAnalysisException.because(
        "The option " + name + " is 1 to " + max + ", not " + SynaException.quoted(text));
  }

  private static @Nullable Long asOf(CaseInsensitiveStringMap options) {
    String version = options.get(VERSION_AS_OF);
    String time = options.get(TIMESTAMP_AS_OF);
    if (version != null && time != null) {
      throw SynaAnalysisException.because(
          "The options " + VERSION_AS_OF + " and " + TIMESTAMP_AS_OF + " exclude each other");
    }
    if (version != null) {
      return position(version);
    }
    return time == null ? null : timestamp(time);
  }

  /** The position that a version stands for. */
  static long position(String version) {
    try {
      long position = Long.parseLong(version.strip());
      if (position >= 0) {
        return position;
      }
    } catch (NumberFormatException e) {
      // told below, as a negative number is
    }
    throw SynaAnalysisException.because(
        "A version of a database is a position, a whole number of microseconds since 1970 such as "
            + Positions.of(java.time.Instant.EPOCH.plusSeconds(1_767_225_600))
            + ", not "
            + SynaException.quoted(version));
  }

  private static long timestamp(String text) {
    ZoneId zone = ZoneId.of(SQLConf.get().sessionLocalTimeZone());
    scala.Option<Object> micros =
        DateTimeUtils.stringToTimestamp(UTF8String.fromString(text), zone);
    if (micros.isEmpty()) {
      throw SynaAnalysisException.because(
          "The option " + TIMESTAMP_AS_OF + " is no timestamp: " + SynaException.quoted(text));
    }
    return (Long) micros.get();
  }
}
