/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

/** Takes numbers, one behind the other: a file, to those who know nothing of files. */
public interface Sink {
  /** Takes a number. */
  void putInt(int value);

  /** Takes a number. */
  void putLong(long value);

  /** Takes numbers. */
  void putLongs(long[] values, int from, int count);

  /** Takes a number. */
  default void putFloat(float value) {
    putInt(Float.floatToRawIntBits(value));
  }

  /** Takes numbers. */
  default void putInts(int[] values, int from, int count) {
    for (int i = 0; i < count; i++) {
      putInt(values[from + i]);
    }
  }

  /** Takes numbers. */
  default void putFloats(float[] values, int from, int count) {
    for (int i = 0; i < count; i++) {
      putFloat(values[from + i]);
    }
  }
}
