/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.CompactionPolicy;
import ai.synadb.DbConfig;
import ai.synadb.ProgressListener;
import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.MetricId;
import ai.synadb.experiment.Run;
import ai.synadb.vector.VectorStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a query does not read, and what it does not keep. */
class ThriftTest {
  @TempDir Path dir;

  // ---- points

  /** Runs with all that makes a count differ: one goes on, one had a point behind its end. */
  private static void runs(SynaDB db, ExperimentTracker tracker) {
    Run going = tracker.experiment("e").startRun("going");
    for (int i = 0; i < 5; i++) {
      going.logMetric("loss", Double.NaN, i);
      going.logMetric(MetricId.of("loss", Map.of("subset", "val")), i, i);
      going.flush();
    }
    Run ended = tracker.experiment("e").startRun("ended");
    WriteBatch late = new WriteBatch();
    ended.logMetric("loss", 1, 1);
    ended.logMetric(late, "loss", 2, 2);
    ended.complete();
    db.write(late);
    db.sync();
  }

  private static ScanPlan plan(Path path, String columns) {
    return Spark.scan(Spark.load(path, "experiments.metrics").selectExpr(columns)).plan();
  }

  private static List<MetricRows.Row> rows(OpenFile file, Slice slice, ScanPlan plan) {
    List<MetricRows.Row> rows = new ArrayList<>();
    Iterator<MetricRows.Row> all = new MetricRows().rows(file, slice, plan);
    while (all.hasNext()) {
      rows.add(all.next());
    }
    return rows;
  }

  @Test
  void countsAsManyPointsAsItReadsAtEveryPosition() {
    Path path = dir.resolve("runs.db");
    try (SynaDB db = SynaDB.open(path);
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      runs(db, tracker);
      NavigableSet<Long> positions = new TreeSet<>();
      for (String key : db.keysWithHistory("", null, 1000)) {
        db.history(key).forEach(e -> positions.add(e.position()));
      }
      ScanPlan counting = plan(path, "count(*)");
      ScanPlan reading = plan(path, "value");
      long most = 0;
      for (long position : positions) {
        try (OpenFile file = OpenFile.at(path, position)) {
          Slice all = Slice.whole(file.state(), 0);
          int n = rows(file, all, reading).size();
          assertThat(rows(file, all, counting)).as("at %d", position).hasSize(n);
          most = Math.max(most, n);
        }
      }
      assertThat(most).isEqualTo(12);
    }
  }

  @Test
  void countsAsManyPointsAsACompactionHasLeft() {
    Path path = dir.resolve("runs.db");
    try (SynaDB db = SynaDB.open(path)) {
      try (ExperimentTracker tracker = ExperimentTracker.on(db)) {
        runs(db, tracker);
      }
      db.compact(CompactionPolicy.keepLast(2), ProgressListener.none());
    }
    Dataset<Row> points = Spark.load(path, "experiments.metrics");
    assertThat(points.collectAsList()).hasSize(6);
    assertThat(points.count()).isEqualTo(6);
    assertThat(Spark.texts(points.groupBy("metric").count())).containsExactly("[loss,6]");
  }

  @Test
  void countsPointsWithoutTakingThemApart() {
    Path path = dir.resolve("runs.db");
    Samples.runs(path);
    try (OpenFile file = OpenFile.at(path, null)) {
      Slice all = Slice.whole(file.state(), 0);
      MetricRows source = new MetricRows();
      ScanPlan counting =
          Spark.scan(
                  Spark.load(path, "experiments.metrics")
                      .where("metric = 'loss'")
                      .groupBy("metric", "run_name")
                      .count())
              .plan();
      assertThat(counting.grouping()).isNotNull();
      for (String column : List.of("step", "logged_at", "value")) {
        var value = source.layout().require(List.of(column)).value();
        assertThatThrownBy(() -> value.apply(source.rows(file, all, counting).next()))
            .isInstanceOf(IllegalStateException.class);
        Iterator<MetricRows.Row> read = source.rows(file, all, plan(path, column));
        assertThat(value.apply(read.next())).as(column).isNotNull();
      }
    }
    Dataset<Row> points = Spark.load(path, "experiments.metrics");
    assertThat(points.where("value > 0.5").count())
        .isEqualTo(
            points.select("value").collectAsList().stream()
                .filter(r -> r.getDouble(0) > 0.5 || Double.isNaN(r.getDouble(0)))
                .count());
  }

  @Test
  void readsNoRunOutsideOfASlice() {
    Path path = dir.resolve("runs.db");
    Samples.runs(path);
    ScanPlan plan = plan(path, "value");
    String first;
    try (SynaDB db = SynaDB.open(path)) {
      List<String> keys = db.keys("exp/").stream().filter(k -> k.endsWith("/run")).toList();
      List<String> ids = keys.stream().map(k -> k.split("/")[3]).sorted().toList();
      first = ids.get(0);
      String last = ids.get(ids.size() - 1);
      db.putText(keys.stream().filter(k -> k.contains(last)).findFirst().orElseThrow(), "{");
    }
    try (OpenFile file = OpenFile.at(path, null)) {
      Slice slice = new Slice(file.state(), null, first, 1);
      assertThat(rows(file, slice, plan)).hasSize(8);
      Slice others = new Slice(file.state(), first, null, 1);
      assertThatThrownBy(() -> rows(file, others, plan)).hasMessageContaining("cannot be read");
    }
  }

  // ---- history

  @Test
  void saysNothingOfTheSizeOfAHistory() {
    Path path = dir.resolve("history.db");
    try (SynaDB db = SynaDB.open(path)) {
      db.putFloats("long", new double[100_000]);
      db.putText("short", "x");
    }
    Dataset<Row> history = Spark.load(path, "history");
    for (Dataset<Row> query : List.of(history, history.where("key = 'long'"))) {
      assertThat(Spark.scan(query).estimateStatistics().numRows()).isEmpty();
      assertThat(Spark.scan(query).estimateStatistics().sizeInBytes()).isEmpty();
    }
    assertThat(Spark.scan(history.limit(7)).estimateStatistics().numRows()).hasValue(7);
    Dataset<Row> join = history.as("a").join(history.as("b"), "key");
    assertThat(Spark.executed(join)).doesNotContain("Broadcast");
  }

  @Test
  void cutsKeysIntoSlicesWithoutLookingAtRecords() throws Exception {
    Path path = dir.resolve("runs.db");
    Samples.runs(path);
    DbConfig config = DbConfig.builder().checkpointIntervalBytes(65_536).build();
    try (SynaDB db = SynaDB.open(path, config)) {
      for (int i = 0; i < 4; i++) {
        db.putBytes("filler", new byte[100_000]);
        db.sync();
      }
    }
    byte[] bytes = Files.readAllBytes(path);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.lastIndexOf("\"name\":\"run-5\"") + 10] ^= 1;
    Path damaged = Files.write(dir.resolve("damaged.db"), bytes);
    Files.copy(dir.resolve("runs.db.ckpt"), dir.resolve("damaged.db.ckpt"));

    SynaScan scan = Spark.scan(Spark.load(damaged, "history"));
    assertThat(scan.planInputPartitions()).hasSize(1);
    assertThatThrownBy(() -> Spark.read(scan)).hasMessageContaining("checksum");
  }

  // ---- groups

  @Test
  void keepsNoMoreGroupsThanItsBound() {
    Path path = dir.resolve("groups.db");
    int n = Groups.MAX_GROUPS + 10_000;
    try (SynaDB db = SynaDB.open(path)) {
      long[] steps = new long[n];
      for (int i = 0; i < n; i++) {
        steps[i] = i;
      }
      db.putFloats("a", steps, steps, new double[n]);
      db.putFloats("b", steps, steps, new double[n]);
    }
    Dataset<Row> groups = Spark.load(path, "history").groupBy("step").count();
    SynaScan scan = Spark.scan(groups);

    assertThat(scan.plan().grouping()).isNotNull();
    assertThat(scan.planInputPartitions()).hasSize(1);
    assertThat(Spark.read(scan)).hasSizeBetween(n + 1, 2 * n); // some come in two pieces
    assertThat(Spark.texts(groups.groupBy("count").count())).containsExactly("[2," + n + "]");
    assertThat(Spark.load(path, "history").select("step").distinct().count()).isEqualTo(n);
  }

  // ---- vectors

  @Test
  void findsAVectorByALongId() {
    Path path = dir.resolve("vectors.db");
    String id = "ö".repeat(20_000);
    try (SynaDB db = SynaDB.open(path);
        VectorStore store = VectorStore.builder(db, 2).open()) {
      store.insert(id, new float[] {1, 2});
      store.insert("short", new float[] {1, 2});
    }
    Dataset<Row> vectors = Spark.load(path, "vectors.default");
    assertThat(vectors.where("id = '" + id + "'").count()).isEqualTo(1);
    for (String none : List.of("", id + "x", "x".repeat(70_000), id + id, "a\0b")) {
      Dataset<Row> found = vectors.where(vectors.col("id").equalTo(none));
      assertThat(found.collectAsList()).isEmpty();
    }
  }
}
