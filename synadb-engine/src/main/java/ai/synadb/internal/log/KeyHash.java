/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.RecordFormat;

/**
 * A seeded 64-bit hash of key bytes: 64 x 64 to 128 bit multiplications folded by exclusive or, the
 * construction that wyhash and its kin use. Not for adversaries who know the seed; the seed differs
 * from file to file.
 */
final class KeyHash {
  private static final long K0 = 0x9E3779B97F4A7C15L; // 2^64 / golden ratio
  private static final long K1 = 0xD1B54A32D192ED03L;
  private static final long K2 = 0x8CB92BA72F3D8DD7L;

  private KeyHash() {}

  static long hash(byte[] key, long seed) {
    return hash(key, 0, key.length, seed);
  }

  static long hash(byte[] key, int at, int length, long seed) {
    long h = seed ^ K0;
    int i = at;
    int end = at + length;
    for (; i + 16 <= end; i += 16) {
      h = fold(RecordFormat.getLong(key, i) ^ K1, RecordFormat.getLong(key, i + 8) ^ h);
    }
    long a = 0;
    long b = 0;
    int left = end - i;
    if (left >= 8) {
      a = RecordFormat.getLong(key, i);
      i += 8;
      left -= 8;
    }
    for (int k = 0; k < left; k++) {
      b |= (key[i + k] & 0xffL) << (8 * k);
    }
    h = fold(a ^ K2, b ^ h);
    return fold(h ^ K1, length ^ K2);
  }

  private static long fold(long x, long y) {
    long high = Math.multiplyHigh(x, y);
    // multiplyHigh is signed; these two terms make it unsigned.
    high += ((x >> 63) & y) + ((y >> 63) & x);
    return high ^ (x * y);
  }
}
