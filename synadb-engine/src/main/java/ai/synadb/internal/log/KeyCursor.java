/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import java.util.Arrays;

/** Walks keys in the order of their bytes. Thread safety: confined to one thread. */
interface KeyCursor {

  /** Goes to the next key; false when there is none. */
  boolean next();

  /** The array that holds the key, from 0 on, until the next call of {@link #next}. */
  byte[] key();

  int length();

  /** Compares the keys of two cursors as unsigned bytes. */
  static int compare(KeyCursor a, KeyCursor b) {
    return Arrays.compareUnsigned(a.key(), 0, a.length(), b.key(), 0, b.length());
  }

  /** Compares two keys as unsigned bytes. */
  static int compare(byte[] a, int aLength, byte[] b, int bLength) {
    return Arrays.compareUnsigned(a, 0, aLength, b, 0, bLength);
  }
}
