/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.io;

import java.nio.ByteBuffer;

/**
 * Loads parts of mapped files into the processor's cache before they are worked on. Work that goes
 * from one value to the next waits for each line of the cache in turn; loads that nothing depends
 * on are on their way all at once. Java has no instruction that only prefetches, so a word of each
 * line is really loaded, and what {@link #load} returns must be kept somewhere: else nothing is. It
 * means nothing.
 */
public final class CacheLines {
  private static final int LINE = 64;

  /** Of more than a page the processor loads the rest ahead by itself. */
  private static final int MOST = 4096;

  private CacheLines() {}

  /** Loads a part of a mapping, as far as there is one, and no more than about a page. */
  public static long load(ByteBuffer buffer, int at, int length) {
    int end = Math.min(at + Math.min(length, MOST), buffer.limit() - Long.BYTES + 1);
    long all = 0;
    for (int i = at & -LINE; i < end; i += LINE) {
      all ^= buffer.getLong(i);
    }
    return all;
  }
}
