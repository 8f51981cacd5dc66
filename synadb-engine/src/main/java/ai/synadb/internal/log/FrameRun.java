/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.RecordFormat;

/**
 * What a scan has to know of some intact records that stand behind each other, without their bytes.
 * One thread fills it, another may take it.
 */
final class FrameRun {
  static final int CAPACITY = 1024;

  /** The commit of a batch: {@link #hash} is the batch's count, {@link #previous} its first. */
  static final int COMMIT = 0x100;

  /** A sync record: {@link #previous} is how far the log was durable. */
  static final int SYNC = 0x200;

  /** Padding, or a reserved record in a batch: only its place matters. */
  static final int HIDDEN = 0x400;

  private static final int SPECIAL =
      RecordFormat.RESERVED | RecordFormat.BATCHED | RecordFormat.BLOCK | COMMIT | SYNC | HIDDEN;

  private static final int FIELDS = 4;
  private static final int FLAGS_SHIFT = 48;
  private static final long OFFSET_MASK = (1L << FLAGS_SHIFT) - 1;

  private final long[] fields =
      new long[CAPACITY * FIELDS]; // offset and flags, hash, previous, time
  private final long[] firsts = new long[CAPACITY];
  private int count;
  private int firstCount;
  private int allFlags;
  private long latest;
  private long end;
  private boolean isLast;

  void clear() {
    count = 0;
    firstCount = 0;
    allFlags = 0;
    latest = 0;
    isLast = false;
  }

  boolean isFull() {
    return count == CAPACITY;
  }

  void add(long offset, long next, long hash, long previous, long timestamp, int flags) {
    int at = count++ * FIELDS;
    fields[at] = offset | ((long) flags << FLAGS_SHIFT);
    fields[at + 1] = hash;
    fields[at + 2] = previous;
    fields[at + 3] = timestamp;
    allFlags |= flags;
    latest = Math.max(latest, timestamp);
    if (previous == 0) {
      firsts[firstCount++] = offset;
    }
    end = next;
  }

  /** Whether all are values and deletes that count for themselves. */
  boolean isPlain() {
    return (allFlags & SPECIAL) == 0;
  }

  /** Whether one counts for itself and is a value or a delete. */
  boolean isPlain(int i) {
    return (flags(i) & SPECIAL) == 0;
  }

  /** The offsets of those that are the first of their keys, if this {@link #isPlain}. */
  long[] firsts() {
    return firsts;
  }

  int firstCount() {
    return firstCount;
  }

  /** The latest timestamp. */
  long latest() {
    return latest;
  }

  /** Says that what stands behind these records, if anything, has to be looked at whole. */
  void setLast() {
    isLast = true;
  }

  boolean isLast() {
    return isLast;
  }

  int count() {
    return count;
  }

  long offset(int i) {
    return fields[i * FIELDS] & OFFSET_MASK;
  }

  /** Where the record behind this one begins. */
  long next(int i) {
    return i + 1 < count ? offset(i + 1) : end;
  }

  long hash(int i) {
    return fields[i * FIELDS + 1];
  }

  /** As {@link ai.synadb.internal.format.RecordBuffer#previous}. */
  long previous(int i) {
    return fields[i * FIELDS + 2];
  }

  long timestamp(int i) {
    return fields[i * FIELDS + 3];
  }

  /** Those of the record, and what is said above. */
  int flags(int i) {
    return (int) (fields[i * FIELDS] >>> FLAGS_SHIFT);
  }

  boolean has(int i, int flag) {
    return (flags(i) & flag) != 0;
  }

  boolean isTombstone(int i) {
    return has(i, RecordFormat.TOMBSTONE);
  }
}
