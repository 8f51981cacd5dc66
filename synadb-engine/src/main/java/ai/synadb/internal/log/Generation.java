/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.error.CorruptRecordException;
import ai.synadb.error.SynaIOException;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.format.RecordBuffer;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.Utf8;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Everything known of one log file between its creation and the compaction that replaces it: where
 * its bytes are read, which record of every key is the newest, the order of the keys, and the
 * tables for records that carry no link or no usable time.
 *
 * <p>One thread at a time changes it: the opener while it scans, then whoever holds the writer's
 * lock, or the follower's. Readers need no lock: they load a slot of the directory, then {@link
 * #end}, then {@link #view}, in this order; whoever publishes a slot has published an end behind
 * its record, and before that a view that covers it. A snapshot keeps the generation that it was
 * taken on.
 *
 * <p>Thread safety: one writer at a time; readers never wait.
 */
final class Generation implements KeyDirectory.KeySource {
  /** How much log may pass between two entries of the time index. */
  private static final long TIME_INDEX_BYTES = 1L << 20;

  private static final VarHandle END;
  private static final VarHandle LAST_TIMESTAMP;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      END = lookup.findVarHandle(Generation.class, "end", long.class);
      LAST_TIMESTAMP = lookup.findVarHandle(Generation.class, "lastTimestamp", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final int MIN_MAPPING_STEP = 1 << 20;
  private static final int MAX_MAPPING_STEP = 16 << 20;

  private final Path path;
  private final StorageFile file;
  private final KeyDirectory directory;
  private final KeyOrder order;

  /**
   * Record to 1 + offset of the key's record before, for records of users' keys without CHAINED.
   */
  final OffsetTable links = new OffsetTable();

  /**
   * Record to the time that counts, for foreign records whose own runs backwards or is implausible.
   */
  final OffsetTable times = new OffsetTable();

  /** Torn record to where the log goes on, for records whose length has swallowed others. */
  final OffsetTable skips = new OffsetTable();

  /** Record to its time, one about every MiB, where the log is in the order of time. */
  final OffsetTable timeIndex = new OffsetTable();

  private volatile LogView view;
  private volatile Binding[] bindings = new Binding[0];

  @SuppressWarnings("UnusedVariable") // through END, with release: all before it is complete
  private long end;

  private long lastTimestamp; // stored with release
  private volatile long reservedKeys;
  private long skippedBytes;
  private boolean isSalvage; // links are made anew, since those in records may lead to damage
  private long lastTimeIndexOffset = -TIME_INDEX_BYTES;

  Generation(Path path, StorageFile file, KeyDirectory directory, @Nullable SortedKeys sortedKeys) {
    this.path = path;
    this.file = file;
    this.directory = directory;
    this.order = new KeyOrder(sortedKeys, this::view);
    this.view = LogView.of(file, path);
  }

  /** From an offset on, records belong to a format record. */
  static final class Binding {
    final long offset;
    final FormatRecord format;
    final long binding;

    Binding(long offset, FormatRecord format) {
      this.offset = offset;
      this.format = format;
      this.binding = format.binding();
    }
  }

  Path path() {
    return path;
  }

  StorageFile file() {
    return file;
  }

  boolean isSalvage() {
    return isSalvage;
  }

  void setSalvage() {
    isSalvage = true;
  }

  KeyDirectory directory() {
    return directory;
  }

  KeyOrder order() {
    return order;
  }

  LogView view() {
    return view;
  }

  void setView(LogView view) {
    this.view = view;
  }

  long end() {
    return (long) END.getAcquire(this);
  }

  void setEnd(long end) {
    END.setRelease(this, end);
  }

  long lastTimestamp() {
    return (long) LAST_TIMESTAMP.getAcquire(this);
  }

  void setLastTimestamp(long timestamp) {
    LAST_TIMESTAMP.setRelease(this, timestamp);
  }

  long reservedKeys() {
    return reservedKeys;
  }

  void setReservedKeys(long n) {
    reservedKeys = n;
  }

  long skippedBytes() {
    return skippedBytes;
  }

  void addSkippedBytes(long n) {
    skippedBytes += n;
  }

  /** Keys of users that have a value. */
  long liveKeys() {
    return directory.keys() - reservedKeys - directory.deletedKeys();
  }

  /** The newest format record, or null in a file of the original. */
  @Nullable FormatRecord format() {
    Binding[] b = bindings;
    return b.length == 0 ? null : b[b.length - 1].format;
  }

  Binding[] bindings() {
    return bindings;
  }

  void bind(long offset, FormatRecord format) {
    Binding[] b = Arrays.copyOf(bindings, bindings.length + 1);
    b[b.length - 1] = new Binding(offset, format);
    bindings = b;
  }

  /**
   * What binds the checksum of a record at an offset: eight bytes of the UUID of the format record
   * before it.
   */
  long binding(long offset) {
    Binding[] b = bindings;
    for (int i = b.length - 1; i >= 0; i--) {
      if (b[i].offset <= offset) {
        return b[i].binding;
      }
    }
    return 0;
  }

  long oldestPosition() {
    FormatRecord f = format();
    return f == null ? 0 : f.oldestPosition();
  }

  long generationNumber() {
    FormatRecord f = format();
    return f == null ? 0 : f.generation();
  }

  /** Maps what was written, if enough of it is not mapped yet. */
  boolean mappingIsDue(long writtenEnd) {
    long mapped = view.mappedEnd();
    long step = Math.max(MIN_MAPPING_STEP, Math.min(MAX_MAPPING_STEP, mapped / 4));
    return writtenEnd - mapped >= step;
  }

  /** Maps everything before {@code to}, which the file holds. */
  void extendMapping(long to) {
    try {
      view = view.withMapping(to);
    } catch (IOException e) {
      throw new SynaIOException("Mapping " + path + " failed", e, path);
    }
  }

  /** Notes the time of a record that is appended or scanned. */
  void noteTime(long offset, long timestamp) {
    if (timestamp > lastTimestamp) {
      setLastTimestamp(timestamp);
    }
    if (offset - lastTimeIndexOffset >= TIME_INDEX_BYTES) {
      timeIndex.add(offset, lastTimestamp);
      lastTimeIndexOffset = offset;
    }
  }

  /** Continues the time index of a checkpoint. */
  void resumeTimeIndex() {
    if (timeIndex.size() > 0) {
      lastTimeIndexOffset = timeIndex.offsetAt(timeIndex.size() - 1);
    }
  }

  /** The time that counts for a record. */
  long timestampOf(RecordBuffer r) {
    return r.has(RecordFormat.CHECKED) ? r.timestamp() : times.get(r.offset(), r.timestamp());
  }

  /** 1 + the offset of the key's record before this one; 0 if there is none. */
  long previousOf(RecordBuffer r) {
    return r.previous() >= 0 && !isSalvage ? r.previous() : links.get(r.offset(), 0);
  }

  /**
   * Adds a record of a user's key that has a link, without reading any key.
   *
   * @param previous 1 + the offset that the directory leads to before, which is that of the newest
   *     record before this one; 0 if the key is new
   * @return false if the link leads nowhere
   */
  boolean applyChained(long hash, long offset, long previous, boolean deleted) {
    if (previous == 0) {
      directory.insert(hash, offset, deleted);
      order.add(offset);
      return true;
    }
    return directory.replaceIfThere(hash, previous - 1, offset, deleted);
  }

  /** Adds a record of a user's key that has no link: of the original. */
  void applyUnchained(byte[] key, long offset, boolean deleted, KeyDirectory.KeySource source) {
    long hash = directory.hash(key);
    long slot = directory.find(key, hash, source);
    if (slot == 0) {
      directory.insert(hash, offset, deleted);
      order.add(offset);
    } else {
      long previous = KeyDirectory.offsetOf(slot);
      links.add(offset, previous + 1);
      directory.replace(hash, previous, offset, deleted);
    }
  }

  /** Adds a record of a reserved key that is looked up by its key. */
  void applyReserved(byte[] key, long offset, KeyDirectory.KeySource source) {
    long hash = directory.hash(key);
    long slot = directory.find(key, hash, source);
    if (slot == 0) {
      directory.insert(hash, offset, false);
      reservedKeys++;
    } else {
      directory.replace(hash, KeyDirectory.offsetOf(slot), offset, false);
    }
  }

  // A look-up loads the slot, the end, and the view, in this order: see the class comment.

  @Override
  public boolean keyEquals(long offset, byte[] key) {
    return view.keyEquals(offset, key);
  }

  @Override
  public byte[] keyAt(long offset) {
    return view.keyAt(offset);
  }

  @Override
  public RuntimeException damagedKey(long offset) {
    return corrupt(offset, "its key is not the one that it was written with", null);
  }

  /** Loads the record at an offset that is known to hold one. */
  void load(RecordBuffer r, long offset) {
    long end = end();
    int code = r.load(view, offset, end, binding(offset));
    if (code != RecordBuffer.OK) {
      throw corrupt(offset, r.damage(), null);
    }
  }

  /** As {@link #load}, of a record that has to have this key. */
  void load(RecordBuffer r, long offset, byte[] key) {
    long end = end();
    int code = r.load(view, offset, end, binding(offset));
    if (code != RecordBuffer.OK) {
      throw corrupt(offset, r.damage(), key);
    }
    if (!r.isKey(key)) {
      throw corrupt(offset, "a link of another key leads to it", key);
    }
  }

  /**
   * Compares keys with the records that slots lead to and leaves the last of them in a buffer, so
   * that what is found is read once.
   */
  static final class Probe implements KeyDirectory.KeySource {
    private final Generation g;
    private final RecordBuffer record;
    private int code = RecordBuffer.TORN;

    Probe(Generation g, RecordBuffer record) {
      this.g = g;
      this.record = record;
    }

    @Override
    public boolean keyEquals(long offset, byte[] key) {
      long end = g.end();
      code = record.fetch(g.view, offset, end);
      return code != RecordBuffer.OK || record.isKey(key); // what is torn is not searched past
    }

    /** Checks the record that was found. */
    void check(byte[] key) {
      int c = code == RecordBuffer.OK ? record.check(g.end(), g.binding(record.offset())) : code;
      if (c != RecordBuffer.OK) {
        throw g.corrupt(record.offset(), record.damage(), key);
      }
    }

    @Override
    public byte[] keyAt(long offset) {
      return g.keyAt(offset);
    }

    @Override
    public RuntimeException damagedKey(long offset) {
      return g.damagedKey(offset);
    }
  }

  CorruptRecordException corrupt(long offset, String why, byte @Nullable [] key) {
    return new CorruptRecordException(
        "Record at 0x"
            + Long.toHexString(offset)
            + " in "
            + path.getFileName()
            + " is damaged: "
            + why
            + "; run a verify to see how much is affected, open with OpenMode.SALVAGE to read the rest",
        path,
        offset,
        key == null ? null : Utf8.decode(key, 0, key.length));
  }

  long heapBytes() {
    return directory.heapBytes()
        + order.heapBytes()
        + links.heapBytes()
        + times.heapBytes()
        + timeIndex.heapBytes();
  }
}
