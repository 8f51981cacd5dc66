/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

/**
 * Hears how far a long action is, at most ten times a second and always at its start and end.
 *
 * <p>It is called on the thread that does the work. An exception that it throws cancels the action;
 * so does an interrupt of that thread. Both leave the files as they were.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ProgressListener {

  /** Hears of progress. */
  void onProgress(Progress progress);

  /** One that does nothing. */
  static ProgressListener none() {
    return progress -> {};
  }
}
