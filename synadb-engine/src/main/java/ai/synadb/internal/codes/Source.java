/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.codes;

/**
 * Gives back what a {@link Sink} took. What is given may be anything: who reads it checks it, and
 * asks before it makes room for much. A source that is at its end throws.
 */
public interface Source {
  /** The next number. */
  int getInt();

  /** The next number. */
  long getLong();

  /** The next numbers. */
  void getLongs(long[] target, int at, int count);

  /** Throws unless there are so many more bytes. */
  void require(long bytes);

  /** What to throw about something that cannot be. */
  RuntimeException damaged(String what);

  /** The next number. */
  default float getFloat() {
    return Float.intBitsToFloat(getInt());
  }

  /** The next numbers. */
  default int[] getInts(int count) {
    require(4L * count);
    int[] a = new int[count];
    for (int i = 0; i < count; i++) {
      a[i] = getInt();
    }
    return a;
  }

  /** The next numbers. */
  default float[] getFloats(int count) {
    require(4L * count);
    float[] a = new float[count];
    for (int i = 0; i < count; i++) {
      a[i] = getFloat();
    }
    return a;
  }

  /** The next number, which lies between two bounds. */
  default int getInt(int min, int max, String what) {
    int value = getInt();
    if (value < min || value > max) {
      throw damaged(what + " is " + min + " to " + max + ", not " + value);
    }
    return value;
  }
}
