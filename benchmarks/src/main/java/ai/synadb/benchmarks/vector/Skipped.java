/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

/** Says why something is not measured. */
final class Skipped extends Exception {
  private static final long serialVersionUID = 1L;

  Skipped(String reason) {
    super(reason);
  }
}
