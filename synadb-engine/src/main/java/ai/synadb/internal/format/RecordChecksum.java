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
 * <p>Parts whose own checksum is known are not gone through again: a CRC is linear, so that of two
 * parts behind each other is the first's, times x to the bits of the second, plus the second's.
 *
 * <p>Thread safety: confined to one thread.
 */
public final class RecordChecksum {
  /** What binds a record to its place. */
  public static final int PREFIX_BYTES = 27;

  private static final int POLYNOMIAL = 0x82f63b78; // in the order of bits that CRC32C has

  private final CRC32C crc = new CRC32C(); // of what came since the last part
  private long crcBytes;
  private int before; // the checksum of everything up to there
  private int powerBytes;
  private int power = power(0); // for parts of powerBytes
  private final byte[] scratchPrefix = new byte[PREFIX_BYTES];

  /**
   * The checksum of a record whose key and value lie behind each other in an array of the caller's
   * own, in one go: the 27 bytes before the key hold what binds the record while this runs, and are
   * as they were when it returns.
   *
   * @param keyAt at least {@value #PREFIX_BYTES}
   * @param length of key and value, the checksum not included
   */
  public int inPlace(
      byte[] b,
      int keyAt,
      int length,
      long offset,
      long binding,
      long timestamp,
      int keyLength,
      int flags) {
    int p = keyAt - PREFIX_BYTES;
    long a0 = RecordFormat.getLong(b, p);
    long a1 = RecordFormat.getLong(b, p + 8);
    long a2 = RecordFormat.getLong(b, p + 16);
    // Written as what the checksum's loop reads: a load of bytes that two stores are still about to
    // write waits for both. A key and its value have at least the five bytes that this word
    // reaches.
    long a3 = RecordFormat.getLong(b, p + 24);
    RecordFormat.putLong(b, p, offset);
    RecordFormat.putLong(b, p + 8, binding);
    RecordFormat.putLong(b, p + 16, timestamp);
    RecordFormat.putLong(b, p + 24, (a3 & ~0xffffffL) | (flags << 16) | keyLength);
    crc.reset();
    crc.update(b, p, PREFIX_BYTES + length);
    RecordFormat.putLong(b, p, a0);
    RecordFormat.putLong(b, p + 8, a1);
    RecordFormat.putLong(b, p + 16, a2);
    RecordFormat.putLong(b, p + 24, a3);
    return (int) crc.getValue();
  }

  /** Starts over with what binds a record to its place. */
  public void begin(long offset, long binding, long timestamp, int keyLength, int flags) {
    byte[] p = scratchPrefix;
    RecordFormat.putLong(p, 0, offset);
    RecordFormat.putLong(p, 8, binding);
    RecordFormat.putLong(p, 16, timestamp);
    RecordFormat.putShort(p, 24, keyLength);
    p[26] = (byte) flags;
    before = 0;
    crc.reset();
    crc.update(p, 0, PREFIX_BYTES);
    crcBytes = PREFIX_BYTES;
  }

  public void update(byte[] bytes, int at, int length) {
    crc.update(bytes, at, length);
    crcBytes += length;
  }

  /** Takes the buffer's remaining bytes. */
  public void update(ByteBuffer bytes) {
    crcBytes += bytes.remaining();
    crc.update(bytes);
  }

  /** Takes bytes of which only the CRC32C is given. */
  public void append(int crc32c, int length) {
    if (length != powerBytes) {
      powerBytes = length;
      power = power(length);
    }
    before = product(value(), power) ^ crc32c;
    crc.reset();
    crcBytes = 0;
  }

  public int value() {
    int last = (int) crc.getValue();
    return before == 0 || crcBytes == 0 ? before ^ last : product(before, power(crcBytes)) ^ last;
  }

  /** x to the number of bits, modulo the polynomial. */
  private static int power(long bytes) {
    int all = 1 << 31; // 1
    int square = 1 << 23; // x^8
    for (long left = bytes; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        all = product(all, square);
      }
      square = product(square, square);
    }
    return all;
  }

  /** Modulo the polynomial; the highest bit is that of 1. */
  private static int product(int a, int b) {
    int sum = 0;
    for (int left = a; left != 0; left <<= 1) {
      sum ^= b & left >> 31;
      b = b >>> 1 ^ (POLYNOMIAL & -(b & 1));
    }
    return sum;
  }
}
