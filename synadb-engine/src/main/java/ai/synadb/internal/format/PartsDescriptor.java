/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The value of a key whose bytes lie in parts: ordinary Bytes records {@code
 * __syna__/part/<id>/<n>}.
 *
 * <pre>
 *  u64 magic   u64 id   u64 total bytes   u32 bytes of every part but the last   u32 parts
 * </pre>
 *
 * @param id what the keys of the parts have in common
 * @param totalBytes the length of the value
 * @param partBytes the length of every part but the last
 * @param parts the number of parts
 */
public record PartsDescriptor(long id, long totalBytes, int partBytes, int parts) {
  public static final int BYTES = 32;

  /**
   * "SYNAPART", little-endian: by it a descriptor is known after the original has compacted the
   * file.
   */
  public static final long MAGIC = 0x54524150414e5953L;

  /** Checks that the numbers agree. */
  public PartsDescriptor {
    if (partBytes < 1
        || partBytes > RecordFormat.MAX_PART_BYTES
        || parts < 0
        || totalBytes < 0
        || (totalBytes + partBytes - 1) / partBytes != parts) {
      throw new IllegalArgumentException(
          totalBytes + " bytes do not make " + parts + " parts of " + partBytes + " bytes");
    }
  }

  public byte[] encode() {
    byte[] b = new byte[BYTES];
    RecordFormat.putLong(b, 0, MAGIC);
    RecordFormat.putLong(b, 8, id);
    RecordFormat.putLong(b, 16, totalBytes);
    RecordFormat.putInt(b, 24, partBytes);
    RecordFormat.putInt(b, 28, parts);
    return b;
  }

  /**
   * Reads a descriptor.
   *
   * @throws IllegalArgumentException if its numbers do not agree
   */
  public static PartsDescriptor decode(byte[] b, int at) {
    return new PartsDescriptor(
        RecordFormat.getLong(b, at + 8),
        RecordFormat.getLong(b, at + 16),
        RecordFormat.getInt(b, at + 24),
        RecordFormat.getInt(b, at + 28));
  }

  /** The key of part {@code n}. */
  public byte[] keyOf(int n) {
    return keyOf(id, n);
  }

  /** The key of part {@code n} of the value {@code id}. */
  public static byte[] keyOf(long id, int n) {
    return (RecordFormat.RESERVED_PREFIX + "part/" + HexFormat.of().toHexDigits(id) + "/" + n)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** The id in the key of a part, or 0 if it is none. */
  public static long idOf(byte[] key, int at, int length) {
    byte[] prefix = RecordFormat.partPrefix();
    if (!RecordFormat.startsWith(key, at, length, prefix) || length < prefix.length + 18) {
      return 0;
    }
    try {
      return HexFormat.fromHexDigitsToLong(
          new String(key, at + prefix.length, 16, StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  /** The length of part {@code n}. */
  public int sizeOf(int n) {
    return n < parts - 1 ? partBytes : (int) (totalBytes - (long) (parts - 1) * partBytes);
  }
}
