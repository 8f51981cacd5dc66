/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.metric.Metrics;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.listener.EarlyStoppingListener.EarlyStoppedException;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Trains a model so that its run ends as the training does.
 *
 * <p>Thread safety: safe for use by multiple threads, each with a trainer of its own.
 *
 * @since 0.1.0
 */
public final class SynaTraining {
  private static final int METRICS = 10_000;

  private SynaTraining() {}

  /**
   * As {@link EasyTrain#fit}, tracked: the run is completed at the end; what is thrown on the way
   * is noted, fails the run, and is thrown on. Training that an {@link
   * ai.djl.training.listener.EarlyStoppingListener} stops is completed, with the epoch in the tag
   * {@code stopped_early}. Datasets that are {@link SynaDataset}s are noted as inputs.
   *
   * <p>A trainer without {@link Trainer#getMetrics metrics} gets some, which keep the last 10,000
   * values of each.
   *
   * @param epochs 0 or more
   * @param validation what each epoch is validated with, or null
   * @param listener is among the listeners of the trainer's configuration
   * @return the values of the last epoch
   * @throws IllegalArgumentException if the listener is another trainer's, or epochs negative
   */
  public static TrainingResult fit(
      Trainer trainer,
      int epochs,
      Dataset training,
      @Nullable Dataset validation,
      SynaTrainingListener listener)
      throws IOException, TranslateException {
    if (epochs < 0) {
      throw new IllegalArgumentException("Epochs are 0 or more, not " + epochs);
    }
    listener.requireOf(trainer);
    if (trainer.getMetrics() == null) {
      Metrics metrics = new Metrics();
      metrics.setLimit(METRICS);
      trainer.setMetrics(metrics);
    }
    listener.input(training, "training");
    if (validation != null) {
      listener.input(validation, "validation");
    }
    listener.param("epochs", epochs);
    try {
      EasyTrain.fit(trainer, epochs, training, validation);
      listener.complete();
    } catch (EarlyStoppedException e) {
      listener.stoppedEarly(trainer, e.getStopEpoch());
    } catch (Throwable t) { // told to the run, and out again
      try {
        listener.fail(t);
      } catch (RuntimeException untold) {
        t.addSuppressed(untold);
      }
      throw t;
    }
    return trainer.getTrainingResult();
  }
}
