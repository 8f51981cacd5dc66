/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.registry.ModelLineage;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelVersion;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** {@code models.versions}: a row for each version of each model. */
final class VersionRows implements RowSource<VersionRows.Row> {
  private static final DataType MAP =
      DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false);
  private static final StructType DATASET =
      new StructType()
          .add("name", DataTypes.StringType, false)
          .add("position", DataTypes.LongType, false)
          .add("digest", DataTypes.StringType, false);

  private final Layout<Row> layout =
      new Layout<>(
          List.of(
              text("model", v -> v.name()),
              Field.required("version", DataTypes.IntegerType, r -> r.version().version()),
              text("stage", v -> v.stage().wireName()),
              Field.required(
                  "aliases",
                  DataTypes.createArrayType(DataTypes.StringType, false),
                  r -> Values.texts(r.version().aliases())),
              Field.required(
                  "created_at",
                  DataTypes.TimestampType,
                  r -> Values.micros(r.version().createdAt())),
              Field.required("size_bytes", DataTypes.LongType, r -> r.version().sizeBytes()),
              text("sha256", v -> v.checksum()),
              Field.required("is_directory", DataTypes.BooleanType, r -> r.version().isDirectory()),
              optional("framework", v -> v.spec().framework()),
              optional("format", v -> v.spec().format()),
              text("description", v -> v.spec().description()),
              optional("run_id", v -> v.spec().lineage().runId()),
              optional(
                  "parent_model", v -> v.spec().lineage().parent().map(ModelLineage.Parent::name)),
              Field.nullable(
                  "parent_version",
                  DataTypes.IntegerType,
                  r ->
                      r.version()
                          .spec()
                          .lineage()
                          .parent()
                          .map(ModelLineage.Parent::version)
                          .orElse(null)),
              Field.required(
                  "datasets",
                  new ArrayType(DATASET, false),
                  r -> datasets(r.version().spec().lineage().datasets())),
              Field.required("metadata", MAP, r -> Values.texts(r.version().spec().metadata())),
              Field.required("tags", MAP, r -> Values.texts(r.version().spec().tags())),
              text("uri", v -> v.uri())));

  /** A version; of the early ones only the model is known. */
  static final class Row extends TableRow {
    private final String model;
    private final @Nullable ModelVersion version;

    Row(OpenFile file, String model, @Nullable ModelVersion version) {
      super(file);
      this.model = model;
      this.version = version;
    }

    ModelVersion version() {
      ModelVersion v = version;
      if (v == null) {
        throw new IllegalStateException("The version of " + model + " was not read");
      }
      return v;
    }
  }

  private static Field<Row> text(String name, Function<ModelVersion, String> text) {
    return name.equals("model")
        ? Field.required(name, DataTypes.StringType, r -> Values.text(r.model))
        : Field.required(name, DataTypes.StringType, r -> Values.text(text.apply(r.version())));
  }

  private static Field<Row> optional(String name, Function<ModelVersion, Optional<String>> text) {
    return Field.nullable(name, DataTypes.StringType, r -> Values.text(text.apply(r.version())));
  }

  private static Object datasets(List<ModelLineage.Dataset> datasets) {
    return Values.array(
        datasets.stream()
            .map(
                d ->
                    new GenericInternalRow(
                        new Object[] {
                          Values.text(d.name()), d.position(), Values.text(d.digest())
                        }))
            .toList());
  }

  @Override
  public Layout<Row> layout() {
    return layout;
  }

  @Override
  public List<Slice> slices(OpenFile file, List<Condition> conditions, int rows) {
    long models;
    try (ModelRegistry registry = ModelRegistry.reading(file.snapshot())) {
      models = registry.listModels().size();
    }
    return List.of(Slice.whole(file.state(), 4 * models));
  }

  @Override
  public Iterator<Row> rows(OpenFile file, Slice slice, ScanPlan plan) {
    Predicate<Row> isWanted =
        Evaluator.all(
            RowSource.among(plan.conditions(), Set.of("model", "_file", "_position")), layout);
    List<Row> rows = new ArrayList<>();
    try (ModelRegistry registry = ModelRegistry.reading(file.snapshot())) {
      for (String model : registry.listModels()) {
        if (isWanted.test(new Row(file, model, null))) {
          registry.listVersions(model).forEach(v -> rows.add(new Row(file, model, v)));
        }
      }
    }
    return rows.iterator();
  }
}
