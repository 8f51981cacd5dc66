/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

/**
 * What is done in a run; see {@link Experiment#inRun}.
 *
 * @param <X> what it may throw
 * @since 0.1.0
 */
@FunctionalInterface
public interface RunBody<X extends Exception> {

  /** Does it, logging to the run. */
  void accept(Run run) throws X;
}
