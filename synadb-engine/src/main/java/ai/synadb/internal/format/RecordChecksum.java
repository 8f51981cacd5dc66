/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The CRC32C of a record. It is bound to file and place: it runs over the record's offset (u64),
 * the first eight bytes of the database's UUID (zeros for the format record), timestamp, key
 * length, flags, key, and the value without the checksum. So a database stored as a value in
 * another never passes for records of the outer one.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class RecordChecksum {
  private static final int PREFIX_BYTES = 27;

  private final CRC32C crc = new CRC32C();
  private final byte[] scratchPrefix = new byte[PREFIX_BYTES];

  /** Starts over with what binds a record to its place. */
  public void begin(long offset, long uuid8, long timestamp, int keyLength, int flags) {
    byte[] p = scratchPrefix;
    RecordFormat.putLong(p, 0, offset);
    RecordFormat.putLong(p, 8, uuid8);
    RecordFormat.putLong(p, 16, timestamp);
    RecordFormat.putShort(p, 24, keyLength);
    p[26] = (byte) flags;
    crc.reset();
    crc.update(p, 0, PREFIX_BYTES);
  }

  public void update(byte[] bytes, int at, int length) {
    crc.update(bytes, at, length);
  }

  /** Takes the buffer's remaining bytes. */
  public void update(ByteBuffer bytes) {
    crc.update(bytes);
  }

  public int value() {
    return (int) crc.getValue();
  }
}
