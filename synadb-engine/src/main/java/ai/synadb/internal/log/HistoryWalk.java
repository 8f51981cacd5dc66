/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.AtomFormat;
import ai.synadb.internal.format.Block;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Walks the history of one key from its newest value to its oldest, along the links of its records
 * and through its packed histories, and adds up the original's differences.
 *
 * <p>Thread safety: confined to one thread.
 */
final class HistoryWalk {
  private final Generation g;
  private final byte[] key;
  private final long position;
  private final RecordBuffer record = new RecordBuffer();

  private long nextLink; // 1 + offset of the record to go to; 0 at the end
  private @Nullable BlockEntries block; // while inside one
  private boolean inBlock;
  private long timestamp;
  private long scalarBits;

  /** Sums of differences that were needed before their records were reached: oldest last. */
  private final Deque<Double> sums = new ArrayDeque<>();

  /**
   * A walk that begins before the newest entry that is not newer than {@code position}.
   *
   * @param slot the key's slot in the directory, or 0
   */
  HistoryWalk(Generation g, byte[] key, long slot, long position) {
    this.g = g;
    this.key = key;
    this.position = position;
    this.nextLink = slot == 0 ? 0 : KeyDirectory.offsetOf(slot) + 1;
  }

  /** A packed history, unpacked. */
  private static final class BlockEntries {
    final long offset;
    final long[] timestamps;
    final long @Nullable [] steps;
    final long @Nullable [] times;
    final long @Nullable [] ints;
    final double @Nullable [] floats;
    int index;

    BlockEntries(Block b, long offset) {
      this.offset = offset;
      int n = b.count();
      timestamps = new long[n];
      b.timestamps(timestamps, 0);
      long[] s = null;
      long[] t = null;
      if (b.hasSteps()) {
        s = new long[n];
        b.steps(s, 0);
      }
      if (b.hasTimes()) {
        t = new long[n];
        b.times(t, 0);
      }
      steps = s;
      times = t;
      if (b.isFloat()) {
        floats = new double[n];
        b.floats(floats, 0);
        ints = null;
      } else {
        ints = new long[n];
        b.ints(ints, 0);
        floats = null;
      }
      index = n;
    }
  }

  /** Goes to the next older entry; false when there is none. */
  boolean next() {
    while (true) {
      BlockEntries b = block;
      if (b != null) {
        while (b.index > 0) {
          b.index--;
          if (b.timestamps[b.index] <= position) {
            inBlock = true;
            timestamp = b.timestamps[b.index];
            scalarBits =
                b.floats != null
                    ? Double.doubleToRawLongBits(b.floats[b.index])
                    : b.ints != null ? b.ints[b.index] : 0;
            return true;
          }
        }
        block = null;
      }
      if (nextLink == 0) {
        return false;
      }
      load();
      if (record.isBlock()) {
        block = new BlockEntries(unpack(), record.offset());
        continue;
      }
      if (timestamp <= position) {
        inBlock = false;
        return true;
      }
    }
  }

  /**
   * Goes to the next older record, where a BLOCK counts as one and is not unpacked. Not to be mixed
   * with {@link #next}.
   */
  boolean nextRecord() {
    while (nextLink != 0) {
      load();
      if (record.isBlock() || timestamp <= position) {
        return true;
      }
    }
    return false;
  }

  private void load() {
    long offset = nextLink - 1;
    g.load(record, offset, key);
    timestamp = g.timestampOf(record);
    nextLink = g.previousOf(record);
    if (nextLink > offset) {
      throw g.corrupt(offset, "its link leads forward", key);
    }
    if (!record.isBlock() && !record.isTombstone() && record.atomTag() == AtomFormat.TAG_FLOAT) {
      scalarBits =
          record.has(RecordFormat.DELTA) ? Double.doubleToRawLongBits(sum()) : record.scalarBits();
    }
  }

  /** The packed history that the walk is at. Copies nothing: valid until the walk goes on. */
  Block unpack() {
    try {
      return Block.parse(record.value(), record.extraAt(), record.extraLength());
    } catch (IllegalArgumentException e) {
      throw g.corrupt(record.offset(), e.getMessage() == null ? "" : e.getMessage(), key);
    }
  }

  /**
   * The number that a difference stands for: the sum of all differences since the last number that
   * was stored whole. A difference with none before it counts as whole. What is found on the way
   * back is kept for when the walk comes there, so that a walk stays linear.
   */
  private double sum() {
    Double known = sums.pollFirst();
    if (known != null) {
      return known;
    }
    Deque<Double> differences = new ArrayDeque<>(); // newest last
    differences.addLast(Double.longBitsToDouble(record.scalarBits()));
    RecordBuffer r = new RecordBuffer();
    long link = nextLink;
    double whole = 0;
    boolean hasWhole = false;
    while (link != 0 && !hasWhole) {
      long offset = link - 1;
      g.load(r, offset, key);
      link = Math.min(g.previousOf(r), offset);
      if (r.isBlock() || r.isTombstone() || r.atomTag() != AtomFormat.TAG_FLOAT) {
        continue;
      }
      double v = Double.longBitsToDouble(r.scalarBits());
      if (r.has(RecordFormat.DELTA)) {
        differences.addFirst(v);
      } else {
        whole = v;
        hasWhole = true;
      }
    }
    double sum = hasWhole ? whole + differences.removeFirst() : differences.removeFirst();
    while (true) {
      Double d = differences.pollFirst();
      if (d == null) {
        return sum;
      }
      sums.addFirst(sum); // newest first: the walk comes to them in this order
      sum += d;
    }
  }

  long timestamp() {
    return timestamp;
  }

  boolean isDelete() {
    return !inBlock && record.isTombstone();
  }

  /** The record, if {@link #isPacked} is false. */
  RecordBuffer record() {
    return record;
  }

  /**
   * Whether the entry comes out of a packed history: it has a number, steps and times and nothing
   * else.
   */
  boolean isPacked() {
    return inBlock;
  }

  /** The tag of the value. */
  int tag() {
    if (inBlock) {
      return current().floats != null ? AtomFormat.TAG_FLOAT : AtomFormat.TAG_INT;
    }
    return record.atomTag();
  }

  /** The number of a Float, as bits, or an Int. */
  long scalarBits() {
    return inBlock || tag() == AtomFormat.TAG_FLOAT ? scalarBits : record.scalarBits();
  }

  /** Where the record is that holds the entry. */
  long offset() {
    return inBlock ? current().offset : record.offset();
  }

  boolean hasStep() {
    return inBlock ? current().steps != null : record.hasStep();
  }

  long step() {
    long[] s = inBlock ? current().steps : null;
    return s != null ? s[current().index] : record.step();
  }

  boolean hasTime() {
    return inBlock ? current().times != null : record.hasTime();
  }

  long time() {
    long[] t = inBlock ? current().times : null;
    return t != null ? t[current().index] : record.time();
  }

  private BlockEntries current() {
    BlockEntries b = block;
    if (b == null) {
      throw new AssertionError();
    }
    return b;
  }
}
