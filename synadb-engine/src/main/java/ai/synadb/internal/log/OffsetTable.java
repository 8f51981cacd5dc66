/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

/**
 * A sorted table from record offsets to numbers, for what few records need: links of records that
 * carry none, and times of foreign records that run backwards.
 *
 * <p>Thread safety: one writer adds, with rising offsets; readers find what was added before they
 * learnt of the offset.
 */
final class OffsetTable {
  private final LongPages offsets = new LongPages();
  private final LongPages values = new LongPages();

  long size() {
    return values.size();
  }

  /** Adds a pair; the offset is larger than all before it. */
  void add(long offset, long value) {
    offsets.add(offset);
    values.add(value);
  }

  /** The number of an offset, or {@code otherwise}. */
  long get(long offset, long otherwise) {
    long low = 0;
    long high = values.size() - 1; // counted last on adding, so both lists have it
    while (low <= high) {
      long mid = (low + high) >>> 1;
      long o = offsets.get(mid);
      if (o == offset) {
        return values.get(mid);
      }
      if (o < offset) {
        low = mid + 1;
      } else {
        high = mid - 1;
      }
    }
    return otherwise;
  }

  long offsetAt(long index) {
    return offsets.get(index);
  }

  long valueAt(long index) {
    return values.get(index);
  }

  long heapBytes() {
    return offsets.heapBytes() + values.heapBytes();
  }
}
