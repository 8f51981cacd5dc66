/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The batches of one epoch, in their order. Each batch is the receiver's, who closes it.
 *
 * <p>Closing ends the threads that read ahead, waits for what they are at, and gives back what was
 * not handed out. The end of the epoch and a failure close it too, and so does the loader's close,
 * and the garbage collector when a loop was left by {@code break} and nothing refers to the
 * iterator any more.
 *
 * <p>Thread safety: safe for use by multiple threads; each batch goes to one of them.
 *
 * @since 0.1.0
 */
public final class BatchIterator implements Iterator<Batch>, AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Prefetcher batches;
  private final Cleaner.Cleanable cleanable;

  BatchIterator(Prefetcher batches) {
    this.batches = batches;
    cleanable = CLEANER.register(this, batches::close);
  }

  /**
   * Whether there is another batch. Changes nothing and reads nothing.
   *
   * @throws IllegalStateException if the iterator was closed before its end
   */
  @Override
  public boolean hasNext() {
    try {
      return batches.hasNext();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /**
   * The next batch. What reading or a transform threw is thrown here, in the place of the batch.
   *
   * @throws NoSuchElementException if there is none
   * @throws IllegalStateException if the iterator is closed, also while this waits
   * @throws ai.synadb.error.OperationCancelledException if the thread is interrupted, which it then
   *     still is; the batch can be asked for again
   */
  @Override
  public Batch next() {
    try {
      return batches.next();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** The number of batches that are left. */
  public long remaining() {
    try {
      return batches.left();
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Ends the reading; idempotent. */
  @Override
  public void close() {
    cleanable.clean();
  }
}
