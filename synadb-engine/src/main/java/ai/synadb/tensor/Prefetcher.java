/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.error.OperationCancelledException;
import ai.synadb.internal.io.Uninterruptibly;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Has batches made ahead on threads of its own and hands them out in their order.
 *
 * <p>Threads claim batches in their order, as long as the bytes of those that are claimed and not
 * taken stay within a budget; one may always be claimed. So the next batch to be handed out is
 * among the claimed whenever there are any, and nobody waits for room that only it could make. A
 * failure takes the place of its batch; those before it are handed out.
 *
 * <p>Without threads a batch is made when it is asked for.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class Prefetcher implements AutoCloseable {
  private final Settings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition made = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final ReentrantLock making =
      new ReentrantLock(); // held while one is made without threads
  private final Map<Long, Made> ready = new HashMap<>(); // guarded by lock
  private volatile List<Thread> threads = List.of(); // set by start
  private long claimed; // guarded by lock
  private long taken; // guarded by lock
  private long bytesAhead; // guarded by lock
  private boolean isClosed; // guarded by lock
  private @Nullable Throwable failure; // guarded by lock

  /** Makes a batch by its number. */
  interface Maker {
    /** Makes it; on any thread, several at a time. */
    Batch make(long number);
  }

  /**
   * How to read ahead.
   *
   * @param batches how many there are
   * @param batchBytes the bytes of one, about
   * @param maxBytes the budget
   * @param onEnd is called once or more when nothing is to come any more
   */
  record Settings(
      Maker maker, long batches, long batchBytes, long maxBytes, LoadMeter meter, Runnable onEnd) {}

  private record Made(@Nullable Batch batch, @Nullable Throwable failure) {}

  Prefetcher(Settings settings) {
    this.settings = settings;
  }

  /** Starts the threads, unless it is closed already. */
  Prefetcher start(int count) {
    List<Thread> all = new ArrayList<>();
    lock.lock();
    try {
      for (int i = 0; !isClosed && i < Math.min(count, settings.batches); i++) {
        Thread t = new Thread(this::work, "synadb-loader-" + i);
        t.setDaemon(true);
        t.start();
        all.add(t);
      }
    } finally {
      threads = all;
      lock.unlock();
    }
    return this;
  }

  private void work() {
    for (long number = claim(); number >= 0; number = claim()) {
      Made result;
      try {
        result = new Made(settings.maker.make(number), null);
      } catch (Throwable t) { // the top of the thread; the consumer gets it
        result = new Made(null, t);
      }
      put(number, result);
    }
  }

  /** The number of the next batch to be made, or -1 at the end. */
  private long claim() {
    lock.lock();
    try {
      long begin = System.nanoTime();
      while (!isEnd() && taken < claimed && bytesAhead + settings.batchBytes > settings.maxBytes) {
        room.awaitUninterruptibly();
      }
      settings.meter.producerWaitNanos.add(System.nanoTime() - begin);
      if (isEnd()) {
        return -1;
      }
      bytesAhead += settings.batchBytes;
      return claimed++;
    } finally {
      lock.unlock();
    }
  }

  private boolean isEnd() {
    return isClosed || failure != null || claimed == settings.batches;
  }

  private void put(long number, Made result) {
    lock.lock();
    try {
      if (isClosed) {
        discard(result);
        return;
      }
      if (result.batch == null) {
        failure = result.failure;
        room.signalAll();
      } else {
        bytesAhead += result.batch.sizeBytes() - settings.batchBytes;
      }
      ready.put(number, result);
      made.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is another batch. */
  boolean hasNext() {
    lock.lock();
    try {
      if (taken == settings.batches) {
        return false;
      }
      requireOpen();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The number of batches that are left. */
  long left() {
    lock.lock();
    try {
      return settings.batches - taken;
    } finally {
      lock.unlock();
    }
  }

  /** The next batch, which becomes the caller's. */
  Batch next() {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted(null);
    }
    long begin = System.nanoTime();
    Batch batch = threads.isEmpty() ? makeNext() : awaitNext();
    settings.meter.consumerWaitNanos.add(System.nanoTime() - begin);
    if (!hasNextOrClosed()) {
      close();
    }
    return batch;
  }

  private boolean hasNextOrClosed() {
    lock.lock();
    try {
      return isClosed || taken < settings.batches;
    } finally {
      lock.unlock();
    }
  }

  private Batch awaitNext() {
    Made result;
    lock.lock();
    try {
      requireNext();
      while (!ready.containsKey(taken)) {
        made.await();
        requireNext();
      }
      result = Objects.requireNonNull(ready.remove(taken++));
      if (result.batch != null) {
        bytesAhead -= result.batch.sizeBytes();
        room.signalAll();
        return result.batch;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } finally {
      lock.unlock();
    }
    close();
    throw rethrown(result.failure);
  }

  private static OperationCancelledException interrupted(@Nullable Throwable cause) {
    return new OperationCancelledException(
        "Waiting for a batch", "it can be asked for again", cause);
  }

  private Batch makeNext() {
    making.lock();
    try {
      long number = takeNumber();
      try {
        return settings.maker.make(number);
      } catch (RuntimeException | Error e) {
        fail(e);
        throw e;
      }
    } finally {
      making.unlock();
    }
  }

  private long takeNumber() {
    lock.lock();
    try {
      requireNext();
      return taken++;
    } finally {
      lock.unlock();
    }
  }

  private void requireNext() {
    if (taken == settings.batches) {
      throw new NoSuchElementException("The epoch has no further batch");
    }
    requireOpen();
  }

  private void requireOpen() {
    if (isClosed) {
      String why = failure == null ? "The iterator is closed" : "The iterator failed before";
      throw new IllegalStateException(why, failure);
    }
  }

  private void fail(Throwable t) {
    lock.lock();
    try {
      failure = t;
    } finally {
      lock.unlock();
    }
    close();
  }

  private RuntimeException rethrown(@Nullable Throwable t) {
    IllegalStateException here = new IllegalStateException("The batch was asked for here");
    if (t != null) {
      t.addSuppressed(here);
    }
    if (t instanceof Error e) {
      throw e;
    }
    if (t instanceof RuntimeException e) {
      return e;
    }
    return new IllegalStateException("A batch could not be made", t);
  }

  private static void discard(Made result) {
    if (result.batch != null) {
      result.batch.close();
    }
  }

  /** Ends the threads, waits for what they are at, and closes the batches that nobody took. */
  @Override
  public void close() {
    List<Made> left;
    lock.lock();
    try {
      isClosed = true;
      left = new ArrayList<>(ready.values());
      ready.clear();
      made.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    making.lock(); // waits for a batch that is being made without threads
    try {
      left.forEach(Prefetcher::discard);
    } finally {
      making.unlock();
    }
    if (!threads.contains(Thread.currentThread())) { // two of them would wait for each other
      threads.forEach(Uninterruptibly::join);
    }
    settings.onEnd.run();
  }
}
