/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.Device;
import ai.djl.training.Trainer;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener.BatchData;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of the evaluators, and of the loss, in an epoch.
 *
 * <p>They are {@link EvaluatorTrainingListener}'s, whose accumulators are empty when an epoch ends
 * if it is told before us, and full if after. If there is none, they are added up here.
 *
 * <p>Confined to the thread that trains.
 */
final class EpochValues {
  private static final String TRAIN = "synadb/train";
  private static final String VALIDATE = "synadb/validate";

  /** Who has the values. */
  private enum Keeper {
    /** A listener that is told before us. */
    BEFORE,
    /** A listener that is told after us. */
    AFTER,
    /** Nobody else. */
    US
  }

  private @Nullable Keeper keeper; // null: not known before the first batch
  private long validated; // batches in this epoch

  /** Is told that training begins. */
  void begin(Trainer trainer) {
    // A listener has a map of its own, which it fills.
    if (trainer.getTrainingResult().getEvaluations() instanceof ConcurrentMap) {
      return;
    }
    SynaTrainingListener.LOG.warn(
        "There is no EvaluatorTrainingListener among the training listeners; the values of"
            + " epochs are added up here");
    for (Evaluator e : trainer.getEvaluators()) {
      e.addAccumulator(TRAIN);
      e.addAccumulator(VALIDATE);
    }
    keeper = Keeper.US;
  }

  /**
   * Takes a batch.
   *
   * @param isTraining whether it was trained with; otherwise it was validated with
   */
  void batch(Trainer trainer, BatchData batch, boolean isTraining) {
    if (keeper == null && isTraining) {
      float loss = trainer.getLoss().getAccumulator(EvaluatorTrainingListener.TRAIN_EPOCH);
      keeper = Float.isNaN(loss) ? Keeper.AFTER : Keeper.BEFORE; // NaN: has not had the batch
    }
    validated += isTraining ? 0 : 1;
    if (keeper == Keeper.US) {
      String[] keys = {isTraining ? TRAIN : VALIDATE};
      for (Evaluator e : trainer.getEvaluators()) {
        for (Device d : batch.getLabels().keySet()) {
          e.updateAccumulators(keys, batch.getLabels().get(d), batch.getPredictions().get(d));
        }
      }
    }
  }

  /** The loss of the batch that was trained with last, where somebody knows it. */
  OptionalDouble batchLoss(Trainer trainer) {
    return keeper == Keeper.BEFORE
        ? OptionalDouble.of(trainer.getLoss().getAccumulator(EvaluatorTrainingListener.TRAIN_ALL))
        : OptionalDouble.empty();
  }

  /** The values of the epoch that ends, by their names; those of the next begin. */
  Map<String, Double> end(Trainer trainer) {
    Map<String, Double> values = new LinkedHashMap<>();
    Map<String, Float> latest = trainer.getTrainingResult().getEvaluations();
    for (Evaluator e : trainer.getEvaluators()) {
      String name = e == trainer.getLoss() ? "loss" : e.getName();
      putValue(values, "train_" + name, value(e, latest, true));
      if (validated > 0) {
        putValue(values, "validate_" + name, value(e, latest, false));
      }
    }
    validated = 0;
    return values;
  }

  private static void putValue(Map<String, Double> values, String name, @Nullable Float value) {
    if (value != null) {
      values.put(name, Double.parseDouble(value.toString())); // 0.1f is 0.1
    }
  }

  private @Nullable Float value(Evaluator e, Map<String, Float> latest, boolean isTraining) {
    if (keeper == Keeper.BEFORE) {
      return latest.get((isTraining ? "train_" : "validate_") + e.getName());
    }
    if (keeper == Keeper.AFTER) {
      return e.getAccumulator(
          isTraining
              ? EvaluatorTrainingListener.TRAIN_EPOCH
              : EvaluatorTrainingListener.VALIDATE_EPOCH);
    }
    if (keeper == null) {
      return null; // no batch was seen
    }
    String key = isTraining ? TRAIN : VALIDATE;
    float value = e.getAccumulator(key);
    e.resetAccumulator(key);
    return value;
  }
}
