/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.format;

import java.util.Arrays;

/**
 * Encodes vectors of doubles: finds the exponent on a sample, then converts and packs.
 *
 * <p>For each of {@value #SAMPLES} sampled values the smallest exponent is found under which it is
 * a decimal. Each exponent that occurs is then priced for the vector, as the width of the range of
 * the integers it would give plus ten bytes for each sampled value it leaves out, and the cheapest
 * is taken. {@link AlpColumn} says why this search is complete. Where no exponent saves enough, the
 * values go by their bits: those of floats if they were floats.
 *
 * <p><b>Thread safety</b>: confined.
 */
final class AlpVectorEncoder {

  private static final int SAMPLES = 32;

  /** After this many sampled values in a row that are no decimals, the vector is taken as raw. */
  private static final int HOPELESS = 8;

  /** The largest magnitude of an integer: its rounding error stays below one half. */
  private static final long MAX_INTEGER = 1L << 51;

  /** Stands for no exponent. */
  private static final int NONE = DecimalScale.MAX_EXPONENT + 1;

  /** Decimals are taken only below this share of the raw bytes: raw decodes faster. */
  private static final int DECIMALS_PERCENT = 87;

  /** Deltas are taken only below this share of the bytes of a plain frame, for the same reason. */
  private static final int DELTA_PERCENT = 75;

  /** The headers of a vector of floats, at most. */
  private static final int HEADERS_BYTES = AlpColumn.HEADER_BYTES + 28;

  private final LongVectorEncoder integerEncoder;
  private final long[] scratchIntegers;
  private final int[] scratchPositions;
  private final double[] scratchSample = new double[SAMPLES];
  private final int[] scratchExponents = new int[SAMPLES];

  /**
   * Creates an encoder.
   *
   * @param maxCount the longest vector that it will be given
   */
  AlpVectorEncoder(int maxCount) {
    integerEncoder = new LongVectorEncoder(maxCount);
    scratchIntegers = new long[maxCount];
    scratchPositions = new int[maxCount];
  }

  /** Encodes {@code values[from .. from + count)} and returns the index behind the last byte. */
  int encode(double[] values, int from, int count, byte[] out, int at) {
    int limit = count * Double.BYTES * DECIMALS_PERCENT / 100;
    int decimals = encodeDecimals(values, from, count, out, at);
    int length = decimals == NONE ? limit : decimals - at;
    // Floats take half of the raw bytes and a header, whatever they are.
    if (length > count * Float.BYTES + HEADERS_BYTES && isFloats(values, from, count)) {
      int floats = encodeFloats(values, from, count, length, out, at);
      if (floats != NONE) {
        return floats;
      }
      decimals = encodeDecimals(values, from, count, out, at); // it was written over
    }
    if (decimals != NONE) {
      return decimals;
    }
    for (int i = 0; i < count; i++) {
      scratchIntegers[i] = AlpColumn.ordered(values[from + i]);
    }
    int end = encodeIntegers(count, out, at);
    if (end - at >= limit) {
      return writeRaw(values, from, count, out, at);
    }
    writeHeader(AlpColumn.FORM_BITS, 0, 0, out, at);
    return end;
  }

  private int encodeIntegers(int count, byte[] out, int at) {
    return integerEncoder.encode(
        scratchIntegers, 0, count, DELTA_PERCENT, out, at + AlpColumn.HEADER_BYTES);
  }

  /** Encodes as decimals; returns {@link #NONE} if that saves too little. */
  private int encodeDecimals(double[] values, int from, int count, byte[] out, int at) {
    int exponent = chooseExponent(values, from, count);
    if (exponent == NONE) {
      return NONE;
    }
    int exceptions = toIntegers(values, from, count, exponent);
    int limit = count * Double.BYTES * DECIMALS_PERCENT / 100;
    if (exceptions * AlpColumn.EXCEPTION_BYTES >= limit) {
      return NONE;
    }
    int end = encodeIntegers(count, out, at);
    if (end - at + exceptions * AlpColumn.EXCEPTION_BYTES >= limit) {
      return NONE;
    }
    writeHeader(AlpColumn.FORM_DECIMALS, exponent, exceptions, out, at);
    return writeExceptions(values, from, exceptions, out, end);
  }

  /** Whether a sample of the values, or nearly all of it, are floats of 32 bits. */
  private static boolean isFloats(double[] values, int from, int count) {
    int stride = count <= SAMPLES ? 1 : (count / SAMPLES - 1) | 1;
    int samples = Math.min(count, SAMPLES);
    int others = 0;
    for (int i = 0; i < samples; i++) {
      others += isFloat(values[from + i * stride]) ? 0 : 1;
    }
    return others <= samples / 16;
  }

  private static boolean isFloat(double value) {
    return Double.doubleToRawLongBits((double) (float) value) == Double.doubleToRawLongBits(value);
  }

  /** Encodes as floats; returns {@link #NONE} if that takes as many bytes as {@code limit}. */
  private int encodeFloats(double[] values, int from, int count, int limit, byte[] out, int at) {
    int exceptions = 0;
    long last = 0;
    for (int i = 0; i < count; i++) {
      double value = values[from + i];
      if (isFloat(value)) {
        last = AlpColumn.ordered((float) value);
      } else {
        scratchPositions[exceptions++] = i;
      }
      scratchIntegers[i] = last;
    }
    if (exceptions * AlpColumn.EXCEPTION_BYTES >= limit) {
      return NONE;
    }
    fillLeadingExceptions(count, exceptions);
    int end = encodeIntegers(count, out, at);
    if (end - at + exceptions * AlpColumn.EXCEPTION_BYTES >= limit) {
      return NONE;
    }
    writeHeader(AlpColumn.FORM_FLOATS, 0, exceptions, out, at);
    return writeExceptions(values, from, exceptions, out, end);
  }

  /**
   * Fills {@link #scratchIntegers} and the first of {@link #scratchPositions}; returns how many
   * values are exceptions.
   */
  private int toIntegers(double[] values, int from, int count, int exponent) {
    double power = DecimalScale.power(exponent);
    int exceptions = 0;
    long last = 0;
    for (int i = 0; i < count; i++) {
      double value = values[from + i];
      long integer = (long) Math.rint(value * power);
      if (isExact(value, integer, exponent)) {
        last = integer;
      } else {
        scratchPositions[exceptions++] = i;
      }
      // An exception repeats the integer before it, which costs no width and no delta.
      scratchIntegers[i] = last;
    }
    fillLeadingExceptions(count, exceptions);
    return exceptions;
  }

  /** Gives exceptions at the start the first integer behind them. */
  private void fillLeadingExceptions(int count, int exceptions) {
    int leading = 0;
    while (leading < exceptions && scratchPositions[leading] == leading) {
      leading++;
    }
    if (leading > 0 && leading < count) {
      Arrays.fill(scratchIntegers, 0, leading, scratchIntegers[leading]);
    }
  }

  private static boolean isExact(double value, long integer, int exponent) {
    return integer >= -MAX_INTEGER
        && integer <= MAX_INTEGER
        && Double.doubleToRawLongBits(DecimalScale.toDouble(integer, exponent))
            == Double.doubleToRawLongBits(value);
  }

  private int chooseExponent(double[] values, int from, int count) {
    int samples = sample(values, from, count);
    if (samples == 0) {
      return NONE;
    }
    int best = NONE;
    double bestBits = Double.SIZE * (DECIMALS_PERCENT / 100.0);
    for (int i = 0; i < samples; i++) {
      int exponent = scratchExponents[i];
      if (exponent != NONE && exponent != best) {
        double bits = estimateBits(exponent, samples);
        if (bits < bestBits) {
          best = exponent;
          bestBits = bits;
        }
      }
    }
    return best;
  }

  /** Takes the sample; returns its size, or 0 if it holds no decimals. */
  private int sample(double[] values, int from, int count) {
    // An odd stride, so that data with a period of a power of two does not hide from the sample.
    int stride = count <= SAMPLES ? 1 : (count / SAMPLES - 1) | 1;
    int samples = Math.min(count, SAMPLES);
    int decimals = 0;
    for (int i = 0; i < samples; i++) {
      double value = values[from + i * stride];
      int exponent = smallestExponent(value);
      scratchSample[i] = value;
      scratchExponents[i] = exponent;
      decimals += exponent == NONE ? 0 : 1;
      if (decimals == 0 && i + 1 == HOPELESS) {
        return 0;
      }
    }
    return decimals == 0 ? 0 : samples;
  }

  /** Returns the bits per value that an exponent would take, judged on the sample. */
  private double estimateBits(int exponent, int samples) {
    double power = DecimalScale.power(exponent);
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    int outside = 0;
    for (int i = 0; i < samples; i++) {
      double scaled = scratchSample[i] * power;
      if (scratchExponents[i] <= exponent && Math.abs(scaled) <= MAX_INTEGER) {
        min = Math.min(min, scaled);
        max = Math.max(max, scaled);
      } else {
        outside++;
      }
    }
    int width = max > min ? BitPacking.widthOf((long) (max - min)) : 0;
    return width + (double) outside / samples * AlpColumn.EXCEPTION_BYTES * Byte.SIZE;
  }

  /** Returns the smallest exponent under which a value is a decimal, or {@link #NONE}. */
  private static int smallestExponent(double value) {
    if (value == 0) {
      return isExact(value, 0, 0) ? -DecimalScale.MAX_EXPONENT : NONE;
    }
    int exponent = 0;
    while (!isDecimal(value, exponent)) {
      // Integers too large for exponent 0 need a negative one, fractions a positive one.
      exponent += Math.abs(value) > MAX_INTEGER ? -1 : 1;
      if (Math.abs(exponent) > DecimalScale.MAX_EXPONENT) {
        return NONE;
      }
    }
    if (exponent <= 0) {
      while (exponent > -DecimalScale.MAX_EXPONENT && isDecimal(value, exponent - 1)) {
        exponent--;
      }
    }
    return exponent;
  }

  private static boolean isDecimal(double value, int exponent) {
    return isExact(value, (long) Math.rint(value * DecimalScale.power(exponent)), exponent);
  }

  private static void writeHeader(int form, int exponent, int exceptions, byte[] out, int at) {
    out[at] = (byte) form;
    out[at + AlpColumn.EXPONENT_AT] = (byte) exponent;
    LittleEndian.putU16(out, at + AlpColumn.EXCEPTIONS_AT, exceptions);
  }

  private static int writeRaw(double[] values, int from, int count, byte[] out, int at) {
    writeHeader(AlpColumn.FORM_RAW, 0, 0, out, at);
    LittleEndian.copy(values, from, count, out, at + AlpColumn.HEADER_BYTES);
    return at + AlpColumn.HEADER_BYTES + count * Double.BYTES;
  }

  private int writeExceptions(double[] values, int from, int exceptions, byte[] out, int at) {
    int bitsAt = at + exceptions * Short.BYTES;
    for (int i = 0; i < exceptions; i++) {
      int position = scratchPositions[i];
      LittleEndian.putU16(out, at + i * Short.BYTES, position);
      LittleEndian.putI64(
          out, bitsAt + i * Double.BYTES, Double.doubleToRawLongBits(values[from + position]));
    }
    return bitsAt + exceptions * Double.BYTES;
  }
}
