/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;

/**
 * Hashing for orders, splits and digests. What is built on it is stored in states and promised to
 * stay, so these functions never change.
 *
 * <p>The finaliser is the 64-bit one of SplitMix64 (Steele, Lea, Flood 2014, variant 13 of
 * Stafford): a bijection in which each bit of the input turns each bit of the output with a
 * probability near one half.
 */
final class Mix {
  /** 2^64 divided by the golden ratio, odd. */
  static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Mix() {}

  /** A bijection of 64 bits. */
  static long mix(long x) {
    long z = x;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** A hash of two numbers in their order. */
  static long hash(long a, long b) {
    return mix(mix(a + GOLDEN) + b);
  }

  /** A hash of three numbers in their order. */
  static long hash(long a, long b, long c) {
    return hash(hash(a, b), c);
  }

  /**
   * A hash of bytes and their number.
   *
   * @param bytes little-endian
   */
  static long hash(long seed, ByteBuffer bytes, int from, int length) {
    long h = hash(seed, length);
    int at = from;
    for (; at <= from + length - Long.BYTES; at += Long.BYTES) {
      h = hash(h, bytes.getLong(at));
    }
    long tail = 0;
    for (int i = 0; at < from + length; at++, i++) {
      tail |= (bytes.get(at) & 0xffL) << (8 * i);
    }
    return (length & 7) == 0 ? h : hash(h, tail);
  }

  /** A hash of a text and its length. */
  static long hash(long seed, String text) {
    long h = hash(seed, text.length());
    for (int i = 0; i < text.length(); i++) {
      h = hash(h, text.charAt(i));
    }
    return h;
  }

  /** A uniform number from 0 to {@code bound - 1} made of 64 random bits; off by bound / 2^63. */
  static long below(long bits, long bound) {
    return Math.multiplyHigh(bits >>> 1, bound << 1);
  }
}
