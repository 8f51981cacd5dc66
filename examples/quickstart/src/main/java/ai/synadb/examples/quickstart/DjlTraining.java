/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import static ai.synadb.examples.quickstart.Steps.check;
import static ai.synadb.examples.quickstart.Steps.result;
import static ai.synadb.examples.quickstart.Steps.say;
import static ai.synadb.examples.quickstart.Steps.seconds;
import static ai.synadb.examples.quickstart.Steps.step;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.synadb.SynaDB;
import ai.synadb.djl.CheckpointPolicy;
import ai.synadb.djl.SynaDataset;
import ai.synadb.djl.SynaModels;
import ai.synadb.djl.SynaTraining;
import ai.synadb.djl.SynaTrainingListener;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.RunInfo;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelStage;
import ai.synadb.registry.ModelVersion;
import ai.synadb.registry.StageChange;
import ai.synadb.tensor.TensorEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * The part about DJL: a network with PyTorch, trained from the tensors of the database, twice; the
 * better model registered and loaded back by its URL.
 */
final class DjlTraining {
  static final String EXPERIMENT = "digits-djl";
  static final String MODEL = "digits-network";

  private static final int EPOCHS = 30;
  private static final int INPUTS = 64;
  private static final float[] LEARNING_RATES = {0.001f, 0.01f};
  private static final double LEAST_ACCURACY = 0.94;

  private final Path file;
  private final TensorEngine tensors;
  private final ExperimentTracker tracker;
  private final ModelRegistry registry;
  private final long[] testRows;
  private final Map<String, ModelVersion> best = new HashMap<>(); // by run

  private DjlTraining(
      Path file, TensorEngine tensors, ExperimentTracker tracker, ModelRegistry registry)
      throws IOException {
    this.testRows = Digits.testRows();
    this.file = file;
    this.tensors = tensors;
    this.tracker = tracker;
    this.registry = registry;
  }

  static void run(SynaDB db) throws Exception {
    try (TensorEngine tensors = TensorEngine.on(db);
        ExperimentTracker tracker = ExperimentTracker.on(db);
        ModelRegistry registry = ModelRegistry.on(db)) {
      DjlTraining t = new DjlTraining(db.path(), tensors, tracker, registry);
      for (float rate : LEARNING_RATES) {
        t.train(rate);
      }
      t.loadBack(t.promote());
    }
  }

  private static Block network() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(128).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(10).build());
  }

  /** The digits of some rows, straight from the database, in batches of 64. */
  private SynaDataset digits(long[] rows, boolean isShuffled) {
    return SynaDataset.builder()
        .setSource(tensors)
        .setData(Digits.PIXELS)
        .optLabels(Digits.LABELS)
        .optRows(rows)
        .setSampling(64, isShuffled)
        .optSeed(42)
        .build();
  }

  private long[] trainingRows() {
    return LongStream.range(0, tensors.describe(Digits.LABELS).shape().extent(0))
        .filter(row -> Arrays.binarySearch(testRows, row) < 0)
        .toArray();
  }

  private void train(float rate) throws Exception {
    step(String.format(Locale.ROOT, "Train a network with DJL, learning rate %s", rate));
    Engine.getInstance().setRandomSeed(1);
    try (SynaDataset training = digits(trainingRows(), true);
        SynaDataset test = digits(testRows, false);
        SynaTrainingListener listener =
            SynaTrainingListener.builder()
                .setTracker(tracker)
                .setExperiment(EXPERIMENT)
                .optRunName("network-" + rate)
                .optParam("learning_rate", rate)
                .optCheckpoints(registry, MODEL, CheckpointPolicy.lowest("validate_loss"))
                .build();
        Model model = Model.newInstance(MODEL)) {
      model.setBlock(network());
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(rate)).build())
              .addEvaluator(new Accuracy())
              .addTrainingListeners(TrainingListener.Defaults.basic())
              .addTrainingListeners(listener, new Bar());
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, INPUTS));
        SynaTraining.fit(trainer, EPOCHS, training, test, listener);
      }
      RunInfo run = listener.run().orElseThrow().info();
      best.put(run.id(), listener.bestModel().orElseThrow());
      result(
          "loss %.3f, accuracy %.3f on %d digits not seen",
          run.metric("validate_loss").orElseThrow().min(),
          run.metric("validate_Accuracy").orElseThrow().last(),
          testRows.length);
      say("Batches: %s", training.stats());
    }
  }

  /** Promotes the best model of the better run. */
  private ModelVersion promote() {
    step("Promote the better model");
    RunInfo run =
        tracker
            .search("experiment = '" + EXPERIMENT + "' ORDER BY metrics.validate_loss.min LIMIT 1")
            .get(0);
    ModelVersion version = best.get(run.id());
    registry.setStage(
        MODEL,
        version.version(),
        StageChange.to(ModelStage.PRODUCTION).by("quickstart").because("lowest loss").archiving());
    registry.setAlias(MODEL, "champion", version.version());
    result("%s of the run %s is in production", version.uri(), run.name());
    double lowest = run.metric("validate_loss").orElseThrow().min();
    check(
        "no other run had a lower loss",
        best.keySet().stream()
            .mapToDouble(
                id ->
                    DoubleStream.of(tracker.getMetricTensor(id, "validate_loss"))
                        .min()
                        .orElseThrow())
            .allMatch(loss -> loss >= lowest));
    return version;
  }

  /** Loads the model by its URL, as any DJL program would, and compares. */
  private void loadBack(ModelVersion version) throws Exception {
    step("Load it by its URL");
    String url = SynaModels.url(file, MODEL, "champion");
    say("%s", url);
    Criteria.Builder<float[], Long> like =
        Criteria.builder()
            .setTypes(float[].class, Long.class)
            .optBlock(network())
            .optTranslator(new ReadDigit());
    long[] saved;
    try (ZooModel<float[], Long> model = SynaModels.load(registry, version.uri(), like)) {
      saved = predict(model);
    }
    Criteria<float[], Long> criteria =
        Criteria.builder()
            .setTypes(float[].class, Long.class)
            .optModelUrls(url)
            .optBlock(network())
            .optTranslator(new ReadDigit())
            .build();
    long start = System.nanoTime();
    long[] predicted;
    try (ZooModel<float[], Long> model = criteria.loadModel()) {
      predicted = predict(model);
    }
    double took = seconds(start);
    long[] labels = tensors.getTensor(Digits.LABELS).toLongArray();
    double right = 0;
    for (int i = 0; i < testRows.length; i++) {
      right += labels[(int) testRows[i]] == predicted[i] ? 1 : 0;
    }
    double accuracy = right / testRows.length;
    int epoch = Integer.parseInt(version.spec().metadata().get("epoch"));
    double tracked =
        tracker
            .getMetricTensor(version.spec().lineage().runId().orElseThrow(), "validate_Accuracy")[
            epoch - 1];
    result("accuracy %.3f, loaded and predicted in %.1f s", accuracy, took);
    check(
        "predictions are those of the model that was registered", Arrays.equals(saved, predicted));
    check("the accuracy is what was tracked", Math.abs(accuracy - tracked) < 1e-6);
    check("the accuracy is at least " + LEAST_ACCURACY, accuracy >= LEAST_ACCURACY);
  }

  private long[] predict(ZooModel<float[], Long> model) throws Exception {
    float[] pixels = tensors.getFloats(Digits.PIXELS);
    long[] predicted = new long[testRows.length];
    try (Predictor<float[], Long> predictor = model.newPredictor()) {
      for (int i = 0; i < predicted.length; i++) {
        int at = (int) testRows[i] * INPUTS;
        predicted[i] = predictor.predict(Arrays.copyOfRange(pixels, at, at + INPUTS));
      }
    }
    return predicted;
  }

  /** Tells the digit of 64 pixels. */
  private static final class ReadDigit implements Translator<float[], Long> {
    @Override
    public NDList processInput(TranslatorContext context, float[] pixels) {
      return new NDList(context.getNDManager().create(pixels));
    }

    @Override
    public Long processOutput(TranslatorContext context, NDList scores) {
      return scores.singletonOrThrow().argMax().getLong();
    }
  }

  /** A bar of the epochs. */
  private static final class Bar extends TrainingListenerAdapter {
    private final Progress progress = new Progress("epochs", EPOCHS);
    private int epoch;

    @Override
    public void onEpoch(Trainer trainer) {
      progress.to(++epoch);
    }
  }
}
