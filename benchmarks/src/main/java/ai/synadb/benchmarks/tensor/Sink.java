/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.tensor;

import java.lang.ref.Reference;

/** Where results go, so that nobody can leave out what makes them. */
final class Sink {
  private Sink() {}

  static void take(Object result) {
    Reference.reachabilityFence(result);
  }
}
