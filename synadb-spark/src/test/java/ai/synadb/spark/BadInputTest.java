/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.DbConfig;
import ai.synadb.SynaDB;
import ai.synadb.SynaException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong is said by its name, before a job starts wherever that is possible. */
class BadInputTest {
  @TempDir static Path dir;
  private static Path path;
  private static String cat;

  @BeforeAll
  static void writeDatabase() {
    path = dir.resolve("all.db");
    Samples.everything(path);
    cat = Spark.catalog(path);
  }

  private static void assertRefused(Map<String, String> options, String... parts) {
    assertThatThrownBy(() -> Spark.SESSION.read().format("synadb").options(options).load())
        .isInstanceOf(AnalysisException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void namesUnknownTables() {
    assertThatThrownBy(() -> Spark.sql("SELECT * FROM " + cat + ".experiments.run"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND")
        .hasMessageContaining("`experiments`.`run`");
    assertThatThrownBy(() -> Spark.sql("SELECT * FROM " + cat + ".vectors.nothing"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("`vectors`.`nothing`");
    assertThatThrownBy(() -> Spark.sql("SELECT * FROM " + cat + ".a.b.c"))
        .isInstanceOf(AnalysisException.class);
    assertThatThrownBy(() -> Spark.sql("SHOW TABLES IN " + cat + ".nowhere"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("nowhere");
    String file = path.toString();
    assertRefused(
        Map.of("path", file, "table", "experiments.run"),
        "'experiments.run'",
        "experiments.runs, experiments.metrics, models.versions");
    assertRefused(
        Map.of("path", file, "table", "vectors.nothing"), "'nothing'", "_default, default, docs");
    assertRefused(Map.of("path", file), "option table", "tensors.catalog, history");
  }

  @Test
  void namesUnknownColumnsWithThoseThatThereAre() {
    assertThatThrownBy(() -> Spark.sql("SELECT nam FROM " + cat + ".experiments.runs"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("`nam`")
        .hasMessageContaining("`name`");
    assertThatThrownBy(() -> Spark.sql("SELECT params.nothing FROM " + cat + ".experiments.runs"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("`nothing`")
        .hasMessageContaining("`opt`");
  }

  @Test
  void namesUnknownAndBadOptions() {
    String file = path.toString();
    String table = "history";
    assertRefused(
        Map.of("path", file, "table", table, "Colour", "red"), "'Colour'", "rowsPerPartition");
    for (String number : List.of("0", "-1", "x", "", "99999999999")) {
      assertRefused(
          Map.of("path", file, "table", table, "rowsPerPartition", number),
          "rowsPerPartition is 1 to",
          "'" + number + "'");
    }
    assertRefused(Map.of("path", file, "table", table, "maxStructFields", "10001"), "1 to 10000");
    assertRefused(
        Map.of("path", file, "table", table, "versionAsOf", "1", "timestampAsOf", "2026-01-01"),
        "exclude each other");
    for (String version : List.of("tag", "-5", "1.5")) {
      assertRefused(
          Map.of("path", file, "table", table, "versionAsOf", version), "'" + version + "'");
    }
    assertRefused(
        Map.of("path", file, "table", table, "timestampAsOf", "soon"), "timestampAsOf", "'soon'");
    assertRefused(Map.of("table", table), "option path");
    assertRefused(Map.of("path", "s3a://bucket/x.db", "table", table), "'s3a://bucket/x.db'");
    assertRefused(Map.of("path", "file:%", "table", table), "'file:%'");
    assertRefused(Map.of("path", "a\0b", "table", table), "is no path");
    assertThatThrownBy(
            () -> Spark.sql("SELECT * FROM " + cat + ".history WITH (`colour` = 'red')").collect())
        .hasMessageContaining("'colour'");
    assertThatThrownBy(() -> Spark.sql("SELECT * FROM " + cat + ".history VERSION AS OF 'x'"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("'x'");
  }

  @Test
  void refusesOptionsOfAQueryThatTheTableWasNotLoadedWith() {
    for (String option :
        List.of("`maxStructFields` = 10", "`path` = 'other.db'", "`table` = 'experiments.runs'")) {
      String name = option.substring(1, option.indexOf('`', 1));
      assertThatThrownBy(
              () -> Spark.sql("SELECT * FROM " + cat + ".history WITH (" + option + ")").collect())
          .hasMessageContaining(name + " cannot be changed by a query");
    }
    String same = "`maxStructFields` = 512, `path` = '" + path + "', `rowsPerPartition` = 7";
    assertThat(Spark.sql("SELECT * FROM " + cat + ".history WITH (" + same + ")").count())
        .isPositive();
  }

  @Test
  void namesBadOptionsOfACatalog() {
    Spark.SESSION.conf().set("spark.sql.catalog.odd", SynaCatalog.class.getName());
    assertThatThrownBy(() -> Spark.sql("SELECT * FROM odd.history"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("The catalog odd needs the option path");
    Spark.SESSION.conf().set("spark.sql.catalog.odd.path", path.toString());
    Spark.SESSION.conf().set("spark.sql.catalog.odd.table", "history");
    assertThatThrownBy(() -> Spark.sql("SELECT * FROM odd.history"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("'table'");
    Spark.SESSION.conf().unset("spark.sql.catalog.odd.table");
    assertThat(Spark.sql("SELECT * FROM odd.history LIMIT 1").count()).isEqualTo(1);
  }

  @Test
  void namesFilesThatAreNotThereOrNoDatabases() throws Exception {
    assertRefused(Map.of("path", dir.resolve("no.db").toString(), "table", "history"), "no.db");
    Path empty = Files.createDirectory(dir.resolve("empty"));
    assertRefused(Map.of("path", empty.toString(), "table", "history"), empty.toString());
    Path text = Files.writeString(dir.resolve("notes.md"), "# This is no database.\n".repeat(9));
    assertRefused(Map.of("path", text.toString(), "table", "history"), "notes.md cannot be read");
    assertThat(text.resolveSibling("notes.md.lock")).doesNotExist();
    assertThat(dir.resolve("no.db")).doesNotExist();
    Path new_ = dir.resolve("new.db");
    SynaDB.open(new_).close();
    for (String table :
        List.of(
            "experiments.runs",
            "experiments.metrics",
            "models.versions",
            "tensors.catalog",
            "history")) {
      Dataset<Row> rows = Spark.load(new_, table);
      assertThat(rows.count()).as(table).isZero();
      assertThat(rows.collectAsList()).isEmpty();
    }
  }

  @Test
  void readsByAUri() {
    assertThat(
            Spark.SESSION
                .read()
                .format("synadb")
                .option("table", "tensors.catalog")
                .load(path.toUri().toString())
                .count())
        .isEqualTo(4);
  }

  /** Where a text is in a file, the last time. */
  private static int lastIndexOf(byte[] file, String text) {
    return new String(file, StandardCharsets.ISO_8859_1).lastIndexOf(text);
  }

  @Test
  void saysWhatIsDamagedInsteadOfLeavingItOut() throws Exception {
    Path runs = dir.resolve("runs.db");
    Samples.runs(runs);
    DbConfig config = DbConfig.builder().checkpointIntervalBytes(65_536).build();
    try (SynaDB db = SynaDB.open(runs, config)) {
      for (int i = 0; i < 4; i++) {
        db.putBytes("filler", new byte[100_000]);
        db.sync();
      }
    }
    byte[] bytes = Files.readAllBytes(runs);
    int at = lastIndexOf(bytes, "\"name\":\"run-5\"");
    assertThat(at).isPositive();
    bytes[at + 10] ^= 1;
    Path damaged = Files.write(dir.resolve("damaged.db"), bytes);

    assertThatThrownBy(() -> Spark.load(damaged, "tensors.catalog")) // found by the open
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("damaged.db");
    Files.copy(dir.resolve("runs.db.ckpt"), dir.resolve("damaged.db.ckpt")); // spares the scan
    assertThatThrownBy(() -> Spark.load(damaged, "experiments.runs"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("damaged.db")
        .hasMessageContaining("checksum");
    assertThatThrownBy(() -> Spark.load(damaged, "experiments.metrics").collect())
        .hasMessageContaining("damaged.db");
    assertThatThrownBy(() -> Spark.load(damaged, "history").collect())
        .hasStackTraceContaining("CorruptRecordException");
    assertThat(Spark.load(damaged, "tensors.catalog").count()).isZero();
  }

  @Test
  void refusesAFileThatIsNotTheOneThatWasPlanned() throws Exception {
    Path file = dir.resolve("changing.db");
    Samples.history(file);
    SynaScan scan = Spark.scan(Spark.load(file, "history"));
    Files.delete(file);
    assertThatThrownBy(() -> Spark.read(scan))
        .isInstanceOf(SynaException.class)
        .hasMessageContaining("changing.db");
    Samples.history(file);
    assertThatThrownBy(() -> Spark.read(scan))
        .isInstanceOf(SynaException.class)
        .hasMessageContaining("another database");
  }

  @Test
  void refusesACopyThatIsOlderThanThePlan() throws Exception {
    Path file = dir.resolve("older.db");
    Samples.history(file);
    byte[] before = Files.readAllBytes(file);
    try (SynaDB db = SynaDB.open(file)) {
      db.putText("more", "of it");
    }
    SynaScan scan = Spark.scan(Spark.load(file, "history"));
    Files.write(file, before);
    Files.delete(dir.resolve("older.db.lock")); // as on another machine, which has a copy
    assertThatThrownBy(() -> Spark.read(scan))
        .isInstanceOf(SynaException.class)
        .hasMessageContaining("executors have to see the same file");
  }
}
