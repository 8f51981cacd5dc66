/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import java.util.Arrays;

/**
 * A list of longs that grows by pages and never moves what it holds.
 *
 * <p>Thread safety: one thread appends; others may read what lies before a {@link #size} that they
 * saw.
 */
final class LongPages {
  private static final int PAGE_BITS = 13;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final int FIRST = 64;

  private volatile long[][] pages = new long[0][];
  private volatile long size;

  long size() {
    return size;
  }

  void add(long value) {
    long n = size;
    int page = (int) (n >>> PAGE_BITS);
    int at = (int) n & (PAGE - 1);
    long[][] all = pages;
    if (page == all.length) {
      all = Arrays.copyOf(all, page + 1);
      all[page] = new long[page == 0 ? FIRST : PAGE];
      pages = all;
    } else if (at == all[page].length) {
      // Only the first page starts small, for the many databases that are.
      all = all.clone();
      all[page] = Arrays.copyOf(all[page], Math.min(PAGE, at * 4));
      pages = all;
    }
    all[page][at] = value;
    size = n + 1;
  }

  long get(long index) {
    return pages[(int) (index >>> PAGE_BITS)][(int) index & (PAGE - 1)];
  }

  long last() {
    return get(size - 1);
  }

  /** A copy of {@code [from, to)}. */
  long[] copy(long from, long to) {
    long[] c = new long[Math.toIntExact(to - from)];
    for (int i = 0; i < c.length; i++) {
      c[i] = get(from + i);
    }
    return c;
  }

  /** Heap held, in bytes. */
  long heapBytes() {
    long n = 0;
    for (long[] p : pages) {
      n += 24 + 8L * p.length;
    }
    return n;
  }
}
