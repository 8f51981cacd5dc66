/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.synadb.SynaException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Has some batches made ahead and hands them out in their order.
 *
 * <p>Thread safety: one thread takes batches; any thread closes.
 */
final class BatchQueue implements AutoCloseable {
  private static final int OWN_THREADS = 2;

  private final BatchSource source;
  private final int depth;
  private final Executor executor;
  private final @Nullable ExecutorService owned;
  private final Object lock = new Object();
  private final Deque<CompletableFuture<SynaBatch>> ahead = new ArrayDeque<>(); // guarded by lock
  private boolean isClosed; // guarded by lock
  private boolean isAtEnd; // guarded by lock

  /**
   * A queue, which begins at once.
   *
   * @param depth how many batches are made ahead; 0 has them made by the thread that takes them
   * @param given where they are made; null for threads of its own
   */
  BatchQueue(BatchSource source, int depth, @Nullable Executor given) {
    this.source = source;
    this.depth = depth;
    if (depth == 0) {
      owned = null;
      executor = Runnable::run;
    } else if (given == null) {
      ExecutorService threads = newThreads();
      owned = threads;
      executor = threads;
    } else {
      owned = null;
      executor = given;
    }
    try {
      fill(depth);
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  private static ExecutorService newThreads() {
    return Executors.newFixedThreadPool(
        OWN_THREADS,
        task -> {
          Thread t = new Thread(task, "synadb-djl-batches");
          t.setDaemon(true);
          return t;
        });
  }

  private void fill(int wanted) {
    synchronized (lock) {
      while (!isClosed && ahead.size() < wanted && source.hasNext()) {
        ahead.add(source.begin(executor));
      }
    }
  }

  /** Whether there is another batch. Changes nothing. */
  boolean hasNext() {
    synchronized (lock) {
      if (isAtEnd) {
        return false;
      }
      requireOpen();
      return !ahead.isEmpty() || source.hasNext();
    }
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("The batches are closed");
    }
  }

  /** The next batch, which becomes the caller's. */
  SynaBatch next() {
    CompletableFuture<SynaBatch> next;
    try {
      if (!hasNext()) {
        throw new NoSuchElementException("There is no further batch");
      }
      fill(depth + 1);
      synchronized (lock) {
        requireOpen();
        next = ahead.remove();
      }
    } catch (RuntimeException e) {
      if (e instanceof NoSuchElementException || e instanceof IllegalStateException) {
        throw e;
      }
      throw failed(e);
    }
    SynaBatch batch = await(next);
    synchronized (lock) {
      isAtEnd |= !isClosed && ahead.isEmpty() && !source.hasNext();
    }
    if (isAtEnd()) {
      close();
    }
    return batch;
  }

  /** Whether all batches were taken. */
  boolean isAtEnd() {
    synchronized (lock) {
      return isAtEnd;
    }
  }

  private SynaBatch await(CompletableFuture<SynaBatch> next) {
    try {
      return next.get();
    } catch (InterruptedException e) {
      discard(next);
      close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Data loading was interrupted", e);
    } catch (ExecutionException e) {
      throw failed(e.getCause() == null ? e : e.getCause());
    }
  }

  /** As Deep Java Library tells it. */
  private IllegalStateException failed(Throwable cause) {
    close();
    Throwable reason = cause instanceof SynaException e ? SynaDataset.unreadable(e) : cause;
    return new IllegalStateException("Data loading failed: " + reason.getMessage(), reason);
  }

  private static void discard(CompletableFuture<SynaBatch> made) {
    CompletableFuture<?> unused =
        made.whenComplete(
            (batch, failure) -> {
              if (batch != null) {
                batch.close();
              }
            });
  }

  /** Ends the reading and closes the batches that nobody took; idempotent. */
  @Override
  public void close() {
    List<CompletableFuture<SynaBatch>> left;
    synchronized (lock) {
      isClosed = true;
      left = new ArrayList<>(ahead);
      ahead.clear();
    }
    source.close();
    left.forEach(BatchQueue::discard);
    if (owned != null) {
      owned.shutdown();
    }
  }
}
