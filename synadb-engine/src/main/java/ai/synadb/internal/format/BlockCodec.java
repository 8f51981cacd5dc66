/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a BLOCK record: many consecutive values of one key's history, packed.
 *
 * <p>Encodes; {@link Block} decodes. A block holds float64 or int64 values, the timestamp of each,
 * and where the series has them the step and the caller's time of each.
 *
 * <h2>Layout</h2>
 *
 * <p>Little-endian, without padding:
 *
 * <pre>
 *   0  u8   layout           1
 *   1  u8   kind             0 = float64, 1 = int64
 *   2  u8   columns          bit 0: steps present, bit 1: caller's times present
 *   3  u8   0
 *   4  u32  count            1 .. 1,048,576
 *   8  u64  min              of the values: the bits of a double, or a signed integer
 *  16  u64  max
 *  24  u64  firstTimestamp
 *  32  u64  lastTimestamp
 *  40  columns               timestamps, [steps], [times], values
 *
 *  a column
 *   0  u8   codec            0 = RAW, 1 = CONSTANT, 2 = DELTA, 3 = ALP
 *   1  u8   0, three times
 *   4  u32  length
 *   8  length bytes
 * </pre>
 *
 * <p>Min and max ignore NaN and order -0.0 before 0.0; if every value is NaN, both are the
 * canonical NaN. The last column ends where the payload ends.
 *
 * <table>
 *   <caption>Codecs</caption>
 *   <tr><th>codec</th><th>of</th><th>bytes</th></tr>
 *   <tr><td>RAW</td><td>any column</td><td>8 for each value</td></tr>
 *   <tr><td>CONSTANT</td><td>any column</td><td>8: all values have the same bits</td></tr>
 *   <tr><td>DELTA</td><td>integers</td><td>{@link LongColumn}</td></tr>
 *   <tr><td>ALP</td><td>doubles</td><td>{@link AlpColumn}</td></tr>
 * </table>
 *
 * <p>The encoder keeps the codec with the fewest bytes, column by column.
 *
 * <p>Complexity: linear in the number of values; memory for one encoded block of the worst case.
 *
 * <p><b>Thread safety</b>: immutable.
 *
 * @since 1.0
 */
public final class BlockCodec {

  /** The most values that one block holds. */
  public static final int MAX_COUNT = 1 << 20;

  static final int LAYOUT = 1;
  static final int KIND_FLOATS = 0;
  static final int KIND_INTS = 1;
  static final int COLUMN_STEPS = 1;
  static final int COLUMN_TIMES = 2;

  static final int KIND_AT = 1;
  static final int COLUMNS_AT = 2;
  static final int RESERVED_AT = 3;
  static final int COUNT_AT = 4;
  static final int MIN_AT = 8;
  static final int MAX_AT = 16;
  static final int FIRST_TIMESTAMP_AT = 24;
  static final int LAST_TIMESTAMP_AT = 32;
  static final int HEADER_BYTES = 40;

  static final int COLUMN_LENGTH_AT = 4;
  static final int COLUMN_HEADER_BYTES = 8;

  static final int CODEC_RAW = 0;
  static final int CODEC_CONSTANT = 1;
  static final int CODEC_DELTA = 2;
  static final int CODEC_ALP = 3;

  private static final long CANONICAL_NAN = 0x7FF8_0000_0000_0000L;

  private BlockCodec() {}

  /**
   * Encodes the values {@code [from, to)} of a float history, every array indexed alike.
   *
   * @param steps the steps, or null if the series has none
   * @param times the caller's times, or null if the series has none
   * @throws IllegalArgumentException if the range holds no value or more than {@link #MAX_COUNT},
   *     or reaches beyond an array
   */
  public static byte[] encodeFloats(
      long[] timestamps,
      long @Nullable [] steps,
      long @Nullable [] times,
      double[] values,
      int from,
      int to) {
    checkRange(values.length, from, to);
    checkColumn("timestamps", timestamps, to);
    Writer writer = new Writer(KIND_FLOATS, to - from);
    writer.timestamps(timestamps, from, to);
    return encodeFloats(writer, steps, times, values, from, to);
  }

  /**
   * Encodes the values {@code [from, to)} of a float history that all have one timestamp.
   *
   * @param steps the steps, or null if the series has none
   * @param times the caller's times, or null if the series has none
   * @throws IllegalArgumentException if the range holds no value or more than {@link #MAX_COUNT},
   *     or reaches beyond an array
   */
  public static byte[] encodeFloats(
      long timestamp,
      long @Nullable [] steps,
      long @Nullable [] times,
      double[] values,
      int from,
      int to) {
    checkRange(values.length, from, to);
    Writer writer = new Writer(KIND_FLOATS, to - from);
    writer.timestamp(timestamp);
    return encodeFloats(writer, steps, times, values, from, to);
  }

  /**
   * Encodes the values {@code [from, to)} of an int history, every array indexed alike.
   *
   * @param steps the steps, or null if the series has none
   * @param times the caller's times, or null if the series has none
   * @throws IllegalArgumentException if the range holds no value or more than {@link #MAX_COUNT},
   *     or reaches beyond an array
   */
  public static byte[] encodeInts(
      long[] timestamps,
      long @Nullable [] steps,
      long @Nullable [] times,
      long[] values,
      int from,
      int to) {
    checkRange(values.length, from, to);
    checkColumn("timestamps", timestamps, to);
    Writer writer = new Writer(KIND_INTS, to - from);
    writer.timestamps(timestamps, from, to);
    return encodeInts(writer, steps, times, values, from, to);
  }

  /**
   * Encodes the values {@code [from, to)} of an int history that all have one timestamp.
   *
   * @param steps the steps, or null if the series has none
   * @param times the caller's times, or null if the series has none
   * @throws IllegalArgumentException if the range holds no value or more than {@link #MAX_COUNT},
   *     or reaches beyond an array
   */
  public static byte[] encodeInts(
      long timestamp,
      long @Nullable [] steps,
      long @Nullable [] times,
      long[] values,
      int from,
      int to) {
    checkRange(values.length, from, to);
    Writer writer = new Writer(KIND_INTS, to - from);
    writer.timestamp(timestamp);
    return encodeInts(writer, steps, times, values, from, to);
  }

  private static byte[] encodeFloats(
      Writer writer,
      long @Nullable [] steps,
      long @Nullable [] times,
      double[] values,
      int from,
      int to) {
    writer.caller(steps, times, from, to);
    writer.floats(values, from, to);
    return writer.toBytes();
  }

  private static byte[] encodeInts(
      Writer writer,
      long @Nullable [] steps,
      long @Nullable [] times,
      long[] values,
      int from,
      int to) {
    writer.caller(steps, times, from, to);
    writer.ints(values, from, to);
    return writer.toBytes();
  }

  private static void checkRange(int length, int from, int to) {
    if (from < 0) {
      throw new IllegalArgumentException("from is " + from + ", must not be negative");
    }
    if (to > length) {
      throw new IllegalArgumentException("to is " + to + ", beyond the " + length + " values");
    }
    if (from >= to) {
      throw new IllegalArgumentException("from is " + from + ", must be below to, " + to);
    }
    Checks.atMost("count of a block", to - from, MAX_COUNT);
  }

  private static void checkColumn(String name, long[] column, int to) {
    if (to > column.length) {
      throw new IllegalArgumentException(
          "to is " + to + ", beyond the " + column.length + " " + name);
    }
  }

  /** Collects one block. */
  private static final class Writer {

    private final int count;
    private byte[] bytes;
    private int end = HEADER_BYTES;

    Writer(int kind, int count) {
      this.count = count;
      bytes = new byte[HEADER_BYTES + 2 * (COLUMN_HEADER_BYTES + Long.BYTES)];
      bytes[0] = LAYOUT;
      bytes[KIND_AT] = (byte) kind;
      LittleEndian.putI32(bytes, COUNT_AT, count);
    }

    void timestamp(long timestamp) {
      putRange(FIRST_TIMESTAMP_AT, timestamp, timestamp);
      constant(timestamp);
    }

    void timestamps(long[] timestamps, int from, int to) {
      putRange(FIRST_TIMESTAMP_AT, timestamps[from], timestamps[to - 1]);
      longs(timestamps, from, to);
    }

    void caller(long @Nullable [] steps, long @Nullable [] times, int from, int to) {
      if (steps != null) {
        checkColumn("steps", steps, to);
        bytes[COLUMNS_AT] |= COLUMN_STEPS;
        longs(steps, from, to);
      }
      if (times != null) {
        checkColumn("times", times, to);
        bytes[COLUMNS_AT] |= COLUMN_TIMES;
        longs(times, from, to);
      }
    }

    void ints(long[] values, int from, int to) {
      long min = values[from];
      long max = min;
      for (int i = from + 1; i < to; i++) {
        min = Math.min(min, values[i]);
        max = Math.max(max, values[i]);
      }
      putRange(MIN_AT, min, max);
      longs(values, from, to);
    }

    void floats(double[] values, int from, int to) {
      putFloatRange(values, from, to);
      if (isConstant(values, from, to)) {
        constant(Double.doubleToRawLongBits(values[from]));
        return;
      }
      int start = reserve(AlpColumn.maxLength(count));
      end = AlpColumn.encode(values, from, to, bytes, start);
      if (end - start < count * Double.BYTES) {
        putColumnHeader(CODEC_ALP, start);
        return;
      }
      LittleEndian.copy(values, from, count, bytes, start);
      end = start + count * Double.BYTES;
      putColumnHeader(CODEC_RAW, start);
    }

    byte[] toBytes() {
      return Arrays.copyOf(bytes, end);
    }

    private void longs(long[] values, int from, int to) {
      if (isConstant(values, from, to)) {
        constant(values[from]);
        return;
      }
      int start = reserve(LongColumn.maxLength(count));
      end = LongColumn.encode(values, from, to, bytes, start);
      if (end - start < count * Long.BYTES) {
        putColumnHeader(CODEC_DELTA, start);
        return;
      }
      LittleEndian.copy(values, from, count, bytes, start);
      end = start + count * Long.BYTES;
      putColumnHeader(CODEC_RAW, start);
    }

    private void constant(long bits) {
      int start = reserve(Long.BYTES);
      LittleEndian.putI64(bytes, start, bits);
      end = start + Long.BYTES;
      putColumnHeader(CODEC_CONSTANT, start);
    }

    /** Makes room for a column of at most {@code length} bytes; returns where these start. */
    private int reserve(int length) {
      int start = end + COLUMN_HEADER_BYTES;
      if (bytes.length - start < length) {
        bytes = Arrays.copyOf(bytes, start + length);
      }
      return start;
    }

    private void putColumnHeader(int codec, int start) {
      int at = start - COLUMN_HEADER_BYTES;
      LittleEndian.putI32(bytes, at, codec);
      LittleEndian.putI32(bytes, at + COLUMN_LENGTH_AT, end - start);
    }

    private void putRange(int at, long first, long second) {
      LittleEndian.putI64(bytes, at, first);
      LittleEndian.putI64(bytes, at + Long.BYTES, second);
    }

    private void putFloatRange(double[] values, int from, int to) {
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      boolean found = false;
      for (int i = from; i < to; i++) {
        double value = values[i];
        // Plain comparisons, false for NaN; the sign of zero is looked at only on a tie.
        if (value <= min && (value < min || isNegativeZero(value))) {
          min = value;
        }
        if (value >= max && (value > max || isNegativeZero(max))) {
          max = value;
        }
        found |= !Double.isNaN(value);
      }
      putRange(
          MIN_AT,
          found ? Double.doubleToRawLongBits(min) : CANONICAL_NAN,
          found ? Double.doubleToRawLongBits(max) : CANONICAL_NAN);
    }

    private static boolean isNegativeZero(double value) {
      return value == 0 && Double.doubleToRawLongBits(value) < 0;
    }

    private static boolean isConstant(long[] values, int from, int to) {
      for (int i = from + 1; i < to; i++) {
        if (values[i] != values[from]) {
          return false;
        }
      }
      return true;
    }

    private static boolean isConstant(double[] values, int from, int to) {
      long first = Double.doubleToRawLongBits(values[from]);
      for (int i = from + 1; i < to; i++) {
        if (Double.doubleToRawLongBits(values[i]) != first) {
          return false;
        }
      }
      return true;
    }
  }
}
