/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.CompactionPolicy;
import ai.synadb.internal.format.AtomFormat;
import ai.synadb.internal.format.Block;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.PartsDescriptor;
import ai.synadb.internal.format.Payload;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordEncoder;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.io.StorageFile;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a policy keeps of one log into the file of another: the copying half of a compaction
 * and of a repair.
 *
 * <p>The old file is read in its order. Each key is written when its oldest record is met, its
 * whole kept history at once: so no list of keys is needed, keys of one record are copied
 * sequentially, and numbers come together to be packed. Records of dead batches are never met:
 * their key's chain does not lead to them.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Rewrite {
  /** How to write. */
  record Style(CompactionPolicy policy, boolean pack, boolean compress) {}

  private final Generation old;
  private final Style style;
  private final LongPredicate keepsPart;
  private final Generation next;
  private final LogWriter out;
  private final RecordBuffer scratchPart = new RecordBuffer();
  private long recordsBefore;
  private long recordsAfter;
  private long keysAfter;
  private long end; // of the old log, up to where it is copied

  /**
   * A rewrite of what lies before {@code end}.
   *
   * @param file the new file, empty
   * @param path what the new file will be called
   * @param keepsPart whether parts of this id are kept although no value has them yet
   */
  Rewrite(
      Generation old,
      long end,
      Style style,
      FormatRecord format,
      StorageFile file,
      Path path,
      Environment environment,
      LongPredicate keepsPart)
      throws IOException {
    this.old = old;
    this.end = end;
    this.style = style;
    this.keepsPart = keepsPart;
    byte[] record = LogOpener.formatRecord(format, old.lastTimestamp());
    file.write(0, record, 0, record.length);
    next = new Generation(path, file, new KeyDirectory(old.directory().seed()), null);
    next.bind(0, format);
    next.setEnd(record.length);
    next.extendMapping(record.length);
    Environment quiet =
        new Environment(
            environment.storage(),
            environment.clock(),
            false,
            environment.partBytes(),
            environment.seed());
    out = new LogWriter(quiet, file.path(), next, 0);
  }

  Generation next() {
    return next;
  }

  LogWriter out() {
    return out;
  }

  /** Up to where the old log is copied. */
  long end() {
    return end;
  }

  long recordsBefore() {
    return recordsBefore;
  }

  long recordsAfter() {
    return recordsAfter;
  }

  long keysAfter() {
    return keysAfter;
  }

  /** Copies everything before {@link #end}. */
  void run(ProgressMeter meter) {
    KeptHistory kept = new KeptHistory(old, style.policy(), end, style.pack());
    Writing writing = new Writing(kept);
    LogCursor cursor = new LogCursor(old, 0, end);
    while (cursor.next()) {
      RecordBuffer r = cursor.record();
      meter.at(r.offset());
      if (r.isReserved()) {
        keepReserved(r);
        continue;
      }
      recordsBefore += valuesOf(old, r);
      byte[] key = oldestOf(kept, r);
      if (key != null && !kept.isEmpty()) {
        kept.emit(key, writing);
        writing.endKey(key);
        keysAfter++;
      }
    }
  }

  /** The key, if this is the oldest record of its chain; kept then knows what is kept. */
  static byte @Nullable [] oldestOf(KeptHistory kept, RecordBuffer r) {
    Generation g = kept.generation();
    if (g.previousOf(r) != 0) {
      return null;
    }
    byte[] key = r.key();
    KeyDirectory d = g.directory();
    long slot = d.find(key, d.hash(key), g);
    return slot != 0 && kept.find(key, slot) == r.offset() ? key : null;
  }

  /** How many values or deletes a record holds. */
  static int valuesOf(Generation g, RecordBuffer r) {
    if (!r.isBlock()) {
      return 1;
    }
    try {
      return Block.parse(r.value(), r.extraAt(), r.extraLength()).count();
    } catch (IllegalArgumentException e) {
      throw g.corrupt(r.offset(), String.valueOf(e.getMessage()), r.key());
    }
  }

  static PartsDescriptor descriptor(Generation g, RecordBuffer r) {
    try {
      return PartsDescriptor.decode(r.value(), r.payloadAt());
    } catch (IllegalArgumentException e) {
      throw g.corrupt(r.offset(), String.valueOf(e.getMessage()), r.key());
    }
  }

  /**
   * Of what is ours: parts follow the value that they belong to, unless it is still being written.
   */
  private void keepReserved(RecordBuffer r) {
    long part = PartsDescriptor.idOf(r.keyArray(), r.keyAt(), r.keyLength());
    if (part != 0) {
      if (keepsPart.test(part) && !isCopied(r.key())) {
        copyReserved(r);
      }
      return;
    }
    KeyDirectory d = old.directory();
    byte[] key = r.key();
    long slot = d.find(key, d.hash(key), old);
    if (slot != 0 && KeyDirectory.offsetOf(slot) == r.offset()) {
      copyReserved(r);
    }
  }

  private void copyReserved(RecordBuffer r) {
    out.lock.lock();
    try {
      byte[] key = r.key();
      long timestamp = old.timestampOf(r);
      align(r, timestamp);
      int flags = r.flags() & RecordFormat.TOMBSTONE;
      long offset = out.put(key, flags, timestamp, atom(r), extra(r), 0, false);
      next.setEnd(out.position());
      next.applyReserved(key, offset, next);
      out.endUnit(timestamp);
    } finally {
      out.lock.unlock();
    }
    out.relieve();
  }

  private static Payload atom(RecordBuffer r) {
    return Payload.ofEncoded(
        Arrays.copyOfRange(r.value(), r.valueAt(), r.valueAt() + r.atomLength()));
  }

  private static byte[] extra(RecordBuffer r) {
    if (r.isInParts()) {
      // After the original's compaction the descriptor is known by itself; here it is written as
      // ours again.
      return new byte[] {RecordFormat.EXTENSION_PARTS};
    }
    return r.extraLength() == 0
        ? RecordEncoder.NO_EXTRA
        : Arrays.copyOfRange(r.value(), r.extraAt(), r.extraAt() + r.extraLength());
  }

  @GuardedBy("out.lock")
  private void align(RecordBuffer r, long timestamp) {
    boolean isLargeBytes =
        !r.isTombstone()
            && r.atomTag() == AtomFormat.TAG_BYTES
            && r.payloadCount() >= LogUpdater.MIN_ALIGNED;
    if (isLargeBytes && !compresses(r)) {
      out.align(RecordFormat.HEADER_BYTES + r.keyLength() + AtomFormat.PREFIX_BYTES, 0, timestamp);
    }
  }

  private boolean compresses(RecordBuffer r) {
    return style.compress() || r.has(RecordFormat.COMPRESSED);
  }

  private boolean isCopied(byte[] part) {
    return next.directory().find(part, next.directory().hash(part), next) != 0;
  }

  /** Copies the parts of a value that the new file does not have yet. */
  private void copyParts(RecordBuffer descriptor) {
    PartsDescriptor d = descriptor(old, descriptor);
    for (int i = 0; i < d.parts(); i++) {
      byte[] key = d.keyOf(i);
      if (isCopied(key)) {
        continue;
      }
      long slot = old.directory().find(key, old.directory().hash(key), old);
      if (slot == 0) {
        return; // the value cannot be read anyway: who reads it is told
      }
      old.load(scratchPart, KeyDirectory.offsetOf(slot), key);
      copyReserved(scratchPart);
    }
  }

  /** Writes kept histories into the new file. */
  @SuppressWarnings("GuardedBy") // its private put is called under the lock
  private final class Writing implements KeptHistory.Sink {
    private final KeptHistory kept;
    private long link; // 1 + offset of the key's last record
    private boolean deleted;

    Writing(KeptHistory kept) {
      this.kept = kept;
    }

    @Override
    public void record(byte[] key, RecordBuffer r, long timestamp) {
      if (r.isInParts()) {
        copyParts(r);
      }
      out.lock.lock();
      try {
        align(r, timestamp);
        deleted = r.isTombstone();
        int flags = RecordFormat.CHAINED | (deleted ? RecordFormat.TOMBSTONE : 0);
        put(key, flags, timestamp, atom(r), extra(r), compresses(r) && !deleted);
        recordsAfter++;
      } finally {
        out.lock.unlock();
      }
      out.relieve();
    }

    @Override
    public void run(byte[] key, NumberRun run) {
      out.lock.lock();
      try {
        deleted = false;
        int n = run.count();
        int first = 0;
        if (kept.packs(run)) {
          put(
              key,
              RecordFormat.CHAINED | RecordFormat.TOMBSTONE | RecordFormat.BLOCK,
              run.timestamp(n - 1),
              Payload.NULL,
              run.pack(),
              false);
          first = n - 1;
        }
        for (int i = first; i < n; i++) {
          put(key, RecordFormat.CHAINED, run.timestamp(i), run.value(i), run.extension(i), false);
        }
        recordsAfter += n;
      } finally {
        out.lock.unlock();
      }
      out.relieve();
    }

    private void put(
        byte[] key, int flags, long timestamp, Payload value, byte[] extra, boolean compressed) {
      long offset = out.put(key, flags, timestamp, value, extra, link, compressed);
      link = offset + 1;
      next.setEnd(out.position());
      next.noteTime(offset, timestamp);
      out.endUnit(timestamp);
    }

    void endKey(byte[] key) {
      next.directory().insert(next.directory().hash(key), link - 1, deleted);
      next.order().add(link - 1);
      link = 0;
    }
  }

  /**
   * Copies {@code [end, to)} of the old log as it is, but for batches, which need no mark any more.
   */
  void copyOn(long to) {
    LogCursor cursor = new LogCursor(old, end, to);
    long block = -1;
    while (cursor.next()) {
      RecordBuffer r = cursor.record();
      if (r.isReserved()) {
        copyReserved(r);
        continue;
      }
      if (r.isInParts()) {
        copyParts(r);
      }
      byte[] key = r.key();
      long timestamp = old.timestampOf(r);
      KeyDirectory d = next.directory();
      long hash = d.hash(key);
      out.lock.lock();
      try {
        long slot = d.find(key, hash, next);
        long before = slot == 0 ? 0 : KeyDirectory.offsetOf(slot) + 1;
        long link = block >= 0 ? block + 1 : before;
        boolean deleted = r.isTombstone() && !r.isBlock();
        align(r, timestamp);
        int flags =
            RecordFormat.CHAINED | (r.flags() & (RecordFormat.TOMBSTONE | RecordFormat.BLOCK));
        long offset =
            out.put(
                key, flags, timestamp, atom(r), extra(r), link, compresses(r) && !r.isTombstone());
        next.setEnd(out.position());
        next.noteTime(offset, timestamp);
        out.endUnit(timestamp);
        if (r.isBlock()) {
          block = offset;
        } else {
          block = -1;
          if (before == 0) {
            d.insert(hash, offset, deleted);
            next.order().add(offset);
          } else {
            d.replace(hash, before - 1, offset, deleted);
          }
        }
      } finally {
        out.lock.unlock();
      }
      out.relieve();
    }
    end = to;
  }
}
