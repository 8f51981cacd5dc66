/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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

  private static final VarHandle SIZE;
  private static final long[] RELEASED = new long[0];

  static {
    try {
      SIZE = MethodHandles.lookup().findVarHandle(LongPages.class, "size", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile long[][] pages = new long[0][];
  private long[] filling = new long[0]; // the page that is being filled, by the writer only

  @SuppressWarnings(
      "UnusedVariable") // through SIZE: written with release, for the one who reads with acquire
  private long size;

  long size() {
    return (long) SIZE.getAcquire(this);
  }

  void add(long value) {
    long n = (long) SIZE.get(this);
    int at = (int) n & (PAGE - 1);
    long[] page = at == 0 || at >= filling.length ? nextPage(n) : filling;
    page[at] = value;
    SIZE.setRelease(this, n + 1);
  }

  /** Adds the first {@code count} of an array. */
  void addAll(long[] values, int count) {
    long n = (long) SIZE.get(this);
    for (int from = 0; from < count; ) {
      int at = (int) n & (PAGE - 1);
      long[] page = at == 0 || at >= filling.length ? nextPage(n) : filling;
      int some = Math.min(count - from, page.length - at);
      System.arraycopy(values, from, page, at, some);
      from += some;
      n += some;
    }
    SIZE.setRelease(this, n);
  }

  private long[] nextPage(long n) {
    int page = (int) (n >>> PAGE_BITS);
    long[][] all = pages;
    if (page == all.length) {
      all = Arrays.copyOf(all, page + 1);
      all[page] = new long[page == 0 ? FIRST : PAGE];
    } else {
      // Only the first page starts small, for the many databases that are.
      all = all.clone();
      all[page] = Arrays.copyOf(all[page], Math.min(PAGE, all[page].length * 4));
    }
    pages = all;
    filling = all[page];
    return filling;
  }

  /** Lets go of what lies before {@code index}, which nobody reads any more. */
  void release(long index) {
    long[][] all = pages;
    for (int page = (int) (index >>> PAGE_BITS) - 1; page >= 0 && all[page] != RELEASED; page--) {
      all[page] = RELEASED;
    }
  }

  long get(long index) {
    return pages[(int) (index >>> PAGE_BITS)][(int) index & (PAGE - 1)];
  }

  long last() {
    return get(size() - 1);
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
