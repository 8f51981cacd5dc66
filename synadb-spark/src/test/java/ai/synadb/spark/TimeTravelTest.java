/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.CompactionPolicy;
import ai.synadb.ProgressListener;
import ai.synadb.SynaDB;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.Run;
import ai.synadb.experiment.RunOptions;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States of the past, states that do not move, and writers beside. */
class TimeTravelTest {
  @TempDir Path dir;

  private static void logRun(SynaDB db, String name, String param, double value) {
    try (ExperimentTracker tracker = ExperimentTracker.on(db);
        Run run = tracker.experiment("e").startRun(RunOptions.named(name))) {
      run.logParam(param, value);
      run.logMetric("m", value);
      run.complete();
    }
    db.sync();
  }

  private static String local(long position) {
    Instant time =
        Instant.EPOCH
            .plusNanos(0)
            .plusSeconds(position / 1_000_000)
            .plusNanos(position % 1_000_000 * 1000);
    return LocalDateTime.ofInstant(time, ZoneId.of(Spark.ZONE)).toString().replace('T', ' ');
  }

  @Test
  void readsAtAVersionAndAtATime() {
    Path path = dir.resolve("models.db");
    long first;
    long second;
    try (SynaDB db = SynaDB.open(path);
        ModelRegistry registry = ModelRegistry.on(db)) {
      registry.saveModel("net", new byte[1], Map.of());
      first = db.position();
      registry.saveModel("net", new byte[2], Map.of());
      second = db.position();
      registry.setStage("net", 2, ModelStage.PRODUCTION);
    }
    String table = Spark.catalog(path) + ".models.versions";

    assertThat(Spark.texts(Spark.sql("SELECT version FROM " + table + " VERSION AS OF " + first)))
        .containsExactly("[1]");
    assertThat(
            Spark.texts(
                Spark.sql(
                    "SELECT version, stage FROM "
                        + table
                        + " TIMESTAMP AS OF '"
                        + local(second)
                        + "' ORDER BY version DESC LIMIT 1")))
        .containsExactly("[2,Development]");
    assertThat(
            Spark.texts(
                Spark.sql(
                    "SELECT count(*) FROM " + table + " VERSION AS OF '" + (first - 1) + "'")))
        .containsExactly("[0]");
    assertThat(
            Spark.texts(
                Spark.sql(
                    "SELECT stage FROM "
                        + table
                        + " VERSION AS OF 9223372036854775807 WHERE version = 2")))
        .containsExactly("[Production]");
    assertThat(
            Spark.SESSION
                .read()
                .format("synadb")
                .option("table", "models.versions")
                .option("versionAsOf", first)
                .load(path.toString())
                .count())
        .isEqualTo(1);
    for (String time :
        List.of(
            local(second),
            LocalDateTime.ofInstant(
                    Instant.ofEpochSecond(second / 1_000_000, second % 1_000_000 * 1000),
                    ZoneOffset.UTC)
                + "Z")) {
      assertThat(
              Spark.SESSION
                  .read()
                  .format("synadb")
                  .option("table", "models.versions")
                  .option("timestampAsOf", time)
                  .load(path.toString())
                  .where("stage = 'Production'")
                  .count())
          .as(time)
          .isZero();
    }
    assertThat(Spark.SESSION.read().option("versionAsOf", first).table(table).count()).isEqualTo(1);
    assertThat(
            Spark.texts(
                Spark.sql(
                    "SELECT (SELECT count(*) FROM "
                        + table
                        + ") - (SELECT count(*) FROM "
                        + table
                        + " VERSION AS OF "
                        + first
                        + ")")))
        .containsExactly("[1]");
  }

  @Test
  void hasTheColumnsOfItsTime() {
    Path path = dir.resolve("runs.db");
    long first;
    try (SynaDB db = SynaDB.open(path)) {
      logRun(db, "a", "lr", 1);
      first = db.position();
      logRun(db, "b", "batch", 2);
    }
    String table = Spark.catalog(path) + ".experiments.runs";

    assertThat(Spark.sql("SELECT params.* FROM " + table + " VERSION AS OF " + first).columns())
        .containsExactly("lr");
    assertThat(Spark.sql("SELECT params.* FROM " + table).columns()).containsExactly("batch", "lr");
  }

  @Test
  void staysAtItsStateBesideAWriter() {
    Path path = dir.resolve("live.db");
    try (SynaDB db = SynaDB.open(path)) {
      logRun(db, "a", "lr", 1);
      Dataset<Row> frame = Spark.load(path, "experiments.runs");
      Dataset<Row> planned = frame.where("params.lr > 0").select("name");
      SynaScan scan = Spark.scan(planned);
      logRun(db, "b", "lr", 2);
      logRun(db, "c", "aaa", 3); // sorts before what is there

      assertThat(Spark.texts(planned)).containsExactly("[a]");
      assertThat(Spark.read(scan)).hasSize(1);
      assertThat(Spark.texts(frame.select("params"))).containsExactly("[[1.0]]");
      assertThat(Spark.load(path, "experiments.runs").count()).isEqualTo(3);
      db.putText("last", "word");
      assertThat(db.getText("last")).isPresent(); // the writer goes on
    }
  }

  @Test
  void aTableOfACatalogIsReadAsItIsWhenAQueryRuns() {
    Path path = dir.resolve("live.db");
    try (SynaDB db = SynaDB.open(path)) {
      logRun(db, "a", "lr", 1);
      String table = Spark.catalog(path) + ".experiments.runs";
      Dataset<Row> names = Spark.sql("SELECT name, params.lr FROM " + table + " ORDER BY name");
      Dataset<Row> all = Spark.SESSION.table(table);
      logRun(db, "b", "lr", 2);
      logRun(db, "c", "aaa", 3); // sorts before what is there

      assertThat(Spark.texts(names)).containsExactly("[a,1.0]", "[b,2.0]", "[c,null]");
      assertThat(Spark.texts(all.select("params").orderBy("params.lr")))
          .containsExactly("[[null]]", "[[1.0]]", "[[2.0]]");
      Dataset<Row> self =
          Spark.sql(
              "SELECT count(*) FROM " + table + " a JOIN " + table + " b ON a.run_id = b.run_id");
      assertThat(Spark.texts(self)).containsExactly("[3]");
    }
  }

  @Test
  void readsRunsThatGoOn() {
    Path path = dir.resolve("going.db");
    try (SynaDB db = SynaDB.open(path);
        ExperimentTracker tracker = ExperimentTracker.on(db);
        Run run = tracker.experiment("e").startRun("on")) {
      for (int i = 0; i < 100; i++) {
        run.logMetric("loss", 100 - i, i);
      }
      tracker.getMetric(run.id(), "loss"); // has what waits written
      db.sync();
      assertThat(
              Spark.texts(
                  Spark.load(path, "experiments.runs")
                      .selectExpr("status", "ended_at", "metrics.loss")))
          .containsExactly("[Running,null,1.0]");
      assertThat(Spark.load(path, "experiments.metrics").count()).isEqualTo(100);
    }
  }

  @Test
  void survivesACompactionBetweenPlanAndRun() {
    Path path = dir.resolve("compacted.db");
    try (SynaDB db = SynaDB.open(path)) {
      for (int i = 0; i < 100; i++) {
        db.putInt("k", i);
      }
      db.sync();
      SynaScan scan = Spark.scan(Spark.load(path, "history").where("key = 'k'"));
      db.compact(CompactionPolicy.keepAll(), ProgressListener.none());
      assertThat(Spark.read(scan)).hasSize(100);

      long before = db.position();
      db.putInt("k", 100);
      db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
      assertThatThrownBy(() -> Spark.read(scan)).hasMessageContaining("position");
      String table = Spark.catalog(path) + ".history";
      assertThatThrownBy(() -> Spark.sql("SELECT * FROM " + table + " VERSION AS OF " + before))
          .isInstanceOf(AnalysisException.class)
          .hasMessageContaining("compacted.db")
          .hasMessageContaining(Long.toString(before));
    }
  }

  @Test
  void readsAllFilesOfADirectory() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (SynaDB db = SynaDB.open(dir.resolve("runs-" + i + ".db"))) {
        logRun(db, "run" + i, i == 3 ? "extra" : "lr", i);
        db.putText("k", "" + i);
      }
    }
    long between =
        Spark.load(dir.resolve("runs-2.db"), "history")
            .selectExpr("max(position)")
            .first()
            .getLong(0);
    Files.writeString(dir.resolve("notes.txt"), "not one of them");
    String cat = Spark.catalog(dir);

    assertThat(
            Spark.texts(
                Spark.sql(
                    "SELECT name, params.extra FROM "
                        + cat
                        + ".experiments.runs ORDER BY metrics.m DESC LIMIT 2")))
        .containsExactly("[run4,null]", "[run3,3.0]");
    assertThat(
            Spark.texts(
                Spark.sql(
                    "SELECT count(*), count(DISTINCT _file) FROM " + cat + ".experiments.metrics")))
        .containsExactly("[5,5]");
    Dataset<Row> split =
        Spark.sql(
            "SELECT text_value FROM "
                + cat
                + ".history WITH (`rowsPerPartition` = 1) WHERE key = 'k'");
    assertThat(Spark.scan(split).planInputPartitions()).hasSize(5);
    assertThat(Spark.texts(split)).containsExactlyInAnyOrder("[0]", "[1]", "[2]", "[3]", "[4]");
    assertThat(
            Spark.texts(
                Spark.sql(
                    "SELECT name FROM "
                        + cat
                        + ".experiments.runs VERSION AS OF "
                        + between
                        + " ORDER BY 1")))
        .containsExactly("[run0]", "[run1]", "[run2]");

    Files.writeString(dir.resolve("broken.db"), "This is no database.".repeat(9));
    assertThatThrownBy(() -> Spark.sql("SELECT * FROM " + cat + ".history"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("broken.db");
  }
}
