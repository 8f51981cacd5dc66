/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * What a segment knows of its rows beside their vectors: key, position and place in the log, and
 * whether the row still counts.
 *
 * <p>Thread safety: changed under the index's lock; read beside, up to a row number that was handed
 * over safely.
 */
final class RowTable {
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private volatile String[] keys;
  private volatile long[] positions;
  private volatile Places places;
  private volatile Attributes[] attributes;
  private volatile int[] changed = new int[16]; // rows in the order in which attributes were set
  private volatile int changes;
  private volatile long[] live;
  private volatile int liveCount;
  private int size;

  /** Where the records are, in one generation of the file. */
  record Places(long generation, long[] offsets) {}

  RowTable(int capacity, long generation) {
    int n = Math.max(16, capacity);
    keys = new String[n];
    positions = new long[n];
    attributes = new Attributes[n];
    places = new Places(generation, new long[n]);
    live = new long[(n + 63) / 64];
  }

  int size() {
    return size;
  }

  /** How many rows count. */
  int liveCount() {
    return liveCount;
  }

  String key(int row) {
    return keys[row];
  }

  long position(int row) {
    return positions[row];
  }

  Places places() {
    return places;
  }

  boolean isLive(int row) {
    return ((long) LONGS.getAcquire(live, row >> 6) >>> row & 1) != 0;
  }

  Attributes attributes(int row) {
    Attributes a = attributes[row];
    return a == null ? Attributes.empty() : a;
  }

  /** Gives a row its attributes. */
  void setAttributes(int row, Attributes a) {
    attributes[row] = a;
    int n = changes;
    int[] c = changed;
    if (n == c.length) {
      c = Arrays.copyOf(c, 2 * n);
      changed = c;
    }
    c[n] = row;
    changes = n + 1;
  }

  /** How often attributes were set. */
  int changes() {
    return changes;
  }

  /** Whose attributes were set at a change before {@link #changes}. */
  int changedRow(int change) {
    return changed[change];
  }

  /** Adds a row that counts. */
  int add(String key, long position, long generation, long offset) {
    int row = size;
    if (row == keys.length) {
      int n = row + row / 2 + 16;
      keys = Arrays.copyOf(keys, n);
      positions = Arrays.copyOf(positions, n);
      attributes = Arrays.copyOf(attributes, n);
      places = new Places(places.generation, Arrays.copyOf(places.offsets, n));
      live = Arrays.copyOf(live, (n + 63) / 64);
    }
    keys[row] = key;
    positions[row] = position;
    setPlace(row, generation, offset);
    size = row + 1;
    long[] l = live;
    LONGS.setRelease(l, row >> 6, l[row >> 6] | 1L << row);
    liveCount++;
    return row;
  }

  /** Makes a row count no more. */
  void kill(int row) {
    long[] l = live;
    long bit = 1L << row;
    if ((l[row >> 6] & bit) != 0) {
      LONGS.setRelease(l, row >> 6, l[row >> 6] & ~bit);
      liveCount--;
    }
  }

  /** Says where a row's record is; what is known of an older generation is forgotten. */
  void setPlace(int row, long generation, long offset) {
    Places p = places;
    if (generation < p.generation) {
      p.offsets[row] = -1;
      return;
    }
    if (generation > p.generation) {
      long[] none = new long[p.offsets.length];
      Arrays.fill(none, -1);
      p = new Places(generation, none);
      places = p;
    }
    p.offsets[row] = offset;
  }

  /** Says where the records are in a new generation of the file; -1 for rows without a record. */
  void setPlaces(long generation, long[] offsets) {
    places = new Places(generation, Arrays.copyOf(offsets, Math.max(offsets.length, keys.length)));
  }
}
