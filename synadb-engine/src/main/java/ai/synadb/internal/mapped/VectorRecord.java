/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.mapped;

import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.Utf8;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * What a {@link VectorFile} consists of, from byte {@value #FIRST} on: records at multiples of 16,
 * none of which lies across two {@link Extents}, all numbers little-endian.
 *
 * <pre>
 *   0   u32   CRC32C of the bytes from 4 on, the record's offset (u64) and the least significant
 *             half of the file's UUID (u64); 0xffffffff if that is 0; 0 while it is not known
 *   4   u8    kind: 1 a vector, 2 a delete, 3 nothing up to the end of the extent
 *   5   u8    1 if it ends a batch
 *   6   u16   0x5653
 *   8   u32   epoch: how often the file had been opened
 *   12  u32   bytes of the key
 *   16  u32   bytes of the attributes
 *   20  u32   0
 *   24  u64   sequence: greater than that of every record before it
 *   32        the vector, float32; of kind 1 only
 *   ..        the key, UTF-8; the attributes, JSON; zeros up to a multiple of 16
 * </pre>
 *
 * <p>Where less than {@value #HEADER} bytes are left of an extent, the next record begins in the
 * next one.
 *
 * <p>Thread safety: confined to one thread.
 */
final class VectorRecord {
  static final int VECTOR = 1;
  static final int DELETE = 2;
  static final int PAD = 3;

  /** Where the first record is. */
  static final int FIRST = 4096;

  static final int HEADER = 32;
  static final int ALIGNMENT = 16;
  static final int MAX_KEY_BYTES = RecordFormat.MAX_KEY_BYTES;
  static final int MAX_ATTRIBUTE_BYTES = 1 << 20;

  static final int KIND_AT = 4;
  static final int EPOCH_AT = 8;
  static final int KEY_BYTES_AT = 12;
  static final int ATTRIBUTE_BYTES_AT = 16;
  static final int SEQUENCE_AT = 24;

  private static final int MAGIC = 0x5653 << 16;
  private static final int LAST = 1 << 8;

  private final int dimensions;
  private final long salt;
  private final CRC32C crc = new CRC32C();
  private final byte[] place = new byte[16];

  VectorRecord(int dimensions, UUID uuid) {
    this.dimensions = dimensions;
    this.salt = uuid.getLeastSignificantBits();
  }

  /** The number at {@link #KIND_AT} of a record. */
  static int mark(int kind) {
    return MAGIC | kind;
  }

  static int asLast(int mark) {
    return mark | LAST;
  }

  static boolean isLast(int mark) {
    return (mark & LAST) != 0;
  }

  /** The kind that a mark says; 0 if it is no mark. */
  static int kind(int mark) {
    int kind = mark & 0xff;
    return (mark & ~(LAST | 0xff)) == MAGIC && kind >= VECTOR && kind <= PAD ? kind : 0;
  }

  /** The bytes of a record of kind 1 or 2. */
  static int length(int kind, int dimensions, int keyBytes, int attributeBytes) {
    int n = HEADER + (kind == VECTOR ? 4 * dimensions : 0) + keyBytes + attributeBytes;
    return (n + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /**
   * The bytes of the record at a place of an extent, as far as its header can be right; 0 if it
   * cannot.
   */
  int length(ByteBuffer b, int at) {
    if (at + HEADER > b.capacity()) {
      return 0;
    }
    int kind = kind(b.getInt(at + KIND_AT));
    if (kind == PAD) {
      return b.capacity() - at;
    }
    int key = b.getInt(at + KEY_BYTES_AT);
    int attributes = b.getInt(at + ATTRIBUTE_BYTES_AT);
    if (kind == 0
        || key < 1
        || key > MAX_KEY_BYTES
        || attributes < 0
        || attributes > (kind == VECTOR ? MAX_ATTRIBUTE_BYTES : 0)) {
      return 0;
    }
    int n = length(kind, dimensions, key, attributes);
    return n <= b.capacity() - at ? n : 0;
  }

  /** Whether the key of the record at a place, whose lengths are right, can be one. */
  boolean hasKey(ByteBuffer b, int at) {
    int kind = kind(b.getInt(at + KIND_AT));
    if (kind == PAD) {
      return true;
    }
    byte[] key = new byte[b.getInt(at + KEY_BYTES_AT)];
    b.get(at + HEADER + (kind == VECTOR ? 4 * dimensions : 0), key);
    return Utf8.isKey(key, 0, key.length);
  }

  /** The checksum that the record at a place should have. */
  int checksum(Extents.Extent e, ByteBuffer view, int at, int length) {
    int n = kind(e.bytes().getInt(at + KIND_AT)) == PAD ? HEADER : length;
    crc.reset();
    view.limit(at + n).position(at + 4);
    crc.update(view);
    RecordFormat.putLong(place, 0, e.start() + at);
    RecordFormat.putLong(place, 8, salt);
    crc.update(place, 0, place.length);
    int c = (int) crc.getValue();
    return c == 0 ? -1 : c;
  }
}
