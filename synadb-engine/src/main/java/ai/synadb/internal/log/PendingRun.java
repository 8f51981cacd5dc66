/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.RecordFormat;
import java.util.Arrays;

/** The records of a batch, or a BLOCK, that count only if something stands behind them. */
final class PendingRun {
  private static final int FIELDS = 5;

  private long[] fields = new long[FIELDS * 8];
  private int count;
  private boolean batch;
  private long first;

  void beginBatch(long at) {
    clear();
    batch = true;
    first = at;
  }

  void beginBlock(long at) {
    clear();
    batch = false;
    first = at;
  }

  /** Adds a record of a run. */
  void add(FrameRun f, int i) {
    int at = count * FIELDS;
    if (at == fields.length) {
      fields = Arrays.copyOf(fields, at * 2);
    }
    fields[at] = f.offset(i);
    fields[at + 1] = f.hash(i);
    fields[at + 2] = f.previous(i);
    fields[at + 3] = f.timestamp(i);
    fields[at + 4] = f.flags(i);
    count++;
  }

  void clear() {
    count = 0;
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean isBatch() {
    return count > 0 && batch;
  }

  boolean isBlockOnly() {
    return count > 0 && !batch;
  }

  int count() {
    return count;
  }

  long first() {
    return first;
  }

  long lastOffset() {
    return fields[(count - 1) * FIELDS];
  }

  long offset(int i) {
    return fields[i * FIELDS];
  }

  long hash(int i) {
    return fields[i * FIELDS + 1];
  }

  long previous(int i) {
    return fields[i * FIELDS + 2];
  }

  long timestamp(int i) {
    return fields[i * FIELDS + 3];
  }

  boolean isUser(int i) {
    return (fields[i * FIELDS + 4] & FrameRun.HIDDEN) == 0;
  }

  boolean isBlock(int i) {
    return (fields[i * FIELDS + 4] & RecordFormat.BLOCK) != 0;
  }

  boolean isDelete(int i) {
    return (fields[i * FIELDS + 4] & RecordFormat.TOMBSTONE) != 0;
  }
}
