/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Cells to elements.
 *
 * <p>Thread safety: confined to one thread.
 */
final class CsvNumbers {
  private static final double[] POWERS = new double[23];
  private static final int MAX_FLOAT_POWER = 10;
  private static final long MAX_EXACT = 1L << 53;
  private static final long MAX_FLOAT_EXACT = 1L << 24;
  private static final int MAX_DIGITS = 18;
  private static final long MAX_EXPONENT = 1L << 40;

  static {
    double p = 1;
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = p;
      p *= 10;
    }
  }

  private final CsvScanner cells;
  private final DType dtype;
  private final boolean missingAsNan;
  private int from;
  private int to;

  CsvNumbers(CsvScanner cells, CsvOptions options) {
    this.cells = cells;
    this.dtype = options.dtype();
    this.missingAsNan = options.missingAsNan();
  }

  /** Stores the scanner's cell as an element. */
  void put(ByteBuffer target, int at) {
    byte[] b = cells.cell();
    from = 0;
    to = cells.length();
    while (from < to && isBlank(b[from])) {
      from++;
    }
    while (to > from && isBlank(b[to - 1])) {
      to--;
    }
    if (from == to) {
      if (!missingAsNan) {
        throw cells.bad("the cell is empty; CsvOptions.withMissingAsNan takes it as NaN");
      }
      Elements.put(dtype, target, at, Double.NaN);
    } else if (dtype == DType.BOOL) {
      target.put(at, (byte) (truth(b) ? 1 : 0));
    } else if (dtype.isFloating()) {
      putFloating(b, target, at);
    } else if (!Elements.put(dtype, target, at, integer(b))) {
      throw cells.notA(dtype, ": it is beyond its range");
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private String text(byte[] b) {
    return new String(b, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private boolean truth(byte[] b) {
    switch (text(b).toLowerCase(Locale.ROOT)) {
      case "1":
      case "true":
        return true;
      case "0":
      case "false":
        return false;
      default:
        throw cells.notA(dtype, ", which is 0, 1, true or false");
    }
  }

  private long integer(byte[] b) {
    int at = from;
    boolean isNegative = b[at] == '-';
    if (isNegative || b[at] == '+') {
      at++;
    }
    if (at == to) {
      throw cells.notA(dtype, "");
    }
    long negative = 0; // the negative range is larger by one
    for (; at < to; at++) {
      int digit = b[at] - '0';
      if (digit < 0 || digit > 9) {
        throw cells.notA(dtype, "");
      }
      if (negative < (Long.MIN_VALUE + digit) / 10) {
        throw cells.notA(dtype, ": it is beyond its range");
      }
      negative = negative * 10 - digit;
    }
    if (!isNegative && negative == Long.MIN_VALUE) {
      throw cells.notA(dtype, ": it is beyond its range");
    }
    return isNegative ? negative : -negative;
  }

  private void putFloating(byte[] b, ByteBuffer target, int at) {
    int i = from;
    boolean isNegative = b[i] == '-';
    if (isNegative || b[i] == '+') {
      i++;
    }
    if (i < to && (b[i] | 0x20) >= 'a') {
      putWord(text(b).substring(i - from).toLowerCase(Locale.ROOT), isNegative, target, at);
      return;
    }
    long mantissa = 0;
    int digits = 0; // behind leading zeros
    int fraction = 0;
    int seen = 0;
    boolean isFraction = false;
    for (; i < to; i++) {
      int digit = b[i] - '0';
      if (b[i] == '.' && !isFraction) {
        isFraction = true;
      } else if (digit >= 0 && digit <= 9) {
        seen++;
        fraction += isFraction ? 1 : 0;
        digits += digits > 0 || digit > 0 ? 1 : 0;
        mantissa = digits <= MAX_DIGITS ? mantissa * 10 + digit : mantissa;
      } else {
        break;
      }
    }
    long exponent = exponent(b, i, seen) - fraction;
    boolean isShort = digits <= MAX_DIGITS;
    if (dtype == DType.FLOAT32) {
      target.putFloat(at, requireFinite(asFloat(b, isShort, mantissa, exponent, isNegative)));
    } else {
      double v = asDouble(b, isShort, mantissa, exponent, isNegative);
      Elements.put(dtype, target, at, v);
      requireFinite(Elements.getDouble(dtype, target, at));
    }
  }

  /**
   * The exponent from a place on; 0 if there is none. Beyond 2^40 it is that: no cell undoes it.
   */
  private long exponent(byte[] b, int start, int digitsBefore) {
    int i = start;
    if (digitsBefore == 0) {
      throw cells.notA(dtype, "");
    }
    if (i == to) {
      return 0;
    }
    if ((b[i] | 0x20) != 'e') {
      throw cells.notA(dtype, "");
    }
    i++;
    boolean isNegative = i < to && b[i] == '-';
    if (isNegative || (i < to && b[i] == '+')) {
      i++;
    }
    if (i == to) {
      throw cells.notA(dtype, "");
    }
    long value = 0;
    for (; i < to; i++) {
      int digit = b[i] - '0';
      if (digit < 0 || digit > 9) {
        throw cells.notA(dtype, "");
      }
      value = Math.min(MAX_EXPONENT, value * 10 + digit);
    }
    return isNegative ? -value : value;
  }

  // What both numbers hold exactly, one operation rounds as it should be (Clinger 1990).

  private double asDouble(byte[] b, boolean isShort, long m, long exponent, boolean isNegative) {
    if (isShort && m <= MAX_EXACT && Math.abs(exponent) < POWERS.length) {
      double v = exponent < 0 ? m / POWERS[(int) -exponent] : m * POWERS[(int) exponent];
      return isNegative ? -v : v;
    }
    return Double.parseDouble(text(b));
  }

  private float asFloat(byte[] b, boolean isShort, long m, long exponent, boolean isNegative) {
    if (isShort && m <= MAX_FLOAT_EXACT && Math.abs(exponent) <= MAX_FLOAT_POWER) {
      float power = (float) POWERS[(int) Math.abs(exponent)];
      float v = exponent < 0 ? m / power : m * power;
      return isNegative ? -v : v;
    }
    return Float.parseFloat(text(b));
  }

  private float requireFinite(float v) {
    requireFinite((double) v);
    return v;
  }

  private void requireFinite(double v) {
    if (Double.isInfinite(v)) {
      throw cells.notA(dtype, ": it is beyond its range");
    }
  }

  private void putWord(String word, boolean isNegative, ByteBuffer target, int at) {
    switch (word) {
      case "nan" -> Elements.put(dtype, target, at, Double.NaN);
      case "inf", "infinity" ->
          Elements.put(
              dtype, target, at, isNegative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
      default -> throw cells.notA(dtype, "");
    }
  }
}
