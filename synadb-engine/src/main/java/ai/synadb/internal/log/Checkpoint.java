/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.ByteSource;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint: the state of a {@link Generation} at an offset of its log, in a file beside it,
 * so that an open need not scan what lies before. It can be deleted at any time.
 *
 * <pre>
 *  slots     the shards of the key directory, one behind the other, u64 each
 *  shards    1024 x (u32 capacity, u32 used, u32 deleted)
 *  groups    the keys, sorted and front-coded: {@link SortedKeys}
 *  table     where every sixteenth key is
 *  links     (u64 record, u64 1 + record before), rising
 *  times     (u64 record, u64 time that counts), rising
 *  index     (u64 record, u64 time), rising
 *  skips     (u64 torn record, u64 where the log goes on), rising
 *  formats   (u64 record, u32 length, payload of the format record)
 *  footer    512 bytes: see the constants; a CRC32C of each section and of itself
 * </pre>
 *
 * <p>It is believed only if every checksum is right, UUID and generation are those of the log, the
 * log is long enough, and the bytes of the log before the offset have the checksum that is noted
 * here. Before it gets its name, the log is synced up to the offset, so the offset is a lower bound
 * of the durable end. {@link CheckpointReader} does all that; this writes.
 */
final class Checkpoint {
  static final long MAGIC = 0x54504b43414e5953L; // "SYNACKPT", little-endian
  static final int VERSION = 1;
  static final int FOOTER_BYTES = 512;
  static final int SECTIONS = 9;
  private static final int FINGERPRINT_BYTES = 4096;
  static final int SHARD_ENTRY = 12;

  static final int MAGIC_AT = 0;
  static final int VERSION_AT = 8;
  static final int UUID_AT = 12;
  static final int GENERATION_AT = 28;
  static final int OFFSET_AT = 36;
  static final int FINGERPRINT_AT = 44;
  static final int SEED_AT = 48;
  static final int LAST_TIME_AT = 56;
  static final int RESERVED_KEYS_AT = 64;
  static final int SKIPPED_AT = 72;
  static final int KEYS_AT = 80;
  static final int SECTIONS_AT = 96; // each: u64 offset, u64 length, u32 crc
  static final int SECTION_ENTRY = 20;
  static final int FOOTER_CRC_AT = FOOTER_BYTES - 4;

  private Checkpoint() {}

  static Path pathOf(Path log) {
    return log.resolveSibling(log.getFileName() + ".ckpt");
  }

  static Path temporaryOf(Path log) {
    return log.resolveSibling(log.getFileName() + ".ckpt.tmp");
  }

  /** Gathers what a file gets, in pieces, and sums it. */
  private static final class Out implements SortedKeys.Sink {
    private final StorageFile file;
    private final byte[] buffer = new byte[1 << 16];
    private int used;
    private long at;
    private final CRC32C crc = new CRC32C();
    private final byte[] footer;
    private int section;
    private long sectionAt;

    Out(StorageFile file, byte[] footer) {
      this.file = file;
      this.footer = footer;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      int done = 0;
      while (done < length) {
        if (used == buffer.length) {
          drain();
        }
        int n = Math.min(length - done, buffer.length - used);
        System.arraycopy(bytes, from + done, buffer, used, n);
        used += n;
        done += n;
      }
    }

    void writeLong(long v) throws IOException {
      if (buffer.length - used < 8) {
        drain();
      }
      RecordFormat.putLong(buffer, used, v);
      used += 8;
    }

    void writeInt(int v) throws IOException {
      if (buffer.length - used < 4) {
        drain();
      }
      RecordFormat.putInt(buffer, used, v);
      used += 4;
    }

    private void drain() throws IOException {
      crc.update(buffer, 0, used);
      file.write(at, buffer, 0, used);
      at += used;
      used = 0;
    }

    void endSection() throws IOException {
      drain();
      int e = SECTIONS_AT + section * SECTION_ENTRY;
      RecordFormat.putLong(footer, e, sectionAt);
      RecordFormat.putLong(footer, e + 8, at - sectionAt);
      RecordFormat.putInt(footer, e + 16, (int) crc.getValue());
      crc.reset();
      sectionAt = at;
      section++;
    }
  }

  /** What a writer knows at the moment of a checkpoint. */
  private static final class Moment {
    long offset;
    long freshKeys;
    long links;
    long times;
    long index;
    long lastTimestamp;
    long reservedKeys;
    long skipped;
  }

  /**
   * Writes the checkpoint of a log that goes on being written.
   *
   * @return its offset and its length; null if the log has no identity yet
   */
  static @Nullable Written write(LogWriter writer, Storage storage, Path log) throws IOException {
    Generation g = writer.generation();
    Moment m = new Moment();
    writer.lock.lock();
    try {
      m.offset = writer.appendEnd();
      m.freshKeys = g.order().freshCount();
      m.links = g.links.size();
      m.times = g.times.size();
      m.index = g.timeIndex.size();
      m.lastTimestamp = g.lastTimestamp();
      m.reservedKeys = g.reservedKeys();
      m.skipped = g.skippedBytes();
    } finally {
      writer.lock.unlock();
    }
    FormatRecord format = g.format();
    if (format == null) {
      return null;
    }
    Path temporary = temporaryOf(log);
    storage.delete(temporary);
    boolean done = false;
    try (StorageFile file = storage.open(temporary, Storage.Access.CREATE_NEW)) {
      byte[] footer = new byte[FOOTER_BYTES];
      Out out = new Out(file, footer);
      int[] shards = writeSlots(out, writer, g, m);
      for (int v : shards) {
        out.writeInt(v);
      }
      out.endSection();
      LongPages table = SortedKeys.write(g.order().cursor(new byte[0], m.freshKeys, m.offset), out);
      out.endSection();
      for (long i = 0; i < table.size(); i++) {
        out.writeLong(table.get(i));
      }
      out.endSection();
      writeTable(out, g.links, m.links);
      writeTable(out, g.times, m.times);
      writeTable(out, g.timeIndex, m.index);
      writeTable(out, g.skips, g.skips.size());
      for (Generation.Binding b : g.bindings()) {
        if (b.offset < m.offset) {
          byte[] payload = b.format.encode();
          out.writeLong(b.offset);
          out.writeInt(payload.length);
          out.write(payload, 0, payload.length);
        }
      }
      out.endSection();
      long keys = g.order().baseCount() + m.freshKeys;
      writeFooter(footer, g, format, m, keys);
      file.write(out.at, footer, 0, FOOTER_BYTES);
      // All that the slots lead to was appended by now; it has to be there when the checkpoint is.
      writer.sync();
      file.sync();
      storage.rename(temporary, pathOf(log));
      storage.syncDirectory(parentOf(log));
      done = true;
      writer.addBytesWritten(out.at + FOOTER_BYTES);
      return new Written(m.offset, out.at + FOOTER_BYTES);
    } finally {
      if (!done) {
        storage.delete(temporary);
      }
    }
  }

  /** The directory of a file. */
  static Path parentOf(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  /**
   * What was written.
   *
   * @param offset up to where of the log
   * @param bytes the checkpoint's length
   */
  record Written(long offset, long bytes) {}

  private static int[] writeSlots(Out out, LogWriter writer, Generation g, Moment m)
      throws IOException {
    int[] shards = new int[KeyDirectory.SHARDS * 3];
    RecordBuffer scratch = new RecordBuffer();
    for (int n = 0; n < KeyDirectory.SHARDS; n++) {
      long[] slots;
      writer.lock.lock();
      try {
        slots = g.directory().copyShard(n);
      } finally {
        writer.lock.unlock();
      }
      slots = KeyDirectory.rewind(slots, m.offset, slot -> before(g, scratch, slot, m.offset));
      int used = 0;
      int deleted = 0;
      for (long slot : slots) {
        if (slot != 0) {
          used++;
          deleted += KeyDirectory.isDeleted(slot) ? 1 : 0;
        }
        out.writeLong(slot);
      }
      shards[n * 3] = slots.length;
      shards[n * 3 + 1] = used;
      shards[n * 3 + 2] = deleted;
    }
    out.endSection();
    return shards;
  }

  /** The slot as it was when the log ended at {@code end}; 0 if the key was not there yet. */
  private static long before(Generation g, RecordBuffer r, long slot, long end) {
    long offset = KeyDirectory.offsetOf(slot);
    while (offset >= end) {
      g.load(r, offset);
      long previous = r.isReserved() ? 0 : g.previousOf(r);
      if (previous == 0) {
        return 0;
      }
      offset = previous - 1;
    }
    g.load(r, offset);
    return KeyDirectory.with(slot, offset, r.isTombstone());
  }

  private static void writeTable(Out out, OffsetTable t, long n) throws IOException {
    for (long i = 0; i < n; i++) {
      out.writeLong(t.offsetAt(i));
      out.writeLong(t.valueAt(i));
    }
    out.endSection();
  }

  private static void writeFooter(
      byte[] f, Generation g, FormatRecord format, Moment m, long keys) {
    RecordFormat.putLong(f, MAGIC_AT, MAGIC);
    RecordFormat.putInt(f, VERSION_AT, VERSION);
    RecordFormat.putLong(f, UUID_AT, format.uuid().getMostSignificantBits());
    RecordFormat.putLong(f, UUID_AT + 8, format.uuid().getLeastSignificantBits());
    RecordFormat.putLong(f, GENERATION_AT, format.generation());
    RecordFormat.putLong(f, OFFSET_AT, m.offset);
    RecordFormat.putInt(f, FINGERPRINT_AT, fingerprint(g.view(), m.offset));
    RecordFormat.putLong(f, SEED_AT, g.directory().seed());
    RecordFormat.putLong(f, LAST_TIME_AT, m.lastTimestamp);
    RecordFormat.putLong(f, RESERVED_KEYS_AT, m.reservedKeys);
    RecordFormat.putLong(f, SKIPPED_AT, m.skipped);
    RecordFormat.putLong(f, KEYS_AT, keys);
    CRC32C crc = new CRC32C();
    crc.update(f, 0, FOOTER_CRC_AT);
    RecordFormat.putInt(f, FOOTER_CRC_AT, (int) crc.getValue());
  }

  /** The checksum of the last bytes of a log before an offset. */
  static int fingerprint(ByteSource log, long offset) {
    byte[] b = new byte[(int) Math.min(FINGERPRINT_BYTES, offset)];
    log.read(offset - b.length, b, 0, b.length);
    CRC32C crc = new CRC32C();
    crc.update(b, 0, b.length);
    return (int) crc.getValue();
  }
}
