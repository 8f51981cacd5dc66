/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.error.PositionTooOldException;
import ai.synadb.internal.format.AtomFormat;
import ai.synadb.internal.format.Block;
import ai.synadb.internal.format.PartsDescriptor;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * All writes behind a position, in the order of positions, and on as they come.
 *
 * <p>What a compaction rearranged is not in this order in the file: of that part the places are
 * gathered and sorted first, 24 bytes for each. Everything written since the compaction is read as
 * it stands.
 *
 * <p>A stream stays with the file that it reads until it has read it to its end, and then goes over
 * to the one that a compaction put in its place: nothing is missed and nothing comes twice.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class LogChanges {
  private final LogDatabase database;
  private Generation g;
  private long position; // everything up to it was handed out
  private long readEnd; // of the log, up to where this.cursor goes
  private @Nullable LogCursor cursor;
  private @Nullable Rearranged rearranged;
  private long orderedFrom;
  private long after; // of the ordered part, what is newer comes

  private final Deque<Entry> ready = new ArrayDeque<>();
  private @Nullable Entry current;

  LogChanges(LogDatabase database, long from) {
    this.database = database;
    this.g = database.current();
    this.position = from;
    begin();
  }

  /** Opens a stream of what was written behind {@code from}. */
  public static LogChanges open(LogDatabase database, long from) {
    database.checkOpen();
    return new LogChanges(database, from);
  }

  /** One value or delete, with what is needed to decode it. */
  private static final class Entry {
    final long timestamp;
    final byte[] key;
    final long offset;
    final boolean isDelete;
    final boolean isNumber;
    final boolean isFloat;
    final long bits;
    final boolean hasStep;
    final long step;
    final boolean hasTime;
    final long time;

    Entry(
        long timestamp,
        byte[] key,
        long offset,
        boolean isDelete,
        boolean isNumber,
        boolean isFloat,
        long bits,
        boolean hasStep,
        long step,
        boolean hasTime,
        long time) {
      this.timestamp = timestamp;
      this.key = key;
      this.offset = offset;
      this.isDelete = isDelete;
      this.isNumber = isNumber;
      this.isFloat = isFloat;
      this.bits = bits;
      this.hasStep = hasStep;
      this.step = step;
      this.hasTime = hasTime;
      this.time = time;
    }
  }

  private void begin() {
    if (position < g.oldestPosition()) {
      throw new PositionTooOldException(position, g.oldestPosition());
    }
    orderedFrom = g.format() == null ? 0 : g.format().orderedFrom();
    cursor = null;
    readEnd = 0;
    after = Math.max(position, orderedFrom);
    rearranged = position < orderedFrom ? new Rearranged(g, position, orderedFrom) : null;
  }

  /** Goes to the next change; false if there is none now. */
  public boolean next() {
    database.checkOpen();
    while (true) {
      Entry e = ready.pollFirst();
      if (e != null) {
        current = e;
        position = e.timestamp;
        return true;
      }
      Rearranged r = rearranged;
      if (r != null) {
        if (r.next(ready)) {
          continue;
        }
        rearranged = null;
        position = orderedFrom;
      }
      if (!readOn()) {
        return false;
      }
    }
  }

  /** Reads one more record of the ordered part into {@link #ready}; false if there is none. */
  private boolean readOn() {
    LogCursor c = cursor;
    if (c == null || !c.next()) {
      c = nextCursor();
      if (c == null || !c.next()) {
        return false;
      }
    }
    RecordBuffer r = c.record();
    if (!r.isReserved()) {
      addTo(ready, g, r, after);
    }
    return true;
  }

  private @Nullable LogCursor nextCursor() {
    Generation now = database.current();
    long end = handOutEnd();
    long from = cursor == null ? startOf(position) : readEnd;
    if (end > from) {
      readEnd = end;
      cursor = new LogCursor(g, from, end);
      return cursor;
    }
    if (now != g) {
      // This file is read to its end and nothing is added to it any more.
      g = now;
      begin();
      if (rearranged != null) {
        return null; // next() comes back for it
      }
      return nextCursor();
    }
    return null;
  }

  private long handOutEnd() {
    if (!database.isWritable()) {
      return g.end();
    }
    LogWriter w = database.writer();
    w.lock.lock();
    try {
      if (database.known() == g) {
        w.handOutPosition();
      }
      return g.end();
    } finally {
      w.lock.unlock();
    }
  }

  /** A place before the first record that is newer than {@code from}. */
  private long startOf(long from) {
    if (from < orderedFrom) {
      return 0;
    }
    OffsetTable index = g.timeIndex;
    long low = 0;
    long high = index.size() - 1;
    while (low <= high) {
      long mid = (low + high) >>> 1;
      if (index.valueAt(mid) <= from) {
        low = mid + 1;
      } else {
        high = mid - 1;
      }
    }
    // The unit that straddles the entry may have begun before it: go one further back.
    return high <= 0 ? 0 : index.offsetAt(high - 1);
  }

  /** Adds what a record says that is newer than {@code after}. */
  private static void addTo(Deque<Entry> to, Generation g, RecordBuffer r, long after) {
    long timestamp = g.timestampOf(r);
    if (r.isBlock()) {
      Block b = parse(g, r);
      if (b.lastTimestamp() > after) {
        addBlock(to, r, b, after);
      }
    } else if (timestamp > after) {
      to.addLast(entry(g, r, timestamp));
    }
  }

  private static Block parse(Generation g, RecordBuffer r) {
    try {
      return Block.parse(r.value(), r.extraAt(), r.extraLength());
    } catch (IllegalArgumentException e) {
      throw g.corrupt(r.offset(), String.valueOf(e.getMessage()), r.key());
    }
  }

  private static void addBlock(Deque<Entry> to, RecordBuffer r, Block b, long after) {
    int n = b.count();
    long[] t = new long[n];
    b.timestamps(t, 0);
    for (int i = 0; i < n; i++) {
      if (t[i] > after) {
        for (Entry e : entriesOf(r, b, t, i, n)) {
          to.addLast(e);
        }
        return;
      }
    }
  }

  private static Entry[] entriesOf(RecordBuffer r, Block b, long[] t, int from, int to) {
    int n = b.count();
    long[] bits = new long[n];
    if (b.isFloat()) {
      double[] v = new double[n];
      b.floats(v, 0);
      for (int i = 0; i < n; i++) {
        bits[i] = Double.doubleToRawLongBits(v[i]);
      }
    } else {
      b.ints(bits, 0);
    }
    long[] steps = new long[b.hasSteps() ? n : 0];
    if (b.hasSteps()) {
      b.steps(steps, 0);
    }
    long[] times = new long[b.hasTimes() ? n : 0];
    if (b.hasTimes()) {
      b.times(times, 0);
    }
    byte[] key = r.key();
    Entry[] entries = new Entry[to - from];
    for (int i = from; i < to; i++) {
      entries[i - from] =
          new Entry(
              t[i],
              key,
              r.offset(),
              false,
              true,
              b.isFloat(),
              bits[i],
              b.hasSteps(),
              b.hasSteps() ? steps[i] : 0,
              b.hasTimes(),
              b.hasTimes() ? times[i] : 0);
    }
    return entries;
  }

  private static Entry entry(Generation g, RecordBuffer r, long timestamp) {
    byte[] key = r.key();
    boolean isDelete = r.isTombstone();
    int tag = r.atomTag();
    boolean isNumber = !isDelete && (tag == AtomFormat.TAG_FLOAT || tag == AtomFormat.TAG_INT);
    long bits = isNumber ? r.scalarBits() : 0;
    if (isNumber && r.has(RecordFormat.DELTA)) {
      HistoryWalk w =
          new HistoryWalk(g, key, KeyDirectory.with(0, r.offset(), false), Long.MAX_VALUE);
      if (w.next()) {
        bits = w.scalarBits();
      }
    }
    return new Entry(
        timestamp,
        key,
        r.offset(),
        isDelete,
        isNumber,
        tag == AtomFormat.TAG_FLOAT,
        bits,
        r.hasStep(),
        r.hasStep() ? r.step() : 0,
        r.hasTime(),
        r.hasTime() ? r.time() : 0);
  }

  /** The part of a file that a compaction rearranged, in the order of positions. */
  private static final class Rearranged {
    private final Generation g;
    private final long[] order; // places, sorted by time
    private final LongPages times = new LongPages();
    private final LongPages offsets = new LongPages();
    private final LongPages indexes = new LongPages(); // in a packed history, or -1
    private final RecordBuffer record = new RecordBuffer();
    private int next;

    Rearranged(Generation g, long after, long orderedFrom) {
      this.g = g;
      LogCursor c = new LogCursor(g, 0, g.end());
      while (c.next()) {
        RecordBuffer r = c.record();
        if (r.isReserved()) {
          continue;
        }
        if (r.isBlock()) {
          Block b = parse(g, r);
          if (b.lastTimestamp() <= after || b.firstTimestamp() > orderedFrom) {
            continue;
          }
          long[] t = new long[b.count()];
          b.timestamps(t, 0);
          for (int i = 0; i < t.length; i++) {
            add(t[i], r.offset(), i, after, orderedFrom);
          }
        } else {
          add(g.timestampOf(r), r.offset(), -1, after, orderedFrom);
        }
      }
      order = sortedByTime();
    }

    private void add(long time, long offset, int index, long after, long orderedFrom) {
      if (time > after && time <= orderedFrom) {
        times.add(time);
        offsets.add(offset);
        indexes.add(index);
      }
    }

    private long[] sortedByTime() {
      int n = Math.toIntExact(times.size());
      Long[] places = new Long[n];
      for (int i = 0; i < n; i++) {
        places[i] = (long) i;
      }
      // Stable: what has one time stays in the order of the file.
      Arrays.sort(places, (a, b) -> Long.compare(times.get(a), times.get(b)));
      long[] sorted = new long[n];
      for (int i = 0; i < n; i++) {
        sorted[i] = places[i];
      }
      return sorted;
    }

    boolean next(Deque<Entry> to) {
      if (next == order.length) {
        return false;
      }
      long place = order[next++];
      int index = (int) indexes.get(place);
      if (record.offset() != offsets.get(place) || next == 1) {
        g.load(record, offsets.get(place));
      }
      if (index < 0) {
        to.addLast(entry(g, record, times.get(place)));
      } else {
        Block b = parse(g, record);
        long[] t = new long[b.count()];
        b.timestamps(t, 0);
        to.addLast(entriesOf(record, b, t, index, index + 1)[0]);
      }
      return true;
    }
  }

  private Entry entry() {
    Entry e = current;
    if (e == null) {
      throw new IllegalStateException("next() was not called, or found nothing");
    }
    return e;
  }

  /**
   * Everything up to this position was handed out, once {@link #next} has returned false or moved
   * past it.
   */
  public long position() {
    return position;
  }

  public long timestamp() {
    return entry().timestamp;
  }

  public byte[] key() {
    return entry().key;
  }

  public long offset() {
    return entry().offset;
  }

  public long generationNumber() {
    return g.generationNumber();
  }

  public boolean isDelete() {
    return entry().isDelete;
  }

  public boolean hasStep() {
    return entry().hasStep;
  }

  public long step() {
    return entry().step;
  }

  public boolean hasTime() {
    return entry().hasTime;
  }

  public long time() {
    return entry().time;
  }

  /** The value; not of a delete. */
  public <T> T value(LogReads.Decoder<T> decoder) {
    Entry e = entry();
    if (e.isNumber) {
      return decoder.number(e.isFloat, e.bits);
    }
    RecordBuffer r = new RecordBuffer();
    g.load(r, e.offset, e.key);
    if (r.isInParts()) {
      return decoder.parts(
          new Parts(database, g, PartsDescriptor.decode(r.value(), r.payloadAt())));
    }
    return decoder.record(r);
  }
}
