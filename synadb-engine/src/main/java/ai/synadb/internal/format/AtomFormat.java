/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

/**
 * The layout of a value: the original's, little-endian.
 *
 * <pre>
 *  Null    u32 0
 *  Float   u32 1  f64
 *  Int     u32 2  i64
 *  Text    u32 3  u64 byte length  UTF-8
 *  Bytes   u32 4  u64 length       bytes
 *  Vector  u32 5  u64 count        count x f32   u16 dimensions (written equal to count, never relied on)
 * </pre>
 */
public final class AtomFormat {
  public static final int TAG_NULL = 0;
  public static final int TAG_FLOAT = 1;
  public static final int TAG_INT = 2;
  public static final int TAG_TEXT = 3;
  public static final int TAG_BYTES = 4;
  public static final int TAG_VECTOR = 5;

  /** Tag and length, or tag and number. */
  public static final int PREFIX_BYTES = 12;

  public static final int SCALAR_BYTES = 12;
  public static final int VECTOR_TAIL_BYTES = 2;
  public static final int MAX_DIMENSIONS = 8192;

  private AtomFormat() {}

  /**
   * The length of the Atom that begins at {@code at}, or -1 if none is complete before {@code
   * limit}.
   */
  public static int length(byte[] b, int at, int limit) {
    int room = limit - at;
    if (room < RecordFormat.NULL_BYTES) {
      return -1;
    }
    int tag = RecordFormat.getInt(b, at);
    if (tag == TAG_NULL) {
      return RecordFormat.NULL_BYTES;
    }
    if (tag < 0 || tag > TAG_VECTOR || room < PREFIX_BYTES) {
      return -1;
    }
    if (tag == TAG_FLOAT || tag == TAG_INT) {
      return SCALAR_BYTES;
    }
    long n = RecordFormat.getLong(b, at + 4);
    if (n < 0 || n > room) {
      return -1;
    }
    long length = tag == TAG_VECTOR ? PREFIX_BYTES + 4 * n + VECTOR_TAIL_BYTES : PREFIX_BYTES + n;
    return length > room ? -1 : (int) length;
  }

  /** Whether text is UTF-8; anything else passes. */
  public static boolean isWellFormed(byte[] b, int at, int length) {
    int tag = RecordFormat.getInt(b, at);
    if (tag == TAG_TEXT) {
      return Utf8.isValid(b, at + PREFIX_BYTES, length - PREFIX_BYTES);
    }
    if (tag == TAG_VECTOR) {
      long n = RecordFormat.getLong(b, at + 4);
      return n >= 1 && n <= 0xffff;
    }
    return true;
  }
}
