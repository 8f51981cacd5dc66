/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import ai.synadb.SynaDB;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import java.nio.file.Path;

/** Sixty rows in two classes, and a layer to tell them apart: enough to see what is tracked. */
final class TinyTraining implements AutoCloseable {
  static final int ROWS = 60;

  final SynaDB db;
  final TensorEngine tensors;
  final ExperimentTracker tracker;
  final ModelRegistry registry;
  final Model model = newModel();

  TinyTraining(Path file) {
    Engine.getInstance().setRandomSeed(7);
    db = SynaDB.open(file);
    tensors = TensorEngine.on(db);
    tracker = ExperimentTracker.on(db);
    registry = ModelRegistry.on(db);
    float[] x = new float[2 * ROWS];
    long[] y = new long[ROWS];
    for (int i = 0; i < ROWS; i++) {
      y[i] = i % 2;
      x[2 * i] = y[i] == 0 ? 1 + i / 100f : -1;
      x[2 * i + 1] = i / 60f;
    }
    tensors.putTensor("x", Tensor.of(x, ROWS, 2));
    tensors.putTensor("y", Tensor.of(y, ROWS));
  }

  static Block block() {
    // Of one layer alone, the gradients may add up to 0, which a trainer takes for none.
    return new SequentialBlock()
        .add(Linear.builder().setUnits(3).build())
        .add(Activation::tanh)
        .add(Linear.builder().setUnits(2).build());
  }

  static Model newModel() {
    Model model = Model.newInstance("tiny");
    model.setBlock(block());
    return model;
  }

  SynaDataset.Builder data() {
    return SynaDataset.builder()
        .setSource(tensors)
        .setData("x")
        .optLabels("y")
        .setSampling(20, true);
  }

  SynaTrainingListener.Builder listener() {
    return SynaTrainingListener.builder().setTracker(tracker).setExperiment("tiny");
  }

  /** A trainer with listeners in this order. */
  Trainer trainer(TrainingListener... listeners) {
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).build())
            .addEvaluator(new Accuracy())
            .addTrainingListeners(listeners);
    Trainer trainer = model.newTrainer(config);
    trainer.initialize(new Shape(1, 2));
    return trainer;
  }

  @Override
  public void close() {
    model.close();
    tracker.close();
    db.close();
  }
}
