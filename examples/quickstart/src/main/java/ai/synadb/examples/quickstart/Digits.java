/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import static ai.synadb.examples.quickstart.Steps.check;
import static ai.synadb.examples.quickstart.Steps.say;
import static ai.synadb.examples.quickstart.Steps.seconds;
import static ai.synadb.examples.quickstart.Steps.step;

import ai.synadb.SynaDB;
import ai.synadb.experiment.DatasetInput;
import ai.synadb.experiment.Experiment;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.Run;
import ai.synadb.experiment.RunInfo;
import ai.synadb.experiment.RunOptions;
import ai.synadb.registry.LoadedModel;
import ai.synadb.registry.ModelLineage;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelSpec;
import ai.synadb.registry.ModelStage;
import ai.synadb.registry.ModelVersion;
import ai.synadb.registry.StageChange;
import ai.synadb.tensor.Batch;
import ai.synadb.tensor.BatchIterator;
import ai.synadb.tensor.Shuffle;
import ai.synadb.tensor.SplitSpec;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorInfo;
import ai.synadb.tensor.TensorLoader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The part about learning: 1,797 handwritten digits of 8 x 8 pixels as tensors, a small model
 * trained on them twice, both runs tracked, the better model registered.
 */
final class Digits {
  static final String PIXELS = "digits/pixels";
  static final String LABELS = "digits/labels";

  private static final String MODEL = "digits-softmax";
  private static final int INPUTS = 64;
  private static final int CLASSES = 10;
  private static final int EPOCHS = 30;

  private final TensorEngine tensors;
  private final ExperimentTracker tracker;
  private final ModelRegistry registry;
  private final SplitSpec split = SplitSpec.byRow(7).part("train", 0.8).part("test", 0.2).build();

  private Digits(TensorEngine tensors, ExperimentTracker tracker, ModelRegistry registry) {
    this.tensors = tensors;
    this.tracker = tracker;
    this.registry = registry;
  }

  static void learn(SynaDB db) throws IOException {
    try (TensorEngine tensors = TensorEngine.on(db);
        ExperimentTracker tracker = ExperimentTracker.on(db);
        ModelRegistry registry = ModelRegistry.on(db)) {
      Digits d = new Digits(tensors, tracker, registry);
      d.store();
      d.train(0.05);
      d.train(0.5);
      RunInfo best = d.compare();
      d.register(best);
    }
  }

  private void store() throws IOException {
    step("Store a data set as tensors");
    List<String> lines = lines("digits.csv");
    int rows = lines.size() - 1;
    float[] pixels = new float[rows * INPUTS];
    long[] labels = new long[rows];
    for (int r = 0; r < rows; r++) {
      String[] fields = lines.get(r + 1).split(",", -1);
      for (int i = 0; i < INPUTS; i++) {
        pixels[r * INPUTS + i] = Float.parseFloat(fields[i]) / 16;
      }
      labels[r] = Long.parseLong(fields[INPUTS]);
    }
    long start = System.nanoTime();
    tensors.putTensor(PIXELS, Tensor.of(pixels, rows, INPUTS));
    tensors.putTensor(LABELS, Tensor.of(labels, rows));
    say("%,d handwritten digits in %.1f ms", rows, seconds(start) * 1e3);
    TensorInfo info = tensors.describe(PIXELS);
    TensorInfo.Range range = info.range().orElseThrow();
    say(
        "%s: %s %s, %.0f to %.0f",
        PIXELS, info.dtype().wireName(), info.shape(), range.min(), range.max());
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in = Digits.class.getResourceAsStream("/sample/digits/" + name);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in, name), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }

  /** The rows to test networks with: 360, of each digit as many as there are of it in all. */
  static long[] testRows() throws IOException {
    return lines("test-rows.txt").stream()
        .filter(line -> !line.startsWith("#"))
        .flatMap(line -> Arrays.stream(line.split(" ", -1)))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  private void train(double learningRate) {
    step(learningRate < 0.1 ? "Train a model in plain Java, tracked" : "Train it again, faster");
    Experiment experiment = tracker.experiment("digits");
    long start = System.nanoTime();
    RunInfo info =
        experiment.inRun(
            RunOptions.named("softmax-" + learningRate).tag("quickstart"),
            run -> fit(run, learningRate));
    say(
        "Learning rate %.2f: after %d epochs in %.1f s loss %.3f, accuracy %.3f on digits not seen",
        learningRate,
        EPOCHS,
        seconds(start),
        info.metric("loss").orElseThrow().last(),
        info.metric("accuracy").orElseThrow().last());
  }

  private void fit(Run run, double learningRate) {
    SoftmaxModel model = new SoftmaxModel(INPUTS, CLASSES);
    run.logParam("learning_rate", learningRate);
    run.logParam("epochs", EPOCHS);
    TensorInfo data = tensors.describe(PIXELS);
    run.logInput(DatasetInput.of(PIXELS, data.position(), data.digest()).as("training"));
    try (TensorLoader loader =
            TensorLoader.builder(tensors, PIXELS, LABELS)
                .split(split, "train")
                .batchSize(64)
                .shuffle(Shuffle.full(), 42)
                .build();
        TensorLoader test =
            TensorLoader.builder(tensors, PIXELS, LABELS)
                .split(split, "test")
                .batchSize(256)
                .build()) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        double loss = 0;
        long seen = 0;
        try (BatchIterator batches = loader.iterator(epoch)) {
          while (batches.hasNext()) {
            try (Batch batch = batches.next()) {
              int n = batch.rows();
              loss += n * model.train(pixels(batch), labels(batch), n, learningRate);
              seen += n;
            }
          }
        }
        run.logMetric("loss", loss / seen, epoch);
        run.logMetric("accuracy", accuracy(model, test), epoch);
      }
    }
    run.logArtifact("model.bin", model.toBytes());
  }

  private static double accuracy(SoftmaxModel model, TensorLoader rows) {
    long right = 0;
    try (BatchIterator batches = rows.iterator()) {
      while (batches.hasNext()) {
        try (Batch batch = batches.next()) {
          float[] pixels = pixels(batch);
          long[] labels = labels(batch);
          for (int r = 0; r < batch.rows(); r++) {
            right += model.predict(pixels, r * INPUTS) == labels[r] ? 1 : 0;
          }
        }
      }
    }
    return (double) right / rows.size();
  }

  private static float[] pixels(Batch batch) {
    float[] pixels = new float[batch.rows() * INPUTS];
    batch.buffer(PIXELS).asFloatBuffer().get(pixels);
    return pixels;
  }

  private static long[] labels(Batch batch) {
    long[] labels = new long[batch.rows()];
    batch.buffer(LABELS).asLongBuffer().get(labels);
    return labels;
  }

  private RunInfo compare() {
    step("Compare the runs");
    List<RunInfo> runs =
        tracker.search(
            "experiment = 'digits' AND tags.quickstart IS NOT NULL AND metrics.accuracy > 0.5"
                + " ORDER BY metrics.accuracy DESC");
    for (RunInfo run : runs) {
      say(
          "%s: accuracy %.3f, at its best %.3f",
          run.name(),
          run.metric("accuracy").orElseThrow().last(),
          run.metric("accuracy").orElseThrow().max());
    }
    say(
        "What the two differ in:%n%s",
        tracker.compareRuns(runs.stream().map(RunInfo::id).toList()));
    return runs.get(0);
  }

  private void register(RunInfo best) {
    step("Register the better model, promote it, load it");
    ModelVersion version =
        registry.saveModel(
            MODEL,
            tracker.getArtifact(best.id(), "model.bin"),
            ModelSpec.builder()
                .framework("plain Java")
                .lineage(ModelLineage.none().withRun(best.id()))
                .build());
    registry.setStage(
        MODEL,
        version.version(),
        StageChange.to(ModelStage.PRODUCTION)
            .by("quickstart")
            .because("best accuracy")
            .archiving());
    LoadedModel loaded = registry.load("models:/" + MODEL + "/production");
    SoftmaxModel model = SoftmaxModel.of(loaded.readAll(), INPUTS, CLASSES);
    try (TensorLoader test =
        TensorLoader.builder(tensors, PIXELS, LABELS).split(split, "test").build()) {
      double accuracy = accuracy(model, test);
      say(
          "%s, %,d bytes, SHA-256 %s…: accuracy %.3f",
          version.uri(), version.sizeBytes(), version.checksum().substring(0, 12), accuracy);
      check(
          "that is the accuracy that was tracked",
          accuracy == best.metric("accuracy").orElseThrow().last());
    }
  }
}
