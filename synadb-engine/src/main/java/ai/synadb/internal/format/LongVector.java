/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.util.Arrays;

/**
 * One vector of a {@link LongColumn}: up to {@value #SIZE} longs in one mode and one width.
 *
 * <h2>Layout</h2>
 *
 * <p>Little-endian, without padding:
 *
 * <pre>
 *   0  u8   mode        0 = values, 1 = deltas, 2 = deltas of deltas
 *   1  u8   width       of the packed offsets, 0 .. 64 bits
 *   2  u16  patches     how many entries do not fit the width, 0 .. size of the vector
 *   4  i64  base        what every packed offset is relative to
 *  12  i64  first       modes 1 and 2: the first value
 *  20  i64  firstDelta  mode 2: the second value minus the first
 *   .  offsets          size * width bits, see {@link BitPacking}
 *   .  u16  positions   of the patched entries, ascending, none of filler
 *   .  i64  entries     that belong there
 * </pre>
 *
 * <h2>Meaning</h2>
 *
 * <p>Entry {@code i} is {@code base + offset[i]}, or the patch of position {@code i}. The values
 * are
 *
 * <pre>
 *   mode 0   value[i] = entry[i]
 *   mode 1   value[0] = first                       value[i] = value[i-1] + entry[i]
 *   mode 2   delta[1] = firstDelta                  delta[i] = delta[i-1] + entry[i]
 *            value[0] = first                       value[i] = value[i-1] + delta[i]
 * </pre>
 *
 * <p>All arithmetic wraps, so every sequence of longs has a representation in every mode. Entry 0
 * of mode 1 and entries 0 and 1 of mode 2 are filler, kept so that entry {@code i} always belongs
 * to value {@code i}.
 *
 * <p><b>Thread safety</b>: immutable.
 */
final class LongVector {

  /** Values per vector; the last vector of a column may hold fewer. */
  static final int SIZE = 1024;

  static final int MODE_VALUES = 0;
  static final int MODE_DELTAS = 1;
  static final int MODE_DELTAS_OF_DELTAS = 2;

  /** Bytes of one patch: its position and its entry. */
  static final int PATCH_BYTES = Short.BYTES + Long.BYTES;

  private static final int WIDTH_AT = 1;
  private static final int PATCHES_AT = 2;
  private static final int BASE_AT = 4;
  private static final int FIRST_AT = 12;
  private static final int FIRST_DELTA_AT = 20;
  private static final int[] HEADER_BYTES = {12, 20, 28};

  /** The largest |base| that keeps {@code base + offset} of 52 bits an exact double. */
  private static final long MAX_DOUBLE_BASE = 1L << BitPacking.MAX_DOUBLE_WIDTH;

  private final byte[] in;
  private final int at;
  private final int count;
  private final int mode;
  private final int width;
  private final int patches;
  private final long base;
  private final int offsetsAt;
  private final int positionsAt;
  private final int entriesAt;
  private final int end;

  private LongVector(byte[] in, int at, int count, int limit) {
    this.in = in;
    this.at = at;
    this.count = count;
    mode = in[at] & 0xFF;
    width = in[at + WIDTH_AT] & 0xFF;
    patches = LittleEndian.u16(in, at + PATCHES_AT);
    Checks.atMost("mode of a vector of longs", mode, MODE_DELTAS_OF_DELTAS);
    Checks.atMost("width of a vector of longs", width, BitPacking.MAX_WIDTH);
    Checks.atMost("patches of a vector of longs", patches, count);
    int length = length(mode, width, patches, count);
    Checks.atMost("bytes of a vector of longs", length, limit - at);
    end = at + length;
    entriesAt = end - patches * Long.BYTES;
    positionsAt = entriesAt - patches * Short.BYTES;
    offsetsAt = at + HEADER_BYTES[mode];
    base = LittleEndian.i64(in, at + BASE_AT);
  }

  /**
   * Reads the header of the vector of {@code count} values at {@code at}.
   *
   * @param limit index behind the last byte that may belong to the vector
   * @throws IllegalArgumentException if the header is damaged or the vector reaches behind {@code
   *     limit}
   */
  static LongVector parse(byte[] in, int at, int limit, int count) {
    Checks.atMost("header of a vector of longs", HEADER_BYTES[0], limit - at);
    return new LongVector(in, at, count, limit);
  }

  /** Returns how long a vector is. */
  static int length(int mode, int width, int patches, int count) {
    return HEADER_BYTES[mode] + BitPacking.packedLength(count, width) + patches * PATCH_BYTES;
  }

  /** Writes a header without {@code first} and {@code firstDelta}; returns where offsets start. */
  static int writeHeader(int mode, int width, int patches, long base, byte[] out, int at) {
    out[at] = (byte) mode;
    out[at + WIDTH_AT] = (byte) width;
    LittleEndian.putU16(out, at + PATCHES_AT, patches);
    LittleEndian.putI64(out, at + BASE_AT, base);
    return at + HEADER_BYTES[mode];
  }

  /** Writes what modes 1 and 2 start from. */
  static void writeStart(int mode, long first, long firstDelta, byte[] out, int at) {
    if (mode >= MODE_DELTAS) {
      LittleEndian.putI64(out, at + FIRST_AT, first);
    }
    if (mode == MODE_DELTAS_OF_DELTAS) {
      LittleEndian.putI64(out, at + FIRST_DELTA_AT, firstDelta);
    }
  }

  /** Returns the index behind the last byte of the vector. */
  int end() {
    return end;
  }

  /** Decodes all values into {@code target} from index {@code to} on. */
  void decode(long[] target, int to) {
    BitPacking.unpack(in, offsetsAt, width, count, target, to);
    if (mode == MODE_VALUES) {
      addBase(target, to);
      patch(target, to, 0);
      return;
    }
    // The sums below add the base themselves, so a patch must come without it.
    patch(target, to, base);
    target[to] = LittleEndian.i64(in, at + FIRST_AT);
    if (mode == MODE_DELTAS) {
      sum(target, to);
    } else {
      sumTwice(target, to);
    }
  }

  /**
   * Decodes all values into {@code target} from index {@code to} on, converted to double and less
   * {@link #doubleBase}. Patches of mode 0 are left out; the caller applies them when it has added
   * the base: they are the values themselves.
   *
   * @param scratch for at least {@code count} longs
   */
  void decodeToDoubles(double[] target, int to, long[] scratch) {
    if (mode == MODE_VALUES && isExactInDoubles()) {
      BitPacking.unpackToDoubles(in, offsetsAt, width, count, target, to);
    } else if (mode == MODE_DELTAS && width == 0 && base == 0) {
      fillRuns(target, to);
    } else if (mode == MODE_DELTAS && patches == 0 && BitPacking.canSum(width)) {
      long first = LittleEndian.i64(in, at + FIRST_AT);
      BitPacking.unpackSumsToDoubles(in, offsetsAt, width, count, base, first, target, to);
    } else {
      decode(scratch, 0);
      for (int i = 0; i < count; i++) {
        target[to + i] = (double) scratch[i];
      }
    }
  }

  /** Returns what {@link #decodeToDoubles} leaves to be added to every value. */
  double doubleBase() {
    return mode == MODE_VALUES && isExactInDoubles() ? (double) base : 0.0;
  }

  /** Returns how many patches are values, at {@link #patchPosition}, 0 unless the mode is 0. */
  int valuePatches() {
    return mode == MODE_VALUES ? patches : 0;
  }

  /** Says whether base plus offset stays below 2^53, so that adding them as doubles is exact. */
  private boolean isExactInDoubles() {
    return width <= BitPacking.MAX_DOUBLE_WIDTH
        && base >= -MAX_DOUBLE_BASE
        && base <= MAX_DOUBLE_BASE;
  }

  /**
   * Returns the position of patch {@code index}, checked against the one before.
   *
   * @param previous the position before, or {@link #beforeFirstPatch}
   */
  int patchPosition(int index, int previous) {
    int position = LittleEndian.u16(in, positionsAt + index * Short.BYTES);
    Checks.atLeast("position of a patch", position, previous + 1L);
    Checks.atMost("position of a patch", position, count - 1L);
    return position;
  }

  /** Returns the last position that no patch may have: filler has none. */
  int beforeFirstPatch() {
    return mode - 1;
  }

  long patchEntry(int index) {
    return LittleEndian.i64(in, entriesAt + index * Long.BYTES);
  }

  private void addBase(long[] target, int to) {
    long add = base;
    if (add != 0) {
      for (int i = to; i < to + count; i++) {
        target[i] += add;
      }
    }
  }

  private void patch(long[] target, int to, long without) {
    int position = beforeFirstPatch();
    for (int i = 0; i < patches; i++) {
      position = patchPosition(i, position);
      target[to + position] = patchEntry(i) - without;
    }
  }

  private void sum(long[] target, int to) {
    long add = base;
    long value = target[to];
    for (int i = to + 1; i < to + count; i++) {
      value += target[i] + add;
      target[i] = value;
    }
  }

  /** Deltas that are all zero but for the patches: constant runs. */
  private void fillRuns(double[] target, int to) {
    long value = LittleEndian.i64(in, at + FIRST_AT);
    int start = 0;
    int position = beforeFirstPatch();
    for (int i = 0; i < patches; i++) {
      position = patchPosition(i, position);
      Arrays.fill(target, to + start, to + position, (double) value);
      value += patchEntry(i);
      start = position;
    }
    Arrays.fill(target, to + start, to + count, (double) value);
  }

  private void sumTwice(long[] target, int to) {
    if (count == 1) {
      return;
    }
    long add = base;
    long delta = LittleEndian.i64(in, at + FIRST_DELTA_AT);
    long value = target[to] + delta;
    target[to + 1] = value;
    for (int i = to + 2; i < to + count; i++) {
      delta += target[i] + add;
      value += delta;
      target[i] = value;
    }
  }
}
