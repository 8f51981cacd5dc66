/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.mapped;

import java.util.Arrays;

/**
 * What an open finds in a {@link VectorFile}: the records that follow each other, verify, and
 * belong to whole batches. Up to where the header says that all is on the disk, what does not
 * verify is left out, and the rest is found again at the next multiple of 16 where something does.
 * Behind that the first record that does not verify, is of another epoch, or is no later than the
 * one before it, is the end.
 *
 * <p>Thread safety: immutable.
 */
final class Recovered {
  /** So much is read to find records again, in parts of the file, before the rest is given up. */
  private static final int MAX_RESYNC = 4;

  private final Extents extents;
  private final VectorRecord record;
  private final long end;
  private final long lastSequence;
  private long[] starts = new long[0]; // of what does not verify, ascending
  private long[] ends = new long[0];
  private int count;
  private long damagedBytes;

  Recovered(Extents extents, FileHeader found) {
    this.extents = extents;
    this.record = new VectorRecord(found.dimensions(), found.uuid());
    long at = VectorRecord.FIRST;
    long committed = at;
    long newest = 0;
    int lastEpoch = 0;
    while (at < extents.end()) {
      Extents.Extent e = extents.at(at);
      int in = (int) (at - e.start());
      if (e.size() - in < VectorRecord.HEADER) {
        at = e.end();
        committed = at <= found.end() ? at : committed;
        continue;
      }
      int n = valid(e, in);
      int mark = e.bytes().getInt(in + VectorRecord.KIND_AT);
      boolean isPad = VectorRecord.kind(mark) == VectorRecord.PAD;
      int itsEpoch = e.bytes().getInt(in + VectorRecord.EPOCH_AT);
      long sequence = e.bytes().getLong(in + VectorRecord.SEQUENCE_AT);
      if (n > 0
          && itsEpoch >= (at < found.end() ? lastEpoch : found.epoch())
          && itsEpoch <= found.epoch()
          && (isPad || sequence > newest)) {
        lastEpoch = itsEpoch;
        newest = isPad ? newest : sequence;
        at += n;
        committed = at <= found.end() || VectorRecord.isLast(mark) ? at : committed;
      } else if (at >= found.end()) {
        break;
      } else {
        long from = at;
        at = resync(at + VectorRecord.ALIGNMENT, Math.min(found.end(), extents.end()));
        add(from, at);
        committed = at;
      }
    }
    this.end = committed;
    this.lastSequence = newest;
  }

  /** Where the next record begins. */
  long end() {
    return end;
  }

  /** The greatest sequence of a record. */
  long lastSequence() {
    return lastSequence;
  }

  /** How many bytes before the end do not verify. */
  long damagedBytes() {
    return damagedBytes;
  }

  /** Where to go on from a place: behind what does not verify, if that begins there. */
  long skip(long at) {
    int i = count == 0 ? -1 : Arrays.binarySearch(starts, 0, count, at);
    return i < 0 ? at : ends[i];
  }

  private void add(long from, long to) {
    if (count == starts.length) {
      int n = Math.max(4, 2 * count);
      starts = Arrays.copyOf(starts, n);
      ends = Arrays.copyOf(ends, n);
    }
    starts[count] = from;
    ends[count++] = to;
    damagedBytes += to - from;
  }

  /** The length of a record that verifies; 0 for none. */
  private int valid(Extents.Extent e, int at) {
    int n = record.length(e.bytes(), at);
    return n > 0
            && e.bytes().getInt(at) == record.checksum(e, e.bytes().duplicate(), at, n)
            && record.hasKey(e.bytes(), at)
        ? n
        : 0;
  }

  /** Where the next record is that verifies. */
  private long resync(long from, long limit) {
    long budget = MAX_RESYNC * (limit - VectorRecord.FIRST);
    for (long at = from; at < limit && budget > 0; at += VectorRecord.ALIGNMENT) {
      Extents.Extent e = extents.at(at);
      int in = (int) (at - e.start());
      int n = record.length(e.bytes(), in);
      if (n > 0) {
        budget -= n;
        if (valid(e, in) > 0) {
          return at;
        }
      }
    }
    return limit;
  }
}
