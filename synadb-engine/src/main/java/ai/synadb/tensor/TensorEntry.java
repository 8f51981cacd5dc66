/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Objects;

/**
 * A tensor in a file.
 *
 * <p>Thread safety: immutable.
 *
 * @param name what the file calls it; in a file of one, the name of the file without its suffix
 * @param dtype what its elements are once imported
 * @param shape its extents
 * @since 0.1.0
 */
public record TensorEntry(String name, DType dtype, Shape shape) {

  /**
   * Checks that the bytes can be counted.
   *
   * @throws IllegalArgumentException if they exceed 2^63 - 1
   */
  public TensorEntry {
    Objects.requireNonNull(name, "name");
    shape.sizeBytes(dtype);
  }

  /** The bytes of its elements. */
  public long sizeBytes() {
    return shape.sizeBytes(dtype);
  }
}
