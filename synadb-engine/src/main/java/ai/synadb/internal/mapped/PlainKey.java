/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.mapped;

import java.nio.ByteBuffer;

/**
 * A short key of ASCII, as nearly all are: checked and put into words in one pass over its
 * characters, and stored by a word at a time, where an array of its bytes would have to be made,
 * gone through again, and copied.
 *
 * <p>Thread safety: confined to one thread.
 */
final class PlainKey {
  private static final int MAX_WORDS = 8;

  private final long[] words = new long[MAX_WORDS];

  /** Takes a key in; says whether it is one of 1 to 64 characters of ASCII without NUL. */
  boolean take(String key) {
    int n = key.length();
    if (n < 1 || n > MAX_WORDS * Long.BYTES) {
      return false;
    }
    int all = 0;
    int least = Character.MAX_VALUE;
    for (int from = 0, w = 0; from < n; from += Long.BYTES, w++) {
      int to = Math.min(from + Long.BYTES, n);
      long word = 0;
      for (int i = from; i < to; i++) {
        int c = key.charAt(i);
        all |= c;
        least = Math.min(least, c);
        word |= (long) c << (Byte.SIZE * (i - from));
      }
      words[w] = word;
    }
    return all < 0x80 && least > 0;
  }

  /**
   * Stores the key that was taken in, and zeros up to the next word.
   *
   * @param bytes its length
   * @param at a multiple of 4
   * @param end where the record ends; a multiple of 8
   */
  void store(ByteBuffer b, int bytes, int at, int end) {
    int w = 0;
    for (int to = at; to < at + bytes; to += Long.BYTES) {
      if (to + Long.BYTES <= end) {
        b.putLong(to, words[w++]);
      } else {
        b.putInt(to, (int) words[w++]);
      }
    }
  }
}
