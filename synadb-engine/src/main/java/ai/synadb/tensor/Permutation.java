/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

/**
 * A permutation of 0 to n - 1, chosen by a key, of which any element is found without the others.
 *
 * <p><b>Small n.</b> Up to {@value #TABLE} a table filled by Fisher-Yates (Durstenfeld 1964) with a
 * generator seeded by the key: uniform as far as the generator is. The table bounds the memory, so
 * it stays O(1).
 *
 * <p><b>Large n.</b> A generalised Feistel network (Black and Rogaway, "Ciphers with arbitrary
 * finite domains", 2002, section 5): a number x is the pair (x / b, x mod b) in Z_a × Z_b with a ·
 * b >= n, and {@value #ROUNDS} rounds in turn add a keyed hash of one half to the other, modulo its
 * size. Results of n or more are put through again ("cycle walking"). Here b is the root of n,
 * rounded up, so that a · b < n + b and a second walk is rare, unlike in a network over bits, which
 * walks up to twice on average. With halves of 64 or more values, single elements are uniform after
 * two rounds, and each further two rounds divide what is left of the bias of pairs by about the
 * size of a half; the tests check it by chi-square.
 *
 * <p>Thread safety: immutable.
 */
abstract class Permutation {
  /** The largest n that has a table. */
  static final int TABLE = 4096;

  /** The most elements. */
  static final long MAX_SIZE = 1L << 62;

  /** The rounds of the network. */
  static final int ROUNDS = 6;

  private Permutation() {}

  /** The number of elements. */
  abstract long size();

  /** What stands at a place, 0 to n - 1. */
  abstract long apply(long place);

  /** The place of an element: the inverse of {@link #apply}. */
  abstract long placeOf(long element);

  /**
   * Refuses what would overflow.
   *
   * @throws IllegalArgumentException if there are more than {@link #MAX_SIZE}
   */
  static void requireSize(long n) {
    if (n > MAX_SIZE) {
      throw new IllegalArgumentException("At most 2^62 items are shuffled, not " + n);
    }
  }

  /** The permutation of n elements, 0 to {@link #MAX_SIZE}, with a key. */
  static Permutation of(long n, long key) {
    requireSize(n);
    return n <= TABLE ? new Table((int) n, key) : new Network(n, key);
  }

  private static final class Table extends Permutation {
    private final short[] forward;
    private final short[] backward;

    Table(int n, long key) {
      forward = new short[n];
      backward = new short[n];
      for (int i = 0; i < n; i++) {
        forward[i] = (short) i;
      }
      long state = Mix.mix(key);
      for (int i = n - 1; i > 0; i--) {
        state += Mix.GOLDEN;
        int j = (int) Mix.below(Mix.mix(state), i + 1L);
        short t = forward[i];
        forward[i] = forward[j];
        forward[j] = t;
      }
      for (int i = 0; i < n; i++) {
        backward[forward[i]] = (short) i;
      }
    }

    @Override
    long size() {
      return forward.length;
    }

    @Override
    long apply(long place) {
      return forward[(int) place];
    }

    @Override
    long placeOf(long element) {
      return backward[(int) element];
    }
  }

  private static final class Network extends Permutation {
    private final long n;
    private final long a;
    private final long b;
    private final long[] keys = new long[ROUNDS];

    Network(long n, long key) {
      this.n = n;
      long root = (long) Math.sqrt((double) n);
      while (root * root < n) {
        root++;
      }
      b = root;
      a = (n - 1) / root + 1;
      for (int i = 0; i < ROUNDS; i++) {
        keys[i] = Mix.hash(key, i);
      }
    }

    @Override
    long size() {
      return n;
    }

    @Override
    long apply(long place) {
      long x = place;
      do {
        x = forward(x);
      } while (x >= n);
      return x;
    }

    @Override
    long placeOf(long element) {
      long x = element;
      do {
        x = backward(x);
      } while (x >= n);
      return x;
    }

    /** Of which only the high bits are used: cheaper than a hash of which all bits are good. */
    private static long hash(long x) {
      long z = x * Mix.GOLDEN;
      return (z ^ (z >>> 32)) * 0xd6e8feb86659fd93L;
    }

    private long forward(long x) {
      long high = x / b;
      long low = x - high * b;
      for (int i = 0; i < ROUNDS; i += 2) {
        high += Mix.below(hash(low + keys[i]), a);
        high -= high >= a ? a : 0;
        low += Mix.below(hash(high + keys[i + 1]), b);
        low -= low >= b ? b : 0;
      }
      return high * b + low;
    }

    private long backward(long x) {
      long high = x / b;
      long low = x - high * b;
      for (int i = ROUNDS - 2; i >= 0; i -= 2) {
        low -= Mix.below(hash(high + keys[i + 1]), b);
        low += low < 0 ? b : 0;
        high -= Mix.below(hash(low + keys[i]), a);
        high += high < 0 ? a : 0;
      }
      return high * b + low;
    }
  }
}
