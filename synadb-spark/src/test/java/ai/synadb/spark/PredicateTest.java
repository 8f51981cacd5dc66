/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every predicate on every type, nulls included, against Spark's own answer on a copy of the rows
 * in its memory.
 */
class PredicateTest {
  private static final List<String> SIGNS = List.of("=", "<=>", "<>", "<", "<=", ">", ">=");

  @TempDir static Path dir;
  private static Path path;

  @BeforeAll
  static void writeDatabase() {
    path = dir.resolve("all.db");
    Samples.everything(path);
  }

  /** All comparisons of a column with some constants, as text; with nulls where they compile. */
  private static List<String> comparisons(String column, String... constants) {
    List<String> all = new ArrayList<>();
    String first = constants[0];
    for (String constant : constants) {
      for (String sign : SIGNS) {
        all.add(column + " " + sign + " " + constant);
      }
      all.add(column + " IN (" + constant + ", " + first + ")");
      all.add(column + " NOT IN (" + constant + ", " + first + ")");
      all.add("NOT (" + column + " < " + constant + " AND " + column + " <> " + first + ")");
    }
    all.add("NOT (" + column + " > " + first + ")");
    all.add("NOT (" + column + " <=> " + first + ")");
    all.add(first + " < " + column);
    all.add(column + " BETWEEN " + first + " AND " + constants[constants.length - 1]);
    all.add(column + " > " + first + " OR " + column + " IS NULL");
    all.add("NOT (" + column + " < " + first + " OR " + column + " = " + first + ")");
    all.add(column + " IS NULL");
    all.add(column + " IS NOT NULL");
    all.add(column + " = NULL");
    all.add(column + " <=> NULL");
    all.add("NOT (" + column + " <=> NULL)");
    return all;
  }

  /** Those in which null is one of several constants. */
  private static List<String> withNull(String column, String constant) {
    return List.of(
        column + " IN (" + constant + ", NULL)",
        column + " NOT IN (" + constant + ", NULL)",
        "NOT (" + column + " IN (" + constant + ", NULL)) OR " + column + " IS NULL");
  }

  private static List<String> texts(String column, String... parts) {
    List<String> all = new ArrayList<>();
    for (String part : parts) {
      all.add(column + " LIKE '" + part + "%'");
      all.add(column + " LIKE '%" + part + "'");
      all.add(column + " LIKE '%" + part + "%'");
      all.add("NOT " + column + " LIKE '%" + part + "%'");
      all.add("startswith(" + column + ", '" + part + "')");
      all.add("endswith(" + column + ", '" + part + "') OR " + column + " IS NULL");
    }
    return all;
  }

  /** Compares what a scan hands out, and that nothing is left to Spark. */
  private void check(Dataset<Row> table, String id, List<String> predicates) {
    String name = "copy_" + Integer.toHexString(predicates.hashCode()).replace("-", "m");
    Spark.copy(table).createOrReplaceTempView(name);
    String columns =
        IntStream.range(0, predicates.size())
            .mapToObj(i -> "(" + predicates.get(i) + ")")
            .collect(Collectors.joining(", "));
    List<Row> expected =
        Spark.sql("SELECT " + id + ", " + columns + " FROM " + name).collectAsList();
    for (int i = 0; i < predicates.size(); i++) {
      int column = 1 + i;
      List<String> ids =
          expected.stream()
              .filter(r -> !r.isNullAt(column) && r.getBoolean(column))
              .map(r -> r.get(0).toString())
              .toList();
      Dataset<Row> query = table.where(predicates.get(i)).selectExpr("CAST(" + id + " AS STRING)");
      assertThat(Spark.nodes(query)).as(predicates.get(i)).doesNotContain("Filter");
      List<String> found = new ArrayList<>();
      for (SynaScan scan : Spark.scans(query)) {
        for (InternalRow row : Spark.read(scan)) {
          found.add(row.get(0, scan.readSchema().fields()[0].dataType()).toString());
        }
      }
      assertThat(found).as(predicates.get(i)).containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  private static String[] doubles() {
    return new String[] {
      "0D", "-0D", "1.5D", "0.006D", "double('NaN')", "double('Infinity')", "double('-Infinity')"
    };
  }

  @Test
  void onDoublesWithNanInfinitiesZeroesAndNulls() {
    List<String> all = comparisons("metrics.special", doubles());
    all.addAll(withNull("metrics.special", "double('NaN')"));
    all.addAll(withNull("metrics.special", "0D"));
    all.addAll(comparisons("params.lr", "0.004D"));
    all.addAll(comparisons("params.rate", "3D"));
    check(Spark.load(path, "experiments.runs"), "run_id", all);
  }

  @Test
  void onIntegersAndBooleansAndTexts() {
    List<String> all = comparisons("params.layers", "4L", "-1L", "9223372036854775807L");
    all.addAll(withNull("params.layers", "4L"));
    all.addAll(comparisons("params.amp", "true"));
    all.addAll(withNull("params.amp", "false"));
    all.addAll(List.of("params.amp", "NOT params.amp", "params.amp OR params.layers = 2"));
    all.addAll(comparisons("params.opt", "'adam'", "'sgd_%''x'", "''", "'😀'"));
    all.addAll(withNull("params.opt", "'adam'"));
    all.add("params.mixed = '3' OR note > 'näheres 😀 4'");
    all.addAll(texts("params.opt", "ad", "am", "zz"));
    all.addAll(texts("note", "nähe", "😀"));
    check(Spark.load(path, "experiments.runs"), "run_id", all);
  }

  @Test
  void onTimestampsInAnotherZone() {
    List<String> all =
        comparisons("ended_at", "timestamp'2026-01-01 00:00:00'", "timestamp'2999-01-01 00:00:00'");
    check(Spark.load(path, "experiments.runs"), "run_id", all);
    List<String> logged =
        comparisons(
            "logged_at",
            "timestamp'1969-12-31 19:00:03.123456'", // in New York
            "timestamp'1970-01-01 00:00:03.123456Z'",
            "timestamp'1970-01-01 00:00:05'");
    check(Spark.load(path, "experiments.metrics").where("metric = 'special'"), "run_id", logged);
  }

  @Test
  void onBytesAndEverythingElseOfAHistory() {
    List<String> all = comparisons("bytes_value", "X'01FF'", "X'01'", "X'80'");
    all.addAll(comparisons("float_value", "double('NaN')", "-0D"));
    all.addAll(comparisons("key", "'special'", "'n'", "''"));
    all.addAll(texts("key", "s", "special", "x"));
    all.add("type = 'FLOAT' OR int_value < 0");
    all.add("is_delete");
    all.addAll(List.of("vector_value IS NULL", "vector_value IS NOT NULL", "false", "true"));
    all.add("key = 'n' AND type = 'INT'");
    all.add("key LIKE 's%' AND key = 'n'");
    all.add("key = 'gone'");
    check(Spark.load(path, "history"), "key", all);
  }

  @Test
  void onIntegersOf32Bits() {
    List<String> all = comparisons("parent_version", "2", "-1");
    all.addAll(withNull("parent_version", "2"));
    all.addAll(List.of("is_directory", "NOT is_directory", "model = 'net' AND version <> 1"));
    check(Spark.load(path, "models.versions"), "uri", all);
  }

  @Test
  void onIdsOfVectorsAndNamesOfTensors() {
    List<String> ids = comparisons("id", "'d/3'", "'d/'");
    ids.addAll(texts("id", "d", "3"));
    check(Spark.load(path, "vectors.docs"), "id", ids);
    List<String> names = comparisons("name", "'y'");
    names.addAll(comparisons("max", "4.0D"));
    names.addAll(texts("name", "x/"));
    check(Spark.load(path, "tensors.catalog"), "name", names);
  }

  @Test
  void leavesToSparkWhatItCannotAnswerExactly() {
    Dataset<Row> runs = Spark.load(path, "experiments.runs");
    Dataset<Row> copy = Spark.copy(runs);
    for (String predicate :
        List.of(
            "isnan(metrics.special)",
            "tags['team'] = 'nlp'",
            "upper(params.opt) = 'ADAM'",
            "params.lr * 2 > 0.008",
            "size(inputs) = 1",
            "params.layers = params.lr",
            "params.opt = 'adam' AND isnan(metrics.special)")) {
      Dataset<Row> query = runs.where(predicate).select("run_id");
      assertThat(Spark.nodes(query)).as(predicate).contains("Filter");
      assertThat(Spark.texts(query))
          .as(predicate)
          .containsExactlyInAnyOrderElementsOf(Spark.texts(copy.where(predicate).select("run_id")));
    }
  }
}
