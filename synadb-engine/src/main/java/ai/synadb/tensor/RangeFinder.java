/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.tensor.TensorInfo.Range;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Finds the smallest and the largest of the elements that pass by.
 *
 * <p>Elements become keys, integers in the same order. A block of keys is asked first whether any
 * lies outside what was found so far, with an "or" over all of them that the compiler turns into
 * vector instructions; only if one does is the block gone through key by key. In data without a
 * trend that happens a number of times that grows with the logarithm of the blocks.
 *
 * <p>Thread safety: confined to one thread.
 */
final class RangeFinder {
  private static final int BLOCK = 4096;
  private static final long NO_MIN = Long.MAX_VALUE;
  private static final long NO_MAX = Long.MIN_VALUE;

  private final DType dtype;
  private final int[] scratchInts;
  private final long[] scratchLongs;
  private final long lowest; // the keys of numbers: NaN lies outside
  private final long highest;
  private long min = NO_MIN;
  private long max = NO_MAX;

  RangeFinder(DType dtype) {
    this.dtype = dtype;
    boolean isLong = dtype.sizeBytes() == 8;
    scratchInts = new int[isLong ? 0 : BLOCK];
    scratchLongs = new long[isLong ? BLOCK : 0];
    switch (dtype) {
      case FLOAT32:
        highest = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
        break;
      case FLOAT64:
        highest = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);
        break;
      case FLOAT16:
        highest = 0x7c00;
        break;
      case BFLOAT16:
        highest = 0x7f80;
        break;
      default:
        highest = Long.MAX_VALUE;
    }
    lowest = dtype.isFloating() ? ~highest : Long.MIN_VALUE;
  }

  /** Takes the remaining bytes of a buffer, whole elements; its position stays where it is. */
  void accept(ByteBuffer littleEndian) {
    ByteBuffer b = littleEndian.slice().order(ByteOrder.LITTLE_ENDIAN);
    int n = b.remaining() / dtype.sizeBytes();
    for (int at = 0; at < n; at += BLOCK) {
      int m = Math.min(BLOCK, n - at);
      if (dtype.sizeBytes() == 8) {
        b.asLongBuffer().get(at, scratchLongs, 0, m);
        longs(m);
      } else if (dtype.sizeBytes() == 4) {
        b.asIntBuffer().get(at, scratchInts, 0, m);
        ints(m);
      } else if (!isComplete()) {
        small(b, at, m);
      }
    }
  }

  /** Whether nothing can lie outside any more. */
  private boolean isComplete() {
    switch (dtype) {
      case INT8:
        return min == Byte.MIN_VALUE && max == Byte.MAX_VALUE;
      case UINT8:
        return min == 0 && max == 255;
      case BOOL:
        return min == 0 && max == 1;
      default:
        return false;
    }
  }

  private void ints(int n) {
    boolean floats = dtype == DType.FLOAT32;
    int[] k = scratchInts;
    if (min <= max && isInside(k, n, floats, (int) min, (int) max)) {
      return;
    }
    for (int i = 0; i < n; i++) {
      int x = k[i];
      take(floats ? x ^ (x >> 31 & Integer.MAX_VALUE) : x);
    }
  }

  /**
   * Whether all keys are in [low, high]. As unsigned numbers, with x = key - low and the width w =
   * high - low: whether x > w in none. With w below 2^31 that is when x or w - x has its sign bit
   * set, else when both have.
   */
  private static boolean isInside(int[] k, int n, boolean floats, int low, int high) {
    int flip = floats ? Integer.MAX_VALUE : 0;
    int signs = 0;
    if (high - low >= 0) {
      for (int i = 0; i < n; i++) {
        int x = k[i];
        x ^= x >> 31 & flip;
        signs |= (x - low) | (high - x);
      }
    } else {
      for (int i = 0; i < n; i++) {
        int x = k[i];
        x ^= x >> 31 & flip;
        signs |= (x - low) & (high - x);
      }
    }
    return signs >= 0;
  }

  private void longs(int n) {
    boolean floats = dtype == DType.FLOAT64;
    long[] k = scratchLongs;
    if (min <= max && isInside(k, n, floats, min, max)) {
      return;
    }
    for (int i = 0; i < n; i++) {
      long x = k[i];
      take(floats ? x ^ (x >> 63 & Long.MAX_VALUE) : x);
    }
  }

  private static boolean isInside(long[] k, int n, boolean floats, long low, long high) {
    long flip = floats ? Long.MAX_VALUE : 0;
    long signs = 0;
    if (high - low >= 0) {
      for (int i = 0; i < n; i++) {
        long x = k[i];
        x ^= x >> 63 & flip;
        signs |= (x - low) | (high - x);
      }
    } else {
      for (int i = 0; i < n; i++) {
        long x = k[i];
        x ^= x >> 63 & flip;
        signs |= (x - low) & (high - x);
      }
    }
    return signs >= 0;
  }

  private void small(ByteBuffer b, int at, int n) {
    for (int i = at; i < at + n; i++) {
      if (dtype.sizeBytes() == 1) {
        take(Elements.getLong(dtype, b, i));
      } else {
        int x = b.getShort(2 * i);
        take(x ^ (x >> 31 & Short.MAX_VALUE));
      }
    }
  }

  private void take(long key) {
    if (key < lowest || key > highest) {
      return;
    }
    if (key < min) {
      min = key;
    }
    if (key > max) {
      max = key;
    }
  }

  /** What {@link #range} makes a range of. */
  long minBits() {
    return min;
  }

  /** What {@link #range} makes a range of. */
  long maxBits() {
    return max;
  }

  /** Takes what another one has found. */
  void accept(long minBits, long maxBits) {
    min = Math.min(min, minBits);
    max = Math.max(max, maxBits);
  }

  /** The range that keys stand for. */
  static Optional<Range> range(DType dtype, long minBits, long maxBits) {
    if (minBits > maxBits) {
      return Optional.empty();
    }
    return Optional.of(
        dtype.isFloating()
            ? new Range(number(dtype, minBits), number(dtype, maxBits), 0, 0)
            : new Range(minBits, maxBits, minBits, maxBits));
  }

  private static double number(DType dtype, long key) {
    switch (dtype) {
      case FLOAT32:
        int i = (int) key;
        return Float.intBitsToFloat(i ^ (i >> 31 & Integer.MAX_VALUE));
      case FLOAT64:
        return Double.longBitsToDouble(key ^ (key >> 63 & Long.MAX_VALUE));
      default:
        int s = (int) key;
        short bits = (short) (s ^ (s >> 31 & Short.MAX_VALUE));
        return dtype == DType.FLOAT16
            ? HalfFloats.float16ToFloat(bits)
            : HalfFloats.bfloat16ToFloat(bits);
    }
  }
}
