/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.error.ForeignWriterException;
import ai.synadb.error.SynaIOException;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.Payload;
import ai.synadb.internal.format.RecordEncoder;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.SyncRecord;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to a log: the append buffer, what brings it to the operating system, and what
 * brings that to the disk.
 *
 * <p><b>Three ends.</b> {@code appendEnd} moves when a unit (a record, a batch, a BLOCK with the
 * record that closes it) is complete in the buffer; {@code writtenEnd} follows when the operating
 * system has it; {@code durableEnd} when the disk has it. Always {@code durableEnd <= writtenEnd <=
 * appendEnd}.
 *
 * <p><b>Three locks</b>, taken in this order: {@code syncLock} (one sync at a time), {@code ioLock}
 * (one writer of the file at a time), {@code lock}, the writer's lock proper, which is never held
 * during I/O. So appending goes on while the disk works.
 *
 * <p><b>Group commit.</b> Whoever needs durability asks for an end. If nobody is syncing, it leads:
 * it writes all that waits and syncs once; everybody whose end that covers is served, of the others
 * one leads next. See {@link GroupCommit}.
 *
 * <p><b>Sync records.</b> A record {@code __syna__/sync} with the durable end is written before the
 * first unit after a sync, at most every 4 KiB. It lets recovery tell damage from a tail that the
 * disk had not finished: see {@link LogScanner}.
 *
 * <p><b>Failure.</b> After a failed write or sync nobody knows what the disk holds, and asking
 * again would be answered "yes" without truth. The first failure poisons the writer: nothing is
 * acknowledged after it.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class LogWriter {
  static final int MAX_CHUNK = 256 << 10;
  private static final int FIRST_CHUNK = 2 << 10;

  /** With this much waiting, somebody should write. */
  static final int WRITE_SOON = 256 << 10;

  /** With this much waiting, appenders write themselves. */
  private static final int WRITE_NOW = 4 << 20;

  /** What is written at a time of values that go past the append buffer piece by piece. */
  static final int THROUGH_BYTES = 1 << 20;

  private static final long THROTTLE_NANOS = 100_000;
  private static final long IDENTITY_NANOS = 1_000_000;

  private static final int SYNC_RECORD_DISTANCE = 4 << 10;

  final ReentrantLock lock = new ReentrantLock();
  final ReentrantLock ioLock = new ReentrantLock();
  final ReentrantLock syncLock = new ReentrantLock();
  private final GroupCommit groupCommit = new GroupCommit();
  private long identityCheckedAt = System.nanoTime() - IDENTITY_NANOS; // under syncLock

  private final Storage storage;
  private final Path path;
  private final Environment environment;
  private final RecordEncoder encoder = new RecordEncoder(); // under lock

  private volatile Generation g;
  private volatile @Nullable LockPage page;

  @GuardedBy("lock")
  private final ArrayDeque<LogView.Chunk> unwritten = new ArrayDeque<>();

  @GuardedBy("lock")
  private byte[] chunk = new byte[0];

  @GuardedBy("lock")
  private final @Nullable ByteBuffer[] throughBuffers = new ByteBuffer[2];

  @GuardedBy("lock")
  private long chunkStart;

  @GuardedBy("lock")
  private int chunkAt;

  @GuardedBy("lock")
  private long lastTimestamp;

  @GuardedBy("lock")
  private long handedOut; // the newest position that somebody has got

  @GuardedBy("lock")
  private long syncRecordAt;

  @GuardedBy("lock")
  private long syncRecordSays;

  @GuardedBy("lock")
  private long recordsAppended;

  private final long firstEnd;
  private volatile long appendEnd;
  private volatile long writtenEnd;
  private volatile long durableEnd;
  private volatile @Nullable SynaIOException poison;
  private final LongAdder bytesWritten = new LongAdder();
  private volatile long syncs;

  @GuardedBy("lock")
  private boolean isClosed;

  private volatile boolean isThrottled;

  /**
   * A writer that goes on where a log ends.
   *
   * @param durableEnd up to where the log is known to be durable
   */
  LogWriter(Environment environment, Path path, Generation g, long durableEnd) {
    this.environment = environment;
    this.storage = environment.storage();
    this.path = path;
    this.g = g;
    this.firstEnd = g.end();
    this.appendEnd = g.end();
    this.writtenEnd = g.end();
    this.durableEnd = durableEnd;
    this.chunkStart = g.end();
    this.lastTimestamp = g.lastTimestamp();
    this.handedOut = g.lastTimestamp();
  }

  Generation generation() {
    return g;
  }

  void setPage(@Nullable LockPage page) {
    this.page = page;
  }

  long appendEnd() {
    return appendEnd;
  }

  long writtenEnd() {
    return writtenEnd;
  }

  long durableEnd() {
    return durableEnd;
  }

  long bytesWritten() {
    return bytesWritten.sum();
  }

  long syncs() {
    return syncs;
  }

  long bytesAppended() {
    return appendEnd - firstEnd;
  }

  long recordsAppended() {
    lock.lock();
    try {
      return recordsAppended;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  long recordsInOrder() {
    return recordsAppended;
  }

  boolean isPoisoned() {
    return poison != null;
  }

  // ---- time

  /**
   * The position of the next unit: never before the last, and behind every position that somebody
   * has got.
   */
  @GuardedBy("lock")
  long nextTimestamp() {
    long t = Math.max(environment.clock().micros(), lastTimestamp);
    if (t <= handedOut) {
      t = handedOut + 1;
    }
    if (t < 0 || t > LogClock.MAX_TIMESTAMP) {
      throw new SynaIOException(
          "The log's clock is at its end, at " + lastTimestamp + ": nothing can be newer",
          null,
          path);
    }
    return t;
  }

  /** The newest position, which from now on nothing is added to. */
  @GuardedBy("lock")
  long handOutPosition() {
    handedOut = lastTimestamp;
    return lastTimestamp;
  }

  // ---- appending, under the lock

  /** Throws if nothing may be acknowledged any more. */
  void checkUsable() {
    SynaIOException p = poison;
    if (p != null) {
      if (p instanceof ForeignWriterException) {
        throw new ForeignWriterException(String.valueOf(p.getMessage()), p, path);
      }
      throw new SynaIOException(
          "An earlier write or sync of "
              + path.getFileName()
              + " failed ("
              + p.getMessage()
              + "): nothing more is written through this handle; close it and open the database again",
          p,
          path);
    }
  }

  /** Throws unless a unit may begin. */
  @GuardedBy("lock")
  void checkWritable() {
    if (isClosed) {
      throw new IllegalStateException(path.getFileName() + " is closed");
    }
    if (lock.getHoldCount() > 1) {
      refuseListeners();
    }
    checkUsable();
  }

  /** Lets no unit begin any more; the last record says that all is durable. */
  void close() {
    lock.lock();
    try {
      isClosed = true;
    } finally {
      lock.unlock();
    }
    sync();
    lock.lock();
    try {
      if (appendEnd > firstEnd && durableEnd > syncRecordSays) {
        long timestamp = nextTimestamp();
        putSyncRecord(timestamp, durableEnd);
        g.setEnd(position());
        endUnit(timestamp);
      }
    } finally {
      lock.unlock();
    }
    sync();
  }

  /** Begins a unit; says how far the log is durable if that is worth a record. */
  @GuardedBy("lock")
  void beginUnit(long timestamp) {
    long durable = durableEnd;
    if (durable > syncRecordSays && position() - syncRecordAt >= SYNC_RECORD_DISTANCE) {
      putSyncRecord(timestamp, durable);
    }
  }

  @GuardedBy("lock")
  private void putSyncRecord(long timestamp, long durable) {
    FormatRecord format = g.format();
    if (format != null) {
      syncRecordAt = position();
      syncRecordSays = durable;
      putHidden(
          RecordFormat.syncKey(),
          0,
          timestamp,
          new SyncRecord(durable, format.uuid(), format.generation()).encode());
    }
  }

  /** Makes everything appended so far count. */
  @GuardedBy("lock")
  void endUnit(long timestamp) {
    lastTimestamp = timestamp;
    appendEnd = position();
  }

  /** Where the next record begins. */
  @GuardedBy("lock")
  long position() {
    return chunkStart + chunkAt;
  }

  /** Appends a hidden record of ours. */
  @GuardedBy("lock")
  long putHidden(byte[] key, int flags, long timestamp, byte[] payload) {
    return put(key, RecordFormat.TOMBSTONE | flags, timestamp, Payload.NULL, payload, 0, false);
  }

  /**
   * Appends a record to the buffer.
   *
   * @return its offset
   */
  @GuardedBy("lock")
  long put(
      byte[] key,
      int flags,
      long timestamp,
      Payload value,
      byte[] extra,
      long previous,
      boolean compress) {
    int all = flags | RecordFormat.CHECKED;
    int length = Math.toIntExact(RecordEncoder.length(key.length, value, extra.length, all));
    room(length);
    long offset = position();
    long binding = key == RecordFormat.formatKey() ? 0 : g.binding(offset);
    int n =
        compress
            ? encoder.encodeCompressed(
                chunk, chunkAt, offset, binding, timestamp, key, all, value, extra, previous)
            : encoder.encode(
                chunk, chunkAt, offset, binding, timestamp, key, all, value, extra, previous);
    chunkAt += n;
    recordsAppended++;
    return offset;
  }

  /**
   * Pads the log so that the payload of the next record begins on a 64-byte boundary.
   *
   * @param before the bytes of that record before its payload
   */
  @GuardedBy("lock")
  void align(int before, int flags, long timestamp) {
    int mask = RecordFormat.ALIGNMENT - 1;
    if (((position() + before) & mask) == 0) {
      return;
    }
    int fixed =
        RecordFormat.HEADER_BYTES
            + RecordFormat.padKey().length
            + RecordFormat.NULL_BYTES
            + RecordFormat.CRC_BYTES;
    int pad = (int) (-(position() + fixed + before) & mask);
    putHidden(RecordFormat.padKey(), flags, timestamp, new byte[pad]);
  }

  @GuardedBy("lock")
  void requireLogRoom(long length) {
    if (position() + length > KeyDirectory.MAX_LOG_BYTES) {
      throw new SynaIOException(
          "The log would grow beyond " + KeyDirectory.MAX_LOG_BYTES + " bytes", null, path);
    }
  }

  @GuardedBy("lock")
  private void room(int length) {
    if (chunk.length - chunkAt >= length) {
      return;
    }
    long at = position();
    requireLogRoom(length);
    int size = Math.max(FIRST_CHUNK, Math.min(MAX_CHUNK, chunk.length * 4));
    chunk = new byte[Math.max(size, length)];
    chunkStart = at;
    chunkAt = 0;
    LogView.Chunk c = new LogView.Chunk(at, chunk);
    unwritten.addLast(c);
    g.setView(g.view().withChunk(c));
  }

  /** Notes a format record just appended. */
  @GuardedBy("lock")
  void putFormat(FormatRecord format, long timestamp) {
    long offset = putHidden(RecordFormat.formatKey(), 0, timestamp, format.encode());
    g.bind(offset, format);
  }

  /** Tells readers which file this is, once that is known. */
  void beginPage(Generation generation) {
    LockPage p = page;
    FormatRecord f = generation.format();
    if (p != null && f != null) {
      p.begin(f.uuid(), f.generation());
      p.setValidEnd(writtenEnd);
      p.setDurableEnd(durableEnd);
    }
  }

  // ---- writing and syncing

  /** Without the lock: writes if so much waits that memory would grow. */
  void relieve() {
    if (isThrottled) {
      LockSupport.parkNanos(this, THROTTLE_NANOS);
    }
    if (appendEnd - writtenEnd >= (environment.background() ? WRITE_NOW : WRITE_SOON)) {
      flush();
    }
  }

  /** Hands everything appended so far to the operating system. */
  void flush() {
    refuseListeners();
    ioLock.lock();
    try {
      flushHoldingIo();
    } finally {
      ioLock.unlock();
    }
  }

  @GuardedBy("ioLock")
  private void flushHoldingIo() {
    checkUsable();
    long from = writtenEnd;
    long to;
    LogView.Chunk[] pieces;
    lock.lock();
    try {
      to = appendEnd;
      if (to == from) {
        return;
      }
      pieces = unwritten.toArray(new LogView.Chunk[0]);
      handedOut = lastTimestamp; // readers will see it
    } finally {
      lock.unlock();
    }
    StorageFile file = g.file();
    try {
      checkLength(file, from);
      for (int i = 0; i < pieces.length; i++) {
        LogView.Chunk c = pieces[i];
        long end = i + 1 < pieces.length ? pieces[i + 1].start : to;
        long start = Math.max(from, c.start);
        end = Math.min(end, to);
        if (start < end) {
          file.write(start, c.bytes, (int) (start - c.start), (int) (end - start));
        }
      }
    } catch (IOException e) {
      throw poison(Errors.io("Writing", path, e));
    }
    bytesWritten.add(to - from);
    lock.lock();
    try {
      writtenEnd = to;
      while (unwritten.size() > 1 && unwritten.peekFirst() != pieces[pieces.length - 1]) {
        unwritten.removeFirst();
      }
    } finally {
      lock.unlock();
    }
    LockPage p = page;
    if (p != null) {
      p.setValidEnd(to);
    }
    mapIfDue();
  }

  @GuardedBy("ioLock")
  private void mapIfDue() {
    if (g.mappingIsDue(writtenEnd)) {
      lock.lock();
      try {
        g.extendMapping(writtenEnd);
      } finally {
        lock.unlock();
      }
    }
  }

  private void checkLength(StorageFile file, long expected) throws IOException {
    long length = file.length();
    if (length != expected) {
      throw poison(
          new ForeignWriterException(
              path.getFileName()
                  + " is "
                  + length
                  + " bytes long where this handle had written "
                  + expected
                  + ": another program wrote to it; close this handle and open the database again",
              null,
              path));
    }
  }

  /** Finds out whether the path still names our file. */
  void checkIdentity() {
    syncLock.lock(); // a compaction changes path and generation under it
    try {
      checkIdentityHoldingSync();
    } finally {
      syncLock.unlock();
    }
  }

  /** A look at the path after every sync would cost as much as a tenth of one on a fast disk. */
  private void checkIdentityNowAndThen() {
    long now = System.nanoTime();
    if (!environment.background() || now - identityCheckedAt >= IDENTITY_NANOS) {
      checkIdentityHoldingSync();
      identityCheckedAt = now;
    }
  }

  private void checkIdentityHoldingSync() {
    if (poison != null) {
      return;
    }
    try {
      Object here = storage.identity(path);
      Object ours = g.file().identity();
      if (here == null || !here.equals(ours)) {
        throw poison(
            new ForeignWriterException(
                path.getFileName()
                    + (here == null ? " was deleted" : " was replaced")
                    + " by another program while it was open here",
                null,
                path));
      }
    } catch (IOException e) {
      throw poison(Errors.io("Looking at", path, e));
    }
  }

  private SynaIOException poison(SynaIOException e) {
    if (poison == null) {
      poison = e;
      groupCommit.wakeAll();
    }
    return e;
  }

  /** Poisons for a failure that is not one of I/O, in the middle of a unit. */
  void poisonInUnit(Throwable t) {
    if (t instanceof SynaIOException io && poison == io) {
      return;
    }
    poison(new SynaIOException("A write was cut off by " + t, t, path));
  }

  /** Puts everything appended so far on the disk. */
  void sync() {
    refuseListeners();
    Generation of;
    long end;
    lock.lock();
    try {
      of = g;
      end = appendEnd;
    } finally {
      lock.unlock();
    }
    syncTo(of, end);
  }

  /** A listener runs under the lock; what takes other locks would turn their order around. */
  void refuseListeners() {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("A commit listener must not write, flush, sync or close");
    }
  }

  /**
   * Returns when everything before {@code end} is on the disk.
   *
   * @param of the file that it is an end of; if a compaction has replaced it, all of it is
   */
  void syncTo(Generation of, long end) {
    if (isDurable(of, end)) {
      checkUsable();
      return;
    }
    groupCommit.await(() -> isDurable(of, end) || poison != null, this::syncOnce);
    if (!isDurable(of, end)) {
      checkUsable();
    }
  }

  private boolean isDurable(Generation of, long end) {
    return durableEnd >= end || g != of;
  }

  private void syncOnce() {
    syncLock.lock();
    try {
      flush();
      long end = writtenEnd;
      if (end > durableEnd) {
        try {
          g.file().sync();
        } catch (IOException e) {
          throw poison(Errors.io("Syncing", path, e));
        }
        syncs++;
        checkIdentityNowAndThen();
        durableEnd = end;
        LockPage p = page;
        if (p != null) {
          p.setDurableEnd(end);
        }
      }
    } finally {
      syncLock.unlock();
    }
  }

  // ---- values too large for the buffer

  /**
   * Writes one record past the buffer, from the caller's memory to the file. The caller holds
   * {@link #ioLock} and {@link #lock}, has begun the unit, and ends it.
   *
   * @param pieces the bytes of the record, in order
   */
  @GuardedBy("lock")
  void putThrough(Iterable<ByteBuffer> pieces) {
    try {
      // What waits goes first; nobody can add to it, we hold the lock.
      long from = writtenEnd;
      long to = position();
      checkLength(g.file(), from);
      LogView.Chunk[] waiting = unwritten.toArray(new LogView.Chunk[0]);
      for (int i = 0; i < waiting.length; i++) {
        LogView.Chunk c = waiting[i];
        long start = Math.max(from, c.start);
        long end = Math.min(to, i + 1 < waiting.length ? waiting[i + 1].start : to);
        if (start < end) {
          g.file().write(start, c.bytes, (int) (start - c.start), (int) (end - start));
        }
      }
      long at = to;
      for (ByteBuffer b : pieces) {
        int n = b.remaining();
        g.file().write(at, b.duplicate());
        at += n;
      }
      bytesWritten.add(at - from);
      writtenEnd = at;
      recordsAppended++;
      unwritten.clear();
      chunk = new byte[0];
      chunkStart = at;
      chunkAt = 0;
      g.extendMapping(at);
    } catch (IOException e) {
      throw poison(Errors.io("Writing", path, e));
    }
  }

  /** Tells readers of a record that went past the buffer, when its unit has ended. */
  @GuardedBy("lock")
  void announceThrough() {
    handOutPosition(); // readers will see it
    LockPage p = page;
    if (p != null) {
      p.setValidEnd(writtenEnd);
    }
  }

  /** Where pieces of a record go: direct buffers, each written while the next is made. */
  interface Pieces {
    /** An empty buffer, whose last bytes are written. */
    ByteBuffer next();

    /** Has the bytes before the buffer's position written. */
    void write(ByteBuffer piece);
  }

  /** Writes a record to {@link Pieces}; what it throws on its own account undoes the record. */
  @FunctionalInterface
  interface PieceWriter {
    void writeTo(Pieces out) throws IOException;
  }

  /** As {@link #flush}, of a caller who holds {@link #ioLock} and {@link #lock}. */
  @SuppressWarnings("GuardedBy") // see above
  void flushHoldingBoth() {
    flushHoldingIo();
  }

  /**
   * Writes one record past the buffer in pieces, behind everything else, all of which is written
   * already. The caller holds {@link #ioLock} and {@link #lock}, and begins and ends the unit. If
   * the record's writer throws, the file is as it was.
   */
  @GuardedBy("lock")
  void putThrough(long start, PieceWriter record) throws IOException {
    StorageFile file = g.file();
    try {
      checkLength(file, start);
    } catch (IOException e) {
      throw poison(Errors.io("Writing", path, e));
    }
    FilePieces pieces = new FilePieces(file, start);
    try {
      record.writeTo(pieces);
      pieces.finish();
    } catch (Throwable t) {
      takeBack(pieces, file, start);
      throw t;
    }
    long end = pieces.at;
    bytesWritten.add(end - start);
    writtenEnd = end;
    recordsAppended++;
    unwritten.clear();
    chunk = new byte[0];
    chunkStart = end;
    chunkAt = 0;
    try {
      g.extendMapping(end);
    } catch (Throwable t) {
      poisonInUnit(t);
      throw t;
    }
  }

  /** Two buffers that take turns: one is filled while the other is written. */
  @SuppressWarnings("GuardedBy") // made and used by the holder of the lock
  private final class FilePieces implements Pieces {
    private final StorageFile file;
    private long at;
    private int turn;
    private final StorageFile.@Nullable Writing[] writings = new StorageFile.Writing[2];

    FilePieces(StorageFile file, long start) {
      this.file = file;
      this.at = start;
    }

    @Override
    public ByteBuffer next() {
      await(turn);
      ByteBuffer b = throughBuffers[turn];
      if (b == null) {
        b = ByteBuffer.allocateDirect(THROUGH_BYTES);
        throughBuffers[turn] = b;
      }
      return b.clear();
    }

    @Override
    public void write(ByteBuffer piece) {
      int n = piece.flip().remaining();
      try {
        writings[turn] = file.beginWrite(at, piece);
      } catch (IOException e) {
        throw poison(Errors.io("Writing", path, e));
      }
      at += n;
      turn ^= 1;
    }

    private void await(int which) {
      StorageFile.Writing w = writings[which];
      writings[which] = null;
      if (w != null) {
        try {
          w.await();
        } catch (IOException e) {
          throw poison(Errors.io("Writing", path, e));
        }
      }
    }

    void finish() {
      try {
        await(turn);
      } finally {
        await(turn ^ 1);
      }
    }
  }

  /** Cuts off what was written of a record that is not to be. */
  private void takeBack(FilePieces pieces, StorageFile file, long start) {
    pieces.finish();
    if (poison != null) {
      return;
    }
    try {
      file.truncate(start);
    } catch (IOException e) {
      throw poison(Errors.io("Truncating", path, e));
    }
  }

  // ---- changing files

  /**
   * Goes on in another generation, whose file holds everything before {@code end}, all of it
   * durable. All locks held.
   */
  @GuardedBy("lock")
  void switchTo(Generation next, long end) {
    g = next; // before the ends: see isDurable
    unwritten.clear();
    chunk = new byte[0];
    chunkStart = end;
    chunkAt = 0;
    syncRecordAt = end;
    syncRecordSays = end;
    appendEnd = end;
    writtenEnd = end;
    durableEnd = end;
    beginPage(next);
  }

  /** Slows appending down, so that a compaction catches up. */
  void setThrottled(boolean on) {
    isThrottled = on;
  }

  void addBytesWritten(long n) {
    bytesWritten.add(n);
  }
}
