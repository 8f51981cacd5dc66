/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.SynaDB;
import ai.synadb.experiment.DatasetInput;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.MetricId;
import ai.synadb.experiment.ParamValue;
import ai.synadb.experiment.Run;
import ai.synadb.experiment.RunOptions;
import ai.synadb.registry.ModelLineage;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelSpec;
import ai.synadb.registry.ModelStage;
import ai.synadb.tensor.Shape;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.vector.Attributes;
import ai.synadb.vector.VectorStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Databases with a bit of everything. */
final class Samples {
  static final double[] SPECIAL = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.0, 1.5, -2.5, 1e-300
  };

  private Samples() {}

  /** Twelve runs; every second one has gaps. */
  static void runs(Path path) {
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      for (int i = 0; i < 12; i++) {
        String experiment = i % 3 == 0 ? "mnist" : "cifar 'ten'";
        RunOptions options =
            RunOptions.named("run-" + i).tag("team", i % 2 == 0 ? "vision" : "nlp");
        try (Run run = tracker.experiment(experiment).startRun(options)) {
          fill(run, i);
          if (i % 4 == 3) {
            run.fail(new IllegalStateException("no luck"));
          } else {
            run.complete();
          }
        }
      }
    }
  }

  private static void fill(Run run, int i) {
    run.logParam("always", (long) i);
    if (i % 2 == 0) {
      run.logParam("lr", i / 1000.0);
      run.logParam("layers", (long) i);
      run.logParam("amp", i % 4 == 0);
      run.logParam("opt", i % 4 == 0 ? "adam" : "sgd_%'x");
      run.logInput(DatasetInput.of("train", 5, "abc").as("training"));
      run.setNote("näheres 😀 " + i);
    }
    run.logParam("rate", i % 3 == 0 ? ParamValue.of(3L) : ParamValue.of(0.5));
    run.logParam("mixed", i % 3 == 0 ? ParamValue.of(3L) : ParamValue.of("three"));
    if (i < SPECIAL.length) {
      run.logMetric("special", SPECIAL[i], 0, Instant.ofEpochSecond(i, 123_456_000));
    }
    for (int step = 0; step < 5; step++) {
      run.logMetric(
          "loss", 1.0 / (1 + step + i), step, Instant.ofEpochSecond(1_700_000_000L + step));
    }
    run.logMetric("acc", i / 12.0);
    run.logMetric(MetricId.of("acc", Map.of("subset", "val")), i / 24.0);
  }

  static void models(Path path) {
    try (ModelRegistry registry = ModelRegistry.open(path)) {
      for (int i = 1; i <= 4; i++) {
        ModelLineage from = ModelLineage.none().withDataset("train", i, "digest" + i);
        ModelSpec.Builder spec =
            ModelSpec.builder().metadata("n", "" + i).tag("color", i % 2 == 0 ? "red" : "blue");
        if (i > 1) {
          spec.framework("djl")
              .format("pt")
              .description("better")
              .lineage(from.withRun("run" + i).withParent("net", i - 1));
        }
        registry.saveModel("net", ("weights" + i).getBytes(StandardCharsets.UTF_8), spec.build());
      }
      registry.saveModel("other", new byte[10], Map.of());
      registry.setStage("net", 2, ModelStage.PRODUCTION);
      registry.setAlias("net", "champion", 2);
      registry.setAlias("net", "best", 2);
    }
  }

  static void vectors(Path path) {
    try (SynaDB db = SynaDB.open(path);
        VectorStore plain = VectorStore.builder(db, 4).open();
        VectorStore docs = VectorStore.builder(db, 3).collection("docs").open();
        VectorStore named = VectorStore.builder(db, 2).collection("default").open()) {
      for (int i = 0; i < 10; i++) {
        plain.insert("p" + i, new float[] {i, 1, 2, 3});
        docs.insert(
            "d/" + i,
            new float[] {1, i, 3},
            Attributes.builder()
                .put("lang", i % 2 == 0 ? "en" : "de")
                .put("year", 2000L + i)
                .put("score", i / 2.0)
                .put("ok", i > 5)
                .put("id", new UUID(0, i))
                .build());
      }
      named.insert("n", new float[] {1, 2});
    }
  }

  static void tensors(Path path) {
    try (TensorEngine tensors = TensorEngine.open(path)) {
      tensors.putTensor(
          "x/train", Tensor.of(new float[] {1, 2, 3, 4, 5, Float.NaN}, Shape.of(3, 2)));
      tensors.putTensor("x/test", Tensor.of(new float[] {7, 8}, Shape.of(1, 2)));
      tensors.putTensor("y", Tensor.of(new long[] {3, -1, 2}, Shape.of(3)));
      tensors.putTensor("empty", Tensor.of(new double[0], Shape.of(0, 5)));
    }
  }

  static void history(Path path) {
    try (SynaDB db = SynaDB.open(path)) {
      for (double d : SPECIAL) {
        db.putFloat("special", d);
      }
      db.putInt("n", 1);
      db.putInt("n", Long.MIN_VALUE);
      db.putText("n", "now 'text' 😀");
      db.putBytes("b", new byte[] {1, -1});
      db.putBytes("b", new byte[] {1});
      db.putVector("v", new float[] {1, 2});
      db.putFloats("series", new long[] {5, 6}, new long[] {-1, 7_000_000}, new double[] {1, 2});
      db.append("null", ai.synadb.Atom.ofNull());
      db.putText("gone", "was here");
      db.delete("gone");
    }
  }

  /** All of it in one file. */
  static void everything(Path path) {
    runs(path);
    models(path);
    vectors(path);
    tensors(path);
    history(path);
  }
}
