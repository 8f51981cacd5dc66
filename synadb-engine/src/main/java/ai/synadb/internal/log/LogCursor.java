/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records that count in a range of a log, in the order of the file: those of users and of
 * reserved keys, not what only keeps the log together. The range begins and ends between units.
 *
 * <p>Thread safety: confined to one thread.
 */
final class LogCursor {
  private final Generation g;
  private final long end;
  private final RecordBuffer record = new RecordBuffer();
  private final RecordBuffer ahead = new RecordBuffer();
  private final Resync resync;
  private long at;
  private long liveBatchEnd = -1; // records before it belong to a committed batch
  private long floor = Long.MIN_VALUE; // foreign records behind damage are not older

  LogCursor(Generation g, long from, long end) {
    this.g = g;
    this.at = from;
    this.end = end;
    this.resync = new Resync(g.view(), end);
  }

  /** Goes to the next record; false at the end. */
  boolean next() {
    while (at < end) {
      if (g.skips.size() > 0) {
        at = g.skips.get(at, at);
      }
      if (!loadAt(record, at)) {
        Resync.@Nullable Candidate next = resync.find(at, g.binding(at), floor);
        if (next == null) {
          at = end;
          return false;
        }
        at = next.offset();
        continue;
      }
      if (record.has(RecordFormat.CHECKED)) {
        floor = Math.max(floor, record.timestamp());
      }
      long here = at;
      at += record.length();
      if (here < liveBatchEnd) {
        if (isBookkeeping(record)) {
          continue;
        }
        return true;
      }
      if (g.isSalvage()) {
        if (isBookkeeping(record)) {
          continue;
        }
        return true; // every intact record counts for itself there
      }
      if (record.has(RecordFormat.BATCHED)) {
        if (findCommit(here)) {
          at = here;
        } // else at stands behind this record of a dead batch
        continue;
      }
      if (isBookkeeping(record) || (record.isBlock() && !isClosed(here))) {
        continue;
      }
      return true;
    }
    return false;
  }

  private boolean loadAt(RecordBuffer r, long offset) {
    return r.load(g.view(), offset, end, g.binding(offset)) == RecordBuffer.OK;
  }

  private static boolean isBookkeeping(RecordBuffer r) {
    return r.isReserved()
        && (r.isKey(RecordFormat.formatKey())
            || r.isKey(RecordFormat.commitKey())
            || r.isKey(RecordFormat.padKey())
            || r.isKey(RecordFormat.syncKey()));
  }

  /** Whether the batch that begins here has its commit; notes its end if so. */
  private boolean findCommit(long first) {
    long p = first;
    int count = 0;
    while (p < end && loadAt(ahead, p)) {
      if (ahead.has(RecordFormat.BATCHED)) {
        count++;
        p += ahead.length();
        continue;
      }
      boolean commits =
          ahead.isKey(RecordFormat.commitKey())
              && ahead.extraLength() >= 12
              && RecordFormat.getInt(ahead.value(), ahead.extraAt()) == count
              && RecordFormat.getLong(ahead.value(), ahead.extraAt() + 4) == first;
      if (commits) {
        liveBatchEnd = p;
      }
      return commits;
    }
    return false;
  }

  /**
   * Whether the record that closes the run of the BLOCK at {@code block} stands directly behind it.
   */
  private boolean isClosed(long block) {
    return at < end
        && loadAt(ahead, at)
        && ahead.has(RecordFormat.CHAINED)
        && !ahead.isTombstone()
        && ahead.previous() == block + 1;
  }

  RecordBuffer record() {
    return record;
  }

  /** Where the next record begins. */
  long position() {
    return at;
  }
}
