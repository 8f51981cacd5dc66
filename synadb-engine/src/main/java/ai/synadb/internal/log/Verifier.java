/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.CompactionPolicy;
import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.ProgressListener;
import ai.synadb.error.InvalidDatabasePathException;
import ai.synadb.inspect.IntegrityReport;
import ai.synadb.inspect.RepairReport;
import ai.synadb.internal.format.Block;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.PartsDescriptor;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks whole files, carries what is intact of damaged ones over, and copies sound ones. */
public final class Verifier {
  private static final int COPY_PIECE = 1 << 20;
  private static final int MAX_PROBLEMS = 10_000;

  private Verifier() {}

  /** Reads everything that a log holds, without its checkpoint and its directory, and checks it. */
  public static IntegrityReport verify(LogDatabase database, ProgressListener progress) {
    database.checkOpen();
    if (database.isWritable()) {
      database.flush();
    }
    Generation g = database.current();
    long limit = database.isWritable() ? database.writer().writtenEnd() : g.end();
    if (g != database.known()) {
      g = database.known();
      limit = g.end();
    }
    return verify(database, g, limit, progress);
  }

  private static IntegrityReport verify(
      LogDatabase database, Generation g, long limit, ProgressListener progress) {
    ProgressMeter meter = new ProgressMeter(progress, "verify", limit);
    List<IntegrityReport.Problem> problems = new ArrayList<>();
    RecordBuffer r = new RecordBuffer();
    Resync resync = new Resync(g.view(), limit);
    long at = 0;
    long records = 0;
    long checked = 0;
    long floor = Long.MIN_VALUE;
    while (at < limit) {
      meter.at(at);
      long on = g.skips.get(at, at);
      if (on != at) {
        add(problems, at, on - at, "a torn record that swallowed later ones");
        at = on;
        continue;
      }
      if (r.load(g.view(), at, limit, g.binding(at)) != RecordBuffer.OK) {
        Resync.Candidate next = resync.find(at, g.binding(at), floor);
        long to = next == null ? limit : next.offset();
        add(problems, at, to - at, "no record: " + r.damage());
        at = to;
        continue;
      }
      records++;
      floor = r.has(RecordFormat.CHECKED) ? Math.max(floor, r.timestamp()) : floor;
      checked += r.has(RecordFormat.CHECKED) ? 1 : 0;
      checkRecord(database, g, r, problems);
      at += r.length();
    }
    meter.finish();
    return new IntegrityReport(limit, records, checked, problems);
  }

  private static void add(
      List<IntegrityReport.Problem> problems, long offset, long length, String what) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new IntegrityReport.Problem(offset, length, what));
    }
  }

  private static void checkRecord(
      LogDatabase database, Generation g, RecordBuffer r, List<IntegrityReport.Problem> problems) {
    if (r.isReserved()) {
      return;
    }
    byte[] key = r.key();
    long previous = g.previousOf(r);
    if (previous > 0 && !g.view().keyEquals(previous - 1, key)) {
      add(problems, r.offset(), r.length(), "its link leads to a record of another key");
    }
    if (r.isBlock()) {
      checkBlock(r, problems);
    } else if (r.isInParts()) {
      checkParts(database, g, r, problems);
    }
  }

  private static void checkBlock(RecordBuffer r, List<IntegrityReport.Problem> problems) {
    try {
      Block b = Block.parse(r.value(), r.extraAt(), r.extraLength());
      long[] longs = new long[b.count()];
      b.timestamps(longs, 0);
      if (b.hasSteps()) {
        b.steps(longs, 0);
      }
      if (b.hasTimes()) {
        b.times(longs, 0);
      }
      if (b.isFloat()) {
        b.floats(new double[b.count()], 0);
      } else {
        b.ints(longs, 0);
      }
    } catch (IllegalArgumentException e) {
      add(problems, r.offset(), r.length(), "a packed history that is damaged: " + e.getMessage());
    }
  }

  private static void checkParts(
      LogDatabase database, Generation g, RecordBuffer r, List<IntegrityReport.Problem> problems) {
    long offset = r.offset();
    try {
      PartsDescriptor d = PartsDescriptor.decode(r.value(), r.payloadAt());
      Parts parts = new Parts(database, g, d);
      RecordBuffer part = new RecordBuffer();
      for (int i = 0; i < d.parts(); i++) {
        parts.load(part, i);
      }
    } catch (IllegalArgumentException | ai.synadb.error.SynaFormatException e) {
      add(problems, offset, r.length(), "a value in parts that is incomplete: " + e.getMessage());
    }
  }

  /** Carries what is intact over into a new file. */
  public static RepairReport repair(
      Path damaged, Path target, ProgressListener progress, Environment environment) {
    Storage storage = environment.storage();
    try {
      requireAbsent(storage, target);
    } catch (IOException e) {
      throw Errors.io("Looking at", target, e);
    }
    LogDatabase source = LogDatabase.open(damaged, DbConfig.of(OpenMode.SALVAGE), environment);
    try {
      List<IntegrityReport.Problem> problems = new ArrayList<>();
      for (FileProblem p : source.problems()) {
        add(problems, p.offset(), p.length(), p.what());
      }
      Generation g = source.known();
      IntegrityReport found = new IntegrityReport(g.end(), 0, 0, problems);
      return rescue(g, found, target, progress, environment);
    } catch (IOException e) {
      throw Errors.io("Repairing into", target, e);
    } finally {
      source.release();
    }
  }

  private static RepairReport rescue(
      Generation g,
      IntegrityReport found,
      Path target,
      ProgressListener progress,
      Environment environment)
      throws IOException {
    Storage storage = environment.storage();
    ProgressMeter meter = new ProgressMeter(progress, "repair", g.end());
    FormatRecord f = g.format();
    FormatRecord format =
        new FormatRecord(
            RecordFormat.VERSION,
            f == null ? new RandomIds(environment.seed()).uuid() : f.uuid(),
            (f == null ? 0 : f.generation()) + 1,
            f == null ? 0 : f.oldestPosition(),
            g.lastTimestamp(),
            FormatRecord.FEATURES);
    Path temporary = target.resolveSibling(target.getFileName() + ".new");
    storage.delete(temporary);
    boolean done = false;
    try (StorageFile file = storage.open(temporary, Storage.Access.CREATE_NEW)) {
      Rewrite rewrite =
          new Rewrite(
              g,
              g.end(),
              new Rewrite.Style(CompactionPolicy.keepAll(), true, false),
              format,
              file,
              target,
              environment,
              id -> false);
      rewrite.run(meter);
      rewrite.out().flush();
      file.sync();
      storage.rename(temporary, target);
      storage.syncDirectory(Checkpoint.parentOf(target));
      done = true;
      meter.finish();
      return new RepairReport(found, rewrite.recordsAfter(), rewrite.out().appendEnd());
    } finally {
      if (!done) {
        storage.delete(temporary);
      }
    }
  }

  private static void requireAbsent(Storage storage, Path target) throws IOException {
    if (storage.kind(target) != Storage.Kind.ABSENT) {
      throw new InvalidDatabasePathException("A file exists at " + target, null, target);
    }
  }

  /** Copies a log as it is, up to now, while it is in use. */
  public static void copy(LogDatabase database, Path target, ProgressListener progress) {
    database.checkOpen();
    Storage storage = database.environment().storage();
    try {
      requireAbsent(storage, target);
      Generation g = database.current();
      long end = g.end();
      ProgressMeter meter = new ProgressMeter(progress, "copy", end);
      Path temporary = target.resolveSibling(target.getFileName() + ".new");
      storage.delete(temporary);
      boolean done = false;
      try (StorageFile file = storage.open(temporary, Storage.Access.CREATE_NEW)) {
        byte[] piece = new byte[COPY_PIECE];
        for (long at = 0; at < end; ) {
          int n = (int) Math.min(piece.length, end - at);
          g.view().read(at, piece, 0, n);
          file.write(at, piece, 0, n);
          at += n;
          meter.at(at);
        }
        file.sync();
        storage.rename(temporary, target);
        storage.syncDirectory(Checkpoint.parentOf(target));
        done = true;
      } finally {
        if (!done) {
          storage.delete(temporary);
        }
      }
      meter.finish();
    } catch (IOException e) {
      throw Errors.io("Copying to", target, e);
    }
  }
}
