/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.synadb.SynaDB;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelVersion;
import ai.synadb.tensor.TensorEngine;

/**
 * Trains a small network on the digits: the shortest program that uses all of this module. It tells
 * 0.97 to 0.98 of the digits of the stratified split, and 0.91 to 0.93 of the last in the file,
 * which are other writers'.
 */
final class DigitsTraining {
  static final int EPOCHS = 15;

  private DigitsTraining() {}

  /** What came of it. */
  record Outcome(TrainingResult result, ModelVersion best, String runId) {}

  static Block network() {
    return new SequentialBlock()
        .add(Linear.builder().setUnits(128).build())
        .add(Activation::relu)
        .add(Linear.builder().setUnits(10).build());
  }

  /** The digits of some rows, in batches of 64. */
  static SynaDataset digits(TensorEngine tensors, long[] rows, boolean shuffled, long seed) {
    return SynaDataset.builder()
        .setSource(tensors)
        .setData(DigitsData.PIXELS)
        .optLabels(DigitsData.LABELS)
        .optRows(rows)
        .setSampling(64, shuffled)
        .optSeed(seed)
        .build();
  }

  static Outcome train(SynaDB db, long[] testRows, float learningRate, int seed) throws Exception {
    Engine.getInstance().setRandomSeed(seed);
    try (TensorEngine tensors = TensorEngine.on(db);
        ExperimentTracker tracker = ExperimentTracker.on(db);
        ModelRegistry registry = ModelRegistry.on(db);
        SynaDataset training = digits(tensors, DigitsData.others(testRows), true, seed);
        SynaDataset test = digits(tensors, testRows, false, seed);
        SynaTrainingListener listener =
            SynaTrainingListener.builder()
                .setTracker(tracker)
                .setExperiment("digits")
                .optParam("learning_rate", learningRate)
                .optParam("seed", seed)
                .optCheckpoints(registry, "digits", CheckpointPolicy.lowest("validate_loss"))
                .build();
        Model model = Model.newInstance("digits")) {
      model.setBlock(network());
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optOptimizer(
                  Optimizer.adam().optLearningRateTracker(Tracker.fixed(learningRate)).build())
              .addEvaluator(new Accuracy())
              .addTrainingListeners(TrainingListener.Defaults.basic())
              .addTrainingListeners(listener);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, 64));
        TrainingResult result = SynaTraining.fit(trainer, EPOCHS, training, test, listener);
        return new Outcome(
            result, listener.bestModel().orElseThrow(), listener.run().orElseThrow().id());
      }
    }
  }

  /** Tells the digit of 64 pixels. */
  static final class DigitTranslator implements Translator<float[], Long> {
    @Override
    public NDList processInput(TranslatorContext context, float[] pixels) {
      return new NDList(context.getNDManager().create(pixels));
    }

    @Override
    public Long processOutput(TranslatorContext context, NDList scores) {
      return scores.singletonOrThrow().argMax().getLong();
    }
  }
}
