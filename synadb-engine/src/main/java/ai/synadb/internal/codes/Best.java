/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

import java.util.Arrays;

/**
 * The rows with the best scores of those that were offered, sorted, best first; of equal scores the
 * smaller row first. An entry is one long: the order-preserving bits of the negated score, the row,
 * and a bit that is free.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class Best {
  private long[] entries;
  private int capacity;
  private int size;
  private float floor = Float.NEGATIVE_INFINITY;

  /** An empty one, for at most {@code capacity} rows. */
  public Best(int capacity) {
    this.entries = new long[capacity + 1];
    this.capacity = capacity;
  }

  /** Empties it and gives it another capacity. */
  public void reset(int newCapacity) {
    reset(newCapacity, Float.NEGATIVE_INFINITY);
  }

  /**
   * Empties it and gives it another capacity.
   *
   * @param newFloor what scores must be above; negative infinity for any
   */
  public void reset(int newCapacity, float newFloor) {
    if (newCapacity >= entries.length) {
      entries = new long[newCapacity + 1];
    }
    capacity = newCapacity;
    floor = newFloor;
    size = 0;
  }

  /** Takes the first entries of those that are sorted; as many as can be. */
  public void take(long[] sorted, int newCapacity) {
    reset(newCapacity);
    size = Math.min(newCapacity, sorted.length);
    System.arraycopy(sorted, 0, entries, 0, size);
  }

  /** The entry of a row with a score. */
  public static long entry(float score, int row) {
    int bits = Float.floatToRawIntBits(-score);
    int ordered = bits ^ ((bits >> 31) & 0x7fff_ffff);
    return ((long) ordered << 32) | ((long) row << 1);
  }

  /** The score of an entry. */
  public static float scoreOf(long entry) {
    int ordered = (int) (entry >> 32);
    return -Float.intBitsToFloat(ordered ^ ((ordered >> 31) & 0x7fff_ffff));
  }

  /** The row of an entry. */
  public static int rowOf(long entry) {
    return (int) entry >>> 1;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** How many there can be. */
  public int capacity() {
    return capacity;
  }

  /** Whether a new one drives out the last. */
  public boolean isFull() {
    return size == capacity;
  }

  /** The score that a row must pass to get in: the floor while there is room. */
  public float threshold() {
    return bar(capacity);
  }

  /**
   * The score that a row must pass to be among the best {@code k}: the floor if these are fewer.
   */
  public float bar(int k) {
    return size < k ? floor : scoreOf(entries[k - 1]);
  }

  /** Whether there is a score that rows must pass. */
  public boolean hasFloor() {
    return floor != Float.NEGATIVE_INFINITY;
  }

  /** The entry at a place, the best at 0. */
  public long get(int i) {
    return entries[i];
  }

  /** The row at a place. */
  public int row(int i) {
    return rowOf(entries[i]);
  }

  /** The score at a place. */
  public float score(int i) {
    return scoreOf(entries[i]);
  }

  /**
   * Offers a row.
   *
   * @return its place, or -1 if it is not among the best
   */
  public int offer(float score, int row) {
    if (hasFloor() && score <= floor) {
      return -1;
    }
    long e = entry(score, row);
    if (size == capacity && (capacity == 0 || e >= entries[size - 1])) {
      return -1;
    }
    int i = Arrays.binarySearch(entries, 0, size, e);
    if (i >= 0) {
      return -1; // there already
    }
    int at = -1 - i;
    int moved = (size == capacity ? size - 1 : size) - at;
    System.arraycopy(entries, at, entries, at + 1, moved);
    entries[at] = e;
    if (size < capacity) {
      size++;
    }
    return at;
  }
}
