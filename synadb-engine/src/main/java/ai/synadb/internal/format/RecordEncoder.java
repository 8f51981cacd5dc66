/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

/**
 * Writes records into arrays.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class RecordEncoder {
  /** Shorter values are not worth compressing. */
  public static final int MIN_COMPRESSED = 256;

  /** No extension and no payload. */
  public static final byte[] NO_EXTRA = new byte[0];

  private final RecordChecksum checksum = new RecordChecksum();
  private byte[] scratchRaw = new byte[0];

  /** The bytes that a record takes at most. */
  public static long length(int keyLength, Payload value, int extraLength, int flags) {
    return (long) RecordFormat.HEADER_BYTES
        + keyLength
        + value.encodedLength()
        + extraLength
        + tailLength(flags);
  }

  /** The bytes of link and checksum. */
  public static int tailLength(int flags) {
    return ((flags & RecordFormat.CHAINED) != 0 ? RecordFormat.PREVIOUS_BYTES : 0)
        + RecordFormat.CRC_BYTES;
  }

  /**
   * Writes a CHECKED record that is not compressed.
   *
   * @param extra the extension, or the payload of a hidden record
   * @param previous 1 + the offset of the key's previous record, or 0; only for CHAINED
   * @return its length
   */
  public int encode(
      byte[] target,
      int at,
      long offset,
      long binding,
      long timestamp,
      byte[] key,
      int flags,
      Payload value,
      byte[] extra,
      long previous) {
    int keyAt = at + RecordFormat.HEADER_BYTES;
    System.arraycopy(key, 0, target, keyAt, key.length);
    int valueAt = keyAt + key.length;
    int end = writeValue(target, valueAt, flags, value, extra, previous);
    checksum.begin(offset, binding, timestamp, key.length, flags);
    checksum.update(target, keyAt, end - keyAt);
    RecordFormat.putInt(target, end, checksum.value());
    end += RecordFormat.CRC_BYTES;
    RecordFormat.putHeader(target, at, timestamp, key.length, end - valueAt, flags);
    return end - at;
  }

  /**
   * Writes a CHECKED record as LZ4 if that saves an eighth of its value, else as {@link #encode}
   * does. The array must have room for the uncompressed record.
   */
  public int encodeCompressed(
      byte[] target,
      int at,
      long offset,
      long binding,
      long timestamp,
      byte[] key,
      int flags,
      Payload value,
      byte[] extra,
      long previous) {
    int rawLength = value.encodedLength() + extra.length + tailLength(flags);
    if (rawLength >= MIN_COMPRESSED && rawLength <= RecordBuffer.MAX_COMPRESSED_RAW) {
      int room = rawLength + Lz4.bound(rawLength);
      if (scratchRaw.length < room) {
        scratchRaw = new byte[room];
      }
      int compressedFlags = flags | RecordFormat.COMPRESSED;
      int end = writeValue(scratchRaw, 0, compressedFlags, value, extra, previous);
      checksum.begin(offset, binding, timestamp, key.length, compressedFlags);
      checksum.update(key, 0, key.length);
      checksum.update(scratchRaw, 0, end);
      RecordFormat.putInt(scratchRaw, end, checksum.value());
      int stored = Lz4.compress(scratchRaw, 0, rawLength, scratchRaw, rawLength);
      if (stored <= rawLength - rawLength / 8) {
        int valueAt = at + RecordFormat.HEADER_BYTES + key.length;
        RecordFormat.putHeader(target, at, timestamp, key.length, stored, compressedFlags);
        System.arraycopy(key, 0, target, at + RecordFormat.HEADER_BYTES, key.length);
        System.arraycopy(scratchRaw, rawLength, target, valueAt, stored);
        return RecordFormat.HEADER_BYTES + key.length + stored;
      }
    }
    return encode(target, at, offset, binding, timestamp, key, flags, value, extra, previous);
  }

  private static int writeValue(
      byte[] target, int at, int flags, Payload value, byte[] extra, long previous) {
    int p = value.writeTo(target, at);
    System.arraycopy(extra, 0, target, p, extra.length);
    p += extra.length;
    if ((flags & RecordFormat.CHAINED) != 0) {
      RecordFormat.putLong(target, p, previous);
      p += RecordFormat.PREVIOUS_BYTES;
    }
    return p;
  }

  /** The extension of a value of a series. */
  public static byte[] seriesExtension(boolean hasStep, long step, boolean hasTime, long time) {
    byte[] b = new byte[2 + (hasStep ? 8 : 0) + (hasTime ? 8 : 0)];
    b[0] = RecordFormat.EXTENSION_SERIES;
    b[1] =
        (byte)
            ((hasStep ? RecordFormat.SERIES_HAS_STEP : 0)
                | (hasTime ? RecordFormat.SERIES_HAS_TIME : 0));
    if (hasStep) {
      RecordFormat.putLong(b, 2, step);
    }
    if (hasTime) {
      RecordFormat.putLong(b, hasStep ? 10 : 2, time);
    }
    return b;
  }
}
