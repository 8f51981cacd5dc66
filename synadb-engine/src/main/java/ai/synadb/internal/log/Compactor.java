/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.CompactionPolicy;
import ai.synadb.CompactionReport;
import ai.synadb.ProgressListener;
import ai.synadb.error.DiskFullException;
import ai.synadb.error.SynaIOException;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.PartsDescriptor;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/**
 * Compaction: writes what a policy keeps into a new file and puts it in the place of the old one,
 * while the database is in use.
 *
 * <ol>
 *   <li><b>Copying.</b> {@link Rewrite} copies what the log held at the start.
 *   <li><b>Catching up.</b> What was appended meanwhile is copied record by record, in three
 *       rounds, then with the writer slowed down until little is left.
 *   <li><b>The switch.</b> Under all locks the rest is copied, the new file is synced and renamed
 *       over the old one, the directory is synced, and the writer goes on in the new file.
 * </ol>
 *
 * <p>Old snapshots, leases and readers keep the old file. A crash leaves the old file, or the new
 * one.
 */
public final class Compactor {
  private static final System.Logger LOGGER = System.getLogger(Compactor.class.getName());
  private static final int FREE_ROUNDS = 3;
  private static final int MAX_ROUNDS = 1000;

  /** What may be left for the switch, in bytes: a few milliseconds of copying. */
  private static final long SMALL_REST = 1 << 20;

  private final LogDatabase database;
  private final LogWriter writer;
  private final Storage storage;
  private final Path path;
  private final Generation old;
  private final Rewrite.Style style;

  private Compactor(LogDatabase database, Rewrite.Style style) {
    this.database = database;
    this.writer = database.writer();
    this.storage = database.environment().storage();
    this.path = database.path();
    this.old = writer.generation();
    this.style = style;
  }

  static Path temporaryOf(Path log) {
    return log.resolveSibling(log.getFileName() + ".compact");
  }

  /** Compacts. */
  public static CompactionReport compact(
      LogDatabase database,
      CompactionPolicy policy,
      boolean pack,
      boolean compress,
      ProgressListener progress) {
    LogWriter w = database.writer();
    database.checkOpen();
    database.maintenance.lock();
    try {
      w.flush();
      return new Compactor(database, new Rewrite.Style(policy, pack, compress)).run(progress);
    } catch (IOException e) {
      throw Errors.io("Compacting", database.path(), e);
    } finally {
      w.setThrottled(false);
      database.maintenance.unlock();
    }
  }

  /** Finds out what a compaction would do. */
  public static CompactionReport plan(
      LogDatabase database, CompactionPolicy policy, boolean pack, ProgressListener progress) {
    database.writer();
    database.checkOpen();
    database.maintenance.lock();
    try {
      return new Compactor(database, new Rewrite.Style(policy, pack, false)).plan(progress);
    } finally {
      database.maintenance.unlock();
    }
  }

  /** The log at the start of a compaction. */
  private record Start(long end, long position, long keys) {}

  private Start start() {
    writer.lock.lock();
    try {
      return new Start(
          writer.appendEnd(),
          writer.handOutPosition(),
          old.directory().keys() - old.reservedKeys());
    } finally {
      writer.lock.unlock();
    }
  }

  private long oldestPosition(long position) {
    CompactionPolicy policy = style.policy();
    switch (policy.kind()) {
      case KEEP_ALL:
        return old.oldestPosition();
      case KEEP_SINCE:
        return Math.max(old.oldestPosition(), Math.min(policy.bound(), position));
      case KEEP_LAST:
      case LATEST_ONLY:
        return position;
    }
    throw new AssertionError(policy);
  }

  // ---- planning

  /** Counts what would be written, roughly and never too little. */
  private static final class Counting implements KeptHistory.Sink {
    private static final int AROUND = 128; // links, checksums, padding, extensions of a record

    private final Generation g;
    private final KeptHistory kept;
    private long bytes = 512;
    private long records;

    Counting(Generation g, KeptHistory kept) {
      this.g = g;
      this.kept = kept;
    }

    @Override
    public void record(byte[] key, RecordBuffer r, long timestamp) {
      records++;
      bytes += r.length() + AROUND;
      if (r.isInParts()) {
        PartsDescriptor d = Rewrite.descriptor(g, r);
        bytes += d.totalBytes() + (long) AROUND * 2 * d.parts();
      }
    }

    @Override
    public void run(byte[] key, NumberRun run) {
      records += run.count();
      long one = (long) RecordFormat.HEADER_BYTES + key.length + AROUND / 2;
      bytes += kept.packs(run) ? 2 * one + run.pack().length : one * run.count();
    }
  }

  private CompactionReport plan(ProgressListener progress) {
    Start start = start();
    ProgressMeter meter = new ProgressMeter(progress, "plan compaction", start.end());
    KeptHistory kept = new KeptHistory(old, style.policy(), start.end(), style.pack());
    Counting counting = new Counting(old, kept);
    long recordsBefore = 0;
    long keysAfter = 0;
    LogCursor cursor = new LogCursor(old, 0, start.end());
    while (cursor.next()) {
      RecordBuffer r = cursor.record();
      meter.at(r.offset());
      if (r.isReserved()) {
        continue;
      }
      recordsBefore += Rewrite.valuesOf(old, r);
      byte[] key = Rewrite.oldestOf(kept, r);
      if (key != null && !kept.isEmpty()) {
        kept.emit(key, counting);
        keysAfter++;
      }
    }
    meter.finish();
    return new CompactionReport(
        true,
        start.end(),
        Math.min(start.end(), counting.bytes),
        recordsBefore,
        counting.records,
        start.keys(),
        keysAfter,
        oldestPosition(start.position()),
        Duration.ZERO,
        meter.elapsed());
  }

  private void requireSpace(long needed) throws IOException {
    long usable = storage.usableSpace(Checkpoint.parentOf(path));
    if (usable >= needed) {
      return;
    }
    // The old size is an upper bound; find the real need before refusing.
    long real = plan(ProgressListener.none()).bytesAfter();
    if (usable < real) {
      throw new DiskFullException(
          "Compacting "
              + path.getFileName()
              + " needs "
              + real
              + " bytes and there are "
              + usable
              + "; nothing was changed",
          null,
          path);
    }
  }

  // ---- doing

  private CompactionReport run(ProgressListener progress) throws IOException {
    Start start = start();
    ProgressMeter meter = new ProgressMeter(progress, "compact", start.end());
    Events.Compaction event = new Events.Compaction();
    event.begin();
    requireSpace(start.end());
    Path temporary = temporaryOf(path);
    storage.delete(temporary);
    StorageFile file = storage.open(temporary, Storage.Access.CREATE_NEW);
    boolean done = false;
    try {
      FormatRecord format = nextFormat(start.position());
      Rewrite rewrite =
          new Rewrite(
              old,
              start.end(),
              style,
              format,
              file,
              path,
              database.environment(),
              database.updater().parts()::isActive);
      rewrite.run(meter);
      catchUp(rewrite, meter);
      long pause = switchFiles(file, rewrite, temporary);
      done = true;
      long bytesAfter = rewrite.out().appendEnd();
      LogDatabase.closeFile(old.file());
      dropOldCheckpoint();
      event.file = path.toString();
      event.bytesBefore = start.end();
      event.bytesAfter = bytesAfter;
      event.pauseNanos = pause;
      event.commit();
      meter.finish();
      return new CompactionReport(
          false,
          start.end(),
          bytesAfter,
          rewrite.recordsBefore(),
          rewrite.recordsAfter(),
          start.keys(),
          rewrite.keysAfter(),
          format.oldestPosition(),
          Duration.ofNanos(pause),
          meter.elapsed());
    } finally {
      if (!done) {
        file.close();
        storage.delete(temporary);
      }
    }
  }

  private FormatRecord nextFormat(long position) {
    FormatRecord f = old.format();
    UUID uuid = f == null ? database.ids().uuid() : f.uuid();
    return new FormatRecord(
        RecordFormat.VERSION,
        uuid,
        (f == null ? 0 : f.generation()) + 1,
        oldestPosition(position),
        position,
        FormatRecord.FEATURES);
  }

  private void catchUp(Rewrite rewrite, ProgressMeter meter) {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      writer.checkUsable();
      long to = writer.appendEnd();
      if (to - rewrite.end() <= SMALL_REST) {
        return;
      }
      if (round >= FREE_ROUNDS) {
        writer.setThrottled(true);
      }
      rewrite.copyOn(to);
      meter.at(rewrite.end());
    }
  }

  private long switchFiles(StorageFile file, Rewrite rewrite, Path temporary) throws IOException {
    LogWriter out = rewrite.out();
    Generation next = rewrite.next();
    // Most of it goes to the disk while nobody waits.
    out.flush();
    file.sync();
    writer.syncLock.lock();
    writer.ioLock.lock();
    writer.lock.lock();
    long start = System.nanoTime();
    try {
      writer.checkUsable();
      rewrite.copyOn(writer.appendEnd());
      out.flush();
      file.sync();
      writer.checkIdentity();
      next.setLastTimestamp(Math.max(next.lastTimestamp(), old.lastTimestamp()));
      next.extendMapping(out.appendEnd());
      storage.rename(temporary, path);
      try {
        storage.syncDirectory(Checkpoint.parentOf(path));
      } catch (IOException e) {
        // Nobody knows which file a crash would leave: acknowledge nothing more.
        SynaIOException failed = Errors.io("Syncing the directory of", path, e);
        writer.poisonInUnit(failed);
        throw failed;
      }
      writer.addBytesWritten(out.appendEnd());
      writer.switchTo(next, out.appendEnd());
      database.setGeneration(next);
      database.forgetCheckpoint();
    } finally {
      writer.lock.unlock();
      writer.ioLock.unlock();
      writer.syncLock.unlock();
    }
    return System.nanoTime() - start;
  }

  private void dropOldCheckpoint() {
    try {
      storage.delete(Checkpoint.pathOf(path));
    } catch (IOException e) {
      LOGGER.log(
          System.Logger.Level.DEBUG,
          () -> "The old checkpoint of " + path.getFileName() + " stays",
          e);
    }
  }
}
