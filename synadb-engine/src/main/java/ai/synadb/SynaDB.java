/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.error.ConflictException;
import ai.synadb.error.SynaIOException;
import ai.synadb.inspect.IntegrityReport;
import ai.synadb.inspect.RepairReport;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.Payload;
import ai.synadb.internal.format.RecordEncoder;
import ai.synadb.internal.format.Utf8;
import ai.synadb.internal.log.Compactor;
import ai.synadb.internal.log.ComponentDoor;
import ai.synadb.internal.log.Environment;
import ai.synadb.internal.log.LogChanges;
import ai.synadb.internal.log.LogDatabase;
import ai.synadb.internal.log.LogReads;
import ai.synadb.internal.log.LogUpdater;
import ai.synadb.internal.log.Verifier;
import ai.synadb.internal.log.WriterProcess;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An embedded database in one append-only file: typed values under keys, with their history.
 *
 * <pre>{@code
 * try (SynaDB db = SynaDB.open(Path.of("my_data.db"))) {
 *   db.putFloat("temperature", 23.5);
 *   db.putText("name", "sensor-1");
 *   OptionalDouble latest = db.getFloat("temperature");
 *   double[] series = db.getHistoryFloats("temperature");
 * }
 * }</pre>
 *
 * <p><b>Files.</b> Beside {@code x.db} lie {@code x.db.lock}, while and after it was open for
 * writing, and {@code x.db.ckpt}, which spares an open the scan of the log and may be deleted at
 * any time. The log is that of the Rust and Python SynaDB: either opens the other's files.
 *
 * <p><b>One writer, many readers.</b> One process can have a database open for writing; opening it
 * again in the same process shares the handle. Any number of processes can read beside it with
 * {@link OpenMode#READ_ONLY}, and see what the writer has flushed.
 *
 * <p><b>Durability.</b> By default a put returns when it is in memory; what waits is written and
 * synced every 10 milliseconds and at close. A crash of the process or the machine can cost the
 * puts of the last moments: the newest first, in order, and never a part of a batch. After {@link
 * #sync}, or with {@link DbConfig.Builder#syncOnWrite}, nothing is lost. {@link #flush} hands to
 * the operating system, which survives a crash of the process; {@link #sync} puts on the disk,
 * which survives that of the machine. After a write or sync that failed, the handle acknowledges
 * nothing more and every write throws {@link SynaIOException}: close it and open again.
 *
 * <p><b>Positions.</b> The log has a clock of its own, microseconds that never run backwards. A
 * position is a moment on it: {@link #snapshot} pins one, {@link #asOf(long)} goes back to one,
 * {@link #changes} goes on from one. Positions survive compaction, as far as it keeps history.
 *
 * <p><b>Interrupts</b> never break a database: a call that is interrupted completes, and the
 * interrupt stays pending. Long work ({@link #compact}, {@link #verify}, {@link #copyTo}) gives up
 * when its thread is interrupted.
 *
 * <p>Thread safety: safe for use by multiple threads. One thread writes at a time, readers never
 * block each other or the writer.
 *
 * @since 0.1.0
 */
public final class SynaDB extends AbstractReader implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(SynaDB.class.getName());

  /** The original searches no shorter vectors. */
  private static final int ORIGINAL_MIN_DIMENSIONS = 64;

  static {
    ComponentDoor.setOpener(database -> ((SynaDB) database).log);
  }

  private final LogDatabase log;
  private final DbConfig config;
  private final LogUpdater.Style style;
  private final LogReads live;
  private final Atoms.Decoder decoder;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private SynaDB(LogDatabase log, DbConfig config) {
    this.log = log;
    this.config = config;
    this.live = log.live();
    this.decoder = new Atoms.Decoder(config.maxValueBytes());
    this.style =
        new LogUpdater.Style(
            config.enableCompression(),
            config.enableDelta() && !config.originalCompatible(),
            config.syncOnWrite());
  }

  /**
   * Opens a database for reading and writing, and creates it when it is absent.
   *
   * @throws ai.synadb.error.DatabaseLockedException if another process has it open for writing
   * @throws ai.synadb.error.InvalidDatabasePathException if the path is a directory or its parent
   *     does not exist
   * @throws ai.synadb.error.CorruptRecordException if the file is damaged in its middle: see {@link
   *     OpenMode#SALVAGE}
   * @throws ai.synadb.error.UnknownFormatException if the file is something else
   */
  public static SynaDB open(Path path) {
    return open(path, DbConfig.defaults());
  }

  /**
   * Opens a database.
   *
   * <p>When this process has it open for writing already, the handles share one log: each keeps its
   * own {@code syncOnWrite}, {@code enableCompression}, {@code enableDelta} and {@code
   * originalCompatible}; the checkpoint interval is that of the first.
   *
   * @throws ai.synadb.error.DatabaseNotFoundException if it is absent and is not to be created
   * @throws ai.synadb.error.DatabaseLockedException if another process has it open for writing
   * @throws ai.synadb.error.InvalidDatabasePathException if the path is a directory, its parent
   *     does not exist, or the file exists and was to be created
   * @throws ai.synadb.error.CorruptRecordException if the file is damaged in its middle: see {@link
   *     OpenMode#SALVAGE}
   * @throws ai.synadb.error.UnknownFormatException if the file is something else
   * @throws ai.synadb.error.FormatTooNewException if a newer version of this library wrote it
   */
  public static SynaDB open(Path path, DbConfig config) {
    return open(path, config, Environment.SYSTEM);
  }

  /**
   * Opens a database, and tells how far that is. An open reads what of the log lies behind the
   * checkpoint; where there is no checkpoint, which after a crash, a compaction or a visit of the
   * original may be, that is all of it.
   *
   * <p>The unit of progress is a byte of log. A log that is new, or that this process has open
   * already, is there at once, and the listener hears nothing.
   *
   * @throws ai.synadb.error.OperationCancelledException if the listener throws or this thread is
   *     interrupted; the file is as it was
   * @see #open(Path, DbConfig)
   */
  public static SynaDB open(Path path, DbConfig config, ProgressListener listener) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(listener, "listener");
    return new SynaDB(LogDatabase.open(path, config, Environment.SYSTEM, listener), config);
  }

  /** As {@link #open(Path, DbConfig)}, in surroundings of the caller's: for tests. */
  static SynaDB open(Path path, DbConfig config, Environment environment) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(config, "config");
    return new SynaDB(LogDatabase.open(path, config, environment), config);
  }

  /**
   * The process that has a database open for writing, by its lock, which a process that dies gives
   * back. Opens nothing and changes nothing.
   *
   * @return its id; empty if no process has it open for writing, or the file does not exist; 0 if
   *     the process has not yet written its id down
   */
  public static OptionalLong writerPid(Path path) {
    Objects.requireNonNull(path, "path");
    WriterProcess writer = LogDatabase.writer(path, Environment.SYSTEM);
    return writer == null ? OptionalLong.empty() : OptionalLong.of(writer.pid());
  }

  /**
   * When the process of {@link #writerPid} started, by its own account: what tells it from an
   * earlier one that had the same id, which the first process of a container always has.
   *
   * @return to the millisecond; empty if no process has it open for writing, or when it started is
   *     not known
   */
  public static Optional<Instant> writerStart(Path path) {
    Objects.requireNonNull(path, "path");
    WriterProcess writer = LogDatabase.writer(path, Environment.SYSTEM);
    return Optional.ofNullable(writer)
        .filter(w -> w.since() != 0)
        .map(w -> Instant.ofEpochMilli(w.since()));
  }

  void requireOpen() {
    if (isClosed.get()) {
      throw new IllegalStateException(log.path().getFileName() + " is closed");
    }
  }

  @Override
  LogReads reads() {
    requireOpen();
    return live;
  }

  @Override
  Atoms.Decoder decoder() {
    return decoder;
  }

  private LogUpdater updater() {
    requireOpen();
    return log.updater();
  }

  // ---- writing

  /**
   * Appends a value to a key's history; it is then the key's value.
   *
   * @return where the record is: its byte offset in the file, until the next compaction
   * @throws IllegalArgumentException if the key breaks a rule, or the value is larger than {@link
   *     DbConfig#maxValueBytes}
   */
  public long append(String key, Atom value) {
    byte[] k = Keys.encode(key);
    if (value instanceof Atom.Vector v) {
      requireDimensions(v.dimensions());
    }
    return put(k, Atoms.payload(value));
  }

  private long put(byte[] key, Payload value) {
    if (value.size() > config.maxValueBytes()) {
      throw tooLarge(value.size());
    }
    return updater().put(key, value, RecordEncoder.NO_EXTRA, style);
  }

  private IllegalArgumentException tooLarge(long size) {
    return new IllegalArgumentException(
        "A value has at most "
            + config.maxValueBytes()
            + " bytes, not "
            + size
            + "; larger ones can be written as a stream");
  }

  private void requireDimensions(int dimensions) {
    if (config.originalCompatible() && dimensions < ORIGINAL_MIN_DIMENSIONS) {
      throw new IllegalArgumentException(
          "With originalCompatible a vector has "
              + ORIGINAL_MIN_DIMENSIONS
              + " elements or more, not "
              + dimensions);
    }
  }

  /** Appends a number; see {@link #append}. */
  public long putFloat(String key, double value) {
    return put(Keys.encode(key), Payload.ofFloat(value));
  }

  /** Appends an integer; see {@link #append}. */
  public long putInt(String key, long value) {
    return put(Keys.encode(key), Payload.ofInt(value));
  }

  /**
   * Appends text; see {@link #append}.
   *
   * @throws IllegalArgumentException also if it holds an unpaired surrogate
   */
  public long putText(String key, String value) {
    return put(Keys.encode(key), Payload.ofText(Utf8.encode(value, "The text")));
  }

  /**
   * Appends bytes; see {@link #append}. Copies. From 4096 bytes on they begin on a 64-byte boundary
   * of the file.
   */
  public long putBytes(String key, byte[] value) {
    Objects.requireNonNull(value, "value");
    return put(Keys.encode(key), Payload.ofBytes(value));
  }

  /**
   * Appends the buffer's remaining bytes; see {@link #putBytes(String, byte[])}. Its position stays
   * where it is.
   */
  public long putBytes(String key, ByteBuffer value) {
    return put(Keys.encode(key), Payload.ofBytes(value.duplicate()));
  }

  /**
   * Appends bytes from a stream, of any length: what is longer than 8 MiB is stored in parts, and
   * memory for one part is all that is needed. The value shows when the last byte is stored.
   *
   * @param length how many bytes to take from the stream
   * @throws EOFException if the stream ends before; the key then keeps the value that it had
   * @throws IOException if reading the stream fails; likewise
   */
  public void putBytes(String key, InputStream in, long length) throws IOException {
    byte[] k = Keys.encode(key);
    if (length < 0) {
      throw new IllegalArgumentException("A length is 0 or more, not " + length);
    }
    updater().parts().put(k, in, length, style);
  }

  /**
   * Appends all bytes of a stream, however many; see {@link #putBytes(String, InputStream, long)}.
   *
   * @throws IOException if reading the stream fails; the key then keeps the value that it had
   */
  public void putBytes(String key, InputStream in) throws IOException {
    Keys.encode(key);
    try (StagedBytes bytes = stageBytes(in)) {
      write(new WriteBatch().putBytes(key, bytes));
    }
  }

  /**
   * Stores all bytes of a stream under no key yet, for a batch that gives them one. What is longer
   * than 8 MiB is stored in parts; with {@link DbConfig#originalCompatible} it is one record up to
   * {@link DbConfig#maxValueBytes}, and in memory until it is written.
   *
   * @throws IOException if reading the stream fails; nothing is then kept
   */
  public StagedBytes stageBytes(InputStream in) throws IOException {
    Objects.requireNonNull(in, "in");
    int whole = config.originalCompatible() ? config.maxValueBytes() : 0;
    return new StagedBytes(log, updater().parts().stage(in, whole));
  }

  /**
   * Appends bytes as one record, uncompressed, without having all of them in memory if they are
   * many: pieces of 64 KiB and one of what is left are asked for, and from 1 MiB on written as they
   * come. From 4096 bytes on they begin on a 64-byte boundary of the file, so that {@link
   * #mapBytes} gives one buffer. From 1 MiB on other writes, syncs, also those of every 10
   * milliseconds, and snapshots wait meanwhile; what is long in coming is better written with
   * {@link #putBytes(String, InputStream, long)}.
   *
   * @param length 0 to {@link DbConfig#maxValueBytes}
   * @return as {@link #append}
   * @throws IOException if the source throws it; the key then keeps the value that it had
   * @throws IllegalStateException if the source did not fill its buffer; likewise
   */
  public long putBytes(String key, long length, BytesSource source) throws IOException {
    byte[] k = Keys.encode(key);
    Objects.requireNonNull(source, "source");
    if (length < 0) {
      throw new IllegalArgumentException("A length is 0 or more, not " + length);
    }
    if (length > config.maxValueBytes()) {
      throw tooLarge(length);
    }
    return updater().putFrom(k, (int) length, pieces(source), style);
  }

  private static LogUpdater.PieceSource pieces(BytesSource source) {
    return new LogUpdater.PieceSource() {
      @Override
      public void read(ByteBuffer target) throws IOException {
        source.read(target);
      }

      @Override
      public void checksum(int crc32c) {
        source.checksum(crc32c);
      }
    };
  }

  /**
   * Appends a vector; see {@link #append}. Copies.
   *
   * @throws IllegalArgumentException also unless it has 1 to {@value Atom#MAX_VECTOR_DIMENSIONS}
   *     elements
   */
  public long putVector(String key, float[] value) {
    if (value.length < 1 || value.length > Atom.MAX_VECTOR_DIMENSIONS) {
      throw new IllegalArgumentException(
          "A vector has 1 to " + Atom.MAX_VECTOR_DIMENSIONS + " elements, not " + value.length);
    }
    requireDimensions(value.length);
    return put(Keys.encode(key), Payload.ofVector(value));
  }

  /**
   * Appends numbers to a key's history, oldest first, all at one position: all are there or none.
   * From 16 numbers on they are packed, unless {@link DbConfig#enableDelta} is off. An empty array
   * writes nothing.
   */
  public void putFloats(String key, double[] values) {
    updater().putNumbers(Keys.encode(key), LogUpdater.Numbers.floats(null, null, values), style);
  }

  /**
   * As {@link #putFloats(String, double[])}, with a step and a time for each number.
   *
   * @param steps such as training steps
   * @param times the caller's own times, in microseconds since 1970
   * @throws IllegalArgumentException also unless all arrays have one length
   */
  public void putFloats(String key, long[] steps, long[] times, double[] values) {
    requireSameLength(steps, times, values);
    updater().putNumbers(Keys.encode(key), LogUpdater.Numbers.floats(steps, times, values), style);
  }

  static void requireSameLength(long[] steps, long[] times, double[] values) {
    if (steps.length != values.length || times.length != values.length) {
      throw new IllegalArgumentException(
          "Steps, times and values are of one length, not "
              + steps.length
              + ", "
              + times.length
              + " and "
              + values.length);
    }
  }

  /** Appends integers to a key's history; see {@link #putFloats(String, double[])}. */
  public void putInts(String key, long[] values) {
    updater().putNumbers(Keys.encode(key), LogUpdater.Numbers.ints(values), style);
  }

  /**
   * Writes a batch: all of it is there or nothing, after a crash too, and all at one position.
   *
   * @return the position
   * @throws ConflictException if something that the batch expects is not so; nothing is then
   *     written
   * @throws IllegalArgumentException if a value in it is larger than {@link
   *     DbConfig#maxValueBytes}, or staged in another database; nothing is then written
   */
  public long write(WriteBatch batch) {
    if (batch.largestValue() > config.maxValueBytes()) {
      throw tooLarge(batch.largestValue());
    }
    if (batch.smallestVector() != Integer.MAX_VALUE) {
      requireDimensions(batch.smallestVector());
    }
    LogUpdater.Guard guard =
        batch.expectations().isEmpty() && batch.staged().isEmpty()
            ? LogUpdater.Guard.NONE
            : () -> requireAll(batch);
    long position = updater().write(batch.operations(), guard, style);
    batch.afterwards().forEach(action -> action.accept(position));
    return position;
  }

  private void requireAll(WriteBatch batch) {
    batch.staged().forEach(s -> s.requireUsable(log)); // what is closed may be gone by now
    for (WriteBatch.Expectation e : batch.expectations()) {
      requireMet(e);
    }
  }

  private void requireMet(WriteBatch.Expectation e) {
    byte[] key = Keys.encode(e.key());
    if (e.value() != null) {
      Boolean same = live.get(key, new Atoms.Comparison(e.value(), decoder));
      if (same == null || !same) {
        throw conflict(e.key(), same == null ? "has no value" : "has another value");
      }
    } else if (e.ref() != null) {
      RecordRef ref = live.ref(key);
      if (!e.ref().equals(ref)) {
        throw conflict(e.key(), ref == null ? "has no value" : "has a newer record");
      }
    } else if (live.exists(key)) {
      throw conflict(e.key(), "has a value");
    }
  }

  private static ConflictException conflict(String key, String what) {
    return new ConflictException(
        "The key "
            + SynaException.quoted(key)
            + " "
            + what
            + ", other than the batch expects; nothing was written",
        key);
  }

  /**
   * Deletes a key: it has no value any more, and its history stays until a compaction drops it.
   *
   * @return whether it had a value; if not, nothing is written, and nothing waited for: a delete by
   *     another thread may still be on its way to the disk, with {@code syncOnWrite} too
   */
  public boolean delete(String key) {
    return updater().delete(Keys.encode(key), style);
  }

  /**
   * Hands everything written so far to the operating system: other processes see it, and a crash of
   * this one cannot lose it. Nothing to do on a database that is open for reading only.
   */
  public void flush() {
    requireOpen();
    log.flush();
  }

  /** Puts everything written so far on the disk: a crash of the machine cannot lose it. */
  public void sync() {
    requireOpen();
    log.sync();
  }

  /** Writes the checkpoint now: for tests and for tools. */
  void checkpoint() {
    requireOpen();
    log.checkpoint();
  }

  // ---- time

  /** The state as it is now, which stays as it is. */
  public Snapshot snapshot() {
    requireOpen();
    return new Snapshot(this, log.snapshot());
  }

  /**
   * The state as it was at a position: everything written up to it and nothing after.
   *
   * @throws ai.synadb.error.PositionTooOldException if a compaction dropped what is needed for it
   */
  public Snapshot asOf(long position) {
    requireOpen();
    return new Snapshot(this, log.snapshot().at(position));
  }

  /** The state as it was at a time, by the log's clock; see {@link #asOf(long)}. */
  public Snapshot asOf(Instant time) {
    return asOf(Positions.of(time));
  }

  /**
   * All writes behind a position, and on as they come. Position 0 begins with the oldest.
   *
   * @throws ai.synadb.error.PositionTooOldException if a compaction dropped some of them
   */
  public Changes changes(long fromPosition) {
    requireOpen();
    return new Changes(this, LogChanges.open(log, fromPosition), decoder);
  }

  /**
   * Has a listener hear of every write from now on, whichever handle of this process makes it.
   *
   * @return closing it ends that
   */
  public AutoCloseable onCommit(CommitListener listener) {
    Objects.requireNonNull(listener, "listener");
    LogUpdater.CommitObserver observer = (position, entries) -> tell(listener, position, entries);
    updater().addObserver(observer);
    return () -> log.removeObserver(observer);
  }

  private static void tell(
      CommitListener listener, long position, List<LogUpdater.Committed> committed) {
    List<CommitListener.Entry> entries = new ArrayList<>(committed.size());
    for (LogUpdater.Committed c : committed) {
      entries.add(
          new CommitListener.Entry(
              Keys.decode(c.key(), c.key().length),
              AtomType.ofTag(c.tag()),
              c.isDelete(),
              new RecordRef(c.generation(), c.offset(), position)));
    }
    try {
      listener.onCommit(new CommitListener.Commit(position, entries));
    } catch (RuntimeException e) {
      // The write is done; the one who made it is not to blame.
      LOGGER.log(System.Logger.Level.WARNING, "A commit listener threw", e);
    }
  }

  // ---- upkeep

  /**
   * Compacts by {@link DbConfig#historyRetention}; see {@link #compact(CompactionPolicy,
   * ProgressListener)}.
   */
  public CompactionReport compact(ProgressListener progress) {
    return compact(config.historyRetention(), progress);
  }

  /**
   * Writes what a policy keeps into a new file, packs numeric histories, and puts it in the place
   * of the old one. Reads and writes go on meanwhile; at the end writers wait for a moment. A crash
   * at any time leaves either the old file or the new one, whole.
   *
   * @throws ai.synadb.error.DiskFullException if there is no room for the new file; found out
   *     before anything is written
   * @throws ai.synadb.error.OperationCancelledException if the listener threw or the thread was
   *     interrupted; nothing has changed then
   */
  public CompactionReport compact(CompactionPolicy policy, ProgressListener progress) {
    requireOpen();
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(progress, "progress");
    return Compactor.compact(log, policy, style.pack(), style.compress(), progress);
  }

  /** What {@link #compact(CompactionPolicy, ProgressListener)} would do, without doing it. */
  public CompactionReport planCompaction(CompactionPolicy policy, ProgressListener progress) {
    requireOpen();
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(progress, "progress");
    return Compactor.plan(log, policy, style.pack(), progress);
  }

  /**
   * Reads the whole file and checks everything that can be checked: checksums, links, packed
   * histories, parts.
   *
   * @throws ai.synadb.error.OperationCancelledException if the listener threw or the thread was
   *     interrupted
   */
  public IntegrityReport verify(ProgressListener progress) {
    requireOpen();
    Objects.requireNonNull(progress, "progress");
    return Verifier.verify(log, progress);
  }

  /**
   * Writes what is intact of a damaged database into a new file. The damaged one stays as it is.
   *
   * @throws ai.synadb.error.InvalidDatabasePathException if the target exists
   */
  public static RepairReport repair(Path damaged, Path target, ProgressListener progress) {
    Objects.requireNonNull(progress, "progress");
    return Verifier.repair(damaged, target, progress, Environment.SYSTEM);
  }

  /**
   * Copies the database as it is now into a new file, while it is in use.
   *
   * @throws ai.synadb.error.InvalidDatabasePathException if the target exists
   */
  public void copyTo(Path target, ProgressListener progress) {
    requireOpen();
    Objects.requireNonNull(progress, "progress");
    Verifier.copy(log, target, progress);
  }

  /** What this database is. */
  public DatabaseInfo info() {
    requireOpen();
    LogDatabase.Facts f = log.facts();
    FormatRecord format = f.format();
    return new DatabaseInfo(
        log.path(),
        config.mode(),
        format == null ? Optional.empty() : Optional.of(format.uuid()),
        format == null ? 0 : format.generation(),
        format == null ? 0 : format.version(),
        f.end(),
        f.keys(),
        f.deletedKeys(),
        format == null ? 0 : format.oldestPosition(),
        f.lastPosition(),
        f.skippedBytes());
  }

  /**
   * What was wrong with the file when it was opened and did not hinder; in salvage, all that is
   * damaged.
   */
  public List<IntegrityReport.Problem> openProblems() {
    requireOpen();
    return log.problems().stream()
        .map(p -> new IntegrityReport.Problem(p.offset(), p.length(), p.what()))
        .toList();
  }

  /** What it did since it was opened in this process. */
  public DatabaseStats stats() {
    requireOpen();
    LogDatabase.Numbers n = log.numbers();
    return new DatabaseStats(
        n.recordsAppended(),
        n.bytesAppended(),
        n.bytesWritten(),
        n.syncs(),
        n.checkpoints(),
        n.scannedBytes(),
        n.heapBytes(),
        n.mappedBytes(),
        n.leases());
  }

  /** The file. */
  public Path path() {
    return log.path();
  }

  /** The settings of this handle. */
  public DbConfig config() {
    return config;
  }

  /** Whether {@link #close} was called on this handle. */
  public boolean isClosed() {
    return isClosed.get();
  }

  /**
   * Puts everything on the disk and closes; idempotent. The log is closed with the last handle of
   * this process.
   *
   * @throws SynaIOException if that failed; the handle is closed all the same
   */
  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      log.release();
    }
  }
}
