/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.RecordRef;
import ai.synadb.error.PositionTooOldException;
import ai.synadb.internal.format.AtomFormat;
import ai.synadb.internal.format.Block;
import ai.synadb.internal.format.PartsDescriptor;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.io.CacheLines;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reading a log: at a position that does not move, or as it is whenever it is asked.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public final class LogReads {
  private static final ThreadLocal<RecordBuffer> SCRATCH =
      ThreadLocal.withInitial(RecordBuffer::new);

  private final LogDatabase database;
  private final @Nullable Generation fixed;
  private final long position;

  LogReads(LogDatabase database, @Nullable Generation fixed, long position) {
    this.database = database;
    this.fixed = fixed;
    this.position = position;
  }

  /** The same log at an earlier position. */
  public LogReads at(long earlier) {
    Generation g = generation();
    if (earlier < g.oldestPosition()) {
      throw new PositionTooOldException(earlier, g.oldestPosition());
    }
    return new LogReads(database, g, Math.min(earlier, position));
  }

  Generation generation() {
    database.checkOpen();
    Generation g = fixed;
    return g != null ? g : database.current();
  }

  /** The newest position that counts. */
  long limit() {
    return position;
  }

  private boolean isLive() {
    return position == Long.MAX_VALUE;
  }

  /** The position of this state. */
  public long position() {
    return isLive() ? database.snapshot().position : position;
  }

  public long generationNumber() {
    return generation().generationNumber();
  }

  public LogDatabase database() {
    return database;
  }

  private static long slot(Generation g, byte[] key) {
    KeyDirectory d = g.directory();
    return d.find(key, d.hash(key), g);
  }

  /** Whether the key has a value. */
  public boolean exists(byte[] key) {
    Generation g = generation();
    long slot = slot(g, key);
    return slot != 0 && exists(g, key, slot);
  }

  private boolean exists(Generation g, byte[] key, long slot) {
    if (isLive()) {
      return !KeyDirectory.isDeleted(slot);
    }
    RecordBuffer r = SCRATCH.get();
    g.load(r, KeyDirectory.offsetOf(slot), key);
    if (g.timestampOf(r) <= position && !r.isBlock()) {
      return !r.isTombstone();
    }
    HistoryWalk w = new HistoryWalk(g, key, slot, position);
    return w.next() && !w.isDelete();
  }

  /** Whether the value is found to be Bytes of some length by the heads of its records alone. */
  public boolean isLongBytes(byte[] key) {
    return LocatedBytes.find(generation(), key, limit()) != null;
  }

  /** What turns a record, or a number out of a packed history, into a value. */
  public interface Decoder<T extends @Nullable Object> {
    T record(RecordBuffer record);

    T number(boolean isFloat, long bits);

    T parts(Parts parts);
  }

  /** The value of a key, or null if it has none. */
  public <T> @Nullable T get(byte[] key, Decoder<T> decoder) {
    Generation g = generation();
    KeyDirectory d = g.directory();
    RecordBuffer r = SCRATCH.get();
    Generation.Probe probe = new Generation.Probe(g, r);
    long slot = d.find(key, d.hash(key), probe);
    if (slot == 0 || (isLive() && KeyDirectory.isDeleted(slot))) {
      return null;
    }
    probe.check(key);
    if (r.has(RecordFormat.DELTA | RecordFormat.BLOCK) || g.timestampOf(r) > position) {
      return getByWalk(g, key, slot, decoder);
    }
    return r.isTombstone() ? null : decode(g, r, decoder);
  }

  private <T> @Nullable T getByWalk(Generation g, byte[] key, long slot, Decoder<T> decoder) {
    HistoryWalk w = new HistoryWalk(g, key, slot, position);
    if (!w.next() || w.isDelete()) {
      return null;
    }
    return decode(g, w, decoder);
  }

  private <T> T decode(Generation g, RecordBuffer r, Decoder<T> decoder) {
    return r.isInParts()
        ? decoder.parts(new Parts(database, g, descriptor(g, r)))
        : decoder.record(r);
  }

  private <T> T decode(Generation g, HistoryWalk w, Decoder<T> decoder) {
    int tag = w.tag();
    if (w.isPacked() || tag == AtomFormat.TAG_FLOAT) {
      return decoder.number(tag == AtomFormat.TAG_FLOAT, w.scalarBits());
    }
    return decode(g, w.record(), decoder);
  }

  private static PartsDescriptor descriptor(Generation g, RecordBuffer r) {
    try {
      return PartsDescriptor.decode(r.value(), r.payloadAt());
    } catch (IllegalArgumentException e) {
      throw g.corrupt(r.offset(), String.valueOf(e.getMessage()), r.key());
    }
  }

  /**
   * A record found by its key, taken apart; valid until this thread reads again. Null if there is
   * no value.
   */
  @Nullable RecordBuffer find(Generation g, byte[] key) {
    long slot = slot(g, key);
    if (slot == 0) {
      return null;
    }
    RecordBuffer r = SCRATCH.get();
    long offset = KeyDirectory.offsetOf(slot);
    while (true) {
      g.load(r, offset, key);
      if (r.isBlock()) {
        if (blockReaches(g, r)) {
          return r; // a number: no caller of this takes one
        }
      } else if (g.timestampOf(r) <= position) {
        return r.isTombstone() ? null : r;
      }
      long previous = g.previousOf(r);
      if (previous == 0 || previous > offset) {
        return null;
      }
      offset = previous - 1;
    }
  }

  private boolean blockReaches(Generation g, RecordBuffer r) {
    try {
      return Block.parse(r.value(), r.extraAt(), r.extraLength()).firstTimestamp() <= position;
    } catch (IllegalArgumentException e) {
      throw g.corrupt(r.offset(), String.valueOf(e.getMessage()), r.key());
    }
  }

  /** Where the record of a key's value is; null if it has none. */
  public @Nullable RecordRef ref(byte[] key) {
    Generation g = generation();
    RecordBuffer r = find(g, key);
    return r == null ? null : new RecordRef(g.generationNumber(), r.offset(), g.timestampOf(r));
  }

  /** What a hidden record of ours holds; null if there is none. */
  byte @Nullable [] reserved(byte[] key) {
    Generation g = generation();
    long slot = slot(g, key);
    if (slot == 0) {
      return null;
    }
    RecordBuffer r = SCRATCH.get();
    g.load(r, KeyDirectory.offsetOf(slot), key);
    return Arrays.copyOfRange(r.value(), r.extraAt(), r.extraAt() + r.extraLength());
  }

  /**
   * Reads the vector at a place.
   *
   * @return the number of elements, or -1 - tag if the record holds something else
   */
  public int readVector(long offset, float[] target) {
    Generation g = generation();
    RecordBuffer r = SCRATCH.get();
    g.load(r, offset);
    if (r.isTombstone() || r.atomTag() != AtomFormat.TAG_VECTOR) {
      return -1 - r.atomTag();
    }
    int n = r.payloadCount();
    int m = Math.min(n, target.length);
    ByteBuffer v = ByteBuffer.wrap(r.value(), r.payloadAt(), Float.BYTES * m);
    v.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(target, 0, m);
    return n;
  }

  /**
   * Has the record at a place come into the cache, if the log is at this generation; see {@link
   * CacheLines}.
   */
  long touch(long generationOfPlace, long offset, int length) {
    Generation g = generation();
    return g.generationNumber() == generationOfPlace ? g.view().touch(offset, length) : 0;
  }

  // ---- history

  /** A walk along the history of a key, newest first. */
  public HistoryEntries history(byte[] key) {
    Generation g = generation();
    return new HistoryEntries(this, g, new HistoryWalk(g, key, slot(g, key), position));
  }

  /** One walk, with values. Thread safety: confined to one thread. */
  public static final class HistoryEntries {
    private final LogReads reads;
    private final Generation g;
    private final HistoryWalk walk;

    private HistoryEntries(LogReads reads, Generation g, HistoryWalk walk) {
      this.reads = reads;
      this.g = g;
      this.walk = walk;
    }

    /** Goes to the next older entry; false when there is none. */
    public boolean next() {
      return walk.next();
    }

    public long timestamp() {
      return walk.timestamp();
    }

    public boolean isDelete() {
      return walk.isDelete();
    }

    public boolean hasStep() {
      return walk.hasStep();
    }

    public long step() {
      return walk.step();
    }

    public boolean hasTime() {
      return walk.hasTime();
    }

    public long time() {
      return walk.time();
    }

    /** The value; not of a delete. */
    public <T> T value(Decoder<T> decoder) {
      return reads.decode(g, walk, decoder);
    }
  }

  /** The numbers of a key's history, oldest first. */
  public NumberHistory numbers(byte[] key, boolean withColumns) {
    Generation g = generation();
    return new NumberHistory(g, key, slot(g, key), position, withColumns);
  }

  /**
   * The numbers of a history as columns: gathered from newest to oldest, packed ones still packed,
   * and then decoded straight into their places. Integers are widened to doubles. Thread safety:
   * confined to one thread.
   */
  public static final class NumberHistory {
    private final boolean withColumns;
    private final List<Block> blocks = new ArrayList<>(); // newest first
    private final LongPages singles = new LongPages(); // bits of doubles, newest first
    private final LongPages columns =
        new LongPages(); // timestamp, flags, step, time of each single
    private final LongPages runs = new LongPages(); // lengths of runs of singles between blocks
    private long count;

    private NumberHistory(Generation g, byte[] key, long slot, long position, boolean withColumns) {
      this.withColumns = withColumns;
      HistoryWalk w = new HistoryWalk(g, key, slot, position);
      long run = 0;
      while (w.nextRecord()) {
        RecordBuffer r = w.record();
        if (r.isBlock()) {
          Block b;
          try {
            r.detach();
            b = Block.parse(r.value(), r.extraAt(), r.extraLength());
          } catch (IllegalArgumentException e) {
            throw g.corrupt(r.offset(), String.valueOf(e.getMessage()), key);
          }
          if (b.lastTimestamp() <= position && b.firstTimestamp() <= position) {
            runs.add(run);
            run = 0;
            blocks.add(b);
            count += b.count();
          } else {
            run += addSome(b, position);
          }
        } else if (!r.isTombstone()) {
          int tag = r.atomTag();
          if (tag == AtomFormat.TAG_FLOAT || tag == AtomFormat.TAG_INT) {
            add(
                tag == AtomFormat.TAG_FLOAT,
                w.scalarBits(),
                w.timestamp(),
                w.hasStep(),
                w.hasStep() ? w.step() : 0,
                w.hasTime(),
                w.hasTime() ? w.time() : 0);
            run++;
          }
        }
      }
      runs.add(run);
    }

    private void add(
        boolean isFloat,
        long bits,
        long timestamp,
        boolean hasStep,
        long step,
        boolean hasTime,
        long time) {
      singles.add(isFloat ? bits : Double.doubleToRawLongBits((double) bits));
      if (withColumns) {
        columns.add(timestamp);
        columns.add((hasStep ? 1 : 0) | (hasTime ? 2 : 0));
        columns.add(step);
        columns.add(time);
      }
      count++;
    }

    /** A packed history of which only the older part counts. */
    private long addSome(Block b, long position) {
      int n = b.count();
      long[] t = new long[n];
      b.timestamps(t, 0);
      double[] v = new double[n];
      widen(b, v, 0);
      long[] steps = column(b.hasSteps(), n);
      if (b.hasSteps()) {
        b.steps(steps, 0);
      }
      long[] times = column(b.hasTimes(), n);
      if (b.hasTimes()) {
        b.times(times, 0);
      }
      long added = 0;
      for (int i = n - 1; i >= 0; i--) {
        if (t[i] <= position) {
          add(
              true,
              Double.doubleToRawLongBits(v[i]),
              t[i],
              b.hasSteps(),
              b.hasSteps() ? steps[i] : 0,
              b.hasTimes(),
              b.hasTimes() ? times[i] : 0);
          added++;
        }
      }
      return added;
    }

    private static long[] column(boolean present, int n) {
      return present ? new long[n] : new long[0];
    }

    private static void widen(Block b, double[] target, int at) {
      if (b.isFloat()) {
        b.floats(target, at);
        return;
      }
      long[] ints = new long[b.count()];
      b.ints(ints, 0);
      for (int i = 0; i < ints.length; i++) {
        target[at + i] = ints[i];
      }
    }

    public long count() {
      return count;
    }

    /** Writes the newest {@code n} values, oldest first. */
    public void values(double[] target, int at, int n) {
      fill(
          n,
          (b, to) -> widen(b, target, at + to),
          (i, to) -> {
            target[at + to] = Double.longBitsToDouble(singles.get(i));
          },
          (b, skip, to) -> {
            double[] all = new double[b.count()];
            widen(b, all, 0);
            System.arraycopy(all, skip, target, at + to, all.length - skip);
          });
    }

    /**
     * Writes all times of writing, steps and times, oldest first; index and time of writing stand
     * in.
     */
    public void columns(long[] positions, long[] steps, long[] times) {
      fill(
          positions.length,
          (b, to) -> {
            int n = b.count();
            b.timestamps(positions, to);
            if (b.hasSteps()) {
              b.steps(steps, to);
            } else {
              for (int i = 0; i < n; i++) {
                steps[to + i] = (long) to + i;
              }
            }
            if (b.hasTimes()) {
              b.times(times, to);
            } else {
              System.arraycopy(positions, to, times, to, n);
            }
          },
          (i, to) -> {
            long has = columns.get(4 * i + 1);
            positions[to] = columns.get(4 * i);
            steps[to] = (has & 1) != 0 ? columns.get(4 * i + 2) : to;
            times[to] = (has & 2) != 0 ? columns.get(4 * i + 3) : positions[to];
          },
          (b, skip, to) -> {
            throw new AssertionError("columns are asked for whole");
          });
    }

    private interface BlockTo {
      void copy(Block b, int to);
    }

    private interface SingleTo {
      void copy(long index, int to);
    }

    private interface PartTo {
      void copy(Block b, int skip, int to);
    }

    /** Fills places n - 1 down to 0 with what was gathered, newest first. */
    private void fill(int n, BlockTo blockTo, SingleTo singleTo, PartTo partTo) {
      int to = n;
      long single = 0;
      for (int i = 0; to > 0 && i < runs.size(); i++) {
        for (long k = runs.get(i); k > 0 && to > 0; k--) {
          singleTo.copy(single++, --to);
        }
        if (i < blocks.size() && to > 0) {
          Block b = blocks.get(i);
          if (b.count() <= to) {
            to -= b.count();
            blockTo.copy(b, to);
          } else {
            partTo.copy(b, b.count() - to, 0);
            to = 0;
          }
        }
      }
    }
  }

  // ---- keys

  /** Keys that have a value, in the order of their bytes, from {@code from} on. */
  public KeyWalk keys(byte[] from) {
    Generation g = generation();
    return new KeyWalk(g, g.order().cursor(from), false);
  }

  /** Keys that have a history, in the order of their bytes, from {@code from} on. */
  public KeyWalk keysWithHistory(byte[] from) {
    Generation g = generation();
    return new KeyWalk(g, g.order().cursor(from), true);
  }

  /** One walk. Thread safety: confined to one thread. */
  public final class KeyWalk {
    private final Generation g;
    private final KeyCursor cursor;
    private final boolean withDeleted;
    private final boolean checks;

    private KeyWalk(Generation g, KeyCursor cursor, boolean withDeleted) {
      this.g = g;
      this.cursor = cursor;
      this.withDeleted = withDeleted;
      this.checks = !isLive() || (!withDeleted && g.directory().deletedKeys() > 0);
    }

    /** Goes to the next key; false when there is none. */
    public boolean next() {
      while (cursor.next()) {
        if (!checks) {
          return true;
        }
        byte[] key = Arrays.copyOf(cursor.key(), cursor.length());
        long slot = slot(g, key);
        if (slot != 0 && (withDeleted ? hasHistory(key, slot) : exists(g, key, slot))) {
          return true;
        }
      }
      return false;
    }

    private boolean hasHistory(byte[] key, long slot) {
      return new HistoryWalk(g, key, slot, position).next();
    }

    /** The array that holds the key, from 0 on. */
    public byte[] key() {
      return cursor.key();
    }

    public int length() {
      return cursor.length();
    }
  }

  /** The number of keys that have a value. */
  public long size() {
    Generation g = generation();
    if (isLive()) {
      return g.liveKeys();
    }
    return count(new KeyWalk(g, g.order().cursor(new byte[0]), false), null);
  }

  /** The number of keys with this prefix that have a value. */
  public long count(byte[] prefix) {
    Generation g = generation();
    byte[] after = KeyOrder.afterPrefix(prefix);
    if (isLive() && g.directory().deletedKeys() == 0) {
      long to = after == null ? g.liveKeys() : g.order().rank(after);
      return to - g.order().rank(prefix);
    }
    return count(new KeyWalk(g, g.order().cursor(prefix), false), prefix);
  }

  private static long count(KeyWalk w, byte @Nullable [] prefix) {
    long n = 0;
    while (w.next()
        && (prefix == null || RecordFormat.startsWith(w.key(), 0, w.length(), prefix))) {
      n++;
    }
    return n;
  }
}
