/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Work;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Builds in the background what has become too large to be searched row by row. Its thread comes
 * with the first such work and goes with the store.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class IndexWorker implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(IndexWorker.class.getName());

  private final CollectionIndex index;
  private final int threads;
  private final Runnable afterBuild;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean isWanted; // guarded by lock
  private @Nullable Thread thread; // guarded by lock
  private volatile boolean isClosed;

  /** Held by whoever builds. */
  private final ReentrantLock building = new ReentrantLock();

  IndexWorker(CollectionIndex index, int threads, Runnable afterBuild) {
    this.index = index;
    this.threads = threads;
    this.afterBuild = afterBuild;
  }

  /** Has it look for work. */
  void wake() {
    lock.lock();
    try {
      if (isClosed) {
        return;
      }
      isWanted = true;
      if (thread == null) {
        Thread t = new Thread(this::loop, "synadb-index");
        t.setDaemon(true);
        thread = t;
        t.start();
      } else {
        woken.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Builds all of the index now, in this thread and others. */
  void buildAll(Work.Watcher watcher) {
    building.lock();
    try {
      index.build(true, new Work(threads, watcher));
    } finally {
      building.unlock();
    }
    afterBuild.run();
  }

  private void loop() {
    while (await()) {
      building.lock();
      try {
        index.build(false, new Work(threads, done -> requireOpen()));
      } catch (CancellationException e) {
        return;
      } catch (RuntimeException e) {
        if (!isClosed) {
          LOGGER.log(
              System.Logger.Level.WARNING,
              "An index could not be built; searches go on without, slower",
              e);
        }
        continue; // until something changes
      } finally {
        building.unlock();
      }
      afterBuild.run();
      if (index.needsBuild()) {
        wake();
      }
    }
  }

  private void requireOpen() {
    if (isClosed) {
      throw new CancellationException();
    }
  }

  /** Waits for work; false at the end. */
  private boolean await() {
    lock.lock();
    try {
      while (!isClosed && !isWanted) {
        woken.awaitUninterruptibly();
      }
      isWanted = false;
      return !isClosed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread; work that it does ends unfinished. */
  @Override
  public void close() {
    Thread t;
    lock.lock();
    try {
      isClosed = true;
      woken.signalAll();
      t = thread;
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (t != null && t != Thread.currentThread()) {
      try {
        t.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
