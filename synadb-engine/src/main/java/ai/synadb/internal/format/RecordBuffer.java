/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One record taken apart and checked: its header, its value as it was before LZ4, and what hides
 * behind the value.
 *
 * <p>A parsed record refers to the array that it was parsed from, or to scratch space of this
 * object, until the next call.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class RecordBuffer {
  /** The record is intact. */
  public static final int OK = 0;

  /** The record needs more bytes than there are. */
  public static final int TORN = 1;

  /** The record cannot be what somebody wrote. */
  public static final int DAMAGED = 2;

  /**
   * The largest compressed value that is written here, uncompressed: what a reader has to allocate
   * for one.
   */
  public static final int MAX_COMPRESSED_RAW = 16 << 20;

  private static final int FIRST_READ = 192;
  private static final int MAX_FIRST_READ = 4096;

  /** Room before a record, for the checksum to be taken in one go. */
  public static final int HEADROOM = 16;

  private final RecordChecksum checksum = new RecordChecksum();
  private byte[] scratchRecord = new byte[HEADROOM + MAX_FIRST_READ];
  private byte[] scratchRaw = new byte[0];
  private int expected = FIRST_READ;

  private long offset;
  private long timestamp;
  private int keyLength;
  private int storedLength;
  private int flags;
  private byte[] bytes = scratchRecord;
  private int start;
  private byte[] value = scratchRecord;
  private int valueAt;
  private int atomLength;
  private int extraAt;
  private int extraLength;
  private long previous;
  private String damage = "";

  /**
   * Reads and parses the record at {@code offset}.
   *
   * @param limit where the valid log ends
   * @return OK, TORN or DAMAGED
   */
  public int load(ByteSource source, long offset, long limit, long binding) {
    int code = fetch(source, offset, limit);
    return code == OK ? check(limit, binding) : code;
  }

  /**
   * Reads the record at {@code offset}. Only whether it is of a certain key can be asked then;
   * {@link #check} has to follow before anything else.
   *
   * @return OK, TORN or DAMAGED
   */
  public int fetch(ByteSource source, long offset, long limit) {
    this.offset = offset;
    long available = limit - offset;
    if (offset < 0 || available < RecordFormat.HEADER_BYTES) {
      return fail(TORN, "it begins behind the end of the log");
    }
    // As many bytes as records lately had: to look at the header first would mean to wait for
    // memory
    // twice.
    byte[] b = scratchRecord;
    int first = (int) Math.min((expected + 63) & -64, available);
    source.read(offset, b, HEADROOM, first);
    long length = lengthAt(b, HEADROOM);
    expected += ((int) Math.min(length, MAX_FIRST_READ) - expected) / 4;
    keyLength = RecordFormat.getUnsignedShort(b, HEADROOM + RecordFormat.KEY_LENGTH_AT);
    String bad =
        headerDamage(
            keyLength,
            RecordFormat.getInt(b, HEADROOM + RecordFormat.VALUE_LENGTH_AT),
            b[HEADROOM + RecordFormat.FLAGS_AT] & 0xff);
    if (bad != null) {
      return fail(DAMAGED, bad);
    }
    if (length > available) {
      return fail(TORN, "it ends behind the end of the log");
    }
    if (length > first) {
      if (length > b.length - HEADROOM) {
        b = grow(b, first, length);
      }
      source.read(offset + first, b, HEADROOM + first, (int) length - first);
    }
    setBytes(b);
    start = HEADROOM;
    return OK;
  }

  private byte[] grow(byte[] b, int used, long length) {
    boolean keep = length <= 1 << 20; // larger ones are not worth keeping
    byte[] grown = new byte[HEADROOM + (int) (keep ? length + length / 4 : length)];
    System.arraycopy(b, HEADROOM, grown, HEADROOM, used);
    if (keep) {
      scratchRecord = grown;
    }
    return grown;
  }

  /** Parses what {@link #fetch} has read; the arguments are those of {@link #load}. */
  public int check(long limit, long binding) {
    return parse(bytes, HEADROOM, limit - offset, offset, binding);
  }

  /**
   * Leaves the arrays of the record last parsed to the caller: the next one is read into others.
   */
  public void detach() {
    scratchRecord = new byte[HEADROOM + MAX_FIRST_READ];
    scratchRaw = new byte[0];
  }

  /** The length of the record whose header is at {@code at}, as the header says. */
  public static long lengthAt(byte[] b, int at) {
    return RecordFormat.HEADER_BYTES
        + (long) RecordFormat.getUnsignedShort(b, at + RecordFormat.KEY_LENGTH_AT)
        + (RecordFormat.getInt(b, at + RecordFormat.VALUE_LENGTH_AT) & 0xffffffffL);
  }

  /** Why a header cannot be one, or null if it can. */
  public static @Nullable String headerDamage(int keyLength, int storedLength, int flags) {
    if (keyLength < 1 || keyLength > RecordFormat.MAX_KEY_BYTES) {
      return "its key has " + keyLength + " bytes";
    }
    if (storedLength < RecordFormat.NULL_BYTES || storedLength > RecordFormat.MAX_VALUE_BYTES) {
      return "its value has " + (storedLength & 0xffffffffL) + " bytes";
    }
    if ((flags & RecordFormat.CHECKED) == 0 && (flags & ~RecordFormat.ORIGINAL_FLAGS) != 0) {
      return "it has flags 0x" + Integer.toHexString(flags) + " but no checksum";
    }
    return null;
  }

  /**
   * Parses the record at {@code b[at]}, in an array that no other thread uses meanwhile. The whole
   * record must be in the array when it fits into {@code available}.
   *
   * @param available the bytes of log from the record's offset on
   * @return OK, TORN or DAMAGED
   */
  public int parse(byte[] b, int at, long available, long offset, long binding) {
    this.offset = offset;
    if (available < RecordFormat.HEADER_BYTES) {
      return fail(TORN, "its header ends behind the end of the log");
    }
    timestamp = RecordFormat.getLong(b, at);
    keyLength = RecordFormat.getUnsignedShort(b, at + RecordFormat.KEY_LENGTH_AT);
    storedLength = RecordFormat.getInt(b, at + RecordFormat.VALUE_LENGTH_AT);
    flags = b[at + RecordFormat.FLAGS_AT] & 0xff;
    setBytes(b);
    start = at;
    String bad = headerDamage(keyLength, storedLength, flags);
    if (bad != null) {
      return fail(DAMAGED, bad);
    }
    if (available < (long) RecordFormat.HEADER_BYTES + keyLength + storedLength) {
      return fail(TORN, "it ends behind the end of the log");
    }
    int keyAt = at + RecordFormat.HEADER_BYTES;
    int end;
    if ((flags & RecordFormat.COMPRESSED) != 0) {
      end = decompress(b, keyAt + keyLength);
      if (end < 0) {
        return fail(DAMAGED, "its LZ4 block is not well-formed");
      }
    } else {
      setValue(b);
      valueAt = keyAt + keyLength;
      end = valueAt + storedLength;
    }
    previous = -1;
    if ((flags & RecordFormat.CHECKED) != 0) {
      end -= RecordFormat.CRC_BYTES;
      if (end < valueAt) {
        return fail(DAMAGED, "it has no room for its checksum");
      }
      // The format record carries the UUID, so it cannot be bound to it.
      long bound = isKey(RecordFormat.formatKey()) ? 0 : binding;
      int sum;
      if (value == b && keyAt >= RecordChecksum.PREFIX_BYTES) {
        sum = checksum.inPlace(b, keyAt, end - keyAt, offset, bound, timestamp, keyLength, flags);
      } else {
        checksum.begin(offset, bound, timestamp, keyLength, flags);
        checksum.update(b, keyAt, keyLength);
        checksum.update(value, valueAt, end - valueAt);
        sum = checksum.value();
      }
      if (sum != RecordFormat.getInt(value, end)) {
        return fail(DAMAGED, "its checksum does not match");
      }
    }
    return parseValue(end);
  }

  // Nearly always the array that is there already. Not to store it again saves the collector's
  // barrier, which is a fence for an object as old as this.

  private void setBytes(byte[] b) {
    if (bytes != b) {
      bytes = b;
    }
  }

  private void setValue(byte[] b) {
    if (value != b) {
      value = b;
    }
  }

  private int decompress(byte[] b, int at) {
    int raw = Lz4.rawLength(b, at, storedLength);
    if (raw < RecordFormat.NULL_BYTES
        || ((flags & RecordFormat.CHECKED) != 0 && raw > MAX_COMPRESSED_RAW)) {
      return -1;
    }
    if (scratchRaw.length < raw) {
      scratchRaw = new byte[raw + raw / 4];
    }
    if (!Lz4.decompress(b, at, storedLength, scratchRaw, raw)) {
      return -1;
    }
    setValue(scratchRaw);
    valueAt = 0;
    return raw;
  }

  private int parseValue(int end) {
    if ((flags & RecordFormat.CHAINED) != 0) {
      end -= RecordFormat.PREVIOUS_BYTES;
      if (end < valueAt) {
        return fail(DAMAGED, "it has no room for its link");
      }
      previous = RecordFormat.getLong(value, end);
      // 0 is "none", else 1 + offset: something before this record.
      if (previous < 0 || previous > offset) {
        return fail(DAMAGED, "its link leads to " + (previous - 1));
      }
    }
    atomLength = AtomFormat.length(value, valueAt, end);
    if (atomLength < 0) {
      return fail(DAMAGED, "its value is incomplete or of no known type");
    }
    extraAt = valueAt + atomLength;
    extraLength = end - extraAt;
    if (extraLength > 0 && (flags & RecordFormat.CHECKED) == 0) {
      return fail(DAMAGED, "it has " + extraLength + " bytes behind its value but no checksum");
    }
    if (isTombstone() && atomTag() != AtomFormat.TAG_NULL) {
      return fail(DAMAGED, "it is a tombstone with a value");
    }
    if (!Utf8.isKey(bytes, keyAt(), keyLength)) {
      return fail(DAMAGED, "its key is not UTF-8, or has a NUL");
    }
    if (!AtomFormat.isWellFormed(value, valueAt, atomLength)) {
      return fail(DAMAGED, "its text is not UTF-8, or its vector has no element");
    }
    return OK;
  }

  /**
   * Takes a record that was checked elsewhere because it is large. Its value shows as Null with
   * nothing behind it.
   *
   * @param tail link and checksum; null if the record is damaged
   */
  public int standIn(
      byte[] header, byte[] key, long offset, byte @Nullable [] tail, String damage) {
    this.offset = offset;
    timestamp = RecordFormat.getLong(header, RecordFormat.TIMESTAMP_AT);
    keyLength = key.length;
    storedLength = RecordFormat.getInt(header, RecordFormat.VALUE_LENGTH_AT);
    flags = header[RecordFormat.FLAGS_AT] & 0xff;
    bytes = Arrays.copyOf(header, RecordFormat.HEADER_BYTES + key.length);
    System.arraycopy(key, 0, bytes, RecordFormat.HEADER_BYTES, key.length);
    start = 0;
    value = new byte[AtomFormat.PREFIX_BYTES];
    valueAt = 0;
    atomLength = RecordFormat.NULL_BYTES;
    extraAt = RecordFormat.NULL_BYTES;
    extraLength = 0;
    previous = -1;
    if (tail == null) {
      return fail(DAMAGED, damage);
    }
    if ((flags & RecordFormat.CHAINED) != 0) {
      previous = RecordFormat.getLong(tail, 0);
      if (previous < 0 || previous > offset) {
        return fail(DAMAGED, "its link leads to " + (previous - 1));
      }
    }
    if (!Utf8.isKey(key, 0, key.length)) {
      return fail(DAMAGED, "its key is not UTF-8, or has a NUL");
    }
    return OK;
  }

  private int fail(int code, String why) {
    damage = why;
    return code;
  }

  /** Why the last call did not return OK. */
  public String damage() {
    return damage;
  }

  public long offset() {
    return offset;
  }

  public long timestamp() {
    return timestamp;
  }

  public int flags() {
    return flags;
  }

  /** The bytes that the record takes in the file. */
  public long length() {
    return (long) RecordFormat.HEADER_BYTES + keyLength + storedLength;
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  public boolean isTombstone() {
    return (flags & RecordFormat.TOMBSTONE) != 0;
  }

  /** Whether this packs older values of a key. */
  public boolean isBlock() {
    return (flags & RecordFormat.BLOCK) != 0;
  }

  /** The array that holds the key, from {@link #keyAt} on. */
  public byte[] keyArray() {
    return bytes;
  }

  public int keyAt() {
    return start + RecordFormat.HEADER_BYTES;
  }

  public int keyLength() {
    return keyLength;
  }

  /** A copy of the key. */
  public byte[] key() {
    return Arrays.copyOfRange(bytes, keyAt(), keyAt() + keyLength);
  }

  public boolean isKey(byte[] key) {
    return RecordFormat.isKey(bytes, keyAt(), keyLength, key);
  }

  public boolean isReserved() {
    return RecordFormat.isReserved(bytes, keyAt(), keyLength);
  }

  /** The array that holds the value, from {@link #valueAt} on. */
  public byte[] value() {
    return value;
  }

  public int valueAt() {
    return valueAt;
  }

  /** The length of the value without what hides behind it. */
  public int atomLength() {
    return atomLength;
  }

  public int atomTag() {
    return RecordFormat.getInt(value, valueAt);
  }

  /** The number of a Float (as bits) or an Int. */
  public long scalarBits() {
    return RecordFormat.getLong(value, valueAt + 4);
  }

  /** Where Text and Bytes begin, in {@link #value}. */
  public int payloadAt() {
    return valueAt + AtomFormat.PREFIX_BYTES;
  }

  /** The bytes of Text and Bytes, the elements of a Vector. */
  public int payloadCount() {
    return (int) RecordFormat.getLong(value, valueAt + 4);
  }

  /** Where the extension, or the payload of a hidden record, begins, in {@link #value}. */
  public int extraAt() {
    return extraAt;
  }

  public int extraLength() {
    return extraLength;
  }

  /**
   * 1 + the offset of the key's previous record; 0 if there is none; -1 if the record has no link.
   */
  public long previous() {
    return previous;
  }

  /** Whether this value of a series has a step. */
  public boolean hasStep() {
    return seriesFlag(RecordFormat.SERIES_HAS_STEP);
  }

  /** Whether this value of a series has a time of its own. */
  public boolean hasTime() {
    return seriesFlag(RecordFormat.SERIES_HAS_TIME);
  }

  private boolean seriesFlag(int flag) {
    if (isTombstone()
        || extraLength < 2
        || value[extraAt] != RecordFormat.EXTENSION_SERIES
        || (value[extraAt + 1] & flag) == 0) {
      return false;
    }
    int need = 2 + 8 * Integer.bitCount(value[extraAt + 1] & 3);
    return extraLength >= need;
  }

  /** The step; only if {@link #hasStep}. */
  public long step() {
    return RecordFormat.getLong(value, extraAt + 2);
  }

  /** The caller's time; only if {@link #hasTime}. */
  public long time() {
    return RecordFormat.getLong(value, extraAt + (hasStep() ? 10 : 2));
  }

  /** Whether the value describes a value in parts. */
  public boolean isInParts() {
    return !isTombstone()
        && atomTag() == AtomFormat.TAG_BYTES
        && payloadCount() == PartsDescriptor.BYTES
        && RecordFormat.getLong(value, payloadAt()) == PartsDescriptor.MAGIC
        // The original's compaction drops the extension along with the checksum.
        && (!has(RecordFormat.CHECKED)
            || (extraLength == 1 && value[extraAt] == RecordFormat.EXTENSION_PARTS));
  }
}
