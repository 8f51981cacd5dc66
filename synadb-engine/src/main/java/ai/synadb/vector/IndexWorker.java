/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Work;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Builds in the background what has become too large to be searched row by row.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class IndexWorker implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(IndexWorker.class.getName());

  private final CollectionIndex index;
  private final int threads;
  private final AfterBuild afterBuild;
  private final Background background = new Background("synadb-index", this::build);

  /** Held by whoever builds. */
  private final ReentrantLock building = new ReentrantLock();

  /** What is to be done after a build. */
  interface AfterBuild {
    /**
     * Called when there is something new, while nothing else is built.
     *
     * @param all whether all was built into one
     */
    void run(boolean all);
  }

  IndexWorker(CollectionIndex index, int threads, AfterBuild afterBuild) {
    this.index = index;
    this.threads = threads;
    this.afterBuild = afterBuild;
  }

  /** Has it look for work. */
  void wakeIfNeeded() {
    if (index.needsBuild()) {
      background.wake();
    }
  }

  /** Builds all of the index now, in this thread and others. */
  void buildAll(Work.Watcher watcher) {
    exclusively(
        () -> {
          index.build(true, new Work(threads, watcher));
          afterBuild.run(true);
        });
  }

  /** Does something while nothing is built. */
  void exclusively(Runnable action) {
    building.lock();
    try {
      action.run();
    } finally {
      building.unlock();
    }
  }

  private void build() {
    try {
      exclusively(
          () -> {
            index.build(false, new Work(threads, done -> requireOpen()));
            afterBuild.run(false);
          });
    } catch (CancellationException e) {
      return; // it is closed
    } catch (RuntimeException e) {
      if (!background.isClosed()) {
        LOGGER.log(
            System.Logger.Level.WARNING,
            "An index could not be built; searches go on without, slower",
            e);
      }
      return; // until something changes
    }
    wakeIfNeeded();
  }

  private void requireOpen() {
    if (background.isClosed()) {
      throw new CancellationException();
    }
  }

  /** Ends the thread; work that it does ends unfinished. */
  @Override
  public void close() {
    background.close();
  }
}
