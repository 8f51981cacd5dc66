/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.hnsw;

import ai.synadb.internal.codes.Best;

/**
 * The candidates of a walk, sorted, best first: entries of {@link Best}. Unlike there an entry can
 * take the place of a worse one of the same row, and room is made for it one entry at a time.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Pool {
  /**
   * From so many on entries are moved by a copy. Where the next entry comes at once, a copy of a
   * few by vectors has to wait until what the one before has stored is in the cache.
   */
  private static final int MANY = 256;

  private long[] entries = new long[64];
  private int capacity;
  private int size;

  /** Empties it and gives it another capacity. */
  void reset(int newCapacity) {
    if (newCapacity > entries.length) {
      entries = new long[newCapacity];
    }
    capacity = newCapacity;
    size = 0;
  }

  int size() {
    return size;
  }

  int row(int i) {
    return Best.rowOf(entries[i]);
  }

  boolean isMarked(int i) {
    return (entries[i] & 1) != 0;
  }

  void mark(int i) {
    entries[i] |= 1;
  }

  /** The score that a row must pass to get in: negative infinity while there is room. */
  float threshold() {
    return size < capacity
        ? Float.NEGATIVE_INFINITY
        : size == 0 ? Float.POSITIVE_INFINITY : Best.scoreOf(entries[size - 1]);
  }

  /**
   * Takes an entry in, if it passes the threshold.
   *
   * @param old the entry of the same row, unmarked, whose place it takes if that is there; a worse
   *     one
   * @return its place; the capacity if it does not come in
   */
  int add(long entry, long old) {
    long[] e = entries;
    int n = size;
    int at = old == Seen.NONE ? n : place(e, n, old);
    if (at == n || e[at] != old) {
      if (n < capacity) {
        at = n;
        size = n + 1;
      } else if (n > 0 && entry < e[n - 1]) {
        at = n - 1;
      } else {
        return capacity;
      }
    }
    if (at > MANY) {
      int to = place(e, at, entry);
      System.arraycopy(e, to, e, to + 1, at - to);
      at = to;
    } else {
      while (at > 0 && e[at - 1] > entry) {
        e[at] = e[at - 1];
        at--;
      }
    }
    e[at] = entry;
    return at;
  }

  /** The place of the first entry that is not before another. */
  private static int place(long[] sorted, int n, long entry) {
    int from = 0;
    int left = n;
    while (left > 0) { // without a branch on what is compared: it would be hard to foretell
      int half = (left + 1) >>> 1;
      from += sorted[from + half - 1] < entry ? half : 0;
      left -= half;
    }
    return from;
  }
}
