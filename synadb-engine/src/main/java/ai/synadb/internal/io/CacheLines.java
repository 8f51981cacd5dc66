/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.io;

import java.nio.ByteBuffer;

/**
 * Loads memory into the processor's cache before it is worked on. Work that goes from one value to
 * the next waits for each line of the cache in turn; loads that nothing depends on are on their way
 * all at once. Java has no instruction that only prefetches, so a word of each line is really
 * loaded, and what the methods return must be kept somewhere: else nothing is loaded. It means
 * nothing.
 */
public final class CacheLines {
  private static final int BYTES = 64;
  private static final int LONGS = BYTES / Long.BYTES;

  /** Of more than a page of a file the processor loads the rest ahead by itself. */
  private static final int MOST = 4096;

  private CacheLines() {}

  /** Loads a part of an array. */
  public static long load(long[] array, int at, int longs) {
    long all = 0;
    for (int i = at; i < at + longs; i += LONGS) {
      all ^= array[i];
    }
    return all;
  }

  /** Loads a part of a mapped file, as far as there is one, and no more than a page. */
  public static long load(ByteBuffer buffer, int at, int length) {
    int end = Math.min(at + Math.min(length, MOST), buffer.limit() - Long.BYTES + 1);
    long all = 0;
    for (int i = at; i < end; i += BYTES) {
      all ^= buffer.getLong(i);
    }
    return all;
  }
}
