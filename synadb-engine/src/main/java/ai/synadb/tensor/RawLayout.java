/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteOrder;
import java.util.Objects;

/**
 * What the bytes of a raw file are: elements in row-major order, from an offset on. What is behind
 * them is not read.
 *
 * <p>Thread safety: immutable.
 *
 * @param dtype of the elements
 * @param shape of the tensor
 * @param order of the bytes of an element
 * @param offset the byte of the file where they begin; 0 or more
 * @since 0.1.0
 */
public record RawLayout(DType dtype, Shape shape, ByteOrder order, long offset) {

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if the offset is negative or the end exceeds 2^63 - 1
   */
  public RawLayout {
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(order, "order");
    if (offset < 0) {
      throw new IllegalArgumentException("An offset is 0 or more, not " + offset);
    }
    if (shape.sizeBytes(dtype) > Long.MAX_VALUE - offset) {
      throw new IllegalArgumentException(
          "The end of shape " + shape + " at offset " + offset + " exceeds 2^63 - 1");
    }
  }

  /** Little-endian elements from the first byte on. */
  public static RawLayout of(DType dtype, Shape shape) {
    return new RawLayout(dtype, shape, ByteOrder.LITTLE_ENDIAN, 0);
  }
}
