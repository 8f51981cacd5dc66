/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.Utf8;
import java.nio.charset.StandardCharsets;

/** Checks keys and turns them into bytes. */
final class Keys {
  private static final int SHORT = 4096;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUESTION_MARKS = 0x3f3f3f3f3f3f3f3fL;

  private Keys() {}

  /** The bytes of a key that a user may write. */
  static byte[] encode(String key) {
    byte[] b = key.getBytes(StandardCharsets.UTF_8);
    // Of one byte a character, none of them NUL or the '?' that the JDK makes of an unpaired
    // surrogate: nearly all.
    if (b.length == key.length() && b.length > 0 && b.length < SHORT && isPlain(b)) {
      if (b[0] == '_') {
        requireNotReserved(key, b);
      }
      return b;
    }
    return encodeSlowly(key);
  }

  private static boolean isPlain(byte[] b) {
    int i = 0;
    for (; i + 8 <= b.length; i += 8) {
      long v = RecordFormat.getLong(b, i);
      if ((zeroBytes(v) | zeroBytes(v ^ QUESTION_MARKS)) != 0) {
        return false;
      }
    }
    for (; i < b.length; i++) {
      if (b[i] == 0 || b[i] == '?') {
        return false;
      }
    }
    return true;
  }

  /** Not 0 if a byte of the number is 0. */
  private static long zeroBytes(long v) {
    return (v - ONES) & ~v & HIGH_BITS;
  }

  private static void requireNotReserved(String key, byte[] b) {
    if (RecordFormat.isReserved(b, 0, b.length)) {
      throw new IllegalArgumentException(
          "Keys that begin with '"
              + RecordFormat.RESERVED_PREFIX
              + "' are the database's own: "
              + SynaException.quoted(key));
    }
  }

  private static byte[] encodeSlowly(String key) {
    byte[] b = Utf8.encode(key, "The key");
    if (b.length == 0) {
      throw new IllegalArgumentException("A key is not empty");
    }
    if (b.length > RecordFormat.MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "A key has at most "
              + RecordFormat.MAX_KEY_BYTES
              + " bytes of UTF-8, not "
              + b.length
              + ": "
              + SynaException.quoted(key));
    }
    for (int i = 0; i < b.length; i++) {
      if (b[i] == 0) {
        throw new IllegalArgumentException("A key has no NUL; this one has at byte " + i);
      }
    }
    requireNotReserved(key, b);
    return b;
  }

  static String decode(byte[] b, int length) {
    return Utf8.decode(b, 0, length);
  }
}
