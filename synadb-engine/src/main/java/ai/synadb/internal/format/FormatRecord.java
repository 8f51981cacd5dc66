/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The payload of the format record, which opens a file.
 *
 * <pre>
 *  u32 version   16 bytes UUID   u64 generation   u64 oldestPosition   u64 orderedFrom   u16 features
 *  then each feature: u8 length, ASCII name
 * </pre>
 *
 * @param version the format's version
 * @param uuid the database's identity
 * @param generation how often it was compacted
 * @param oldestPosition from where on the state is complete
 * @param orderedFrom records newer than this stand in the order of their positions; older ones were
 *     rearranged
 * @param features names of what a reader has to know
 */
public record FormatRecord(
    int version,
    UUID uuid,
    long generation,
    long oldestPosition,
    long orderedFrom,
    List<String> features) {

  public static final int FIXED_BYTES = 46;

  /** Makes the generations of a database differ in what their checksums are bound to. */
  public static final long GENERATION_FACTOR = 0x9E3779B97F4A7C15L;

  /** Everything that this version writes and reads. */
  public static final List<String> FEATURES =
      List.of("checked", "chained", "batched", "block", "parts", "sync");

  /** Copies the list. */
  public FormatRecord {
    features = List.copyOf(features);
  }

  /** What binds checksums to this file: see {@link #binding(UUID, long)}. */
  public long binding() {
    return binding(uuid, generation);
  }

  /**
   * What binds the checksums of a generation of a database: the first eight bytes of its UUID as a
   * little-endian number, exclusive-or the generation times an odd constant. Blocks that the file
   * system takes from the file before and gives to the one after a compaction hold records of the
   * same database at the same place: they never pass.
   */
  public static long binding(UUID uuid, long generation) {
    return Long.reverseBytes(uuid.getMostSignificantBits()) ^ (generation * GENERATION_FACTOR);
  }

  /** Writes the payload. */
  public byte[] encode() {
    int n = FIXED_BYTES;
    for (String f : features) {
      n += 1 + f.length();
    }
    byte[] b = new byte[n];
    RecordFormat.putInt(b, 0, version);
    RecordFormat.putLong(b, 4, Long.reverseBytes(uuid.getMostSignificantBits()));
    RecordFormat.putLong(b, 12, Long.reverseBytes(uuid.getLeastSignificantBits()));
    RecordFormat.putLong(b, 20, generation);
    RecordFormat.putLong(b, 28, oldestPosition);
    RecordFormat.putLong(b, 36, orderedFrom);
    RecordFormat.putShort(b, 44, features.size());
    int at = FIXED_BYTES;
    for (String f : features) {
      byte[] name = f.getBytes(StandardCharsets.US_ASCII);
      b[at++] = (byte) name.length;
      System.arraycopy(name, 0, b, at, name.length);
      at += name.length;
    }
    return b;
  }

  /**
   * Reads a payload.
   *
   * @throws IllegalArgumentException if a length in it does not fit
   */
  public static FormatRecord decode(byte[] b, int at, int length) {
    if (length < FIXED_BYTES) {
      throw new IllegalArgumentException(
          "A format record has " + FIXED_BYTES + " bytes or more, not " + length);
    }
    UUID uuid =
        new UUID(
            Long.reverseBytes(RecordFormat.getLong(b, at + 4)),
            Long.reverseBytes(RecordFormat.getLong(b, at + 12)));
    int n = RecordFormat.getUnsignedShort(b, at + 44);
    List<String> features = new ArrayList<>();
    int p = at + FIXED_BYTES;
    int end = at + length;
    for (int i = 0; i < n; i++) {
      int size = p < end ? b[p] & 0xff : 0;
      if (p + 1 + size > end) {
        throw new IllegalArgumentException("The names of a format record end behind its payload");
      }
      features.add(new String(b, p + 1, size, StandardCharsets.US_ASCII));
      p += 1 + size;
    }
    return new FormatRecord(
        RecordFormat.getInt(b, at),
        uuid,
        RecordFormat.getLong(b, at + 20),
        RecordFormat.getLong(b, at + 28),
        RecordFormat.getLong(b, at + 36),
        features);
  }
}
