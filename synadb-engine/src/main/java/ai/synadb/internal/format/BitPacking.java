/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Packs and unpacks unsigned integers of one width, 0 to 64 bits each.
 *
 * <h2>Layout</h2>
 *
 * <p>The values form one bit string, least significant bit first: value {@code i} occupies the bits
 * {@code [i * width, (i + 1) * width)}, and bit {@code b} is bit {@code b & 7} of byte {@code b >>>
 * 3}. The string ends with zero bits up to the next whole byte. Width 0 occupies nothing.
 *
 * <pre>
 *   width 12:   byte 0      byte 1      byte 2
 *               v0[7..0]    v1[3..0]    v1[11..4]
 *                           v0[11..8]
 * </pre>
 *
 * <h2>How unpacking is fast without a vector API</h2>
 *
 * <p>Eight values fill exactly {@code width} bytes, so the byte offsets and shifts inside a group
 * of eight are the same for every group and are computed once. A group is read with unaligned
 * 8-byte loads; one load yields four values up to width {@value #QUAD_WIDTH}, two up to {@value
 * #PAIR_WIDTH}, one up to {@value #SINGLE_WIDTH}. Loads overrun the packed bytes by up to eight, so
 * groups whose loads would leave the array, and the values behind the last whole group, go through
 * {@link #read}, which touches the packed bytes only. The idea that decoding runs at several values
 * per nanosecond once the inner loop has no branch on the data is from D. Lemire and L. Boytsov,
 * "Decoding billions of integers per second through vectorization" (2015).
 *
 * <p>The methods check nothing beyond what Java checks; callers verify lengths first.
 *
 * <p><b>Thread safety</b>: immutable.
 *
 * @since 1.0
 */
public final class BitPacking {

  /** The widest value, in bits. */
  public static final int MAX_WIDTH = 64;

  private static final int QUAD_WIDTH = 14;
  private static final int PAIR_WIDTH = 28;
  private static final int SINGLE_WIDTH = 56;

  /** The widest value that {@link #unpackToDoubles} takes: wider ones are not exact doubles. */
  public static final int MAX_DOUBLE_WIDTH = 52;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private BitPacking() {}

  /**
   * Returns how many bytes {@code count} values of {@code width} bits occupy.
   *
   * @param count how many values, at most 2^25
   */
  public static int packedLength(int count, int width) {
    return (int) (((long) count * width + 7) >>> 3);
  }

  /** Returns the smallest width that holds {@code value}, read as unsigned. */
  public static int widthOf(long value) {
    return Long.SIZE - Long.numberOfLeadingZeros(value);
  }

  /** Returns the largest unsigned value of {@code width} bits. */
  public static long mask(int width) {
    return width == 0 ? 0 : -1L >>> (Long.SIZE - width);
  }

  /**
   * Packs {@code values[from + i] - base} for {@code i} in {@code [0, count)} and returns the index
   * behind the last byte written. Bits above {@code width} are dropped.
   */
  public static int pack(
      long[] values, int from, int count, long base, int width, byte[] out, int at) {
    if (width == 0) {
      return at;
    }
    long mask = mask(width);
    long pending = 0;
    int filled = 0;
    for (int i = from; i < from + count; i++) {
      long value = (values[i] - base) & mask;
      pending |= value << filled;
      filled += width;
      if (filled >= Long.SIZE) {
        LONG.set(out, at, pending);
        at += Long.BYTES;
        filled -= Long.SIZE;
        // Shifting by 64 is shifting by 0 in Java, and nothing is left over then.
        pending = filled == 0 ? 0 : value >>> (width - filled);
      }
    }
    for (; filled > 0; filled -= Byte.SIZE) {
      out[at++] = (byte) pending;
      pending >>>= Byte.SIZE;
    }
    return at;
  }

  /** Returns value {@code index} of the bit string at {@code at}, touching no other byte. */
  public static long read(byte[] in, int at, int width, int index) {
    long bit = (long) index * width;
    int first = at + (int) (bit >>> 3);
    int shift = (int) (bit & 7);
    int bytes = (shift + width + 7) >>> 3;
    long value = 0;
    for (int b = 0; b < Math.min(bytes, Long.BYTES); b++) {
      value |= (in[first + b] & 0xFFL) << (b << 3);
    }
    value >>>= shift;
    if (bytes > Long.BYTES) {
      value |= (in[first + Long.BYTES] & 0xFFL) << (Long.SIZE - shift);
    }
    return value & mask(width);
  }

  /** Unpacks {@code count} values into {@code out} from index {@code to} on. */
  public static void unpack(byte[] in, int at, int width, int count, long[] out, int to) {
    if (width == 0) {
      Arrays.fill(out, to, to + count, 0L);
      return;
    }
    int groups = safeGroups(in, at, width, count);
    if (width <= QUAD_WIDTH) {
      unpackQuads(in, at, width, groups, out, to);
    } else if (width <= PAIR_WIDTH) {
      unpackPairs(in, at, width, groups, out, to);
    } else if (width <= SINGLE_WIDTH) {
      unpackSingles(in, at, width, groups, out, to);
    } else {
      unpackSpanning(in, at, width, groups, out, to);
    }
    for (int i = groups << 3; i < count; i++) {
      out[to + i] = read(in, at, width, i);
    }
  }

  /**
   * Unpacks {@code count} values of at most {@value #MAX_DOUBLE_WIDTH} bits into {@code out} from
   * index {@code to} on, each converted to the double of the same value.
   *
   * <p>The same loops as {@link #unpack}: going through a {@code long[]} would cost as much as the
   * unpacking itself, because Java 17 has no vector form of the conversion.
   */
  public static void unpackToDoubles(
      byte[] in, int at, int width, int count, double[] out, int to) {
    assert width <= MAX_DOUBLE_WIDTH : width;
    if (width == 0) {
      Arrays.fill(out, to, to + count, 0.0);
      return;
    }
    int groups = safeGroups(in, at, width, count);
    if (width <= QUAD_WIDTH) {
      unpackQuads(in, at, width, groups, out, to);
    } else if (width <= PAIR_WIDTH) {
      unpackPairs(in, at, width, groups, out, to);
    } else {
      unpackSingles(in, at, width, groups, out, to);
    }
    for (int i = groups << 3; i < count; i++) {
      out[to + i] = (double) read(in, at, width, i);
    }
  }

  /** Says whether {@link #unpackSumsToDoubles} takes values of {@code width} bits. */
  static boolean canSum(int width) {
    return width > 0 && width <= QUAD_WIDTH;
  }

  /**
   * Unpacks {@code count} values, adds {@code add} to each, and writes the running sums to {@code
   * out} from index {@code to} on as doubles. The first sum is {@code first}, whatever value 0 is.
   */
  static void unpackSumsToDoubles(
      byte[] in, int at, int width, int count, long add, long first, double[] out, int to) {
    assert canSum(width) : width;
    int groups = safeGroups(in, at, width, count);
    // Takes back what the first round adds.
    long sum = first - add - read(in, at, width, 0);
    long mask = mask(width);
    int w2 = 2 * width;
    int w3 = 3 * width;
    int offset = (4 * width) >>> 3;
    int shift = (4 * width) & 7;
    for (int g = 0, p = at, q = to; g < groups; g++, p += width, q += 8) {
      long a = (long) LONG.get(in, p);
      long b = (long) LONG.get(in, p + offset) >>> shift;
      out[q] = (double) (sum += (a & mask) + add);
      out[q + 1] = (double) (sum += ((a >>> width) & mask) + add);
      out[q + 2] = (double) (sum += ((a >>> w2) & mask) + add);
      out[q + 3] = (double) (sum += ((a >>> w3) & mask) + add);
      out[q + 4] = (double) (sum += (b & mask) + add);
      out[q + 5] = (double) (sum += ((b >>> width) & mask) + add);
      out[q + 6] = (double) (sum += ((b >>> w2) & mask) + add);
      out[q + 7] = (double) (sum += ((b >>> w3) & mask) + add);
    }
    for (int i = groups << 3; i < count; i++) {
      sum += read(in, at, width, i) + add;
      out[to + i] = (double) sum;
    }
  }

  /** Returns how many leading groups of eight may be read with loads that stay inside the array. */
  private static int safeGroups(byte[] in, int at, int width, int count) {
    // The last load of a group starts before its byte `width - 1` and ends within 8 (for the
    // spanning kernel 9, counted from the last byte) bytes.
    int room = in.length - at - Long.BYTES;
    return room <= 0 ? 0 : Math.min(count >>> 3, room / width);
  }

  private static void unpackQuads(byte[] in, int at, int width, int groups, long[] out, int to) {
    long mask = mask(width);
    int w2 = 2 * width;
    int w3 = 3 * width;
    int offset = (4 * width) >>> 3;
    int shift = (4 * width) & 7;
    for (int g = 0; g < groups; g++, at += width, to += 8) {
      long a = (long) LONG.get(in, at);
      long b = (long) LONG.get(in, at + offset) >>> shift;
      out[to] = a & mask;
      out[to + 1] = (a >>> width) & mask;
      out[to + 2] = (a >>> w2) & mask;
      out[to + 3] = (a >>> w3) & mask;
      out[to + 4] = b & mask;
      out[to + 5] = (b >>> width) & mask;
      out[to + 6] = (b >>> w2) & mask;
      out[to + 7] = (b >>> w3) & mask;
    }
  }

  private static void unpackQuads(byte[] in, int at, int width, int groups, double[] out, int to) {
    long mask = mask(width);
    int w2 = 2 * width;
    int w3 = 3 * width;
    int offset = (4 * width) >>> 3;
    int shift = (4 * width) & 7;
    for (int g = 0; g < groups; g++, at += width, to += 8) {
      long a = (long) LONG.get(in, at);
      long b = (long) LONG.get(in, at + offset) >>> shift;
      out[to] = (double) (a & mask);
      out[to + 1] = (double) ((a >>> width) & mask);
      out[to + 2] = (double) ((a >>> w2) & mask);
      out[to + 3] = (double) ((a >>> w3) & mask);
      out[to + 4] = (double) (b & mask);
      out[to + 5] = (double) ((b >>> width) & mask);
      out[to + 6] = (double) ((b >>> w2) & mask);
      out[to + 7] = (double) ((b >>> w3) & mask);
    }
  }

  private static void unpackPairs(byte[] in, int at, int width, int groups, long[] out, int to) {
    long mask = mask(width);
    int bit2 = 2 * width;
    int bit4 = 4 * width;
    int bit6 = 6 * width;
    for (int g = 0; g < groups; g++, at += width, to += 8) {
      long a = (long) LONG.get(in, at);
      long b = (long) LONG.get(in, at + (bit2 >>> 3)) >>> (bit2 & 7);
      long c = (long) LONG.get(in, at + (bit4 >>> 3)) >>> (bit4 & 7);
      long d = (long) LONG.get(in, at + (bit6 >>> 3)) >>> (bit6 & 7);
      out[to] = a & mask;
      out[to + 1] = (a >>> width) & mask;
      out[to + 2] = b & mask;
      out[to + 3] = (b >>> width) & mask;
      out[to + 4] = c & mask;
      out[to + 5] = (c >>> width) & mask;
      out[to + 6] = d & mask;
      out[to + 7] = (d >>> width) & mask;
    }
  }

  private static void unpackPairs(byte[] in, int at, int width, int groups, double[] out, int to) {
    long mask = mask(width);
    int bit2 = 2 * width;
    int bit4 = 4 * width;
    int bit6 = 6 * width;
    for (int g = 0; g < groups; g++, at += width, to += 8) {
      long a = (long) LONG.get(in, at);
      long b = (long) LONG.get(in, at + (bit2 >>> 3)) >>> (bit2 & 7);
      long c = (long) LONG.get(in, at + (bit4 >>> 3)) >>> (bit4 & 7);
      long d = (long) LONG.get(in, at + (bit6 >>> 3)) >>> (bit6 & 7);
      out[to] = (double) (a & mask);
      out[to + 1] = (double) ((a >>> width) & mask);
      out[to + 2] = (double) (b & mask);
      out[to + 3] = (double) ((b >>> width) & mask);
      out[to + 4] = (double) (c & mask);
      out[to + 5] = (double) ((c >>> width) & mask);
      out[to + 6] = (double) (d & mask);
      out[to + 7] = (double) ((d >>> width) & mask);
    }
  }

  private static void unpackSingles(byte[] in, int at, int width, int groups, long[] out, int to) {
    long mask = mask(width);
    int bit2 = 2 * width;
    int bit3 = 3 * width;
    int bit4 = 4 * width;
    int bit5 = 5 * width;
    int bit6 = 6 * width;
    int bit7 = 7 * width;
    for (int g = 0; g < groups; g++, at += width, to += 8) {
      out[to] = (long) LONG.get(in, at) & mask;
      out[to + 1] = ((long) LONG.get(in, at + (width >>> 3)) >>> (width & 7)) & mask;
      out[to + 2] = ((long) LONG.get(in, at + (bit2 >>> 3)) >>> (bit2 & 7)) & mask;
      out[to + 3] = ((long) LONG.get(in, at + (bit3 >>> 3)) >>> (bit3 & 7)) & mask;
      out[to + 4] = ((long) LONG.get(in, at + (bit4 >>> 3)) >>> (bit4 & 7)) & mask;
      out[to + 5] = ((long) LONG.get(in, at + (bit5 >>> 3)) >>> (bit5 & 7)) & mask;
      out[to + 6] = ((long) LONG.get(in, at + (bit6 >>> 3)) >>> (bit6 & 7)) & mask;
      out[to + 7] = ((long) LONG.get(in, at + (bit7 >>> 3)) >>> (bit7 & 7)) & mask;
    }
  }

  private static void unpackSingles(
      byte[] in, int at, int width, int groups, double[] out, int to) {
    long mask = mask(width);
    int bit2 = 2 * width;
    int bit3 = 3 * width;
    int bit4 = 4 * width;
    int bit5 = 5 * width;
    int bit6 = 6 * width;
    int bit7 = 7 * width;
    for (int g = 0; g < groups; g++, at += width, to += 8) {
      out[to] = (double) ((long) LONG.get(in, at) & mask);
      out[to + 1] = (double) (((long) LONG.get(in, at + (width >>> 3)) >>> (width & 7)) & mask);
      out[to + 2] = (double) (((long) LONG.get(in, at + (bit2 >>> 3)) >>> (bit2 & 7)) & mask);
      out[to + 3] = (double) (((long) LONG.get(in, at + (bit3 >>> 3)) >>> (bit3 & 7)) & mask);
      out[to + 4] = (double) (((long) LONG.get(in, at + (bit4 >>> 3)) >>> (bit4 & 7)) & mask);
      out[to + 5] = (double) (((long) LONG.get(in, at + (bit5 >>> 3)) >>> (bit5 & 7)) & mask);
      out[to + 6] = (double) (((long) LONG.get(in, at + (bit6 >>> 3)) >>> (bit6 & 7)) & mask);
      out[to + 7] = (double) (((long) LONG.get(in, at + (bit7 >>> 3)) >>> (bit7 & 7)) & mask);
    }
  }

  /** Widths of 57 and more: a value may reach into the byte behind its eight. */
  private static void unpackSpanning(byte[] in, int at, int width, int groups, long[] out, int to) {
    long mask = mask(width);
    for (int g = 0; g < groups; g++, at += width, to += 8) {
      for (int j = 0, bit = 0; j < 8; j++, bit += width) {
        int first = at + (bit >>> 3);
        int shift = bit & 7;
        long low = (long) LONG.get(in, first) >>> shift;
        // Two shifts, because the byte must vanish when shift is 0, where one by 64 is none.
        long high = (in[first + Long.BYTES] & 0xFFL) << 1 << (Long.SIZE - 1 - shift);
        out[to + j] = (low | high) & mask;
      }
    }
  }
}
