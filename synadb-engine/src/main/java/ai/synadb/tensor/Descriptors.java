/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaException;
import ai.synadb.error.CorruptRecordException;
import ai.synadb.error.FormatTooNewException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * What the two kinds of descriptors have in common.
 *
 * <pre>
 *  u64 magic   u32 version   u32 length of all   …   u32 CRC32C of everything before
 * </pre>
 */
final class Descriptors {
  static final int VERSION = 1;
  static final int PREFIX_BYTES = 16;
  static final int CRC_BYTES = 4;

  private Descriptors() {}

  /** A buffer for a descriptor, behind its beginning. */
  static ByteBuffer begin(long magic, int length) {
    return ByteBuffer.allocate(length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(magic)
        .putInt(VERSION)
        .putInt(length);
  }

  static byte[] end(ByteBuffer b) {
    byte[] bytes = new byte[b.capacity()];
    b.get(0, bytes, 0, b.position());
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(b.position(), crc(bytes, b.position()));
    return bytes;
  }

  /** The CRC32C of the first bytes. */
  static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /** Checks a descriptor; returns a buffer over what is between beginning and checksum. */
  static ByteBuffer open(byte[] bytes, long magic, String key) {
    ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < PREFIX_BYTES + CRC_BYTES) {
      throw corrupt(key, "it has " + bytes.length + " bytes");
    }
    if (b.getLong() != magic) {
      throw corrupt(key, "it is of another kind");
    }
    int version = b.getInt();
    int length = b.getInt();
    int crc = b.getInt(bytes.length - CRC_BYTES);
    if (length == bytes.length && crc == crc(bytes, bytes.length - CRC_BYTES)) {
      if (version != VERSION) {
        throw new FormatTooNewException(
            "The descriptor "
                + SynaException.quoted(key)
                + " has version "
                + version
                + ", this library reads "
                + VERSION,
            null,
            -1,
            key);
      }
      return b.limit(bytes.length - CRC_BYTES);
    }
    throw corrupt(
        key,
        length == bytes.length
            ? "its checksum does not match"
            : "it says that it has " + (length & 0xffffffffL) + " bytes, and has " + bytes.length);
  }

  static CorruptRecordException corrupt(String key, String why) {
    return new CorruptRecordException(
        "The descriptor " + SynaException.quoted(key) + " of a tensor is damaged: " + why,
        null,
        -1,
        key);
  }
}
