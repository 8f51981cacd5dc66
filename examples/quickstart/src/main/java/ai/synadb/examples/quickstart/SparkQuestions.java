/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import static ai.synadb.examples.quickstart.Steps.check;
import static ai.synadb.examples.quickstart.Steps.result;
import static ai.synadb.examples.quickstart.Steps.say;
import static ai.synadb.examples.quickstart.Steps.step;

import ai.synadb.SynaDB;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.RunInfo;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The part about Spark: the runs ranked, and joined with the versions of the model. */
final class SparkQuestions {
  private SparkQuestions() {}

  static void run(SynaDB db) {
    step("Ask Spark: which run made the model in production?");
    db.sync();
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("quickstart")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.catalog.syna", "ai.synadb.spark.SynaCatalog")
            .config("spark.sql.catalog.syna.path", db.path().toString())
            .getOrCreate();
    try {
      List<Row> rows =
          spark
              .sql(
                  String.format(
                      Locale.ROOT,
                      """
                  SELECT r.name, r.params.learning_rate, r.metrics.validate_Accuracy AS accuracy,
                         v.version, v.stage, rank() OVER (ORDER BY r.metrics.validate_loss) AS place
                  FROM syna.experiments.runs r
                  LEFT JOIN syna.models.versions v
                    ON v.run_id = r.run_id AND v.stage = 'Production'
                  WHERE r.experiment = '%s' AND r.status = 'Completed'
                  ORDER BY place
                  """,
                      DjlTraining.EXPERIMENT))
              .collectAsList();
      for (Row row : rows) {
        say(
            "%d. %s: learning rate %s, accuracy %.3f%s",
            row.<Integer>getAs("place"),
            row.getAs("name"),
            row.getAs("learning_rate"),
            row.<Double>getAs("accuracy"),
            row.getAs("version") == null
                ? ""
                : ", version " + row.getAs("version") + " in production");
      }
      long points =
          spark
              .sql("SELECT count(*) FROM syna.experiments.metrics WHERE metric = 'train_loss'")
              .head()
              .getLong(0);
      result("%d runs, %d points of their losses", rows.size(), points);
      try (ExperimentTracker tracker = ExperimentTracker.on(db)) {
        List<RunInfo> runs =
            tracker.search(
                "experiment = '" + DjlTraining.EXPERIMENT + "' ORDER BY metrics.validate_loss");
        check(
            "Spark ranks the runs as the tracker does",
            rows.stream()
                .map(r -> r.<String>getAs("name"))
                .toList()
                .equals(runs.stream().map(RunInfo::name).toList()));
        long logged =
            runs.stream().mapToLong(r -> tracker.getMetric(r.id(), "train_loss").size()).sum();
        check("and sees every point", points == logged);
      }
      check(
          "one of them made the model in production",
          rows.stream().filter(r -> r.getAs("version") != null).count() == 1);
    } finally {
      spark.stop();
    }
  }
}
