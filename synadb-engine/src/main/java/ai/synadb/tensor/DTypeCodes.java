/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

/** The numbers of dtypes in files. */
final class DTypeCodes {
  private static final DType[] TYPES = {
    DType.FLOAT32,
    DType.FLOAT64,
    DType.INT32,
    DType.INT64,
    DType.FLOAT16,
    DType.BFLOAT16,
    DType.INT8,
    DType.UINT8,
    DType.BOOL
  };

  private DTypeCodes() {}

  static int of(DType dtype) {
    for (int i = 0; i < TYPES.length; i++) {
      if (TYPES[i] == dtype) {
        return i + 1;
      }
    }
    throw new AssertionError(dtype);
  }

  /** Throws IllegalArgumentException if no type has this number. */
  static DType type(int code) {
    if (code < 1 || code > TYPES.length) {
      throw new IllegalArgumentException("it has dtype " + code + ", not 1 to " + TYPES.length);
    }
    return TYPES[code - 1];
  }
}
