/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import java.util.Objects;

/**
 * Which epochs' models are kept while a model is trained.
 *
 * <pre>{@code
 * CheckpointPolicy.lowest("validate_loss").keep(3)
 * CheckpointPolicy.highest("validate_Accuracy").every(5)
 * }</pre>
 *
 * <p>A model is saved if it is among the best so far, and takes the place of the worst that was
 * saved in the same training. An epoch without a value, or with NaN, is not saved.
 *
 * <p>Thread safety: immutable.
 *
 * @param metric the metric, as {@link SynaTrainingListener} calls it
 * @param isLowerBetter whether the lowest value is the best; otherwise the highest
 * @param keep how many are kept, 1 or more
 * @param every how many epochs there are from one that may be saved to the next, 1 or more
 * @since 0.1.0
 */
public record CheckpointPolicy(String metric, boolean isLowerBetter, int keep, int every) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public CheckpointPolicy {
    Objects.requireNonNull(metric, "metric");
    if (keep < 1) {
      throw new IllegalArgumentException("1 or more checkpoints are kept, not " + keep);
    }
    if (every < 1) {
      throw new IllegalArgumentException("Every first or later epoch is saved, not " + every);
    }
  }

  /** The one with the lowest value, of every epoch. */
  public static CheckpointPolicy lowest(String metric) {
    return new CheckpointPolicy(metric, true, 1, 1);
  }

  /** The one with the highest value, of every epoch. */
  public static CheckpointPolicy highest(String metric) {
    return new CheckpointPolicy(metric, false, 1, 1);
  }

  /** The same, with so many kept. */
  public CheckpointPolicy keep(int checkpoints) {
    return new CheckpointPolicy(metric, isLowerBetter, checkpoints, every);
  }

  /** The same, with only every n-th epoch saved. */
  public CheckpointPolicy every(int epochs) {
    return new CheckpointPolicy(metric, isLowerBetter, keep, epochs);
  }

  /** Whether a value is better than another. */
  boolean isBetter(double value, double than) {
    return isLowerBetter ? value < than : value > than;
  }
}
