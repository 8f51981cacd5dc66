/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.util.UUID;

/**
 * The payload of the record {@code __syna__/sync}: how far the log was durable when the record was
 * written, and whose log it is, so that a file whose format record is damaged can still be told.
 *
 * <pre>
 *  u64 durable end   16 bytes UUID   u64 generation
 * </pre>
 *
 * @param durableEnd the log was on the disk up to here
 * @param uuid the database's identity
 * @param generation of the file
 */
public record SyncRecord(long durableEnd, UUID uuid, long generation) {
  public static final int BYTES = 32;

  public byte[] encode() {
    byte[] b = new byte[BYTES];
    RecordFormat.putLong(b, 0, durableEnd);
    RecordFormat.putLong(b, 8, Long.reverseBytes(uuid.getMostSignificantBits()));
    RecordFormat.putLong(b, 16, Long.reverseBytes(uuid.getLeastSignificantBits()));
    RecordFormat.putLong(b, 24, generation);
    return b;
  }

  /** Reads a payload of {@link #BYTES} bytes. */
  public static SyncRecord decode(byte[] b, int at) {
    return new SyncRecord(
        RecordFormat.getLong(b, at),
        new UUID(
            Long.reverseBytes(RecordFormat.getLong(b, at + 8)),
            Long.reverseBytes(RecordFormat.getLong(b, at + 16))),
        RecordFormat.getLong(b, at + 24));
  }
}
