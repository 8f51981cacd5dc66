/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

import java.util.Arrays;

/**
 * A growing array of records of a fixed number of longs, in pages, so that it can pass the length
 * of an array and grows without copying what is there.
 *
 * <p>Thread safety: one thread grows and writes it. Others read records that were written before
 * the number of records was handed to them safely; pages never move.
 */
public final class Slab {
  /** How large pages are about, in longs. */
  private enum Pages {
    /** 4 MiB: large enough for large pages of memory, small beside a heap. */
    LARGE(1 << 19),

    /** 32 KiB, for what may hold few records. */
    SMALL(1 << 12);

    private final int longs;

    Pages(int longs) {
      this.longs = longs;
    }
  }

  private static final int LINE_LONGS = 8;

  private final int stride;
  private final int shift;
  private final int mask;
  private volatile long[][] pages = new long[0][];

  /**
   * An empty one.
   *
   * @param stride the longs of a record
   */
  public Slab(int stride) {
    this(stride, Pages.LARGE);
  }

  private Slab(int stride, Pages pages) {
    this.stride = stride;
    this.shift = Math.max(0, 31 - Integer.numberOfLeadingZeros(Math.max(1, pages.longs / stride)));
    this.mask = (1 << shift) - 1;
  }

  /** One with room for a number of records, and no more than a page beyond. */
  public Slab(int stride, int records) {
    this(stride);
    ensure(records);
  }

  /** An empty one that takes little memory while there are few records. */
  public static Slab ofSmallPages(int stride) {
    return new Slab(stride, Pages.SMALL);
  }

  /** The longs of a record. */
  public int stride() {
    return stride;
  }

  /** Makes room for a number of records, which are zeros. */
  public void ensure(int records) {
    int needed = (int) (((long) records + mask) >>> shift);
    long[][] p = pages;
    if (needed <= p.length) {
      return;
    }
    long[][] grown = Arrays.copyOf(p, needed);
    for (int i = p.length; i < needed; i++) {
      grown[i] = new long[stride << shift];
    }
    pages = grown;
  }

  /** All pages: page {@code i >> shift} holds record i from {@link #at} on. */
  public long[] page(int record) {
    return pages[record >>> shift];
  }

  /** Where a record begins in its page. */
  public int at(int record) {
    return (record & mask) * stride;
  }

  /**
   * Loads a word of each line of the cache that a part of an array is in. Work that goes from one
   * word to the next waits for each line in turn; these are on their way all at once. Java has no
   * instruction that only prefetches, so they are really loaded.
   *
   * @return nothing that means anything, but it has to be kept: else nothing is loaded
   */
  public static long load(long[] array, int at, int longs) {
    long all = 0;
    for (int i = at; i < at + longs; i += LINE_LONGS) {
      all ^= array[i];
    }
    return longs > 0 ? all ^ array[at + longs - 1] : all;
  }

  /** Copies a record from another slab with records of this length. */
  public void copy(Slab from, int fromRecord, int toRecord) {
    System.arraycopy(
        from.page(fromRecord), from.at(fromRecord), page(toRecord), at(toRecord), stride);
  }

  /** The heap that the pages take, in bytes. */
  public long heapBytes() {
    return (long) pages.length * ((long) stride << shift) * Long.BYTES;
  }
}
