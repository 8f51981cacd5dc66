/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import java.util.Arrays;

/**
 * Where the current row of each key is: a hash table of numbers, the keys themselves being those of
 * the segments.
 *
 * <p>Thread safety: not safe, guard externally.
 */
final class KeyMap {
  private int[] hashes = new int[64];
  private int[] rows = new int[64];
  private Segment[] segments = new Segment[64];
  private int size;

  /** The segment of the row that was found last. */
  private int found;

  private static int hash(String key) {
    int h = key.hashCode() * 0x9e3779b9;
    return h ^ (h >>> 15);
  }

  private int slot(String key, int hash) {
    int mask = hashes.length - 1;
    int i = hash & mask;
    while (segments[i] != null
        && !(hashes[i] == hash && segments[i].rows().key(rows[i]).equals(key))) {
      i = (i + 1) & mask;
    }
    return i;
  }

  /** Looks a key up; {@link #segment} and {@link #row} then say where it is. */
  boolean find(String key) {
    found = slot(key, hash(key));
    return segments[found] != null;
  }

  /** The segment of the key that was found. */
  Segment segment() {
    return segments[found];
  }

  /** The row of the key that was found. */
  int row() {
    return rows[found];
  }

  int size() {
    return size;
  }

  void put(String key, Segment segment, int row) {
    if (2 * (size + 1) > hashes.length) {
      grow();
    }
    int hash = hash(key);
    int i = slot(key, hash);
    if (segments[i] == null) {
      size++;
    }
    hashes[i] = hash;
    rows[i] = row;
    segments[i] = segment;
  }

  /** Takes out the key that was found. */
  @SuppressWarnings("NullAway") // an empty slot
  void removeFound() {
    int mask = hashes.length - 1;
    int hole = found;
    int i = hole;
    while (true) { // moves back what would not be found any more
      i = (i + 1) & mask;
      if (segments[i] == null) {
        break;
      }
      if (((i - (hashes[i] & mask)) & mask) >= ((i - hole) & mask)) {
        hashes[hole] = hashes[i];
        rows[hole] = rows[i];
        segments[hole] = segments[i];
        hole = i;
      }
    }
    segments[hole] = null;
    size--;
  }

  private void grow() {
    int[] oldHashes = hashes;
    int[] oldRows = rows;
    Segment[] old = segments;
    hashes = new int[2 * oldHashes.length];
    rows = Arrays.copyOf(rows, hashes.length);
    segments = new Segment[hashes.length];
    int mask = hashes.length - 1;
    for (int j = 0; j < old.length; j++) {
      if (old[j] != null) {
        int i = oldHashes[j] & mask;
        while (segments[i] != null) {
          i = (i + 1) & mask;
        }
        hashes[i] = oldHashes[j];
        rows[i] = oldRows[j];
        segments[i] = old[j];
      }
    }
  }
}
