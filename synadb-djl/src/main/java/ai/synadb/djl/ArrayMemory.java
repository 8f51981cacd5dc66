/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.synadb.tensor.Batch;

/**
 * The memory of a batch's arrays, which a manager gives back at its end: unless an array went to
 * another manager, and lives on. Its memory is then left to the garbage collector.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class ArrayMemory implements AutoCloseable {
  private final NDManager owner;
  private final Batch rows;
  private final NDList arrays;

  private ArrayMemory(NDManager owner, Batch rows, NDList arrays) {
    this.owner = owner;
    this.rows = rows;
    this.arrays = arrays;
  }

  /** Has a manager give back what the arrays lie over. */
  static void attach(NDManager owner, Batch rows, NDList arrays) {
    owner.attachInternal(NDManager.nextUid(), new ArrayMemory(owner, rows, arrays));
  }

  @Override
  public void close() {
    if (arrays.stream().noneMatch(this::livesOn)) {
      rows.close();
    }
  }

  private boolean livesOn(NDArray array) {
    if (array.isReleased()) {
      return false;
    }
    NDManager m = array.getManager();
    while (m != null && m != owner && m.getParentManager() != m) {
      m = m.getParentManager();
    }
    return m != owner;
  }
}
