/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.DbConfig;
import ai.synadb.HistoryQuery;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.RunInfo;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the Rust and the Python SynaDB, against what the engine reads of them. */
class OriginalFilesTest {
  @TempDir Path dir;

  private Path file(String name) throws IOException {
    Path path = dir.resolve(name);
    try (InputStream in = OriginalFilesTest.class.getResourceAsStream("/original/" + name)) {
      Files.copy(in, path);
    }
    return path;
  }

  private static SynaDB open(Path path) {
    return SynaDB.open(path, DbConfig.of(OpenMode.READ_ONLY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"experiments_rust.db", "experiments_python.db"})
  void readsRunsAndTheirPoints(String name) throws IOException {
    Path path = file(name);
    try (SynaDB db = open(path);
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      List<RunInfo> runs = tracker.runs();
      assertThat(runs).isNotEmpty();
      Dataset<Row> rows = Spark.load(path, "experiments.runs");
      for (RunInfo run : runs) {
        Dataset<Row> one = rows.where("run_id = '" + run.id() + "'");
        Row row = one.selectExpr("experiment", "size(tags)").first();
        assertThat(row.getString(0)).isEqualTo(run.experiment());
        assertThat(row.getInt(1)).isEqualTo(run.tags().size());
        run.params()
            .forEach(
                (param, value) ->
                    assertThat(one.selectExpr("string(params.`" + param + "`)").first().get(0))
                        .isEqualTo(value.text()));
        long points =
            run.metrics().keySet().stream()
                .mapToLong(m -> tracker.getMetric(run.id(), m).size())
                .sum();
        assertThat(
                Spark.load(path, "experiments.metrics")
                    .where("run_id = '" + run.id() + "'")
                    .count())
            .isEqualTo(points);
      }
      assertThat(rows.count()).isEqualTo(runs.size());
    }
    assertThat(path.resolveSibling(name + ".lock")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"models_rust.db", "models_python.db"})
  void readsModels(String name) throws IOException {
    Path path = file(name);
    try (SynaDB db = open(path);
        ModelRegistry registry = ModelRegistry.reading(db)) {
      for (String model : registry.listModels()) {
        List<String> expected =
            registry.listVersions(model).stream().map(ModelVersion::checksum).toList();
        assertThat(
                Spark.load(path, "models.versions")
                    .where("model = '" + model + "'")
                    .orderBy("version")
                    .selectExpr("sha256")
                    .collectAsList())
            .extracting(r -> r.getString(0))
            .isEqualTo(expected)
            .isNotEmpty();
      }
    }
  }

  @Test
  void readsVectorsAndHistories() throws IOException {
    Path path = file("vectors_cosine.db");
    try (SynaDB db = open(path)) {
      String cat = Spark.catalog(path);
      List<Row> vectors =
          Spark.sql("SELECT id, embedding FROM " + cat + ".vectors.default").collectAsList();
      assertThat(vectors).hasSize((int) db.countKeys("vec/")).isNotEmpty();
      for (Row row : vectors) {
        List<Float> embedding = row.getList(1);
        float[] expected = db.getVector("vec/" + row.getString(0)).orElseThrow();
        for (int i = 0; i < expected.length; i++) {
          assertThat(embedding.get(i)).isEqualTo(expected[i]);
        }
        assertThat(embedding).hasSize(expected.length);
      }
      long entries =
          db.keysWithHistory("", null, Integer.MAX_VALUE).stream()
              .mapToLong(k -> db.history(k, HistoryQuery.oldestFirst().withDeletes()).count())
              .sum();
      assertThat(Spark.load(path, "history").count()).isEqualTo(entries);
    }
  }
}
