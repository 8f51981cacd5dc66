/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.hnsw;

import ai.synadb.internal.codes.Best;

/**
 * The candidates of a walk, sorted, best first: entries of {@link Best}. What a node brings is
 * merged all at once, since to find and make room for each on its own would take longer than the
 * estimates themselves.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Pool {
  private long[] entries = new long[64];
  private long[] tail = new long[64];
  private long[] fresh = new long[64];
  private long[] gone = new long[64];
  private int capacity;
  private int size;
  private int freshCount;
  private int goneCount;

  /** Empties it and gives it another capacity. */
  void reset(int newCapacity) {
    if (newCapacity > entries.length) {
      entries = new long[newCapacity];
      tail = new long[newCapacity];
    }
    capacity = newCapacity;
    size = 0;
    freshCount = 0;
    goneCount = 0;
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

  /** Says that a row is to come in, at the next {@link #merge}. */
  void add(float score, int row) {
    if (freshCount == fresh.length) {
      fresh = java.util.Arrays.copyOf(fresh, 2 * freshCount);
    }
    fresh[freshCount++] = Best.entry(score, row);
  }

  /** Says that a row is to go out, if it is there, unmarked, with this score. */
  void remove(float score, int row) {
    if (goneCount == gone.length) {
      gone = java.util.Arrays.copyOf(gone, 2 * goneCount);
    }
    gone[goneCount++] = Best.entry(score, row);
  }

  /** Does what was said; returns the place of the best row that came in, or the size. */
  int merge() {
    int n = freshCount;
    int m = goneCount;
    freshCount = 0;
    goneCount = 0;
    if (n == 0) {
      return size; // rows only go where they come in better
    }
    long[] in = fresh;
    long[] out = entries;
    sort(in, n);
    sort(gone, m);
    int from = place(out, size, in[0]);
    int left = size - from;
    long[] old = tail;
    System.arraycopy(out, from, old, 0, left);
    int at = from;
    int i = 0;
    int j = 0;
    int g = 0;
    int end = capacity;
    while (at < end && i < left) {
      long a = old[i];
      if (m > 0) {
        while (g < m && gone[g] < a) {
          g++;
        }
        if (g < m && gone[g] == a) {
          g++;
          i++;
          continue;
        }
      }
      if (j < n && in[j] < a) {
        out[at++] = in[j++];
      } else {
        out[at++] = a;
        i++;
      }
    }
    while (at < end && j < n) {
      out[at++] = in[j++];
    }
    size = at;
    return from;
  }

  private static int place(long[] sorted, int n, long e) {
    int low = 0;
    int high = n;
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (sorted[mid] < e) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    return low;
  }

  /** By insertion: there are hardly ever more than some tens. */
  private static void sort(long[] x, int n) {
    for (int i = 1; i < n; i++) {
      long e = x[i];
      int j = i;
      while (j > 0 && x[j - 1] > e) {
        x[j] = x[j - 1];
        j--;
      }
      x[j] = e;
    }
  }
}
