/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes ids of runs: 48 bits of milliseconds since 1970, 12 bits that count within one, and 64
 * random bits of which 4 and 2 are those of a UUID of version 7. So they sort by time, within a
 * process strictly, and no two processes make the same.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class RunIds {
  private static final int MAX_COUNT = 0xFFF;

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final SecureRandom RANDOM = new SecureRandom();
  private static long lastMillis; // guarded by LOCK
  private static int count; // guarded by LOCK

  private RunIds() {}

  /** An id that nothing else has. */
  static String next() {
    long high;
    LOCK.lock();
    try {
      long now = System.currentTimeMillis();
      if (now > lastMillis) {
        lastMillis = now;
        count = 0;
      } else if (++count > MAX_COUNT) {
        lastMillis++;
        count = 0;
      }
      high = lastMillis << 16 | 0x7000L | count;
    } finally {
      LOCK.unlock();
    }
    long low = RANDOM.nextLong() >>> 2 | 1L << 63;
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
