/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.AtomFormat;
import ai.synadb.internal.format.BlockCodec;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.Payload;
import ai.synadb.internal.format.RecordChecksum;
import ai.synadb.internal.format.RecordEncoder;
import ai.synadb.internal.format.RecordFormat;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a write means: which record the new one follows, what is packed, padded, split or batched,
 * and what the directory says afterwards.
 *
 * <p>Every write is a unit under the writer's lock: its records are encoded, then the directory is
 * changed, then the unit counts. Nothing of a unit can be seen before all of it can.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public final class LogUpdater {
  /** Shorter runs are not packed. */
  public static final int MIN_PACKED = 16;

  /** Bytes values from here on begin on a 64-byte boundary. */
  public static final int MIN_ALIGNED = 4096;

  /** Larger values go past the append buffer. */
  private static final int MIN_THROUGH = 8 << 20;

  /** What is smaller is not worth a write and a mapping of its own. */
  static final int MIN_PIECEWISE = 1 << 20;

  private final LogWriter writer;
  private final PartWriter parts;
  private final RandomIds ids;
  private final List<CommitObserver> observers = new CopyOnWriteArrayList<>();

  LogUpdater(LogWriter writer, Environment environment, RandomIds ids) {
    this.writer = writer;
    this.ids = ids;
    this.parts = new PartWriter(this, writer, environment.partBytes(), ids);
  }

  /** How one write is to be made. */
  public record Style(boolean compress, boolean pack, boolean sync) {}

  /** Hears of units, under the writer's lock. */
  public interface CommitObserver {
    void onCommit(long position, List<Committed> entries);
  }

  /** One record of a unit. */
  public record Committed(byte[] key, int tag, boolean isDelete, long generation, long offset) {}

  /** One operation of a batch. */
  public static final class Operation {
    final byte[] key;
    final Payload value;
    final byte[] extra;
    final boolean isDelete;
    final @Nullable Numbers numbers;

    private Operation(
        byte[] key, Payload value, byte[] extra, boolean isDelete, @Nullable Numbers numbers) {
      this.key = key;
      this.value = value;
      this.extra = extra;
      this.isDelete = isDelete;
      this.numbers = numbers;
    }

    public static Operation put(byte[] key, Payload value) {
      return new Operation(key, value, RecordEncoder.NO_EXTRA, false, null);
    }

    /** Puts bytes that were staged. */
    public static Operation put(byte[] key, PartWriter.Staged value) {
      return new Operation(key, value.payload(), value.extra(), false, null);
    }

    public static Operation delete(byte[] key) {
      return new Operation(key, Payload.NULL, RecordEncoder.NO_EXTRA, true, null);
    }

    public static Operation numbers(byte[] key, Numbers numbers) {
      return new Operation(key, Payload.NULL, RecordEncoder.NO_EXTRA, false, numbers);
    }
  }

  /** Consecutive numbers of one key's history. Borrows the arrays. */
  public static final class Numbers {
    final long @Nullable [] steps;
    final long @Nullable [] times;
    final double @Nullable [] floats;
    final long @Nullable [] ints;
    final int count;

    private Numbers(
        long @Nullable [] steps,
        long @Nullable [] times,
        double @Nullable [] floats,
        long @Nullable [] ints,
        int count) {
      this.steps = steps;
      this.times = times;
      this.floats = floats;
      this.ints = ints;
      this.count = count;
    }

    public static Numbers floats(
        long @Nullable [] steps, long @Nullable [] times, double[] values) {
      return new Numbers(steps, times, values, null, values.length);
    }

    public static Numbers ints(long[] values) {
      return new Numbers(null, null, null, values, values.length);
    }

    Payload value(int i) {
      return floats != null
          ? Payload.ofFloat(floats[i])
          : Payload.ofInt(ints != null ? ints[i] : 0);
    }

    byte[] extension(int i) {
      if (steps == null && times == null) {
        return RecordEncoder.NO_EXTRA;
      }
      return RecordEncoder.seriesExtension(
          steps != null, steps != null ? steps[i] : 0, times != null, times != null ? times[i] : 0);
    }

    byte[] pack(long timestamp, int from, int to) {
      return floats != null
          ? BlockCodec.encodeFloats(timestamp, steps, times, floats, from, to)
          : BlockCodec.encodeInts(
              timestamp, steps, times, ints == null ? new long[0] : ints, from, to);
    }
  }

  /** Writes values that come as streams. */
  public PartWriter parts() {
    return parts;
  }

  public void addObserver(CommitObserver observer) {
    observers.add(observer);
  }

  void removeObserver(CommitObserver observer) {
    observers.remove(observer);
  }

  static boolean isAligned(Payload value, Style style) {
    return value.tag() == AtomFormat.TAG_BYTES && value.size() >= MIN_ALIGNED && !style.compress;
  }

  /** The bytes of a Bytes record before its payload. */
  static int beforePayload(byte[] key) {
    return RecordFormat.HEADER_BYTES + key.length + AtomFormat.PREFIX_BYTES;
  }

  /** Under the lock: the file's identity, before its first record of ours. */
  @GuardedBy("writer.lock")
  private void requireFormat(long timestamp) {
    Generation g = writer.generation();
    if (g.format() == null) {
      UUID uuid = ids.uuid();
      writer.putFormat(
          new FormatRecord(RecordFormat.VERSION, uuid, 0, 0, 0, FormatRecord.FEATURES), timestamp);
      writer.beginPage(g);
    }
  }

  /**
   * Appends one value.
   *
   * @return the record's offset
   */
  public long put(byte[] key, Payload value, byte[] extra, Style style) {
    if (value.size() > MIN_THROUGH && !style.compress) {
      return putLarge(key, value, extra, style);
    }
    long offset;
    long end;
    Generation g;
    writer.lock.lock();
    try {
      writer.checkWritable();
      g = writer.generation();
      KeyDirectory directory = g.directory();
      long timestamp = writer.nextTimestamp();
      long hash = directory.hash(key);
      long slot = directory.find(key, hash, g); // may find damage: before anything is encoded
      long previous = slot == 0 ? 0 : KeyDirectory.offsetOf(slot) + 1;
      try {
        requireFormat(timestamp);
        writer.beginUnit(timestamp);
        if (isAligned(value, style)) {
          writer.align(beforePayload(key), 0, timestamp);
        }
        offset =
            writer.put(
                key, RecordFormat.CHAINED, timestamp, value, extra, previous, style.compress);
        end = writer.position();
        g.setEnd(end);
        lead(g, hash, previous, offset, false);
        g.noteTime(offset, timestamp);
        writer.endUnit(timestamp);
        tell(g, timestamp, key, value.tag(), false, offset);
      } catch (Throwable t) {
        writer.poisonInUnit(t);
        throw t;
      }
    } finally {
      writer.lock.unlock();
    }
    finish(g, end, style);
    return offset;
  }

  /** Appends a hidden record under a reserved key, in the place of the one that was there. */
  void putReserved(byte[] key, byte[] payload) {
    writer.lock.lock();
    try {
      writer.checkWritable();
      Generation g = writer.generation();
      long timestamp = writer.nextTimestamp();
      try {
        requireFormat(timestamp);
        writer.beginUnit(timestamp);
        long offset = writer.putHidden(key, 0, timestamp, payload);
        g.setEnd(writer.position());
        g.applyReserved(key, offset, g);
        g.noteTime(offset, timestamp);
        writer.endUnit(timestamp);
      } catch (Throwable t) {
        writer.poisonInUnit(t);
        throw t;
      }
    } finally {
      writer.lock.unlock();
    }
    writer.relieve();
  }

  /** Lets the directory lead to a record that was just encoded. */
  static void lead(Generation g, long hash, long previous, long offset, boolean deleted) {
    if (previous == 0) {
      g.directory().insert(hash, offset, deleted);
      g.order().add(offset);
    } else {
      g.directory().replace(hash, previous - 1, offset, deleted);
    }
  }

  private void tell(
      Generation g, long timestamp, byte[] key, int tag, boolean isDelete, long offset) {
    if (!observers.isEmpty()) {
      List<Committed> one =
          List.of(new Committed(key, tag, isDelete, g.generationNumber(), offset));
      for (CommitObserver o : observers) {
        o.onCommit(timestamp, one);
      }
    }
  }

  private void finish(Generation g, long end, Style style) {
    if (style.sync) {
      writer.syncTo(g, end);
    } else {
      writer.relieve();
    }
  }

  /** Appends a delete, if the key has a value; says whether it had one. */
  public boolean delete(byte[] key, Style style) {
    long end;
    Generation g;
    writer.lock.lock();
    try {
      writer.checkWritable();
      g = writer.generation();
      KeyDirectory directory = g.directory();
      long hash = directory.hash(key);
      long slot = directory.find(key, hash, g);
      if (slot == 0 || KeyDirectory.isDeleted(slot)) {
        return false;
      }
      long timestamp = writer.nextTimestamp();
      try {
        requireFormat(timestamp);
        writer.beginUnit(timestamp);
        long previous = KeyDirectory.offsetOf(slot) + 1;
        long offset =
            writer.put(
                key,
                RecordFormat.CHAINED | RecordFormat.TOMBSTONE,
                timestamp,
                Payload.NULL,
                RecordEncoder.NO_EXTRA,
                previous,
                false);
        end = writer.position();
        g.setEnd(end);
        lead(g, hash, previous, offset, true);
        g.noteTime(offset, timestamp);
        writer.endUnit(timestamp);
        tell(g, timestamp, key, AtomFormat.TAG_NULL, true, offset);
      } catch (Throwable t) {
        writer.poisonInUnit(t);
        throw t;
      }
    } finally {
      writer.lock.unlock();
    }
    finish(g, end, style);
    return true;
  }

  /** What must hold for a batch to be written; asked under the writer's lock. */
  public interface Guard {
    /** Holds always. */
    Guard NONE = () -> {};

    /** Throws unless the batch may be written; may read, must not write. */
    void check();
  }

  /**
   * Appends a batch that is there whole or not at all.
   *
   * @return its position
   */
  public long write(List<Operation> operations, Guard guard, Style style) {
    long end;
    long timestamp;
    Generation g;
    writer.lock.lock();
    try {
      writer.checkWritable();
      guard.check();
      g = writer.generation();
      timestamp = writer.nextTimestamp();
      BatchRun run = new BatchRun(writer, g, timestamp, style, operations);
      try {
        requireFormat(timestamp);
        writer.beginUnit(timestamp);
        run.encode();
        if (run.count() > 0) {
          run.commit();
        }
        end = writer.position();
        writer.endUnit(timestamp);
        writer.handOutPosition();
        if (!observers.isEmpty() && run.count() > 0) {
          List<Committed> all = run.committed();
          for (CommitObserver o : observers) {
            o.onCommit(timestamp, all);
          }
        }
      } catch (Throwable t) {
        writer.poisonInUnit(t);
        throw t;
      }
    } finally {
      writer.lock.unlock();
    }
    finish(g, end, style);
    return timestamp;
  }

  /** Appends numbers to the history of a key; all of them are there or none. */
  public void putNumbers(byte[] key, Numbers numbers, Style style) {
    if (numbers.count == 1) {
      put(key, numbers.value(0), numbers.extension(0), style);
    } else if (numbers.count > 1) {
      write(List.of(Operation.numbers(key, numbers)), Guard.NONE, style);
    }
  }

  /** Appends a value that goes past the append buffer. */
  private long putLarge(byte[] key, Payload value, byte[] extra, Style style) {
    long offset;
    long end;
    Generation g;
    writer.refuseListeners();
    writer.ioLock.lock();
    writer.lock.lock();
    try {
      writer.checkWritable();
      g = writer.generation();
      KeyDirectory directory = g.directory();
      long timestamp = writer.nextTimestamp();
      long hash = directory.hash(key);
      long slot = directory.find(key, hash, g);
      long previous = slot == 0 ? 0 : KeyDirectory.offsetOf(slot) + 1;
      try {
        requireFormat(timestamp);
        writer.beginUnit(timestamp);
        if (isAligned(value, style)) {
          writer.align(beforePayload(key), 0, timestamp);
        }
        offset = writer.position();
        writer.putThrough(large(g, offset, timestamp, key, previous, value, extra));
        end = writer.position();
        g.setEnd(end);
        lead(g, hash, previous, offset, false);
        g.noteTime(offset, timestamp);
        writer.endUnit(timestamp);
        writer.announceThrough();
        tell(g, timestamp, key, value.tag(), false, offset);
      } catch (Throwable t) {
        writer.poisonInUnit(t);
        throw t;
      }
    } finally {
      writer.lock.unlock();
      writer.ioLock.unlock();
    }
    finish(g, end, style);
    return offset;
  }

  /** Fills a buffer's remaining space. */
  public interface PieceSource {
    void read(ByteBuffer target) throws IOException;

    /** Is told the CRC32C of what it has just read. */
    void checksum(int crc32c);
  }

  /**
   * Appends Bytes as one record, past the append buffer, piece by piece from a source. A source
   * that fails leaves the log as it was.
   *
   * @return the record's offset
   */
  public long putFrom(byte[] key, int size, PieceSource source, Style style) throws IOException {
    writer.refuseListeners();
    if (size < MIN_PIECEWISE) {
      return putWhole(key, size, source, style);
    }
    long offset;
    long end;
    Generation g;
    writer.ioLock.lock();
    writer.lock.lock();
    try {
      writer.checkWritable();
      g = writer.generation();
      KeyDirectory directory = g.directory();
      long hash = directory.hash(key);
      long slot = directory.find(key, hash, g);
      long previous = slot == 0 ? 0 : KeyDirectory.offsetOf(slot) + 1;
      writer.requireLogRoom(size + 2L * RecordFormat.MAX_KEY_BYTES);
      prepareThrough(g, key, size);
      long timestamp = writer.nextTimestamp();
      offset = writer.position();
      boolean reserved = RecordFormat.isReserved(key, 0, key.length);
      ThroughRecord record =
          new ThroughRecord(g, offset, timestamp, key, size, reserved ? -1 : previous);
      writer.putThrough(offset, out -> record.write(source, out));
      try {
        end = writer.position();
        g.setEnd(end);
        if (reserved) {
          g.applyReserved(key, offset, g);
        } else {
          lead(g, hash, previous, offset, false);
        }
        g.noteTime(offset, timestamp);
        writer.endUnit(timestamp);
        writer.announceThrough();
        if (!reserved) {
          tell(g, timestamp, key, AtomFormat.TAG_BYTES, false, offset);
        }
      } catch (Throwable t) {
        writer.poisonInUnit(t);
        throw t;
      }
    } finally {
      writer.lock.unlock();
      writer.ioLock.unlock();
    }
    finish(g, end, style);
    return offset;
  }

  /**
   * A small value is read as a whole and goes through the append buffer. Its source runs under the
   * lock like any other, so that it is refused what every other is refused.
   */
  private long putWhole(byte[] key, int size, PieceSource source, Style style) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(size);
    writer.lock.lock();
    try {
      CRC32C crc = new CRC32C();
      while (all.hasRemaining()) {
        ThroughRecord.fill(all, source, crc);
      }
    } finally {
      writer.lock.unlock();
    }
    Style plain = new Style(false, style.pack, style.sync);
    return put(key, Payload.ofBytes(all.flip()), RecordEncoder.NO_EXTRA, plain);
  }

  /** Writes all that waits and the padding before a record, a unit of its own. */
  @GuardedBy("writer.lock")
  private void prepareThrough(Generation g, byte[] key, int size) {
    long timestamp = writer.nextTimestamp();
    try {
      requireFormat(timestamp);
      writer.beginUnit(timestamp);
      if (size >= MIN_ALIGNED) {
        writer.align(beforePayload(key), 0, timestamp);
      }
      g.setEnd(writer.position());
      writer.endUnit(timestamp);
    } catch (Throwable t) {
      writer.poisonInUnit(t);
      throw t;
    }
    writer.flushHoldingBoth();
  }

  /** The bytes of a Text or Bytes record, without copying its payload. */
  private static List<ByteBuffer> large(
      Generation g,
      long offset,
      long timestamp,
      byte[] key,
      long previous,
      Payload value,
      byte[] extra) {
    int flags = RecordFormat.CHECKED | RecordFormat.CHAINED;
    int tailLength = RecordEncoder.tailLength(flags);
    int stored = value.encodedLength() + extra.length + tailLength;
    byte[] head = new byte[RecordFormat.HEADER_BYTES + key.length + AtomFormat.PREFIX_BYTES];
    RecordFormat.putHeader(head, 0, timestamp, key.length, stored, flags);
    System.arraycopy(key, 0, head, RecordFormat.HEADER_BYTES, key.length);
    int valueAt = RecordFormat.HEADER_BYTES + key.length;
    RecordFormat.putInt(head, valueAt, value.tag());
    RecordFormat.putLong(head, valueAt + 4, value.size());
    byte[] tail = Arrays.copyOf(extra, extra.length + tailLength);
    RecordFormat.putLong(tail, extra.length, previous);
    RecordChecksum sum = new RecordChecksum();
    sum.begin(offset, g.binding(offset), timestamp, key.length, flags);
    sum.update(head, RecordFormat.HEADER_BYTES, head.length - RecordFormat.HEADER_BYTES);
    sum.update(value.asBuffer());
    sum.update(tail, 0, tail.length - RecordFormat.CRC_BYTES);
    RecordFormat.putInt(tail, tail.length - RecordFormat.CRC_BYTES, sum.value());
    return List.of(ByteBuffer.wrap(head), value.asBuffer(), ByteBuffer.wrap(tail));
  }

  /** Appends a record under a key of ours. */
  void putReserved(byte[] key, Payload value, Style style) {
    long end;
    Generation g;
    writer.lock.lock();
    try {
      writer.checkWritable();
      g = writer.generation();
      long timestamp = writer.nextTimestamp();
      try {
        requireFormat(timestamp);
        writer.beginUnit(timestamp);
        if (isAligned(value, style)) {
          writer.align(beforePayload(key), 0, timestamp);
        }
        long offset = writer.put(key, 0, timestamp, value, RecordEncoder.NO_EXTRA, 0, false);
        end = writer.position();
        g.setEnd(end);
        g.applyReserved(key, offset, g);
        g.noteTime(offset, timestamp);
        writer.endUnit(timestamp);
      } catch (Throwable t) {
        writer.poisonInUnit(t);
        throw t;
      }
    } finally {
      writer.lock.unlock();
    }
    finish(g, end, style);
  }
}
