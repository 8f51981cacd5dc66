/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.experiment.DatasetInput;
import ai.synadb.experiment.MetricId;
import ai.synadb.experiment.MetricSummary;
import ai.synadb.experiment.ParamValue;
import ai.synadb.experiment.RunInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * {@code experiments.runs}: a row for each run, with its params and the last values of its metrics
 * as fields.
 */
final class RunRows implements RowSource<RunRows.Row> {
  private static final String PARAMS = "params";
  private static final String METRICS = "metrics";
  private static final String OTHER_PARAMS = "params_map";
  private static final String OTHER_METRICS = "metrics_map";

  private static final StructType INPUT =
      new StructType()
          .add("name", DataTypes.StringType, false)
          .add("position", DataTypes.LongType, false)
          .add("digest", DataTypes.StringType, true)
          .add("role", DataTypes.StringType, true);

  private final Layout<Row> layout;

  /** A run. */
  static final class Row extends TableRow {
    private final RunInfo run;
    private @Nullable Map<String, MetricId> metrics;

    Row(OpenFile file, RunInfo run) {
      super(file);
      this.run = run;
    }

    /** The value of a metric by its name with the context. */
    @Nullable Double metric(String name) {
      MetricId id = name.indexOf('{') < 0 ? MetricId.of(name) : metrics().get(name);
      MetricSummary summary = id == null ? null : run.metrics().get(id);
      return summary == null ? null : summary.last();
    }

    private Map<String, MetricId> metrics() {
      Map<String, MetricId> all = metrics;
      if (all == null) {
        all = new TreeMap<>();
        for (MetricId id : run.metrics().keySet()) {
          all.put(id.toString(), id);
        }
        metrics = all;
      }
      return all;
    }
  }

  /** The runs with the fields that a schema was planned with. */
  RunRows(StructType schema) {
    this(
        fields(schema, PARAMS),
        fields(schema, METRICS),
        has(schema, OTHER_PARAMS),
        has(schema, OTHER_METRICS));
  }

  RunRows(
      Map<String, DataType> params,
      Map<String, DataType> metrics,
      boolean hasOtherParams,
      boolean hasOtherMetrics) {
    List<Field<Row>> columns = new ArrayList<>(attributes());
    columns.add(Field.struct(PARAMS, params.entrySet().stream().map(e -> param(e)).toList()));
    columns.add(Field.struct(METRICS, metrics.keySet().stream().map(RunRows::metric).toList()));
    if (hasOtherParams) {
      columns.add(
          Field.required(
              OTHER_PARAMS, map(DataTypes.StringType), r -> otherParams(r.run, params.keySet())));
    }
    if (hasOtherMetrics) {
      columns.add(
          Field.required(
              OTHER_METRICS, map(DataTypes.DoubleType), r -> otherMetrics(r, metrics.keySet())));
    }
    this.layout = new Layout<>(columns);
  }

  private static DataType map(DataType value) {
    return DataTypes.createMapType(DataTypes.StringType, value, false);
  }

  private static Map<String, DataType> fields(StructType schema, String column) {
    Map<String, DataType> fields = new TreeMap<>();
    StructType struct = (StructType) schema.fields()[schema.fieldIndex(column)].dataType();
    for (StructField f : struct.fields()) {
      fields.put(f.name(), f.dataType());
    }
    return fields;
  }

  private static boolean has(StructType schema, String column) {
    return Arrays.asList(schema.fieldNames()).contains(column);
  }

  private static List<Field<Row>> attributes() {
    return List.of(
        Field.required("run_id", DataTypes.StringType, r -> Values.text(r.run.id())),
        Field.required("experiment", DataTypes.StringType, r -> Values.text(r.run.experiment())),
        Field.required("name", DataTypes.StringType, r -> Values.text(r.run.name())),
        Field.required("status", DataTypes.StringType, r -> Values.text(r.run.status().wireName())),
        Field.required(
            "started_at", DataTypes.TimestampType, r -> Values.micros(r.run.startedAt())),
        Field.nullable(
            "ended_at",
            DataTypes.TimestampType,
            r -> r.run.endedAt().map(Values::micros).orElse(null)),
        Field.nullable(
            "duration_ms",
            DataTypes.LongType,
            r -> r.run.duration().map(d -> d.toMillis()).orElse(null)),
        Field.nullable("parent_run_id", DataTypes.StringType, r -> Values.text(r.run.parentId())),
        Field.nullable("git_commit", DataTypes.StringType, r -> Values.text(r.run.gitCommit())),
        Field.nullable("note", DataTypes.StringType, r -> Values.text(r.run.note())),
        Field.required("tags", map(DataTypes.StringType), r -> Values.texts(r.run.tags())),
        Field.required("inputs", new ArrayType(INPUT, false), r -> inputs(r.run.inputs())));
  }

  private static Object inputs(List<DatasetInput> inputs) {
    return Values.array(
        inputs.stream()
            .map(
                i ->
                    new GenericInternalRow(
                        new Object[] {
                          Values.text(i.name()),
                          i.position(),
                          Values.text(i.digest()),
                          Values.text(i.role())
                        }))
            .toList());
  }

  private static Field<Row> param(Map.Entry<String, DataType> field) {
    String name = field.getKey();
    DataType type = field.getValue();
    return Field.nullable(
        name,
        type,
        r -> {
          ParamValue value = r.run.params().get(name);
          return value == null ? null : value(value, type);
        });
  }

  private static @Nullable Object value(ParamValue value, DataType type) {
    if (type.equals(DataTypes.LongType)) {
      return Long.valueOf(value.text());
    } else if (type.equals(DataTypes.DoubleType)) {
      return value.number().orElse(Double.NaN);
    } else if (type.equals(DataTypes.BooleanType)) {
      return Boolean.valueOf(value.text());
    }
    return Values.text(value.text());
  }

  private static Field<Row> metric(String name) {
    return Field.nullable(name, DataTypes.DoubleType, r -> r.metric(name));
  }

  private static MapData otherParams(RunInfo run, Collection<String> fields) {
    Map<String, ParamValue> others = new TreeMap<>(run.params());
    others.keySet().removeAll(new TreeSet<>(fields));
    return Values.map(others, p -> Values.text(p.text()));
  }

  private static MapData otherMetrics(Row row, Collection<String> fields) {
    Map<String, Double> values = new TreeMap<>();
    row.run.metrics().forEach((id, summary) -> values.put(id.toString(), summary.last()));
    values.keySet().removeAll(new TreeSet<>(fields));
    return Values.map(values, v -> v);
  }

  @Override
  public Layout<Row> layout() {
    return layout;
  }

  @Override
  public List<Slice> slices(OpenFile file, List<Condition> conditions, int rows) {
    return List.of(Slice.whole(file.state(), RunShape.of(file).runs()));
  }

  @Override
  public Iterator<Row> rows(OpenFile file, Slice slice, ScanPlan plan) {
    return Runs.of(file).stream().map(r -> new Row(file, r)).iterator();
  }
}
