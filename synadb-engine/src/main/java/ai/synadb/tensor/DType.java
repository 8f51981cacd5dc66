/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Locale;
import java.util.Objects;

/**
 * The type of a tensor's elements. All are stored little-endian.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public enum DType {
  /** IEEE 754 binary32, a Java {@code float}. */
  FLOAT32(4),
  /** IEEE 754 binary64, a Java {@code double}. */
  FLOAT64(8),
  /** A signed integer of 32 bits, a Java {@code int}. */
  INT32(4),
  /** A signed integer of 64 bits, a Java {@code long}. */
  INT64(8),
  /** IEEE 754 binary16: 1 sign bit, 5 bits of exponent, 10 of mantissa. */
  FLOAT16(2),
  /** The upper half of a binary32: 1 sign bit, 8 bits of exponent, 7 of mantissa. */
  BFLOAT16(2),
  /** A signed integer of 8 bits. */
  INT8(1),
  /** An unsigned integer of 8 bits, 0 to 255. */
  UINT8(1),
  /** A truth value in one byte, 0 or 1. */
  BOOL(1);

  private final int sizeBytes;

  DType(int sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  /** The bytes of one element. */
  public int sizeBytes() {
    return sizeBytes;
  }

  /** The name in files and messages, such as {@code float32}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the elements are floating-point numbers. */
  public boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64 || this == FLOAT16 || this == BFLOAT16;
  }

  /**
   * The type with a {@linkplain #wireName() wire name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DType of(String wireName) {
    Objects.requireNonNull(wireName, "wireName");
    for (DType type : values()) {
      if (type.wireName().equals(wireName)) {
        return type;
      }
    }
    throw new IllegalArgumentException("There is no dtype '" + wireName + "'");
  }
}
