/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.Run;
import java.nio.file.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fields of params and metrics where names are odd or many. */
class RunShapeTest {
  @TempDir Path dir;

  @Test
  void keepsTheNamesThatMostRunsHaveAsFieldsAndTheOthersInAMap() {
    Path path = dir.resolve("wide.db");
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      for (int i = 0; i < 4; i++) {
        try (Run run = tracker.experiment("e").startRun()) {
          run.logParam("all", i);
          run.logParam("p" + i, i);
          run.logMetric("all", i);
          run.logMetric("m" + i, i);
          if (i < 2) {
            run.logParam("some", i);
          }
          run.complete();
        }
      }
    }
    Dataset<Row> runs =
        Spark.SESSION
            .read()
            .format("synadb")
            .option("table", "experiments.runs")
            .option("maxStructFields", 2)
            .load(path.toString());

    assertThat(
            runs.select("params", "metrics", "params_map", "metrics_map").schema().simpleString())
        .isEqualTo(
            "struct<params:struct<all:bigint,some:bigint>,metrics:struct<all:double,m0:double>,"
                + "params_map:map<string,string>,metrics_map:map<string,double>>");
    assertThat(
            Spark.texts(
                runs.select("params", "metrics", "params_map", "metrics_map")
                    .orderBy("params.all")))
        .containsExactly(
            "[[0,0],[0.0,0.0],Map(p0 -> 0),Map()]",
            "[[1,1],[1.0,null],Map(p1 -> 1),Map(m1 -> 1.0)]",
            "[[2,null],[2.0,null],Map(p2 -> 2),Map(m2 -> 2.0)]",
            "[[3,null],[3.0,null],Map(p3 -> 3),Map(m3 -> 3.0)]");
  }

  @Test
  void namesMayHaveDotsAndDifferInTheirCase() {
    Path path = dir.resolve("odd.db");
    try (ExperimentTracker tracker = ExperimentTracker.open(path);
        Run run = tracker.experiment("e").startRun()) {
      run.logParam("adam.beta", 0.9);
      run.logParam("LR", 1);
      run.logParam("lr", 2);
      run.logParam("with blank", "x");
      run.complete();
    }
    Dataset<Row> runs = Spark.load(path, "experiments.runs");

    assertThat(
            Spark.texts(runs.where("params.`adam.beta` > 0.5").selectExpr("params.`with blank`")))
        .containsExactly("[x]");
    assertThat(
            Spark.scan(runs.where("params.`adam.beta` > 0.5").select("run_id")).plan().conditions())
        .hasSize(2);
    assertThatThrownBy(() -> runs.select("params.lr"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("AMBIGUOUS");
    Spark.SESSION.conf().set("spark.sql.caseSensitive", "true");
    try {
      assertThat(Spark.texts(runs.where("params.lr = 2").select("params.LR")))
          .containsExactly("[1]");
    } finally {
      Spark.SESSION.conf().unset("spark.sql.caseSensitive");
    }
  }
}
