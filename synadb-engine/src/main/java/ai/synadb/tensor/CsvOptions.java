/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Objects;

/**
 * How numbers are written as text.
 *
 * <p>A line is a row; cells are divided by a delimiter and may be quoted, as RFC 4180 says. Numbers
 * have a point; {@code nan}, {@code inf} and {@code infinity} are numbers too, in upper or lower
 * case; truth values are 0, 1, {@code true} and {@code false}. Empty lines are left out.
 *
 * <p>Thread safety: immutable.
 *
 * @param dtype what an import makes of the cells; a number that it rounds is taken, one beyond its
 *     range is refused
 * @param delimiter between cells: of ASCII, neither a letter, a digit, a quote, a line end nor one
 *     of {@code . + -}
 * @param hasHeader whether the first line has the names of the columns
 * @param missingAsNan whether an empty cell is NaN; otherwise it is refused. For floating-point
 *     dtypes only
 * @since 0.1.0
 */
public record CsvOptions(DType dtype, char delimiter, boolean hasHeader, boolean missingAsNan) {
  private static final CsvOptions DEFAULTS = new CsvOptions(DType.FLOAT64, ',', false, false);
  private static final String NEVER = "\"\r\n.+-";

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the delimiter can be part of a number, or empty cells are
   *     to be NaN in a dtype that has none
   */
  public CsvOptions {
    Objects.requireNonNull(dtype, "dtype");
    if (delimiter == 0
        || delimiter > 0x7e
        || Character.isLetterOrDigit(delimiter)
        || NEVER.indexOf(delimiter) >= 0) {
      throw new IllegalArgumentException(
          "A delimiter is a character of ASCII, neither a letter, a digit, a quote, a line end nor"
              + " one of .+-; not U+"
              + Integer.toHexString(delimiter));
    }
    if (missingAsNan && !dtype.isFloating()) {
      throw new IllegalArgumentException("There is no NaN in " + dtype.wireName());
    }
  }

  /** Float64, commas, no header, no empty cells. */
  public static CsvOptions defaults() {
    return DEFAULTS;
  }

  /** With another dtype. */
  public CsvOptions withDtype(DType type) {
    return new CsvOptions(type, delimiter, hasHeader, missingAsNan);
  }

  /** With another delimiter. */
  public CsvOptions withDelimiter(char character) {
    return new CsvOptions(dtype, character, hasHeader, missingAsNan);
  }

  /** With the names of the columns in the first line. */
  public CsvOptions withHeader() {
    return new CsvOptions(dtype, delimiter, true, missingAsNan);
  }

  /** With empty cells as NaN. */
  public CsvOptions withMissingAsNan() {
    return new CsvOptions(dtype, delimiter, hasHeader, true);
  }
}
