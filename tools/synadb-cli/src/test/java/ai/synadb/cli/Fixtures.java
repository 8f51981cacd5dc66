/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.Atom;
import ai.synadb.SynaDB;
import ai.synadb.experiment.Experiment;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.Run;
import ai.synadb.experiment.RunOptions;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelStage;
import ai.synadb.registry.StageChange;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.testing.Sample;
import ai.synadb.vector.Attributes;
import ai.synadb.vector.DistanceMetric;
import ai.synadb.vector.VectorStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Databases for tests: those of the original, and one of our own with something of everything. */
final class Fixtures {
  /** A key that a terminal would take as an order to clear itself. */
  static final String EVIL_KEY = "evil\u001b[2J\u009b1m\u202etxt";

  private Fixtures() {}

  /** A copy of a file that the original wrote. */
  static Path original(String name, Path folder) {
    Path copy = folder.resolve(name);
    try (InputStream in = Sample.class.getResourceAsStream("/original/" + name)) {
      Files.copy(in, copy);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return copy;
  }

  /** Makes a database with values, runs, models, vectors and a tensor. */
  static Path own(Path file) {
    try (SynaDB db = SynaDB.open(file)) {
      values(db);
      runs(db);
      models(db);
      vectors(db);
      try (TensorEngine tensors = TensorEngine.on(db)) {
        tensors.putTensor("grid", Tensor.of(new int[] {1, 2, 3, 4, 5, 6}, 2, 3));
        tensors.putTensor("weights/w", Tensor.of(new float[] {0.5f, -1}, 2));
      }
    }
    return file;
  }

  private static void values(SynaDB db) {
    db.putFloat("temperature", 21);
    db.putFloat("temperature", Double.NaN);
    db.putFloat("temperature", 23.5);
    db.putInt("count", Long.MAX_VALUE);
    db.putText("text", "first line\nsecond, \"quoted\" line");
    db.putText("long", "0123456789".repeat(500));
    db.putText(EVIL_KEY, "also \u001b]0;evil\u0007");
    db.putText("größe 日本", "ä\uD83D\uDE00");
    db.putBytes("bytes", new byte[] {0, 1, (byte) 0xfe, 'A', '\n'});
    db.putVector("vector", new float[] {1, 2.5f, -3});
    db.append("null", Atom.ofNull());
    db.putText("gone", "x");
    db.delete("gone");
    db.putFloats(
        "loss", new long[] {0, 10}, new long[] {1_000_000, 2_500_000}, new double[] {1, 0.5});
  }

  private static void runs(SynaDB db) {
    try (ExperimentTracker tracker = ExperimentTracker.on(db)) {
      Experiment e = tracker.experiment("digits");
      run(e, "small", 0.01, 0.5);
      run(e, "large <b>rate</b>", 0.1, 0.25);
    }
  }

  private static void run(Experiment e, String name, double rate, double factor) {
    RunOptions options =
        RunOptions.named(name)
            .tag("team", "vision")
            .gitCommit("0123456789abcdef0123456789abcdef01234567");
    try (Run run = e.startRun(options)) {
      run.logParam("lr", rate);
      run.logParam("layers", 2);
      for (int step = 0; step < 4; step++) {
        run.logMetric("loss", Math.pow(factor, step), step);
      }
      run.logMetric("acc", 1 - factor, 3);
      run.logText("notes.txt", "hello " + name);
      run.complete();
    }
  }

  private static void models(SynaDB db) {
    try (ModelRegistry registry = ModelRegistry.on(db)) {
      registry.saveModel("net", "v1".getBytes(StandardCharsets.UTF_8), Map.of("acc", "0.9"));
      registry.saveModel("net", "version 2".getBytes(StandardCharsets.UTF_8), Map.of());
      registry.setStage("net", 1, StageChange.to(ModelStage.PRODUCTION).by("ann"));
      registry.setAlias("net", "champion", 1);
    }
  }

  private static void vectors(SynaDB db) {
    try (VectorStore store =
        VectorStore.builder(db, 2).collection("words").metric(DistanceMetric.EUCLIDEAN).open()) {
      for (int i = 0; i < 5; i++) {
        store.insert(
            "w" + i, new float[] {i, 1}, Attributes.of("lang", i < 3 ? "en" : "de", "n", (long) i));
      }
    }
  }
}
