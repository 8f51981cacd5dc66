/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2ScanRelation;
import org.junit.jupiter.api.Assertions;
import scala.jdk.javaapi.CollectionConverters;

/** The one session of all tests, and looks into its plans. */
final class Spark {
  /** Not UTC, and with a summer time. */
  static final String ZONE = "America/New_York";

  static final SparkSession SESSION =
      SparkSession.builder()
          .master("local[2]")
          .appName("tests")
          .config("spark.ui.enabled", "false")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.sql.session.timeZone", ZONE)
          .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"))
          .getOrCreate();

  private static final AtomicInteger CATALOGS = new AtomicInteger();

  private Spark() {}

  /** A catalog of its own over a path. */
  static String catalog(Path path) {
    String name = "syna" + CATALOGS.incrementAndGet();
    SESSION.conf().set("spark.sql.catalog." + name, SynaCatalog.class.getName());
    SESSION.conf().set("spark.sql.catalog." + name + ".path", path.toString());
    return name;
  }

  static Dataset<Row> sql(String text) {
    return SESSION.sql(text);
  }

  static Dataset<Row> load(Path path, String table) {
    return SESSION.read().format("synadb").option("table", table).load(path.toString());
  }

  /** The same rows, out of Spark's memory. */
  static Dataset<Row> copy(Dataset<Row> rows) {
    return SESSION.createDataFrame(rows.collectAsList(), rows.schema());
  }

  static LogicalPlan plan(Dataset<Row> query) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) query).queryExecution().optimizedPlan();
  }

  /** The plan that runs, as text. */
  static String executed(Dataset<Row> query) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) query)
        .queryExecution()
        .executedPlan()
        .toString();
  }

  /** The names of the nodes of a plan, from the top. */
  static List<String> nodes(Dataset<Row> query) {
    List<String> names = new ArrayList<>();
    collect(plan(query), names);
    return names;
  }

  private static void collect(LogicalPlan node, List<String> names) {
    names.add(node.getClass().getSimpleName());
    CollectionConverters.asJava(node.children()).forEach(c -> collect(c, names));
  }

  /** The scans in a plan. */
  static List<SynaScan> scans(Dataset<Row> query) {
    List<SynaScan> scans = new ArrayList<>();
    CollectionConverters.asJava(plan(query).collectLeaves())
        .forEach(
            leaf -> {
              if (leaf instanceof DataSourceV2ScanRelation r && r.scan() instanceof SynaScan s) {
                scans.add(s);
              }
            });
    return scans;
  }

  static SynaScan scan(Dataset<Row> query) {
    List<SynaScan> scans = scans(query);
    Assertions.assertEquals(1, scans.size(), () -> plan(query).toString());
    return scans.get(0);
  }

  /** What a scan hands to Spark, without a job. */
  static List<InternalRow> read(SynaScan scan) {
    List<InternalRow> rows = new ArrayList<>();
    for (InputPartition p : scan.planInputPartitions()) {
      try (PartitionReader<InternalRow> reader = scan.createReaderFactory().createReader(p)) {
        while (reader.next()) {
          rows.add(reader.get());
        }
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    return rows;
  }

  static List<String> texts(Dataset<Row> query) {
    return query.collectAsList().stream().map(Row::toString).toList();
  }
}
