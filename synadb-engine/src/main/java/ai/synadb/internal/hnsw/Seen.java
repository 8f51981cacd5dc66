/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.hnsw;

import ai.synadb.internal.codes.Best;
import java.util.Arrays;

/**
 * The nodes that a walk met, with the best entry (see {@link Best}) that each had: a hash table
 * with open addressing. It begins small for every walk, so that it stays in the nearest cache while
 * nodes pass through the others.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Seen {
  /** What stands in an empty slot: worse than any entry. */
  static final long NONE = Long.MAX_VALUE;

  private static final int MIN_SLOTS = 512;

  /** The score part of a node that was gone through: better than any entry. */
  private static final long EXPANDED = Long.MIN_VALUE;

  private long[] table = new long[MIN_SLOTS];
  private long[] spare = new long[MIN_SLOTS];
  private int slots;
  private int count;

  /** Forgets all. */
  void reset() {
    slots = MIN_SLOTS;
    count = 0;
    Arrays.fill(table, 0, MIN_SLOTS, NONE);
  }

  /** Makes room for so many nodes more. */
  void reserve(int more) {
    if (2 * (count + more) > slots) {
      grow();
    }
  }

  private void grow() {
    long[] old = table;
    int n = slots;
    slots = 2 * n;
    table = spare.length < slots ? new long[slots] : spare;
    spare = old;
    Arrays.fill(table, 0, slots, NONE);
    for (int i = 0; i < n; i++) {
      if (old[i] != NONE) {
        table[slot(Best.rowOf(old[i]))] = old[i];
      }
    }
  }

  private int slot(int node) {
    int mask = slots - 1;
    int i = (node * 0x9e3779b9) >>> (Integer.numberOfLeadingZeros(mask));
    while (table[i] != NONE && Best.rowOf(table[i]) != node) {
      i = (i + 1) & mask;
    }
    return i;
  }

  /**
   * Takes an entry; there has to be room.
   *
   * @return the entry that the node had before, or {@link #NONE}: the new one is better if it is
   *     smaller
   */
  long put(long entry) {
    int slot = slot(Best.rowOf(entry));
    long old = table[slot];
    table[slot] = Math.min(old, entry);
    count += old == NONE ? 1 : 0;
    return old;
  }

  /** Marks a node that was met as gone through. */
  void markExpanded(int node) {
    table[slot(node)] = EXPANDED | (long) node << 1;
  }

  /** Whether a node was gone through. */
  boolean isExpanded(int node) {
    return table[slot(node)] == (EXPANDED | (long) node << 1);
  }
}
