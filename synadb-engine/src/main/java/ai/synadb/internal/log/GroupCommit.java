/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one of those who wait for the disk do the work for all.
 *
 * <p>Who finds nobody leading leads. The others push themselves on a stack and sleep; the leader,
 * when it is done, takes the whole stack and wakes all, and one whom it has not served leads next.
 * Nobody needs a lock to fall asleep or to wake up: to hand one from thread to thread would take
 * longer than a fast disk does.
 *
 * <p><b>Those who come back.</b> Whoever was served comes again at once, if it is a loop that
 * writes. Without more ado the first of them would lead for itself alone while all the others line
 * up behind it. So a leader waits for as many as were served last time, for half the time that the
 * work took then at most. A single writer never waits.
 *
 * <p><b>Fast disks.</b> Where the work was done within a quarter of a millisecond, those who wait
 * yield instead of sleeping, for as long as it should take: to put a thread to sleep and to wake it
 * costs more processor time than that.
 *
 * <p><b>No sleeper is forgotten.</b> A waiter pushes itself first and looks for a leader then; a
 * leader resigns first and takes the stack then. Whichever comes first, the one sees the other.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class GroupCommit {
  private static final long MAX_GATHER_NANOS = 1_000_000;
  private static final long MAX_PATIENCE_NANOS = 500_000;

  private final AtomicBoolean isLed = new AtomicBoolean();
  private final AtomicReference<@Nullable Waiter> stack = new AtomicReference<>();

  private volatile int lastGroup = 1; // how many the last leader served, itself included
  private volatile long lastNanos; // and how long that took

  private static final class Waiter {
    final Thread thread = Thread.currentThread();
    final BooleanSupplier isServed;
    final long since = System.nanoTime();
    volatile boolean isAsleep;
    volatile boolean isAwake;
    @Nullable Waiter next;
    int depth; // waiters from here to the bottom

    Waiter(BooleanSupplier isServed) {
      this.isServed = isServed;
    }
  }

  /**
   * Returns when a condition holds, that the work of this thread or another will bring about.
   *
   * @param isServed becomes true, for good, by the work; also when that can never be
   * @param work what a leader does; what it throws goes to the leader
   */
  void await(BooleanSupplier isServed, Runnable work) {
    boolean isInterrupted = false;
    try {
      while (!isServed.getAsBoolean()) {
        if (isLed.compareAndSet(false, true)) {
          lead(work);
          continue;
        }
        Waiter w = new Waiter(isServed);
        push(w);
        long patience = patience();
        while (!w.isAwake && isLed.get() && !isServed.getAsBoolean()) {
          if (patience > 0 && System.nanoTime() - w.since < patience) {
            Thread.yield();
            continue;
          }
          w.isAsleep = true;
          if (!w.isAwake && isLed.get()) {
            LockSupport.park(this);
            isInterrupted |= Thread.interrupted();
          }
          w.isAsleep = false;
        }
        w.isAwake = true;
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** For how long it pays to stay awake: the sleep and the waking take longer than a fast disk. */
  private long patience() {
    long expected = 2 * lastNanos;
    return expected <= MAX_PATIENCE_NANOS ? expected : 0;
  }

  private void lead(Runnable work) {
    gather();
    long start = System.nanoTime();
    try {
      work.run();
    } finally {
      lastNanos = System.nanoTime() - start;
      isLed.set(false);
      lastGroup = 1 + wakeAll();
    }
  }

  /** Waits a little for those who were served last. */
  private void gather() {
    int expected = lastGroup - 1;
    if (expected == 0) {
      return;
    }
    long end = System.nanoTime() + Math.min(lastNanos / 2, MAX_GATHER_NANOS);
    while (depth(stack.get()) < expected && System.nanoTime() < end) {
      Thread.yield();
    }
  }

  private static int depth(@Nullable Waiter w) {
    return w == null ? 0 : w.depth;
  }

  private void push(Waiter w) {
    Waiter top;
    do {
      top = stack.get();
      w.next = top;
      w.depth = depth(top) + 1;
    } while (!stack.compareAndSet(top, w));
  }

  /** Wakes all who sleep, to see for themselves; returns how many have what they wait for. */
  int wakeAll() {
    int served = 0;
    for (Waiter w = stack.getAndSet(null); w != null; w = w.next) {
      served += w.isServed.getAsBoolean() ? 1 : 0;
      if (!w.isAwake) { // else it saw for itself and left
        w.isAwake = true;
        if (w.isAsleep) {
          LockSupport.unpark(w.thread);
        }
      }
    }
    return served;
  }
}
