/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.mapped;

import ai.synadb.internal.format.RecordFormat;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a {@link VectorFile} since its last checkpoint. There are two places for it, at 0
 * and at {@value #SECOND}, written in turn; of two that are right that with the higher number
 * counts. So a write that a power cut tears leaves the one before it.
 *
 * <pre>
 *   0    u64  "SynaMmap"
 *   8    u32  version 1
 *   12   u32  metric: 0 cosine, 1 euclidean, 2 dot product
 *   16   u32  dimensions
 *   20   u32  epoch: grows at each open
 *   24   u64, u64  UUID, most significant half first
 *   40   u64  number of this header
 *   48   u64  up to where all records are on the disk
 *   56   u32  CRC32C of the bytes before it
 * </pre>
 *
 * <p>Thread safety: immutable.
 */
record FileHeader(
    int version, int metric, int dimensions, int epoch, UUID uuid, long number, long end) {
  /** "SynaMmap". */
  static final long MAGIC = 0x70616d4d_616e7953L;

  static final int VERSION = 1;
  static final int BYTES = 60;
  static final int SECOND = 2048;

  private static final int VERSION_AT = 8;
  private static final int METRIC_AT = 12;
  private static final int DIMENSIONS_AT = 16;
  private static final int EPOCH_AT = 20;
  private static final int UUID_AT = 24;
  private static final int NUMBER_AT = 40;
  private static final int END_AT = 48;
  private static final int CRC_AT = 56;

  /** The header of a checkpoint. */
  FileHeader next(int newEpoch, long newEnd) {
    return new FileHeader(version, metric, dimensions, newEpoch, uuid, number + 1, newEnd);
  }

  /** Where it belongs. */
  int place() {
    return number % 2 == 0 ? 0 : SECOND;
  }

  byte[] toBytes() {
    byte[] b = new byte[BYTES];
    RecordFormat.putLong(b, 0, MAGIC);
    RecordFormat.putInt(b, VERSION_AT, version);
    RecordFormat.putInt(b, METRIC_AT, metric);
    RecordFormat.putInt(b, DIMENSIONS_AT, dimensions);
    RecordFormat.putInt(b, EPOCH_AT, epoch);
    RecordFormat.putLong(b, UUID_AT, uuid.getMostSignificantBits());
    RecordFormat.putLong(b, UUID_AT + 8, uuid.getLeastSignificantBits());
    RecordFormat.putLong(b, NUMBER_AT, number);
    RecordFormat.putLong(b, END_AT, end);
    RecordFormat.putInt(b, CRC_AT, checksum(b, 0));
    return b;
  }

  private static int checksum(byte[] b, int at) {
    CRC32C crc = new CRC32C();
    crc.update(b, at, CRC_AT);
    return (int) crc.getValue();
  }

  /** The header that counts in the first bytes of a file; null if there is none. */
  static @Nullable FileHeader find(byte[] page) {
    FileHeader a = read(page, 0);
    FileHeader b = read(page, SECOND);
    return a == null || (b != null && b.number > a.number) ? b : a;
  }

  private static @Nullable FileHeader read(byte[] page, int at) {
    byte[] b = Arrays.copyOfRange(page, at, at + BYTES);
    if (RecordFormat.getLong(b, 0) != MAGIC || RecordFormat.getInt(b, CRC_AT) != checksum(b, 0)) {
      return null;
    }
    return new FileHeader(
        RecordFormat.getInt(b, VERSION_AT),
        RecordFormat.getInt(b, METRIC_AT),
        RecordFormat.getInt(b, DIMENSIONS_AT),
        RecordFormat.getInt(b, EPOCH_AT),
        new UUID(RecordFormat.getLong(b, UUID_AT), RecordFormat.getLong(b, UUID_AT + 8)),
        RecordFormat.getLong(b, NUMBER_AT),
        RecordFormat.getLong(b, END_AT));
  }
}
