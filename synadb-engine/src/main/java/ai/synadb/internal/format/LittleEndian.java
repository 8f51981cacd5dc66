/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads and writes unaligned little-endian integers in byte arrays. */
final class LittleEndian {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  static int u16(byte[] in, int at) {
    return (short) SHORT.get(in, at) & 0xFFFF;
  }

  static int i32(byte[] in, int at) {
    return (int) INT.get(in, at);
  }

  static long i64(byte[] in, int at) {
    return (long) LONG.get(in, at);
  }

  static void putU16(byte[] out, int at, int value) {
    SHORT.set(out, at, (short) value);
  }

  static void putI32(byte[] out, int at, int value) {
    INT.set(out, at, value);
  }

  static void putI64(byte[] out, int at, long value) {
    LONG.set(out, at, value);
  }

  /** Copies {@code count} longs out of bytes. */
  static void copy(byte[] in, int at, int count, long[] target, int to) {
    wrap(in, at, count).asLongBuffer().get(target, to, count);
  }

  /** Copies {@code count} doubles out of bytes, bit for bit. */
  static void copy(byte[] in, int at, int count, double[] target, int to) {
    wrap(in, at, count).asDoubleBuffer().get(target, to, count);
  }

  /** Copies {@code count} longs into bytes. */
  static void copy(long[] values, int from, int count, byte[] out, int at) {
    wrap(out, at, count).asLongBuffer().put(values, from, count);
  }

  /** Copies {@code count} doubles into bytes, bit for bit. */
  static void copy(double[] values, int from, int count, byte[] out, int at) {
    wrap(out, at, count).asDoubleBuffer().put(values, from, count);
  }

  private static ByteBuffer wrap(byte[] bytes, int at, int count) {
    return ByteBuffer.wrap(bytes, at, count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
