/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import static ai.synadb.internal.log.Checkpoint.FINGERPRINT_AT;
import static ai.synadb.internal.log.Checkpoint.FOOTER_BYTES;
import static ai.synadb.internal.log.Checkpoint.FOOTER_CRC_AT;
import static ai.synadb.internal.log.Checkpoint.GENERATION_AT;
import static ai.synadb.internal.log.Checkpoint.KEYS_AT;
import static ai.synadb.internal.log.Checkpoint.LAST_TIME_AT;
import static ai.synadb.internal.log.Checkpoint.MAGIC;
import static ai.synadb.internal.log.Checkpoint.MAGIC_AT;
import static ai.synadb.internal.log.Checkpoint.OFFSET_AT;
import static ai.synadb.internal.log.Checkpoint.RESERVED_KEYS_AT;
import static ai.synadb.internal.log.Checkpoint.SECTIONS;
import static ai.synadb.internal.log.Checkpoint.SECTIONS_AT;
import static ai.synadb.internal.log.Checkpoint.SECTION_ENTRY;
import static ai.synadb.internal.log.Checkpoint.SEED_AT;
import static ai.synadb.internal.log.Checkpoint.SHARD_ENTRY;
import static ai.synadb.internal.log.Checkpoint.SKIPPED_AT;
import static ai.synadb.internal.log.Checkpoint.UUID_AT;
import static ai.synadb.internal.log.Checkpoint.VERSION;
import static ai.synadb.internal.log.Checkpoint.VERSION_AT;

import ai.synadb.internal.format.ByteSource;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads what {@link Checkpoint} wrote, and decides whether it is to be believed. */
final class CheckpointReader {
  /** The section of the keys. */
  private static final int KEYS = 2;

  /** So many bytes of keys are worth a second thread. */
  private static final long MIN_APART = 4 << 20;

  private CheckpointReader() {}

  /**
   * The state that the checkpoint of a log holds.
   *
   * @param generation the state, its end at the checkpoint's offset
   * @param offset that offset; the log was durable up to there
   * @param bytes the checkpoint's length
   */
  record Loaded(Generation generation, long offset, long bytes) {}

  /** Why a checkpoint is not believed. */
  private static final class NotUsable extends Exception {
    private static final long serialVersionUID = 1L;

    NotUsable(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * Reads the checkpoint of a log.
   *
   * @param logLength how much of the log may be read
   * @return the state, or null if there is no checkpoint, or none that can be believed
   */
  static @Nullable Loaded read(Storage storage, Path log, StorageFile logFile, long logLength) {
    try (StorageFile file = storage.open(Checkpoint.pathOf(log), Storage.Access.READ)) {
      return load(file, log, logFile, logLength);
    } catch (NoSuchFileException e) {
      return null;
    } catch (NotUsable | IOException e) {
      System.getLogger(CheckpointReader.class.getName())
          .log(
              System.Logger.Level.WARNING,
              () ->
                  "The checkpoint of "
                      + log.getFileName()
                      + " is not used, the log is scanned: "
                      + e.getMessage());
      return null;
    }
  }

  /**
   * What a checkpoint says of its log without being read whole.
   *
   * @param offset the log was durable up to here
   */
  record Hint(UUID uuid, long generation, long offset) {}

  /** Reads the end of the checkpoint of a log; null if there is none or it is damaged. */
  static @Nullable Hint hint(Storage storage, Path log) throws IOException {
    try (StorageFile file = storage.open(Checkpoint.pathOf(log), Storage.Access.READ)) {
      byte[] f = footer(file);
      return new Hint(
          new UUID(RecordFormat.getLong(f, UUID_AT), RecordFormat.getLong(f, UUID_AT + 8)),
          RecordFormat.getLong(f, GENERATION_AT),
          RecordFormat.getLong(f, OFFSET_AT));
    } catch (NotUsable | NoSuchFileException e) {
      return null;
    }
  }

  private static byte[] footer(StorageFile file) throws IOException, NotUsable {
    long length = file.length();
    byte[] f = new byte[FOOTER_BYTES];
    if (length < FOOTER_BYTES
        || file.read(length - FOOTER_BYTES, f, 0, FOOTER_BYTES) < FOOTER_BYTES) {
      throw new NotUsable("it is too short");
    }
    CRC32C crc = new CRC32C();
    crc.update(f, 0, FOOTER_CRC_AT);
    if (RecordFormat.getLong(f, MAGIC_AT) != MAGIC
        || RecordFormat.getInt(f, FOOTER_CRC_AT) != (int) crc.getValue()) {
      throw new NotUsable("its footer is damaged");
    }
    if (RecordFormat.getInt(f, VERSION_AT) != VERSION) {
      throw new NotUsable("it is of version " + RecordFormat.getInt(f, VERSION_AT));
    }
    return f;
  }

  private static Loaded load(StorageFile file, Path log, StorageFile logFile, long logLength)
      throws IOException, NotUsable {
    long length = file.length();
    byte[] f = footer(file);
    long offset = RecordFormat.getLong(f, OFFSET_AT);
    if (offset < 0 || offset > logLength) {
      throw new NotUsable("the log is shorter than " + offset);
    }
    ByteSource logBytes = LogView.of(logFile);
    if (Checkpoint.fingerprint(logBytes, offset) != RecordFormat.getInt(f, FINGERPRINT_AT)) {
      throw new NotUsable("the log is another one");
    }
    long body = length - FOOTER_BYTES;
    LogView view = LogView.of(file).withMapping(body);
    long[] at = new long[SECTIONS];
    long[] size = new long[SECTIONS];
    long expected = 0;
    for (int i = 0; i < SECTIONS; i++) {
      int e = SECTIONS_AT + i * SECTION_ENTRY;
      at[i] = RecordFormat.getLong(f, e);
      size[i] = RecordFormat.getLong(f, e + 8);
      if (at[i] != expected || size[i] < 0 || size[i] > body - expected) {
        throw new NotUsable("its sections do not fit");
      }
      expected += size[i];
      if (i != KEYS) {
        requireSum(checksum(view, at[i], size[i]), f, i);
      }
    }
    // Half of the work is to sum up the keys, which nothing else here looks at.
    long keysAt = at[KEYS];
    long keysSize = size[KEYS];
    FutureTask<Integer> keysSum = new FutureTask<>(() -> checksum(view, keysAt, keysSize));
    if (keysSize >= MIN_APART) {
      runApart(keysSum);
    }
    long keys = RecordFormat.getLong(f, KEYS_AT);
    if (size[1] != (long) KeyDirectory.SHARDS * SHARD_ENTRY
        || keys < 0
        || size[3] != 8 * ((keys + SortedKeys.GROUP - 1) / SortedKeys.GROUP)) {
      throw new NotUsable("its sections do not fit");
    }
    KeyDirectory directory = new KeyDirectory(RecordFormat.getLong(f, SEED_AT));
    SortedKeys sorted = new SortedKeys(view, keysAt, keysSize, at[3], keys);
    Generation g = new Generation(log, logFile, directory, sorted);
    adoptShards(file, view, directory, at[0], size[0], at[1], offset);
    requireSum(join(keysSum), f, KEYS);
    readTable(view, at[4], size[4], g.links);
    readTable(view, at[5], size[5], g.times);
    readTable(view, at[6], size[6], g.timeIndex);
    readTable(view, at[7], size[7], g.skips);
    readFormats(view, at[8], size[8], g);
    requireSameFormats(logBytes, logLength, g);
    FormatRecord format = g.format();
    if (format == null
        || !format
            .uuid()
            .equals(
                new UUID(RecordFormat.getLong(f, UUID_AT), RecordFormat.getLong(f, UUID_AT + 8)))
        || format.generation() != RecordFormat.getLong(f, GENERATION_AT)) {
      throw new NotUsable("its identity is not its log's");
    }
    g.setReservedKeys(RecordFormat.getLong(f, RESERVED_KEYS_AT));
    g.addSkippedBytes(RecordFormat.getLong(f, SKIPPED_AT));
    g.setLastTimestamp(RecordFormat.getLong(f, LAST_TIME_AT));
    g.resumeTimeIndex();
    if (offset > 0) {
      g.extendMapping(offset);
    }
    g.setEnd(offset);
    return new Loaded(g, offset, length);
  }

  private static void requireSum(int sum, byte[] footer, int section) throws NotUsable {
    if (sum != RecordFormat.getInt(footer, SECTIONS_AT + section * SECTION_ENTRY + 16)) {
      throw new NotUsable("section " + section + " is damaged");
    }
  }

  private static void runApart(Runnable task) {
    Thread t = new Thread(task, "synadb-checksum");
    t.setDaemon(true);
    try {
      t.start();
    } catch (OutOfMemoryError e) {
      // No thread is to be had; whoever needs the sum makes it.
    }
  }

  /** The sum, made here if nobody has begun to. */
  private static int join(FutureTask<Integer> sum) {
    sum.run();
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          return sum.get();
        } catch (InterruptedException e) {
          isInterrupted = true;
        } catch (ExecutionException e) {
          throw e.getCause() instanceof RuntimeException cause
              ? cause
              : new IllegalStateException(e.getCause());
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The log has to begin its formats where the checkpoint says, and with the same contents. */
  private static void requireSameFormats(ByteSource log, long length, Generation g)
      throws NotUsable {
    RecordBuffer r = new RecordBuffer();
    for (Generation.Binding b : g.bindings()) {
      boolean same =
          r.load(log, b.offset, length, 0) == RecordBuffer.OK
              && r.has(RecordFormat.CHECKED)
              && r.isKey(RecordFormat.formatKey());
      try {
        same =
            same && FormatRecord.decode(r.value(), r.extraAt(), r.extraLength()).equals(b.format);
      } catch (IllegalArgumentException e) {
        same = false;
      }
      if (!same) {
        throw new NotUsable("its log is not the one that is here");
      }
    }
  }

  private static int checksum(LogView view, long at, long size) {
    CRC32C crc = new CRC32C();
    view.forEachMapped(at, size, crc::update);
    return (int) crc.getValue();
  }

  private static void adoptShards(
      StorageFile file,
      LogView view,
      KeyDirectory directory,
      long slotsAt,
      long size,
      long table,
      long logEnd)
      throws IOException, NotUsable {
    byte[] t = new byte[KeyDirectory.SHARDS * SHARD_ENTRY];
    view.read(table, t, 0, t.length);
    long p = slotsAt;
    int n = 0;
    while (n < KeyDirectory.SHARDS) {
      // As many shards in one mapping as fit into a GiB.
      int last = n;
      long bytes = 0;
      while (last < KeyDirectory.SHARDS) {
        long more = 8L * (RecordFormat.getInt(t, last * SHARD_ENTRY) & 0xffffffffL);
        if (more > 1 << 30 || p + bytes + more > slotsAt + size) {
          throw new NotUsable("its shards do not fit");
        }
        if (bytes + more > 1 << 30) {
          break;
        }
        bytes += more;
        last++;
      }
      ByteBuffer map =
          bytes == 0
              ? ByteBuffer.allocate(0)
              : file.map(p, (int) bytes, StorageFile.MapMode.READ_ONLY);
      int in = 0;
      for (; n < last; n++) {
        int capacity = RecordFormat.getInt(t, n * SHARD_ENTRY);
        int used = RecordFormat.getInt(t, n * SHARD_ENTRY + 4);
        int deleted = RecordFormat.getInt(t, n * SHARD_ENTRY + 8);
        if (used < 0 || deleted < 0 || deleted > used || (used > 0 && used >= capacity)) {
          throw new NotUsable("its shards do not fit");
        }
        if (capacity > 0) {
          ByteBuffer image = map.slice(in, capacity * 8).order(ByteOrder.LITTLE_ENDIAN);
          if (!KeyDirectory.isSound(image, capacity, used, deleted, logEnd)) {
            throw new NotUsable("its slots do not fit");
          }
          directory.adopt(n, image, used, deleted);
          in += capacity * 8;
        }
      }
      p += bytes;
    }
    if (p != slotsAt + size) {
      throw new NotUsable("its shards do not fit");
    }
  }

  private static void readTable(ByteSource view, long at, long size, OffsetTable t)
      throws NotUsable {
    byte[] b = new byte[1 << 14];
    long before = -1;
    if (size % 16 != 0) {
      throw new NotUsable("a table does not fit");
    }
    for (long done = 0; done < size; ) {
      int n = (int) Math.min(b.length, size - done);
      view.read(at + done, b, 0, n);
      for (int i = 0; i < n; i += 16) {
        long offset = RecordFormat.getLong(b, i);
        if (offset <= before) {
          throw new NotUsable("a table is not sorted");
        }
        before = offset;
        t.add(offset, RecordFormat.getLong(b, i + 8));
      }
      done += n;
    }
  }

  private static void readFormats(ByteSource view, long at, long size, Generation g)
      throws NotUsable {
    if (size > 1 << 24) {
      throw new NotUsable("it has " + size + " bytes of format records");
    }
    byte[] b = new byte[(int) size];
    view.read(at, b, 0, b.length);
    int p = 0;
    try {
      while (p + 12 <= b.length) {
        int n = RecordFormat.getInt(b, p + 8);
        if (n < 0 || n > b.length - p - 12) {
          throw new NotUsable("a format record does not fit");
        }
        g.bind(RecordFormat.getLong(b, p), FormatRecord.decode(b, p + 12, n));
        p += 12 + n;
      }
    } catch (IllegalArgumentException e) {
      throw new NotUsable("a format record is damaged");
    }
  }
}
