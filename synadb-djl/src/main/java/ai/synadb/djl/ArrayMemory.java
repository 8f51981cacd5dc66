/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.synadb.tensor.Batch;
import java.util.List;

/**
 * The memory of a batch's arrays, which a manager gives back at its end: unless an array went to
 * another manager, and lives on. The memory is then left to the garbage collector, together with
 * that array: one that a transform made may be a view, which does not hold its memory itself.
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

  /**
   * Has a manager give back what arrays lie over.
   *
   * @param arrays those that may lie over it, also as views
   */
  static void attach(NDManager owner, Batch rows, NDList arrays) {
    owner.attachInternal(NDManager.nextUid(), new ArrayMemory(owner, rows, arrays));
  }

  @Override
  public void close() {
    List<NDArray> living = arrays.stream().filter(this::livesOn).toList();
    if (living.isEmpty()) {
      rows.close();
    } else {
      Held held = new Held(rows);
      living.forEach(array -> SynaBatches.CLEANER.register(array, held));
    }
  }

  /** Keeps memory from being collected as long as an array is there. */
  private record Held(Batch rows) implements Runnable {
    @Override
    public void run() {
      // the array was collected; with the last, this and the memory are
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
