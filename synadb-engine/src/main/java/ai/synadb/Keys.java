/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.Utf8;

/** Checks keys and turns them into bytes. */
final class Keys {
  private Keys() {}

  /** The bytes of a key that a user may write. */
  static byte[] encode(String key) {
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
    if (b[0] == '_' && RecordFormat.isReserved(b, 0, b.length)) {
      throw new IllegalArgumentException(
          "Keys that begin with '"
              + RecordFormat.RESERVED_PREFIX
              + "' are the database's own: "
              + SynaException.quoted(key));
    }
    return b;
  }

  static String decode(byte[] b, int length) {
    return Utf8.decode(b, 0, length);
  }
}
