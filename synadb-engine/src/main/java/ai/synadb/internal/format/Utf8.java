/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.nio.charset.StandardCharsets;

/** UTF-8, strictly: no unpaired surrogates, no overlong forms. */
public final class Utf8 {
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LOW_BITS = 0x0101010101010101L;

  private Utf8() {}

  /**
   * Encodes a string.
   *
   * @throws IllegalArgumentException if it holds an unpaired surrogate
   */
  public static byte[] encode(String s, String what) {
    byte[] b = s.getBytes(StandardCharsets.UTF_8);
    // The JDK turns an unpaired surrogate into '?': find out whether it did.
    if (b.length != s.length()) {
      requireWellFormed(s, what);
      return b;
    }
    for (int i = 0; i < b.length; i++) {
      if (b[i] == '?' && s.charAt(i) != '?') {
        requireWellFormed(s, what);
      }
    }
    return b;
  }

  private static void requireWellFormed(String s, String what) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isLowSurrogate(c)
          || i + 1 == s.length()
          || !Character.isLowSurrogate(s.charAt(i + 1))) {
        throw new IllegalArgumentException(
            what + " has an unpaired surrogate at index " + i + ", which UTF-8 cannot express");
      }
      i++;
    }
  }

  /** Decodes bytes that {@link #isValid}. */
  public static String decode(byte[] b, int at, int length) {
    return new String(b, at, length, StandardCharsets.UTF_8);
  }

  /** Whether the bytes can be a key: well-formed UTF-8 without NUL. */
  public static boolean isKey(byte[] b, int at, int length) {
    int i = at;
    int end = at + length;
    for (; i + 8 <= end; i += 8) {
      long v = RecordFormat.getLong(b, i);
      // A byte's high bit is set in v if it is no ASCII, in v - 1 if it is 0.
      if (((v | (v - LOW_BITS)) & HIGH_BITS) != 0) {
        break;
      }
    }
    while (i < end && b[i] > 0) {
      i++;
    }
    return i == end || isKeySlowly(b, i, end);
  }

  private static boolean isKeySlowly(byte[] b, int at, int end) {
    for (int i = at; i < end; i++) {
      if (b[i] == 0) {
        return false;
      }
    }
    return isValid(b, at, end - at);
  }

  /** Whether the bytes are well-formed UTF-8. */
  public static boolean isValid(byte[] b, int at, int length) {
    int i = at;
    int end = at + length;
    while (i + 8 <= end && (RecordFormat.getLong(b, i) & HIGH_BITS) == 0) {
      i += 8;
    }
    while (i < end) {
      int c = b[i] & 0xff;
      if (c < 0x80) {
        i++;
        continue;
      }
      int more;
      int low = 0x80;
      int high = 0xbf;
      if (c >= 0xc2 && c <= 0xdf) {
        more = 1;
      } else if (c >= 0xe0 && c <= 0xef) {
        more = 2;
        low = c == 0xe0 ? 0xa0 : 0x80;
        high = c == 0xed ? 0x9f : 0xbf;
      } else if (c >= 0xf0 && c <= 0xf4) {
        more = 3;
        low = c == 0xf0 ? 0x90 : 0x80;
        high = c == 0xf4 ? 0x8f : 0xbf;
      } else {
        return false;
      }
      if (i + more >= end) {
        return false;
      }
      int second = b[i + 1] & 0xff;
      if (second < low || second > high) {
        return false;
      }
      for (int k = 2; k <= more; k++) {
        if ((b[i + k] & 0xc0) != 0x80) {
          return false;
        }
      }
      i += more + 1;
    }
    return true;
  }
}
