/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.io.Uninterruptibly;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that does one kind of work whenever it is woken. It comes with the first such
 * work and goes at {@link #close}.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class Background implements AutoCloseable {
  private final String name;
  private final Runnable work;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition woken = lock.newCondition();
  private boolean isWanted; // guarded by lock
  private @Nullable Thread thread; // guarded by lock
  private volatile boolean isClosed;

  /**
   * A thread to come.
   *
   * @param work is called once or more after each {@link #wake}; must not throw
   */
  Background(String name, Runnable work) {
    this.name = name;
    this.work = work;
  }

  /** Has it do its work. */
  void wake() {
    lock.lock();
    try {
      if (isClosed) {
        return;
      }
      isWanted = true;
      if (thread == null) {
        Thread t = new Thread(this::loop, name);
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

  boolean isClosed() {
    return isClosed;
  }

  private void loop() {
    while (await()) {
      work.run();
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

  /** Lets the work that is being done know by {@link #isClosed}, and waits for its end. */
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
    if (t != null && t != Thread.currentThread()) {
      Uninterruptibly.join(t);
    }
  }
}
