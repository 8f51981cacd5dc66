/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.error.TypeMismatchException;
import java.nio.ByteBuffer;

/** Single elements, and their conversion from one dtype to another. */
final class Elements {
  private Elements() {}

  /** An element that is a floating-point number, widened. */
  static double getDouble(DType type, ByteBuffer b, int at) {
    switch (type) {
      case FLOAT32:
        return b.getFloat(at);
      case FLOAT64:
        return b.getDouble(at);
      case FLOAT16:
        return HalfFloats.float16ToFloat(b.getShort(at));
      case BFLOAT16:
        return HalfFloats.bfloat16ToFloat(b.getShort(at));
      default:
        return getLong(type, b, at);
    }
  }

  /** An element that is an integer or a truth value, widened. */
  static long getLong(DType type, ByteBuffer b, int at) {
    switch (type) {
      case INT32:
        return b.getInt(at);
      case INT64:
        return b.getLong(at);
      case INT8:
        return b.get(at);
      case UINT8:
        return b.get(at) & 0xff;
      case BOOL:
        return b.get(at) != 0 ? 1 : 0;
      default:
        throw new AssertionError(type);
    }
  }

  /** Stores an integer; says whether it is kept exactly. */
  static boolean put(DType type, ByteBuffer b, int at, long v) {
    switch (type) {
      case INT32:
        b.putInt(at, (int) v);
        return (int) v == v;
      case INT64:
        b.putLong(at, v);
        return true;
      case INT8:
        b.put(at, (byte) v);
        return (byte) v == v;
      case UINT8:
        b.put(at, (byte) v);
        return (v & 0xff) == v;
      case BOOL:
        b.put(at, (byte) (v != 0 ? 1 : 0));
        return v == 0 || v == 1;
      case FLOAT32:
        b.putFloat(at, (float) v);
        return isExact(v, (float) v);
      case FLOAT64:
        b.putDouble(at, (double) v);
        return isExact(v, (double) v);
      default:
        return putHalf(type, b, at, (double) v) && Math.abs(v) <= 1L << 53;
    }
  }

  /** Whether a rounded integer is itself; 2^63, where the cast back saturates, is none. */
  private static boolean isExact(long v, double rounded) {
    return rounded != 0x1p63 && (long) rounded == v;
  }

  /** Stores a floating-point number; says whether it is kept exactly. */
  static boolean put(DType type, ByteBuffer b, int at, double v) {
    switch (type) {
      case FLOAT32:
        b.putFloat(at, (float) v);
        return isSame((float) v, v);
      case FLOAT64:
        b.putDouble(at, v);
        return true;
      case FLOAT16:
      case BFLOAT16:
        return putHalf(type, b, at, v);
      case BOOL:
        b.put(at, (byte) (v != 0 ? 1 : 0));
        return v == 1 || Double.doubleToRawLongBits(v) == 0;
      default:
        long whole = (long) v; // as Java does: NaN is 0, what is too large the nearest
        boolean fits = put(type, b, at, whole);
        if (!fits) {
          put(type, b, at, clamp(type, whole));
        }
        return fits && v != 0x1p63 && isSame((double) whole, v);
    }
  }

  private static long clamp(DType type, long v) {
    switch (type) {
      case INT32:
        return Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, v));
      case INT8:
        return Math.max(Byte.MIN_VALUE, Math.min(Byte.MAX_VALUE, v));
      case UINT8:
        return Math.max(0, Math.min(255, v));
      default:
        return v;
    }
  }

  private static boolean putHalf(DType type, ByteBuffer b, int at, double v) {
    short bits =
        type == DType.FLOAT16 ? HalfFloats.doubleToFloat16(v) : HalfFloats.doubleToBfloat16(v);
    b.putShort(at, bits);
    return isSame(getDouble(type, b, at), v);
  }

  /** Equal, with the sign of zero; any NaN is one. */
  private static boolean isSame(double a, double b) {
    return Double.doubleToLongBits(a) == Double.doubleToLongBits(b);
  }

  /**
   * Converts {@code n} elements, from index 0 of one little-endian buffer to index 0 of another.
   *
   * @return the index of the first that is not kept exactly, or -1
   */
  static int convert(DType from, ByteBuffer source, DType to, ByteBuffer target, int n) {
    int inexact = -1;
    int a = from.sizeBytes();
    int b = to.sizeBytes();
    if (from.isFloating()) {
      for (int i = 0; i < n; i++) {
        if (!put(to, target, i * b, getDouble(from, source, i * a)) && inexact < 0) {
          inexact = i;
        }
      }
    } else {
      for (int i = 0; i < n; i++) {
        if (!put(to, target, i * b, getLong(from, source, i * a)) && inexact < 0) {
          inexact = i;
        }
      }
    }
    return inexact;
  }

  /** An element as text. */
  static String text(DType type, ByteBuffer b, int at) {
    if (type == DType.BOOL) {
      return b.get(at) != 0 ? "true" : "false";
    }
    return type.isFloating()
        ? String.valueOf(getDouble(type, b, at))
        : String.valueOf(getLong(type, b, at));
  }

  static TypeMismatchException inexact(DType from, DType to, long index, String value) {
    return new TypeMismatchException(
        "Element "
            + index
            + " is the "
            + from.wireName()
            + " "
            + value
            + ", which "
            + to.wireName()
            + " does not hold exactly; cast(DType."
            + to
            + ") rounds");
  }
}
