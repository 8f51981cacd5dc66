/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The batches of a {@link SynaDataset}, read ahead.
 *
 * <pre>{@code
 * try (SynaBatches batches = dataset.getData(manager)) {
 *   for (Batch batch : batches) {
 *     …
 *     batch.close();
 *   }
 * }
 * }</pre>
 *
 * <p>Each iterator is an epoch of its own. Batches are the receiver's, who closes them. What was
 * read ahead and not taken is closed when this is closed, when the manager is closed, and, after a
 * {@code break} out of a loop over something that nobody closes, by the garbage collector.
 *
 * <p>Thread safety: safe for use by multiple threads, each iterator confined to one at a time.
 *
 * @since 0.1.0
 */
public final class SynaBatches implements Iterable<Batch>, AutoCloseable {
  static final Cleaner CLEANER = Cleaner.create();

  private final NDManager manager;
  private final Opener opener;
  private final Set<Open> open = ConcurrentHashMap.newKeySet();

  /** Begins an epoch. */
  interface Opener {
    BatchQueue open();
  }

  SynaBatches(NDManager manager, Opener opener) {
    this.manager = manager;
    this.opener = opener;
  }

  /** Begins an epoch, and reads ahead from now on. */
  @Override
  public Iterator<Batch> iterator() {
    Open made = new Open(opener.open(), manager, open);
    try {
      manager.attachInternal(made.id, made);
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
    open.add(made);
    return new Epoch(made);
  }

  /** Ends all iterators; batches that were handed out stay their receivers'. Idempotent. */
  @Override
  public void close() {
    open.forEach(Open::close);
  }

  /** What an iterator holds; knows nothing of it, so that it can be collected. */
  private static final class Open implements AutoCloseable {
    private final String id = NDManager.nextUid();
    private final BatchQueue queue;
    private final NDManager manager;
    private final Set<Open> all;

    Open(BatchQueue queue, NDManager manager, Set<Open> all) {
      this.queue = queue;
      this.manager = manager;
      this.all = all;
    }

    @Override
    public void close() {
      queue.close();
      all.remove(this);
      manager.detachInternal(id);
    }
  }

  private static final class Epoch implements Iterator<Batch> {
    private final Open open;
    private final Cleaner.Cleanable cleanable;

    Epoch(Open open) {
      this.open = open;
      cleanable = CLEANER.register(this, open::close);
    }

    @Override
    public boolean hasNext() {
      try {
        return open.queue.hasNext();
      } finally {
        Reference.reachabilityFence(this);
      }
    }

    @Override
    public Batch next() {
      try {
        SynaBatch batch = open.queue.next();
        if (open.queue.isAtEnd()) {
          cleanable.clean();
        }
        return batch;
      } finally {
        Reference.reachabilityFence(this);
      }
    }
  }
}
