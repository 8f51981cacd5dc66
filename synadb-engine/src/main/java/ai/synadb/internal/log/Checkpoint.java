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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
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
 * of the durable end.
 */
final class Checkpoint {
  private static final long MAGIC = 0x54504b43414e5953L; // "SYNACKPT", little-endian
  private static final int VERSION = 1;
  private static final int FOOTER_BYTES = 512;
  private static final int SECTIONS = 9;
  private static final int FINGERPRINT_BYTES = 4096;
  private static final int SHARD_ENTRY = 12;

  private static final int MAGIC_AT = 0;
  private static final int VERSION_AT = 8;
  private static final int UUID_AT = 12;
  private static final int GENERATION_AT = 28;
  private static final int OFFSET_AT = 36;
  private static final int FINGERPRINT_AT = 44;
  private static final int SEED_AT = 48;
  private static final int LAST_TIME_AT = 56;
  private static final int RESERVED_KEYS_AT = 64;
  private static final int SKIPPED_AT = 72;
  private static final int KEYS_AT = 80;
  private static final int SECTIONS_AT = 96; // each: u64 offset, u64 length, u32 crc
  private static final int SECTION_ENTRY = 20;
  private static final int FOOTER_CRC_AT = FOOTER_BYTES - 4;

  private Checkpoint() {}

  static Path pathOf(Path log) {
    return log.resolveSibling(log.getFileName() + ".ckpt");
  }

  static Path temporaryOf(Path log) {
    return log.resolveSibling(log.getFileName() + ".ckpt.tmp");
  }

  // ---- writing

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

  private static int fingerprint(ByteSource log, long offset) {
    byte[] b = new byte[(int) Math.min(FINGERPRINT_BYTES, offset)];
    log.read(offset - b.length, b, 0, b.length);
    CRC32C crc = new CRC32C();
    crc.update(b, 0, b.length);
    return (int) crc.getValue();
  }

  // ---- reading

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
    try (StorageFile file = storage.open(pathOf(log), Storage.Access.READ)) {
      return load(file, log, logFile, logLength);
    } catch (NoSuchFileException e) {
      return null;
    } catch (NotUsable | IOException e) {
      System.getLogger(Checkpoint.class.getName())
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
    try (StorageFile file = storage.open(pathOf(log), Storage.Access.READ)) {
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
    if (fingerprint(logBytes, offset) != RecordFormat.getInt(f, FINGERPRINT_AT)) {
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
      if (checksum(view, at[i], size[i]) != RecordFormat.getInt(f, e + 16)) {
        throw new NotUsable("section " + i + " is damaged");
      }
    }
    long keys = RecordFormat.getLong(f, KEYS_AT);
    if (size[1] != (long) KeyDirectory.SHARDS * SHARD_ENTRY
        || keys < 0
        || size[3] != 8 * ((keys + SortedKeys.GROUP - 1) / SortedKeys.GROUP)) {
      throw new NotUsable("its sections do not fit");
    }
    KeyDirectory directory = new KeyDirectory(RecordFormat.getLong(f, SEED_AT));
    SortedKeys sorted = new SortedKeys(view, at[2], size[2], at[3], keys);
    Generation g = new Generation(log, logFile, directory, sorted);
    adoptShards(file, view, directory, at[0], size[0], at[1], offset);
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
