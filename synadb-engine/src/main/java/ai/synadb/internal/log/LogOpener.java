/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.ProgressListener;
import ai.synadb.error.DatabaseLockedException;
import ai.synadb.error.DatabaseNotFoundException;
import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.InvalidDatabasePathException;
import ai.synadb.error.UnknownFormatException;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.Payload;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordEncoder;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.SyncRecord;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Opens a log: lock, checkpoint, scan of what lies behind it, cut of a torn tail.
 *
 * <p>A new file is made under another name and renamed when it is whole and synced, so a log never
 * begins with half a format record, and a file that does not begin with a record is somebody else's
 * and is left alone.
 */
final class LogOpener {
  private static final System.Logger LOGGER = System.getLogger(LogOpener.class.getName());

  private static final int LOCK_TRIES = 3;
  private static final long LOCK_PAUSE_NANOS = 1_000_000;

  final Path path;
  final DbConfig config;
  final Environment environment;
  final RandomIds ids;
  private final Storage storage;
  private final OpenMode mode;
  private final @Nullable ProgressListener listener;

  Generation generation;
  List<FileProblem> problems = List.of();
  Storage.@Nullable Lock lock;
  @Nullable LockPage page;
  long checkpointOffset;
  long checkpointBytes;
  long scannedBytes;
  private long cutBytes;
  private boolean isNew;
  long durableEnd;

  @SuppressWarnings("NullAway") // generation is set before anybody else sees this
  private LogOpener(
      Path path, DbConfig config, Environment environment, @Nullable ProgressListener listener) {
    this.listener = listener;
    this.path = path;
    this.config = config;
    this.environment = environment;
    this.ids = new RandomIds(environment.seed());
    this.storage = environment.storage();
    this.mode = config.mode();
  }

  boolean isWriter() {
    return mode == OpenMode.READ_WRITE || mode == OpenMode.CREATE_NEW;
  }

  static LogDatabase open(
      Path given, DbConfig config, Environment environment, @Nullable ProgressListener listener) {
    Storage storage = environment.storage();
    Path path;
    try {
      path = storage.canonical(given);
      checkPath(storage, path, config.mode());
    } catch (IOException e) {
      throw Errors.io("Looking at", given, e);
    }
    LogOpener opener = new LogOpener(path, config, environment, listener);
    if (!opener.isWriter()) {
      return opener.openHere();
    }
    if (storage != Environment.SYSTEM.storage()) {
      return opener.openHere(); // a simulated disk is a world of its own
    }
    if (config.mode() == OpenMode.CREATE_NEW && WriterRegistry.isOpenHere(path)) {
      throw new InvalidDatabasePathException("A database exists at " + path, null, path);
    }
    LogDatabase shared;
    try {
      shared = WriterRegistry.share(path, opener::openHere);
    } catch (IOException e) {
      throw Errors.io("Opening", path, e);
    }
    if (shared == null) {
      throw new DatabaseLockedException(
          path.getFileName()
              + " is open for writing in this JVM, through classes of another class loader, which cannot share it",
          null,
          path);
    }
    return shared;
  }

  private static void checkPath(Storage storage, Path path, OpenMode mode) throws IOException {
    if (path.getFileName() == null) {
      throw new InvalidDatabasePathException("A root cannot be a database: " + path, null, path);
    }
    switch (storage.kind(path)) {
      case DIRECTORY:
        throw new InvalidDatabasePathException(
            path + " is a directory; a database is a file", null, path);
      case OTHER:
        throw new InvalidDatabasePathException(path + " is not a regular file", null, path);
      case FILE:
        if (mode == OpenMode.CREATE_NEW) {
          throw new InvalidDatabasePathException("A file exists at " + path, null, path);
        }
        return;
      case ABSENT:
        if (mode == OpenMode.READ_ONLY || mode == OpenMode.SALVAGE) {
          throw new DatabaseNotFoundException("There is no database at " + path, path);
        }
        Path parent = Checkpoint.parentOf(path);
        if (storage.kind(parent) != Storage.Kind.DIRECTORY) {
          throw new InvalidDatabasePathException(
              "The directory " + parent + " does not exist", null, path);
        }
        return;
    }
    throw new AssertionError(mode);
  }

  private LogDatabase openHere() {
    boolean done = false;
    StorageFile file = null;
    try {
      if (isWriter()) {
        takeLock();
        deleteLeftovers();
        if (storage.kind(path) == Storage.Kind.ABSENT) {
          create();
          isNew = true;
        } else {
          // Its name may not be on the disk yet: whoever made it, or compacted into it, may have
          // been killed.
          storage.syncDirectory(Checkpoint.parentOf(path));
        }
      } else {
        lookAtPage();
      }
      file = storage.open(path, isWriter() ? Storage.Access.READ_WRITE : Storage.Access.READ);
      Events.Recovery event = new Events.Recovery();
      event.begin();
      load(file);
      event.file = path.toString();
      event.scannedBytes = scannedBytes;
      event.cutBytes = cutBytes;
      event.skippedRanges = problems.size();
      event.commit();
      LogDatabase database = new LogDatabase(this);
      done = true;
      database.start();
      logProblems();
      return database;
    } catch (NoSuchFileException e) {
      throw new DatabaseNotFoundException("There is no database at " + path, path);
    } catch (IOException e) {
      throw Errors.io("Opening", path, e);
    } finally {
      if (!done) {
        closeQuietly(file, lock);
      }
    }
  }

  private static void closeQuietly(@Nullable AutoCloseable... all) {
    for (AutoCloseable c : all) {
      if (c != null) {
        try {
          c.close();
        } catch (Exception e) {
          LOGGER.log(System.Logger.Level.WARNING, "Closing after a failed open", e);
        }
      }
    }
  }

  static Path lockPathOf(Path log) {
    return log.resolveSibling(log.getFileName() + ".lock");
  }

  private void takeLock() throws IOException {
    Path lockPath = lockPathOf(path);
    Storage.Lock l = storage.tryLock(lockPath);
    for (int i = 0; l == null && i < LOCK_TRIES; i++) {
      // It may be held for a moment by somebody who only looks whether it is held.
      LockSupport.parkNanos(LOCK_PAUSE_NANOS);
      l = storage.tryLock(lockPath);
    }
    if (l == null) {
      ByteBuffer b = storage.mapLockPage(lockPath, LockPage.BYTES);
      long pid = b == null ? 0 : new LockPage(b).pid();
      throw new DatabaseLockedException(
          path.getFileName()
              + " is open for writing in another process"
              + (pid == 0 ? "" : " (pid " + pid + ")")
              + "; one process can write, others can open it with OpenMode.READ_ONLY",
          null,
          path);
    }
    lock = l;
    page = new LockPage(l.page(LockPage.BYTES));
    page.setPid(ProcessHandle.current().pid()); // not that of who had it before
  }

  /** The process that has a database open for writing; null if none has. */
  static @Nullable WriterProcess writer(Path path, Environment environment) throws IOException {
    Storage storage = environment.storage();
    Path canonical = storage.canonical(path);
    // This one also if another class loader has it.
    AtomicReference<@Nullable WriterProcess> process = new AtomicReference<>(WriterProcess.SELF);
    WriterRegistry.look(
        canonical,
        writer -> {},
        () -> {
          Path lockPath = lockPathOf(canonical);
          if (!storage.isLocked(lockPath)) {
            process.set(null);
            return;
          }
          ByteBuffer b = storage.mapLockPage(lockPath, LockPage.BYTES);
          process.set(b == null ? new WriterProcess(0, 0) : new LockPage(b).process());
        });
    return process.get();
  }

  private void lookAtPage() throws IOException {
    Path lockPath = lockPathOf(path);
    // If this JVM has it open for writing, opening the lock file here would free the lock.
    if (isRealDisk()) {
      WriterRegistry.look(
          path,
          writer -> page = writer.page(),
          () -> usePage(storage.mapLockPage(lockPath, LockPage.BYTES)));
    } else {
      usePage(storage.mapLockPage(lockPath, LockPage.BYTES));
    }
  }

  private void usePage(@Nullable ByteBuffer b) {
    if (b != null) {
      page = new LockPage(b);
    }
  }

  private boolean isRealDisk() {
    return storage == Environment.SYSTEM.storage();
  }

  /** What a crash in the middle of other work left: none of it is of any use. */
  private void deleteLeftovers() throws IOException {
    storage.delete(Checkpoint.temporaryOf(path));
    storage.delete(Compactor.temporaryOf(path));
    storage.delete(newPathOf(path));
  }

  private static Path newPathOf(Path log) {
    return log.resolveSibling(log.getFileName() + ".new");
  }

  /** Makes a log with a format record and nothing else. */
  private void create() throws IOException {
    Path temporary = newPathOf(path);
    FormatRecord format =
        new FormatRecord(RecordFormat.VERSION, ids.uuid(), 0, 0, 0, FormatRecord.FEATURES);
    byte[] record = formatRecord(format, environment.clock().micros());
    try (StorageFile f = storage.open(temporary, Storage.Access.CREATE_NEW)) {
      f.write(0, record, 0, record.length);
      f.sync();
    }
    storage.rename(temporary, path);
    storage.syncDirectory(Checkpoint.parentOf(path));
  }

  /** The format record at the start of a file. */
  static byte[] formatRecord(FormatRecord format, long now) {
    byte[] payload = format.encode();
    byte[] key = RecordFormat.formatKey();
    int flags = RecordFormat.CHECKED | RecordFormat.TOMBSTONE;
    byte[] record =
        new byte[(int) RecordEncoder.length(key.length, Payload.NULL, payload.length, flags)];
    long timestamp = Math.max(0, Math.min(now, LogClock.MAX_TIMESTAMP));
    new RecordEncoder().encode(record, 0, 0, 0, timestamp, key, flags, Payload.NULL, payload, 0);
    return record;
  }

  private void load(StorageFile file) throws IOException {
    Map<Long, Long> skips = new HashMap<>();
    while (true) {
      try {
        load(file, skips);
        return;
      } catch (LogScanner.Swallowed s) {
        skips.put(s.torn, s.first); // once for each: the scan goes round such a place
      }
    }
  }

  private void load(StorageFile file, Map<Long, Long> skips) throws IOException {
    long length = file.length();
    long limit = length;
    CheckpointReader.Loaded loaded =
        mode == OpenMode.SALVAGE ? null : CheckpointReader.read(storage, path, file, length);
    if (loaded != null) {
      generation = loaded.generation();
      checkpointOffset = loaded.offset();
      checkpointBytes = loaded.bytes();
      durableEnd = loaded.offset();
    } else {
      generation = new Generation(path, file, new KeyDirectory(ids.next()), null);
    }
    if (mode == OpenMode.SALVAGE) {
      generation.setSalvage();
    }
    long from = generation.end();
    LogScanner.Mode scanMode =
        mode == OpenMode.SALVAGE ? LogScanner.Mode.SALVAGE : LogScanner.Mode.RECOVER;
    if (mode == OpenMode.READ_ONLY && isBesideWriter()) {
      scanMode = LogScanner.Mode.FOLLOW;
    }
    durableEnd = Math.max(durableEnd, knownDurableEnd(file, length));
    boolean mayReadAhead =
        environment.background() && Runtime.getRuntime().availableProcessors() > 1;
    LogScanner scanner = new LogScanner(generation, scanMode, limit, durableEnd, mayReadAhead);
    scanner.setSkips(skips);
    ProgressMeter meter =
        listener == null || isNew ? null : new ProgressMeter(listener, "open", limit - from);
    if (meter != null) {
      scanner.setProgress(settled -> meter.at(settled - from));
    }
    long tail = scanner.scan();
    if (meter != null) {
      meter.finish();
    }
    scannedBytes = limit - from;
    problems = List.copyOf(scanner.problems());
    requireLog(scanner, length, tail);
    if (generation.end() > generation.view().mappedEnd()) {
      generation.extendMapping(generation.end());
    }
    if (isWriter()) {
      if (scanner.reservedFlagAt() >= 0) {
        throw new FormatTooNewException(
            path.getFileName()
                + " has a record with the reserved flag bit 0x08 at 0x"
                + Long.toHexString(scanner.reservedFlagAt())
                + ", which this library does not know; it can be opened with OpenMode.READ_ONLY",
            path,
            scanner.reservedFlagAt(),
            null);
      }
      if (tail > 0) {
        cut(file, tail);
        cutBytes = tail;
      }
      makeDurable(file, Math.max(durableEnd, scanner.durableSeen()));
    }
  }

  private boolean isBesideWriter() {
    LockPage p = page;
    return (storage == Environment.SYSTEM.storage() && WriterRegistry.isOpenHere(path))
        || (p != null && p.isOpen());
  }

  /**
   * How far page and checkpoint say that the log is durable, if they speak of this file. If its
   * first record is damaged nobody can tell, and they are believed; in salvage the UUID that they
   * name is tried.
   */
  private long knownDurableEnd(StorageFile file, long length) throws IOException {
    FormatRecord format = generation.format();
    boolean isDamaged = false;
    if (format == null && length > 0) {
      RecordBuffer r = new RecordBuffer();
      isDamaged = r.load(LogView.of(file), 0, length, 0) != RecordBuffer.OK;
      if (!isDamaged && r.isKey(RecordFormat.formatKey()) && r.has(RecordFormat.CHECKED)) {
        format = decode(r);
      }
    }
    long end = 0;
    LockPage p = page;
    if (p != null
        && (isDamaged
            ? p.isPage()
            : format != null && p.isOf(format.uuid(), format.generation()))) {
      end = p.durableEnd();
      adopt(isDamaged, p.uuid(), p.generation());
    }
    CheckpointReader.Hint hint = CheckpointReader.hint(storage, path);
    if (hint != null
        && (isDamaged
            || (format != null
                && hint.uuid().equals(format.uuid())
                && hint.generation() == format.generation()))) {
      end = Math.max(end, hint.offset());
      adopt(isDamaged, hint.uuid(), hint.generation());
    }
    if (isDamaged && mode == OpenMode.SALVAGE && generation.format() == null) {
      SyncRecord s = new Resync(LogView.of(file), length).findIdentity();
      if (s != null) {
        adopt(true, s.uuid(), s.generation());
      }
    }
    return Math.max(0, end);
  }

  private void adopt(boolean isDamaged, UUID uuid, long number) {
    if (isDamaged && mode == OpenMode.SALVAGE && generation.format() == null) {
      generation.bind(
          0, new FormatRecord(RecordFormat.VERSION, uuid, number, 0, 0, FormatRecord.FEATURES));
    }
  }

  private static @Nullable FormatRecord decode(RecordBuffer r) {
    try {
      return FormatRecord.decode(r.value(), r.extraAt(), r.extraLength());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Refuses a file in which nothing is a record and which is not the torn start of one either. */
  private void requireLog(LogScanner scanner, long length, long tail) throws IOException {
    if (scanner.records() > 0 || length == 0 || tail < length || checkpointOffset > 0) {
      return;
    }
    if (mode == OpenMode.SALVAGE) {
      return; // it shows what is there: nothing
    }
    byte[] b = new byte[(int) Math.min(1 << 16, length)];
    generation.file().read(0, b, 0, b.length);
    boolean allZero = true;
    for (byte x : b) {
      allZero &= x == 0;
    }
    if (allZero) {
      return;
    }
    if (new String(b, 0, Math.min(64, b.length), StandardCharsets.ISO_8859_1)
        .contains(RecordFormat.RESERVED_PREFIX)) {
      throw generation.corrupt(0, "the record that opens the file is not readable", null);
    }
    // Cutting everything is right for one case only: the original's first record, torn.
    boolean isTorn =
        b.length >= 8
            && isPlausibleTime(RecordFormat.getLong(b, 0))
            && (b.length < RecordFormat.HEADER_BYTES || isTornRecord(b, length));
    if (!isTorn) {
      throw new UnknownFormatException(
          path.getFileName() + " is not a database: it does not begin with a record",
          path,
          0,
          null);
    }
  }

  private static boolean isTornRecord(byte[] b, long length) {
    int flags = b[RecordFormat.FLAGS_AT] & 0xff;
    return RecordBuffer.headerDamage(
                RecordFormat.getUnsignedShort(b, RecordFormat.KEY_LENGTH_AT),
                RecordFormat.getInt(b, RecordFormat.VALUE_LENGTH_AT),
                flags)
            == null
        && (flags & RecordFormat.CHECKED) == 0
        && RecordBuffer.lengthAt(b, 0) > length;
  }

  private static boolean isPlausibleTime(long t) {
    return t >= RecordFormat.PLAUSIBLE_TIME_MIN && t <= RecordFormat.PLAUSIBLE_TIME_MAX;
  }

  /**
   * Cuts a tail that belongs to nothing, and makes the cut durable before anything is written in
   * its place.
   */
  private void cut(StorageFile file, long tail) throws IOException {
    LOGGER.log(
        System.Logger.Level.WARNING,
        () ->
            path.getFileName()
                + ": cut "
                + tail
                + " bytes behind 0x"
                + Long.toHexString(generation.end())
                + " that a crash had left unfinished");
    file.truncate(generation.end());
    file.sync();
  }

  /**
   * Puts the tail that nobody vouches for on the disk. A sync alone would not do: after a failed
   * one, kernels take pages that they could not write for clean. So the tail is written again, as
   * it is.
   */
  private void makeDurable(StorageFile file, long from) throws IOException {
    long end = generation.end();
    if (generation.format() != null && from < end) {
      byte[] piece = new byte[(int) Math.min(1 << 18, end - from)];
      for (long at = from; at < end; ) {
        int n = (int) Math.min(piece.length, end - at);
        generation.view().read(at, piece, 0, n);
        file.write(at, piece, 0, n);
        at += n;
      }
      file.sync();
      from = end;
    }
    durableEnd = Math.min(from, end);
  }

  private void logProblems() {
    if (!problems.isEmpty()) {
      FileProblem p = problems.get(0);
      LOGGER.log(
          System.Logger.Level.WARNING,
          () ->
              path.getFileName()
                  + ": skipped "
                  + problems.size()
                  + " ranges that belong to no record, the first of "
                  + p.length()
                  + " bytes at 0x"
                  + Long.toHexString(p.offset())
                  + ": "
                  + p.what());
    }
  }
}
