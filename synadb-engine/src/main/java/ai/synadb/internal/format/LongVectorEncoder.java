/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.util.Arrays;

/**
 * Encodes vectors of longs: finds the mode, base, width and patches with the fewest bytes.
 *
 * <h2>Search</h2>
 *
 * <p>For each mode the entries are computed (values, differences, differences of differences) and
 * their range gives the width that needs no patch. A few outliers may have widened that range: one
 * spike of a sensor, one gap between timestamps, the jumps between constant runs. Whether leaving
 * them out pays is judged on a sorted sample of {@value #SAMPLES} entries. Trimming a few of the
 * sample at both ends gives narrower windows; each that would save at least {@value
 * #WORTHWHILE_BITS} bits is counted against the whole vector, at ten bytes for each entry outside.
 * The mode with the fewest bytes in all wins. Smooth data never takes the second step, which keeps
 * encoding at two passes per mode.
 *
 * <p>Patching outliers of a frame of reference is from M. Zukowski, S. Héman, N. Nes and P. Boncz,
 * "Super-Scalar RAM-CPU Cache Compression" (ICDE 2006).
 *
 * <p><b>Thread safety</b>: confined.
 */
final class LongVectorEncoder {

  private static final int SAMPLES = 64;

  /** How many of the sorted sample are left out at each end. */
  private static final int[] TRIMS = {0, 2, 6};

  /** Windows tried per trim: as wide as the trimmed sample, and one bit more. */
  private static final int WIDTHS_PER_TRIM = 2;

  private static final int WORTHWHILE_BITS = 2;

  private final long[] scratchDeltas;
  private final long[] scratchSecond;
  private final long[] scratchSample = new long[SAMPLES];

  /** What the last {@link #findFrame} found. */
  private long frameBase;

  private int frameWidth;
  private int framePatches;

  /**
   * Creates an encoder.
   *
   * @param maxCount the longest vector that it will be given
   */
  LongVectorEncoder(int maxCount) {
    scratchDeltas = new long[maxCount];
    scratchSecond = new long[maxCount];
  }

  /** Returns the most bytes that a vector of {@code count} values takes. */
  static int maxLength(int count) {
    return LongVector.length(LongVector.MODE_VALUES, BitPacking.MAX_WIDTH, 0, count);
  }

  /**
   * Encodes {@code values[from .. from + count)} and returns the index behind the last byte.
   *
   * @param deltaPercent modes 1 and 2 are taken only if they need less than this share of the bytes
   *     of mode 0, which decodes fastest; 100 for the fewest bytes
   */
  int encode(long[] values, int from, int count, int deltaPercent, byte[] out, int at) {
    findFrame(values, from, count);
    int mode = LongVector.MODE_VALUES;
    int length = LongVector.length(mode, frameWidth, framePatches, count);
    long bound = (long) length * deltaPercent / 100;
    long base = frameBase;
    int width = frameWidth;
    int patches = framePatches;
    for (int next = LongVector.MODE_DELTAS; next <= LongVector.MODE_DELTAS_OF_DELTAS; next++) {
      // Where differences do not help, theirs do not either; and nothing beats no offsets at all.
      int previous = length;
      if (count <= next || (width == 0 && patches == 0)) {
        break;
      }
      findFrame(differences(next, values, from, count), next, count - next);
      length = LongVector.length(next, frameWidth, framePatches, count);
      if (length < bound) {
        mode = next;
        bound = length;
        base = frameBase;
        width = frameWidth;
        patches = framePatches;
      }
      if (length >= previous) {
        break;
      }
    }
    int end = LongVector.writeHeader(mode, width, patches, base, out, at);
    if (mode == LongVector.MODE_VALUES) {
      return writeEntries(values, from, count, base, width, patches, out, end);
    }
    long firstDelta = count > 1 ? values[from + 1] - values[from] : 0;
    LongVector.writeStart(mode, values[from], firstDelta, out, at);
    long[] entries = mode == LongVector.MODE_DELTAS ? scratchDeltas : scratchSecond;
    Arrays.fill(entries, 0, mode, base);
    return writeEntries(entries, 0, count, base, width, patches, out, end);
  }

  /** Computes the entries of a mode from its number of entries of filler on. */
  private long[] differences(int mode, long[] values, int from, int count) {
    if (mode == LongVector.MODE_DELTAS) {
      for (int i = 1; i < count; i++) {
        scratchDeltas[i] = values[from + i] - values[from + i - 1];
      }
      return scratchDeltas;
    }
    for (int i = 2; i < count; i++) {
      scratchSecond[i] = scratchDeltas[i] - scratchDeltas[i - 1];
    }
    return scratchSecond;
  }

  private void findFrame(long[] entries, int from, int count) {
    long min = entries[from];
    long max = min;
    for (int i = from + 1; i < from + count; i++) {
      min = Math.min(min, entries[i]);
      max = Math.max(max, entries[i]);
    }
    frameBase = min;
    // Right for any two longs: the wrapped difference is the unsigned one.
    frameWidth = BitPacking.widthOf(max - min);
    framePatches = 0;
    if (count >= SAMPLES && frameWidth >= WORTHWHILE_BITS) {
      findNarrowerFrame(entries, from, count, max);
    }
  }

  private void findNarrowerFrame(long[] entries, int from, int count, long max) {
    // An odd stride, so that data with a period of a power of two does not hide from the sample.
    int stride = (count / SAMPLES - 1) | 1;
    for (int i = 0; i < SAMPLES; i++) {
      scratchSample[i] = entries[from + i * stride];
    }
    Arrays.sort(scratchSample);
    long min = frameBase;
    int fullWidth = frameWidth;
    int best = BitPacking.packedLength(count, fullWidth);
    for (int trim : TRIMS) {
      long low = scratchSample[trim];
      long high = scratchSample[SAMPLES - 1 - trim];
      int narrowest = BitPacking.widthOf(high - low);
      int widest = Math.min(narrowest + WIDTHS_PER_TRIM - 1, fullWidth - WORTHWHILE_BITS);
      for (int width = narrowest; width <= widest; width++) {
        long base = windowBase(low, high, min, max, width);
        int packed = BitPacking.packedLength(count, width);
        int sampled = countOutside(scratchSample, 0, SAMPLES, base, width);
        // The sample may exaggerate by half; what fails even then is not worth the full count.
        if (packed + sampled * (count / SAMPLES) * LongVector.PATCH_BYTES / 2 >= best) {
          continue;
        }
        int outside = countOutside(entries, from, count, base, width);
        int length = packed + outside * LongVector.PATCH_BYTES;
        if (length < best) {
          best = length;
          frameBase = base;
          frameWidth = width;
          framePatches = outside;
        }
      }
    }
  }

  /** Places a window around {@code [low, high]}: at the end of the range if it reaches there. */
  private static long windowBase(long low, long high, long min, long max, int width) {
    long mask = BitPacking.mask(width);
    long slack = mask - (high - low);
    if (Long.compareUnsigned(low - min, slack) <= 0) {
      return min;
    }
    if (Long.compareUnsigned(max - high, slack) <= 0) {
      return max - mask;
    }
    return low - (slack >>> 1);
  }

  private static int countOutside(long[] entries, int from, int count, long base, int width) {
    int outside = 0;
    for (int i = from; i < from + count; i++) {
      outside += isOutside(entries[i], base, width) ? 1 : 0;
    }
    return outside;
  }

  /** Says whether an entry needs a patch; {@code width} is below 64. */
  private static boolean isOutside(long entry, long base, int width) {
    return (entry - base) >>> width != 0;
  }

  private static int writeEntries(
      long[] entries, int from, int count, long base, int width, int patches, byte[] out, int at) {
    int positionAt = BitPacking.pack(entries, from, count, base, width, out, at);
    if (patches == 0) {
      return positionAt;
    }
    int entryAt = positionAt + patches * Short.BYTES;
    for (int i = 0; i < count; i++) {
      long entry = entries[from + i];
      if (isOutside(entry, base, width)) {
        LittleEndian.putU16(out, positionAt, i);
        positionAt += Short.BYTES;
        LittleEndian.putI64(out, entryAt, entry);
        entryAt += Long.BYTES;
      }
    }
    return entryAt;
  }
}
