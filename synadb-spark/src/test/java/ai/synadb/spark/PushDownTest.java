/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.SynaDB;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark hands over, as its plans show, and that the answers stay the same. */
class PushDownTest {
  @TempDir static Path dir;
  private static String cat;

  @BeforeAll
  static void writeDatabase() {
    Path path = dir.resolve("all.db");
    Samples.everything(path);
    cat = Spark.catalog(path);
    for (String table : List.of("experiments.runs", "experiments.metrics", "history")) {
      Spark.copy(Spark.sql("SELECT * FROM " + cat + "." + table))
          .createOrReplaceTempView("copy_" + table.replace('.', '_'));
    }
  }

  /** A query on the table, in as many partitions as there are rows if that is wanted. */
  private static String on(String query, String table, boolean isSplit) {
    return query.replace(
        "TABLE", cat + "." + table + (isSplit ? " WITH (`rowsPerPartition` = 1)" : ""));
  }

  private static Dataset<Row> copied(String query, String table) {
    return Spark.sql(query.replace("TABLE", "copy_" + table.replace('.', '_')));
  }

  // ---- columns

  @Test
  void readsOnlyTheColumnsAndTheFieldsThatAreWanted() {
    Dataset<Row> query =
        Spark.sql(
            "SELECT metrics.special, inputs.name FROM "
                + cat
                + ".experiments.runs WHERE params.lr < 0.006");

    assertThat(Spark.scan(query).readSchema().simpleString())
        .isEqualTo("struct<inputs:array<struct<name:string>>,metrics:struct<special:double>>");
    assertThat(Spark.texts(query))
        .containsExactlyInAnyOrder(
            "[NaN,ArraySeq(train)]", "[-Infinity,ArraySeq(train)]", "[0.0,ArraySeq(train)]");
  }

  @Test
  void countsRowsWithoutAnyColumn() {
    Dataset<Row> constants = Spark.sql("SELECT 1 FROM " + cat + ".vectors.docs");
    assertThat(Spark.scan(constants).readSchema().size()).isZero();
    assertThat(constants.count()).isEqualTo(10);
    Dataset<Row> distinct =
        Spark.sql("SELECT count(*), sum(1) FROM " + cat + ".experiments.metrics WHERE step > 3");
    assertThat(Spark.scan(distinct).readSchema().size()).isZero();
    assertThat(Spark.texts(distinct)).containsExactly("[12,12]");
    Dataset<Row> history = Spark.sql("SELECT key FROM " + cat + ".history");
    assertThat(history.count()).isEqualTo(history.collectAsList().size()).isGreaterThan(100);
  }

  @Test
  void selectsWholeStructsAndHiddenColumns() {
    assertThat(
            Spark.texts(
                Spark.sql(
                    "SELECT params, metrics, _position = max(_position) OVER () FROM "
                        + cat
                        + ".experiments.runs WHERE name = 'run-1'")))
        .containsExactly(
            "[[1,null,null,null,three,null,0.5],"
                + "[0.08333333333333333,0.041666666666666664,0.16666666666666666,Infinity],true]");
    assertThat(Spark.texts(Spark.sql("SELECT DISTINCT _file FROM " + cat + ".experiments.metrics")))
        .containsExactly("[" + dir.resolve("all.db") + "]");
  }

  // ---- limits

  private static final List<String> ORDERS =
      List.of(
          "params.lr",
          "params.lr DESC",
          "params.lr NULLS LAST",
          "params.lr DESC NULLS FIRST",
          "metrics.special",
          "metrics.special DESC",
          "params.opt DESC, params.layers",
          "params.amp, started_at DESC",
          "experiment, name DESC");

  @Test
  void givesTheFirstRowsOfAnOrderForGoodFromOnePartition() {
    for (String order : ORDERS) {
      String text = "SELECT run_id FROM TABLE ORDER BY " + order + ", run_id LIMIT 5";
      Dataset<Row> query = Spark.sql(on(text, "experiments.runs", false));

      assertThat(Spark.nodes(query)).as(order).containsExactly("DataSourceV2ScanRelation");
      SynaScan scan = Spark.scan(query);
      assertThat(scan.plan().limit()).isEqualTo(5);
      assertThat(scan.plan().order()).hasSizeGreaterThan(1);
      assertThat(scan.readSchema().fieldNames()).containsExactly("run_id");
      assertThat(Spark.texts(query))
          .as(order)
          .isEqualTo(Spark.texts(copied(text, "experiments.runs")));
    }
  }

  @Test
  void givesTheFirstRowsOfEachOfSeveralPartitions() {
    for (String order : ORDERS.subList(0, 3)) {
      String text =
          "SELECT metric, step FROM TABLE WHERE metric = 'loss' OR value > 0.9"
              + " ORDER BY value DESC, run_id, step LIMIT 3";
      Dataset<Row> query = Spark.sql(on(text, "experiments.metrics", true));

      assertThat(Spark.nodes(query)).as(order).contains("Sort", "GlobalLimit");
      assertThat(Spark.scan(query).plan().limit()).isEqualTo(3);
      assertThat(Spark.scan(query).planInputPartitions()).hasSizeGreaterThan(3);
      assertThat(Spark.texts(query)).isEqualTo(Spark.texts(copied(text, "experiments.metrics")));
    }
  }

  @Test
  void stopsAtALimit() {
    Dataset<Row> one = Spark.sql(on("SELECT key FROM TABLE LIMIT 4", "history", false));
    assertThat(Spark.nodes(one)).containsExactly("DataSourceV2ScanRelation");
    assertThat(one.collectAsList()).hasSize(4);
    Dataset<Row> many = Spark.sql(on("SELECT key FROM TABLE LIMIT 4", "history", true));
    assertThat(Spark.nodes(many)).contains("GlobalLimit");
    assertThat(many.collectAsList()).hasSize(4);
    Dataset<Row> offset =
        Spark.sql(
            on("SELECT name FROM TABLE ORDER BY name LIMIT 3 OFFSET 2", "experiments.runs", false));
    assertThat(Spark.scan(offset).plan().limit()).isEqualTo(5);
    assertThat(Spark.texts(offset)).containsExactly("[run-10]", "[run-11]", "[run-2]");
  }

  @Test
  void takesNoLimitWhileSparkHasAFilterLeft() {
    String text =
        "SELECT run_id FROM TABLE WHERE tags['team'] = 'nlp' ORDER BY params.lr, run_id LIMIT 2";
    Dataset<Row> query = Spark.sql(on(text, "experiments.runs", false));

    assertThat(Spark.nodes(query)).contains("Filter", "Sort");
    assertThat(Spark.scan(query).plan().limit()).isEqualTo(ScanPlan.NO_LIMIT);
    assertThat(Spark.texts(query)).isEqualTo(Spark.texts(copied(text, "experiments.runs")));
  }

  @Test
  void declinesOrdersThatAreNotByColumns() {
    String text = "SELECT run_id FROM TABLE ORDER BY -params.lr, run_id LIMIT 2";
    Dataset<Row> query = Spark.sql(on(text, "experiments.runs", false));
    assertThat(Spark.nodes(query)).contains("Sort");
    assertThat(Spark.texts(query)).isEqualTo(Spark.texts(copied(text, "experiments.runs")));
  }

  // ---- aggregates

  private static final List<String> AGGREGATES =
      List.of(
          "count(*)",
          "count(params.lr), count(*), min(params.lr), max(params.lr)",
          "min(metrics.special), max(metrics.special), count(metrics.special), count(tags)",
          "min(started_at) = max(started_at), min(params.opt), max(params.opt), max(params.amp)");

  @Test
  void countsAndFindsLeastAndGreatest() {
    for (String aggregates : AGGREGATES) {
      for (String where :
          List.of(
              "", " WHERE params.layers > 3", " WHERE metrics.special > 1", " WHERE name = ''")) {
        String text = "SELECT " + aggregates + " FROM TABLE" + where;
        Dataset<Row> query = Spark.sql(on(text, "experiments.runs", false));
        assertThat(Spark.nodes(query)).as(text).doesNotContain("Aggregate", "Filter");
        assertThat(Spark.texts(query))
            .as(text)
            .isEqualTo(Spark.texts(copied(text, "experiments.runs")));
      }
    }
  }

  @Test
  void countsInGroupsNullsAndNansAmongThem() {
    for (String by :
        List.of("experiment", "params.opt, params.amp", "metrics.special", "params.lr")) {
      String text =
          "SELECT "
              + by
              + ", count(*), max(metrics.loss), min(params.layers) FROM TABLE GROUP BY "
              + by;
      Dataset<Row> query = Spark.sql(on(text, "experiments.runs", false));
      assertThat(Spark.scan(query).plan().grouping()).as(text).isNotNull();
      assertThat(Spark.scan(query).readSchema().size()).isEqualTo(3 + by.split(",").length);
      assertThat(Spark.nodes(query)).as(text).contains("Aggregate").doesNotContain("Filter");
      assertThat(Spark.texts(query))
          .as(text)
          .containsExactlyInAnyOrderElementsOf(Spark.texts(copied(text, "experiments.runs")));
    }
  }

  @Test
  void countsInEachOfSeveralPartitions() {
    for (String text :
        List.of(
            "SELECT count(*), min(value), max(value), max(step) FROM TABLE",
            "SELECT metric, count(*), min(value), max(logged_at) FROM TABLE GROUP BY metric",
            "SELECT count(*), max(value) FROM TABLE WHERE value > 1e300")) {
      Dataset<Row> query = Spark.sql(on(text, "experiments.metrics", true));
      assertThat(Spark.nodes(query)).contains("Aggregate");
      assertThat(Spark.scan(query).plan().grouping()).isNotNull();
      assertThat(Spark.texts(query))
          .as(text)
          .containsExactlyInAnyOrderElementsOf(Spark.texts(copied(text, "experiments.metrics")));
    }
  }

  @Test
  void leavesOtherAggregatesToSpark() {
    for (String text :
        List.of(
            "SELECT count(DISTINCT experiment) FROM TABLE",
            "SELECT round(sum(params.lr), 9), avg(params.layers) FROM TABLE",
            "SELECT count(*) FILTER (WHERE params.amp) FROM TABLE",
            "SELECT size(tags), count(*) FROM TABLE GROUP BY size(tags)",
            "SELECT max(tags['team']) FROM TABLE WHERE isnan(metrics.special)",
            "SELECT experiment, count(*) c FROM TABLE GROUP BY experiment HAVING c > 4 ORDER BY c LIMIT 1")) {
      Dataset<Row> query = Spark.sql(on(text, "experiments.runs", false));
      assertThat(Spark.texts(query))
          .as(text)
          .containsExactlyInAnyOrderElementsOf(Spark.texts(copied(text, "experiments.runs")));
    }
  }

  // ---- partitions, equality

  @Test
  void splitsATableWithoutLosingARow() {
    for (String table : List.of("experiments.metrics", "history")) {
      String text =
          table.equals("history")
              ? "SELECT key, position, float_value, text_value, hex(bytes_value) FROM TABLE"
              : "SELECT * FROM TABLE";
      Dataset<Row> whole = Spark.sql(on(text, table, false));
      Dataset<Row> split = Spark.sql(on(text, table, true));
      assertThat(Spark.scan(whole).planInputPartitions()).hasSize(1);
      assertThat(Spark.scan(split).planInputPartitions()).hasSizeGreaterThan(5);
      assertThat(Spark.texts(split)).isEqualTo(Spark.texts(whole));
    }
    Dataset<Row> vectors = Spark.sql(on("SELECT id FROM TABLE", "vectors.docs", true));
    assertThat(Spark.scan(vectors).planInputPartitions()).hasSizeGreaterThanOrEqualTo(10);
    assertThat(vectors.distinct().count()).isEqualTo(10);
  }

  @Test
  void readsNoKeysThatAConditionLeavesOut() {
    String table = cat + ".history WITH (`rowsPerPartition` = 1)";
    assertThat(
            Spark.scan(Spark.sql("SELECT * FROM " + table + " WHERE key = 'n'"))
                .planInputPartitions())
        .hasSize(1);
    assertThat(
            Spark.scan(Spark.sql("SELECT * FROM " + table + " WHERE key LIKE 'vec:docs/%'"))
                .planInputPartitions())
        .hasSizeLessThan(13);
  }

  @Test
  void readsNoValuesOfAHistoryThatNobodyAsksFor() throws Exception {
    Path path = dir.resolve("large.db");
    byte[] bytes = new byte[9 << 20]; // stored in parts
    try (SynaDB db = SynaDB.open(path)) {
      db.putBytes("large", new ByteArrayInputStream(bytes), bytes.length);
      db.putText("small", "x");
    }
    byte[] file = Files.readAllBytes(path);
    file[4 << 20] ^= 1; // what is damaged in a part shows as soon as that is read
    Path damaged = Files.write(dir.resolve("large-damaged.db"), file);
    Files.copy(dir.resolve("large.db.ckpt"), dir.resolve("large-damaged.db.ckpt"));
    Dataset<Row> history = Spark.load(damaged, "history");

    assertThat(history.where("key = 'large'").count()).isEqualTo(1);
    assertThat(Spark.texts(history.groupBy("key").count().orderBy("key")))
        .contains("[large,1]", "[small,1]");
    assertThat(
            Spark.texts(history.where("key NOT LIKE 'l%' AND type = 'TEXT'").select("text_value")))
        .containsExactly("[x]");
    assertThatThrownBy(() -> history.select("type").collect())
        .hasStackTraceContaining("CorruptRecordException");
  }

  @Test
  void isReadOnceWhereAQueryNamesItTwice() {
    String some = "SELECT name, run_id FROM " + cat + ".experiments.runs WHERE params.lr > 0.001";
    List<SynaScan> scans = Spark.scans(Spark.sql(some + " UNION ALL " + some));
    assertThat(scans).hasSize(2);
    assertThat(scans.get(0)).isNotSameAs(scans.get(1)).isEqualTo(scans.get(1));
    assertThat(scans.get(0)).hasSameHashCodeAs(scans.get(1));
    assertThat(Spark.scan(Spark.sql(some + "5"))).isNotEqualTo(scans.get(0));

    Spark.SESSION.conf().set("spark.sql.autoBroadcastJoinThreshold", "-1");
    Spark.SESSION.conf().set("spark.sql.adaptive.enabled", "false");
    try {
      Dataset<Row> join =
          Spark.sql(
              "SELECT a.run_id, b.run_id FROM (" + some + ") a JOIN (" + some + ") b USING (name)");
      assertThat(Spark.executed(join)).contains("ReusedExchange");
      assertThat(join.collectAsList()).hasSize(5);
    } finally {
      Spark.SESSION.conf().unset("spark.sql.autoBroadcastJoinThreshold");
      Spark.SESSION.conf().unset("spark.sql.adaptive.enabled");
    }
  }

  @Test
  void saysInThePlanWhatItTook() {
    String plan =
        Spark.scan(
                Spark.sql(
                    "SELECT name FROM "
                        + cat
                        + ".experiments.runs WHERE params.lr < 0.5 ORDER BY metrics.acc DESC LIMIT 3"))
            .description();
    assertThat(plan)
        .startsWith("synadb experiments.runs [filters=[params.lr IS NOT NULL, params.lr < 0.5]")
        .contains("order=[metrics.acc DESC NULLS LAST], limit=3, partitions=1, file=")
        .contains("position=");
    assertThat(Spark.scan(Spark.sql("SELECT count(*) FROM " + cat + ".history")).description())
        .contains("aggregates=[COUNT(*)]");
  }

  @Test
  void broadcastsWhatIsSmall() {
    Dataset<Row> join =
        Spark.sql(
            "SELECT m.value FROM "
                + cat
                + ".experiments.metrics m JOIN "
                + cat
                + ".experiments.runs r ON m.run_id = r.run_id WHERE r.name = 'run-3'");
    assertThat(Spark.executed(join)).contains("BroadcastHashJoin");
    assertThat(join.count()).isEqualTo(8);
  }
}
