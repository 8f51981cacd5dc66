/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts distinct states by their hashes: an open-addressed table that never grows and never waits.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public final class DistinctStates {
  private final AtomicLongArray table;
  private final int mask;
  private final LongAdder size = new LongAdder();

  /**
   * A set for up to three quarters of a power of two of states that is at least {@code expected}.
   */
  public DistinctStates(int expected) {
    int slots = Integer.highestOneBit(Math.max(1024, expected)) << 2;
    this.table = new AtomicLongArray(slots);
    this.mask = slots - 1;
  }

  /**
   * Adds a state.
   *
   * @return whether it is new
   */
  public boolean add(long hash) {
    long h = hash == 0 ? 1 : hash;
    int i = (int) StateHash.mix(h) & mask;
    for (int probes = 0; probes <= mask; probes++) {
      long found = table.get(i);
      if (found == h) {
        return false;
      }
      if (found == 0) {
        if (table.compareAndSet(i, 0, h)) {
          size.increment();
          return true;
        }
        continue; // somebody took the slot: look at it again
      }
      i = (i + 1) & mask;
    }
    throw new IllegalStateException("More states than the " + (mask + 1L) + " that fit");
  }

  /** The number of distinct states. */
  public long size() {
    return size.sum();
  }
}
