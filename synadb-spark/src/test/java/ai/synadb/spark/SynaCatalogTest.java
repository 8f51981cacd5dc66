/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables, their columns, and what is in them. */
class SynaCatalogTest {
  @TempDir static Path dir;
  private static Path path;
  private static String cat;

  @BeforeAll
  static void writeDatabase() {
    path = dir.resolve("all.db");
    Samples.everything(path);
    cat = Spark.catalog(path);
  }

  private static List<String> select(String text) {
    return Spark.texts(Spark.sql(text.replace("CAT", cat)));
  }

  @Test
  void listsNamespacesAndTables() {
    assertThat(select("SHOW NAMESPACES IN CAT"))
        .containsExactlyInAnyOrder("[experiments]", "[models]", "[vectors]", "[tensors]");
    assertThat(select("SHOW TABLES IN CAT")).containsExactly("[,history,false]");
    assertThat(select("SHOW TABLES IN CAT.experiments"))
        .containsExactlyInAnyOrder("[experiments,metrics,false]", "[experiments,runs,false]");
    assertThat(select("SHOW TABLES IN CAT.models")).containsExactly("[models,versions,false]");
    assertThat(select("SHOW TABLES IN CAT.tensors")).containsExactly("[tensors,catalog,false]");
    assertThat(select("SHOW TABLES IN CAT.vectors"))
        .containsExactlyInAnyOrder(
            "[vectors,_default,false]", "[vectors,default,false]", "[vectors,docs,false]");
    assertThat(select("DESCRIBE NAMESPACE CAT.models").toString()).contains(path.toString());
    Spark.sql("USE " + cat + ".experiments");
    try {
      assertThat(select("SELECT count(*) FROM runs")).containsExactly("[12]");
    } finally {
      Spark.sql("USE spark_catalog.default");
    }
  }

  @Test
  void describesATable() {
    assertThat(select("DESCRIBE TABLE EXTENDED CAT.models.versions").toString())
        .contains("[version,int,null]", "synadb", path.toString(), "_position");
    assertThat(Spark.SESSION.catalog().tableExists(cat + ".experiments.runs")).isTrue();
    assertThat(Spark.SESSION.catalog().tableExists(cat + ".experiments.run")).isFalse();
  }

  @Test
  void typesParamsAndMetricsOfRuns() {
    Dataset<Row> runs = Spark.sql("SELECT params, metrics FROM " + cat + ".experiments.runs");
    assertThat(runs.schema().simpleString())
        .isEqualTo(
            "struct<params:struct<always:bigint,amp:boolean,layers:bigint,lr:double,mixed:string,"
                + "opt:string,rate:double>,"
                + "metrics:struct<acc:double,acc{subset=val}:double,loss:double,special:double>>");
    assertThat(
            select(
                "SELECT name, status, params.layers, params.amp, params.opt, params.mixed,"
                    + " metrics.`acc{subset=val}`, tags['team'], get(inputs, 0).role, note"
                    + " FROM CAT.experiments.runs WHERE params.always IN (3, 4) ORDER BY name"))
        .containsExactly(
            "[run-3,Failed,null,null,null,3,0.125,nlp,null,null]",
            "[run-4,Completed,4,true,adam,three,0.16666666666666666,vision,training,"
                + "näheres 😀 4]");
    assertThat(
            select(
                "SELECT count(*) FROM CAT.experiments.runs WHERE ended_at >= started_at"
                    + " AND duration_ms >= 0 AND started_at > timestamp'2020-01-01 00:00:00'"
                    + " AND started_at <= current_timestamp()"))
        .containsExactly("[12]");
  }

  @Test
  void readsPointsOfMetricsWithTheirTimes() {
    assertThat(
            select(
                "SELECT run_name, context, step, string(logged_at), value FROM CAT.experiments.metrics"
                    + " WHERE metric = 'special' ORDER BY run_name LIMIT 3"))
        .containsExactly(
            "[run-0,Map(),0,1969-12-31 19:00:00.123456,NaN]",
            "[run-1,Map(),0,1969-12-31 19:00:01.123456,Infinity]",
            "[run-2,Map(),0,1969-12-31 19:00:02.123456,-Infinity]");
    assertThat(
            select(
                "SELECT metric, context['subset'], count(*), max(value)"
                    + " FROM CAT.experiments.metrics GROUP BY 1, 2 ORDER BY 1, 2"))
        .containsExactly(
            "[acc,null,12,0.9166666666666666]",
            "[acc,val,12,0.4583333333333333]",
            "[loss,null,60,1.0]",
            "[special,null,8,NaN]");
  }

  @Test
  void readsVersionsOfModels() {
    assertThat(
            select(
                "SELECT model, version, stage, aliases, size_bytes, framework, run_id,"
                    + " parent_version, get(datasets, 0).digest, metadata['n'], tags['color'], uri"
                    + " FROM CAT.models.versions ORDER BY model, version"))
        .containsExactly(
            "[net,1,Development,ArraySeq(),8,null,null,null,null,1,blue,models:/net/1]",
            "[net,2,Production,ArraySeq(best, champion),8,djl,run2,1,digest2,2,red,models:/net/2]",
            "[net,3,Development,ArraySeq(),8,djl,run3,2,digest3,3,blue,models:/net/3]",
            "[net,4,Development,ArraySeq(),8,djl,run4,3,digest4,4,red,models:/net/4]",
            "[other,1,Development,ArraySeq(),10,null,null,null,null,null,null,models:/other/1]");
    assertThat(select("SELECT count(*) FROM CAT.models.versions WHERE length(sha256) = 64"))
        .containsExactly("[5]");
  }

  @Test
  void readsVectorsOfAnyCollection() {
    assertThat(select("SELECT id, embedding FROM CAT.vectors.default ORDER BY id LIMIT 1"))
        .containsExactly("[p0,ArraySeq(0.0, 1.0, 2.0, 3.0)]");
    assertThat(select("SELECT id, embedding FROM CAT.vectors._default"))
        .containsExactly("[n,ArraySeq(1.0, 2.0)]");
    assertThat(
            select(
                "SELECT id, embedding[1], attributes['lang'], attributes['year'],"
                    + " attributes['score'], attributes['ok'], attributes['id']"
                    + " FROM CAT.vectors.docs WHERE id = 'd/3'"))
        .containsExactly("[d/3,3.0,de,2003,1.5,false,00000000-0000-0000-0000-000000000003]");
    assertThat(select("SELECT count(*) FROM CAT.vectors.docs WHERE attributes['lang'] = 'en'"))
        .containsExactly("[5]");
  }

  @Test
  void readsWhatIsKnownOfTensors() {
    assertThat(
            select(
                "SELECT name, dtype, shape, rows, elements, size_bytes, min, max"
                    + " FROM CAT.tensors.catalog ORDER BY name"))
        .containsExactly(
            "[empty,float64,ArraySeq(0, 5),0,0,0,null,null]",
            "[x/test,float32,ArraySeq(1, 2),1,2,8,7.0,8.0]",
            "[x/train,float32,ArraySeq(3, 2),3,6,24,1.0,5.0]",
            "[y,int64,ArraySeq(3),3,3,24,-1.0,3.0]");
  }

  @Test
  void readsTheHistoryOfEveryKeyDeletedOnesToo() {
    assertThat(
            select(
                "SELECT key, is_delete, type, float_value, int_value, text_value,"
                    + " hex(bytes_value), vector_value, step, string(logged_at) FROM CAT.history"
                    + " WHERE key IN ('n', 'b', 'v', 'series', 'null', 'gone') ORDER BY position, step"))
        .containsExactly(
            "[n,false,INT,null,1,null,null,null,null,null]",
            "[n,false,INT,null,-9223372036854775808,null,null,null,null,null]",
            "[n,false,TEXT,null,null,now 'text' 😀,null,null,null,null]",
            "[b,false,BYTES,null,null,null,01FF,null,null,null]",
            "[b,false,BYTES,null,null,null,01,null,null,null]",
            "[v,false,VECTOR,null,null,null,null,ArraySeq(1.0, 2.0),null,null]",
            "[series,false,FLOAT,1.0,null,null,null,null,5,1969-12-31 18:59:59.999999]",
            "[series,false,FLOAT,2.0,null,null,null,null,6,1969-12-31 19:00:07]",
            "[null,false,NULL,null,null,null,null,null,null,null]",
            "[gone,false,TEXT,null,null,was here,null,null,null,null]",
            "[gone,true,null,null,null,null,null,null,null,null]");
    assertThat(
            select(
                "SELECT count(*) FROM CAT.history WHERE timestamp_micros(position) = written_at"))
        .isEqualTo(select("SELECT count(*) FROM CAT.history"));
  }

  @Test
  void joinsRunsWithModels() {
    assertThat(
            select(
                "SELECT v.model, v.version, r.name FROM CAT.models.versions v"
                    + " LEFT JOIN CAT.experiments.runs r ON concat('run', r.params.always) = v.run_id"
                    + " WHERE v.version IN (1, 2) AND v.model = 'net' ORDER BY v.version"))
        .containsExactly("[net,1,null]", "[net,2,run-2]");
  }

  @Test
  void cachesATable() {
    Spark.sql("CACHE TABLE cached AS SELECT * FROM " + cat + ".experiments.runs");
    assertThat(select("SELECT max(metrics.acc) FROM cached")).hasSize(1);
    Spark.sql("UNCACHE TABLE cached");
  }

  @Test
  void canOnlyBeRead() {
    assertThatThrownBy(
            () ->
                Spark.sql(
                    "INSERT INTO "
                        + cat
                        + ".models.versions SELECT * FROM "
                        + cat
                        + ".models.versions"))
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("does not support append in batch mode");
    for (String text :
        List.of(
            "DROP TABLE CAT.models.versions",
            "ALTER TABLE CAT.models.versions ADD COLUMN x INT",
            "ALTER TABLE CAT.models.versions RENAME TO CAT.models.other",
            "CREATE TABLE CAT.models.other (x INT)",
            "CREATE NAMESPACE CAT.other",
            "DROP NAMESPACE CAT.models")) {
      assertThatThrownBy(() -> select(text))
          .as(text)
          .hasMessageMatching(
              "(?s).*(only be read|[Nn]ot.*support|UNSUPPORTED|not empty|createTable).*");
    }
  }
}
