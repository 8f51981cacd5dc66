/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The value of one field of one run, filled again and again so that nothing is allocated per run.
 *
 * <p>Thread safety: confined.
 */
final class FieldValue {
  private static final int MAX_NUMBER_CHARS = 400;

  private @Nullable String text; // as logged; null for numbers that are no parameters
  private boolean isNumber;
  private boolean isDecided; // whether isNumber is known
  private boolean isInteger;
  private long integer;
  private double real;

  void setMissing() {
    text = null;
    isNumber = false;
    isDecided = true;
  }

  void setInteger(long value) {
    text = null;
    isNumber = true;
    isDecided = true;
    isInteger = true;
    integer = value;
  }

  void setReal(double value) {
    text = null;
    isNumber = true;
    isDecided = true;
    isInteger = false;
    real = value;
  }

  /** A text that is no number whatever it spells. */
  void setText(String value) {
    text = value;
    isNumber = false;
    isDecided = true;
  }

  /** A text that is a number if it spells one. */
  void setDynamic(String value) {
    text = value;
    isDecided = false;
  }

  void set(FieldValue other) {
    text = other.text;
    isNumber = other.isNumber();
    isDecided = true;
    isInteger = other.isInteger;
    integer = other.integer;
    real = other.real;
  }

  boolean isMissing() {
    return isDecided && !isNumber && text == null;
  }

  /** The text as logged. */
  String text() {
    return text != null ? text : isInteger ? Long.toString(integer) : Double.toString(real);
  }

  boolean isNumber() {
    if (!isDecided && text != null) {
      isNumber = parse(text);
      isDecided = true;
    }
    return isNumber;
  }

  boolean isNan() {
    return isNumber() && !isInteger && Double.isNaN(real);
  }

  /** The number, or the double that is nearest to it. */
  double rounded() {
    return isInteger ? (double) integer : real;
  }

  /** The order of two numbers, neither of them NaN, by their exact values. */
  int compareNumber(FieldValue other) {
    return other.isInteger ? compareInteger(other.integer) : compareReal(other.real);
  }

  int compareInteger(long other) {
    return isInteger ? Long.compare(integer, other) : -compare(other, real);
  }

  int compareReal(double other) {
    return isInteger ? compare(integer, other) : compare(real, other);
  }

  private static int compare(double a, double b) {
    return a == b ? 0 : Double.compare(a, b); // 0 and -0 are one number
  }

  private static int compare(long a, double b) {
    if (b >= 0x1p63) {
      return -1;
    }
    if (b < -0x1p63) {
      return 1;
    }
    if (a >= -(1L << 53) && a <= 1L << 53) {
      return compare((double) a, b);
    }
    return BigDecimal.valueOf(a).compareTo(new BigDecimal(b));
  }

  /** The order of two texts by their code points. */
  static int compareText(String a, String b) {
    int n = Math.min(a.length(), b.length());
    for (int i = 0; i < n; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean isAstral = Character.isSurrogate(x);
        return isAstral == Character.isSurrogate(y) ? Character.compare(x, y) : isAstral ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Takes a text that spells a number, in a pass that throws nothing for those that do not. */
  private boolean parse(String s) {
    int sign = !s.isEmpty() && (s.charAt(0) == '-' || s.charAt(0) == '+') ? 1 : 0;
    int end = s.length();
    if (end == sign || end > MAX_NUMBER_CHARS) {
      return false;
    }
    int whole = digits(s, sign);
    if (whole == end && end - sign <= 18) {
      isInteger = true;
      integer = Long.parseLong(s);
      return true;
    }
    if (whole == sign && parseWord(s, sign)) {
      return true;
    }
    int at = whole;
    int count = whole - sign;
    if (at < end && s.charAt(at) == '.') {
      int fraction = digits(s, at + 1);
      count += fraction - at - 1;
      at = fraction;
    }
    if (count == 0) {
      return false;
    }
    if (at < end && (s.charAt(at) == 'e' || s.charAt(at) == 'E')) {
      int from =
          at + 1 < end && (s.charAt(at + 1) == '-' || s.charAt(at + 1) == '+') ? at + 2 : at + 1;
      at = digits(s, from);
      if (at == from) {
        return false;
      }
    }
    return at == end && parseLong(s, whole == end);
  }

  /** Takes a number whose syntax is right: an integer if it is one that a long holds. */
  private boolean parseLong(String s, boolean isWhole) {
    isInteger = false;
    real = Double.parseDouble(s);
    if (isWhole && Math.abs(real) <= 0x1p63) {
      BigDecimal exact = new BigDecimal(s);
      isInteger =
          exact.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
              && exact.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0;
      integer = isInteger ? exact.longValue() : 0;
    }
    return true;
  }

  private boolean parseWord(String s, int sign) {
    switch (s.substring(sign).toLowerCase(Locale.ROOT)) {
      case "nan":
        real = Double.NaN;
        break;
      case "inf", "infinity":
        real = s.charAt(0) == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        break;
      default:
        return false;
    }
    isInteger = false;
    return true;
  }

  private static int digits(String s, int from) {
    int at = from;
    while (at < s.length() && s.charAt(at) >= '0' && s.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
