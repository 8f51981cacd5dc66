/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.util.List;
import java.util.Objects;

/**
 * What a model takes and gives.
 *
 * <p>Thread safety: immutable.
 *
 * @param inputs what it takes, in order
 * @param outputs what it gives, in order
 * @since 0.1.0
 */
public record ModelSignature(List<Field> inputs, List<Field> outputs) {

  /** Copies both. */
  public ModelSignature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * One input or output.
   *
   * @param name may be empty
   * @param dtype such as {@code float32} or {@code string}
   * @param shape the length of each axis, -1 where any length will do
   * @since 0.1.0
   */
  public record Field(String name, String dtype, List<Long> shape) {
    private static final int MAX_AXES = 32;

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if an axis is shorter than -1, there are more than 32, or
     *     the dtype is empty
     */
    public Field {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(dtype, "dtype");
      shape = List.copyOf(shape);
      if (dtype.isEmpty()) {
        throw new IllegalArgumentException("A dtype is not empty");
      }
      if (shape.size() > MAX_AXES) {
        throw new IllegalArgumentException(
            "A shape has at most " + MAX_AXES + " axes, not " + shape.size());
      }
      for (long n : shape) {
        if (n < -1) {
          throw new IllegalArgumentException("An axis has a length of -1 or more, not " + n);
        }
      }
    }

    /**
     * As the constructor, with the shape as numbers.
     *
     * @throws IllegalArgumentException likewise
     */
    public static Field of(String name, String dtype, long... shape) {
      return new Field(name, dtype, java.util.Arrays.stream(shape).boxed().toList());
    }
  }
}
