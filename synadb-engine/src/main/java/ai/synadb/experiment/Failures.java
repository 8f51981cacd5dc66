/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import org.jspecify.annotations.Nullable;

/**
 * Does several things, all of them even if some fail, and tells of the failures at the end.
 *
 * <p>Thread safety: confined.
 */
final class Failures {
  private @Nullable RuntimeException first;

  /** Does something; what it throws waits for {@link #rethrow}. */
  void collect(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      if (first == null) {
        first = e;
      } else if (first != e) {
        first.addSuppressed(e);
      }
    }
  }

  /** Throws the first that was collected, with the others as suppressed; none is no failure. */
  void rethrow() {
    if (first != null) {
      throw first;
    }
  }
}
