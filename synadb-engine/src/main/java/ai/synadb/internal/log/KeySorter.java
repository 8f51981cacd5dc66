/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.RecordFormat;
import java.util.Arrays;

/**
 * Sorts records by their keys, reading each key a few times and in the order of the file rather
 * than in that of comparisons.
 *
 * <p>Eight bytes of every key are taken as one number, the pairs of number and offset are radix
 * sorted, and ranges of equal numbers are sorted again by the eight bytes behind. A key that ends
 * is padded with zeros, which no key contains, so shorter keys come first.
 */
final class KeySorter {
  private static final int SMALL = 48;
  private static final int DIGIT_BITS = 11;
  private static final int BUCKETS = 1 << DIGIT_BITS;

  private final LogView view;
  private final byte[] scratchHeader = new byte[RecordFormat.HEADER_BYTES];
  private final byte[] scratchBytes = new byte[8];

  private KeySorter(LogView view) {
    this.view = view;
  }

  /** Sorts the offsets of records by the records' keys, which all differ. */
  static void sort(long[] offsets, LogView view) {
    if (offsets.length > 1) {
      new KeySorter(view).sort(offsets, 0, offsets.length, 0);
    }
  }

  private void sort(long[] offsets, int from, int to, int depth) {
    int n = to - from;
    if (n <= SMALL) {
      sortSmall(offsets, from, to);
      return;
    }
    long[] prefix = new long[n];
    long all = -1L;
    long any = 0;
    for (int i = 0; i < n; i++) {
      prefix[i] = prefix(offsets[from + i], depth);
      all &= prefix[i];
      any |= prefix[i];
    }
    if (all != any) {
      radixSort(prefix, offsets, from, n, all ^ any);
    }
    int start = 0;
    for (int i = 1; i <= n; i++) {
      if (i == n || prefix[i] != prefix[start]) {
        // A zero last byte means that the keys end here: they would be equal, so there is only one.
        if (i - start > 1 && (prefix[start] & 0xff) != 0) {
          sort(offsets, from + start, from + i, depth + 8);
        }
        start = i;
      }
    }
  }

  private long prefix(long offset, int depth) {
    view.read(offset, scratchHeader, 0, scratchHeader.length);
    int length = RecordFormat.getUnsignedShort(scratchHeader, RecordFormat.KEY_LENGTH_AT) - depth;
    int n = Math.max(0, Math.min(8, length));
    if (n < 8) {
      Arrays.fill(scratchBytes, (byte) 0);
    }
    view.read(offset + RecordFormat.HEADER_BYTES + depth, scratchBytes, 0, n);
    return Long.reverseBytes(RecordFormat.getLong(scratchBytes, 0));
  }

  /**
   * Sorts by the prefixes as unsigned numbers, least digit first; digits that are all the same are
   * skipped.
   */
  private static void radixSort(long[] prefix, long[] offsets, int from, int n, long varying) {
    long[] p = prefix;
    long[] o = Arrays.copyOfRange(offsets, from, from + n);
    long[] p2 = new long[n];
    long[] o2 = new long[n];
    int[] count = new int[BUCKETS + 1];
    for (int shift = 0; shift < 64; shift += DIGIT_BITS) {
      if (((varying >>> shift) & (BUCKETS - 1)) == 0) {
        continue;
      }
      Arrays.fill(count, 0);
      for (long v : p) {
        count[(int) (v >>> shift & (BUCKETS - 1)) + 1]++;
      }
      for (int b = 0; b < BUCKETS; b++) {
        count[b + 1] += count[b];
      }
      for (int i = 0; i < n; i++) {
        int at = count[(int) (p[i] >>> shift & (BUCKETS - 1))]++;
        p2[at] = p[i];
        o2[at] = o[i];
      }
      long[] t = p;
      p = p2;
      p2 = t;
      t = o;
      o = o2;
      o2 = t;
    }
    if (p != prefix) {
      System.arraycopy(p, 0, prefix, 0, n);
    }
    System.arraycopy(o, 0, offsets, from, n);
  }

  private void sortSmall(long[] offsets, int from, int to) {
    int n = to - from;
    byte[][] keys = new byte[n][];
    for (int i = 0; i < n; i++) {
      byte[] key = view.keyAt(offsets[from + i]);
      long offset = offsets[from + i];
      int j = i;
      while (j > 0 && Arrays.compareUnsigned(keys[j - 1], key) > 0) {
        keys[j] = keys[j - 1];
        offsets[from + j] = offsets[from + j - 1];
        j--;
      }
      keys[j] = key;
      offsets[from + j] = offset;
    }
  }
}
