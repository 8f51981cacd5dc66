/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The layout of a record.
 *
 * <pre>
 *  0        8        10       14     15            15+key_len
 *  +--------+--------+--------+------+-------------+---------------------------+
 *  | ts µs  | keyLen | valLen | flags| key (UTF-8) | value as stored           |
 *  | u64 LE | u16 LE | u32 LE | u8   |             |                           |
 *  +--------+--------+--------+------+-------------+---------------------------+
 *
 *  value (before LZ4)  =  Atom  [extension | payload]  [prev u64, if CHAINED]  [crc u32, if CHECKED]
 * </pre>
 *
 * <p>The header and the Atom are the original's. What hides in the flag bits from 0x10 up and
 * behind the Atom is ours, and the original ignores it.
 */
public final class RecordFormat {
  /** The version that this library writes into the format record. */
  public static final int VERSION = 1;

  public static final int TIMESTAMP_AT = 0;
  public static final int KEY_LENGTH_AT = 8;
  public static final int VALUE_LENGTH_AT = 10;
  public static final int FLAGS_AT = 14;
  public static final int HEADER_BYTES = 15;

  public static final int DELTA = 0x01;
  public static final int COMPRESSED = 0x02;
  public static final int TOMBSTONE = 0x04;
  public static final int RESERVED = 0x08;
  public static final int CHAINED = 0x10;
  public static final int BATCHED = 0x20;
  public static final int BLOCK = 0x40;
  public static final int CHECKED = 0x80;

  /** The flags that the original writes. */
  public static final int ORIGINAL_FLAGS = DELTA | COMPRESSED | TOMBSTONE;

  public static final int MAX_KEY_BYTES = 65_534;
  public static final int MAX_VALUE_BYTES = 999_999_999;
  public static final int NULL_BYTES = 4;
  public static final int PREVIOUS_BYTES = 8;
  public static final int CRC_BYTES = 4;

  /** The extension of a value of a series. */
  public static final int EXTENSION_SERIES = 1;

  /** The extension that says that a Bytes value describes a value in parts. */
  public static final int EXTENSION_PARTS = 2;

  public static final int SERIES_HAS_STEP = 1;
  public static final int SERIES_HAS_TIME = 2;

  /** The largest part of a value in parts. */
  public static final int MAX_PART_BYTES = 64 << 20;

  /** Where payloads that are mapped begin: a multiple of this. */
  public static final int ALIGNMENT = 64;

  /** LZ4 cannot expand further than this. */
  public static final int LZ4_MAX_RATIO = 255;

  public static final int LZ4_SLACK = 64;

  /** What the scan of the original takes for a time: 2000-01-01 to 2100-01-01. */
  public static final long PLAUSIBLE_TIME_MIN = 946_684_800_000_000L;

  public static final long PLAUSIBLE_TIME_MAX = 4_102_444_800_000_000L;

  public static final String RESERVED_PREFIX = "__syna__/";
  private static final byte[] RESERVED_BYTES = ascii(RESERVED_PREFIX);
  private static final byte[] KEY_FORMAT = ascii("__syna__/format");
  private static final byte[] KEY_COMMIT = ascii("__syna__/commit");
  private static final byte[] KEY_PAD = ascii("__syna__/pad");
  private static final byte[] KEY_SYNC = ascii("__syna__/sync");
  private static final byte[] PART_PREFIX = ascii("__syna__/part/");

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private RecordFormat() {}

  private static byte[] ascii(String s) {
    return s.getBytes(StandardCharsets.US_ASCII);
  }

  /** The key of the format record. */
  public static byte[] formatKey() {
    return KEY_FORMAT;
  }

  /** The key of the record that makes a batch count. */
  public static byte[] commitKey() {
    return KEY_COMMIT;
  }

  /** The key of padding. */
  public static byte[] padKey() {
    return KEY_PAD;
  }

  /** The key of the record that says how far the log was durable. */
  public static byte[] syncKey() {
    return KEY_SYNC;
  }

  /** What the keys of parts begin with. */
  public static byte[] partPrefix() {
    return PART_PREFIX;
  }

  /** Whether a key belongs to us and not to users. */
  public static boolean isReserved(byte[] key, int at, int length) {
    return length > 0 && key[at] == '_' && startsWith(key, at, length, RESERVED_BYTES);
  }

  /** Whether a key begins with another. */
  public static boolean startsWith(byte[] key, int at, int length, byte[] prefix) {
    return length >= prefix.length
        && java.util.Arrays.equals(key, at, at + prefix.length, prefix, 0, prefix.length);
  }

  /** Whether a range of bytes is a key. */
  public static boolean isKey(byte[] bytes, int at, int length, byte[] key) {
    return length == key.length && startsWith(bytes, at, length, key);
  }

  public static long getLong(byte[] b, int at) {
    return (long) LONG.get(b, at);
  }

  public static int getInt(byte[] b, int at) {
    return (int) INT.get(b, at);
  }

  public static int getUnsignedShort(byte[] b, int at) {
    return (short) SHORT.get(b, at) & 0xffff;
  }

  public static void putLong(byte[] b, int at, long v) {
    LONG.set(b, at, v);
  }

  public static void putInt(byte[] b, int at, int v) {
    INT.set(b, at, v);
  }

  public static void putShort(byte[] b, int at, int v) {
    SHORT.set(b, at, (short) v);
  }

  /** Writes a header. */
  public static void putHeader(
      byte[] b, int at, long timestamp, int keyLength, int valueLength, int flags) {
    LONG.set(b, at + TIMESTAMP_AT, timestamp);
    SHORT.set(b, at + KEY_LENGTH_AT, (short) keyLength);
    INT.set(b, at + VALUE_LENGTH_AT, valueLength);
    b[at + FLAGS_AT] = (byte) flags;
  }
}
