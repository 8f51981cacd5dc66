/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Arrays;
import java.util.Objects;

/**
 * The extents of a tensor's axes, outermost first; without axes, a scalar of one element. Elements
 * lie in row-major order; a row is what one index of the first axis selects.
 *
 * <p>Thread safety: immutable.
 *
 * @since 0.1.0
 */
public final class Shape {
  /** The most axes. */
  public static final int MAX_RANK = 32;

  private final long[] extents;
  private final long elements;

  private Shape(long[] extents, long elements) {
    this.extents = extents;
    this.elements = elements;
  }

  /**
   * A shape with the given extents.
   *
   * @param extents each 0 or more; at most {@value #MAX_RANK}; copied
   * @throws IllegalArgumentException if an extent is negative, there are too many, or their product
   *     (that of the others, where one is 0) exceeds 2^63 - 1
   */
  public static Shape of(long... extents) {
    Objects.requireNonNull(extents, "extents");
    if (extents.length > MAX_RANK) {
      throw new IllegalArgumentException(
          "A shape has at most " + MAX_RANK + " axes, not " + extents.length);
    }
    long product = 1;
    boolean isEmpty = false;
    for (long extent : extents) {
      if (extent < 0) {
        throw new IllegalArgumentException(
            "An extent is 0 or more, not " + extent + " in " + Arrays.toString(extents));
      }
      isEmpty |= extent == 0;
      if (Math.multiplyHigh(product, Math.max(1, extent)) != 0
          || product * Math.max(1, extent) < 0) {
        throw new IllegalArgumentException(
            "The elements of shape " + Arrays.toString(extents) + " exceed 2^63 - 1");
      }
      product *= Math.max(1, extent);
    }
    return new Shape(extents.clone(), isEmpty ? 0 : product);
  }

  /** The number of axes. */
  public int rank() {
    return extents.length;
  }

  /** The extent of an axis, counted from 0. */
  public long extent(int axis) {
    return extents[Objects.checkIndex(axis, extents.length)];
  }

  /** The extents, copied. */
  public long[] toArray() {
    return extents.clone();
  }

  /** The number of elements: the product of the extents, 1 for a scalar. */
  public long elements() {
    return elements;
  }

  /** The number of rows: the extent of the first axis, 1 for a scalar. */
  public long rows() {
    return extents.length == 0 ? 1 : extents[0];
  }

  /** The shape of one row: this one without its first axis; a scalar's is a scalar's. */
  public Shape row() {
    return extents.length == 0 ? this : of(Arrays.copyOfRange(extents, 1, extents.length));
  }

  /**
   * This shape with another number of rows.
   *
   * @throws IllegalStateException if this is a scalar's
   * @throws IllegalArgumentException as {@link #of}
   */
  public Shape withRows(long rows) {
    if (extents.length == 0) {
      throw new IllegalStateException("A scalar has no rows to change");
    }
    long[] changed = extents.clone();
    changed[0] = rows;
    return of(changed);
  }

  /**
   * The bytes of a tensor of this shape.
   *
   * @throws IllegalArgumentException if they exceed 2^63 - 1
   */
  public long sizeBytes(DType type) {
    if (elements > Long.MAX_VALUE / type.sizeBytes()) {
      throw new IllegalArgumentException(
          "The bytes of shape " + this + " with " + type.wireName() + " exceed 2^63 - 1");
    }
    return elements * type.sizeBytes();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape s && Arrays.equals(extents, s.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** The extents in brackets, such as {@code [60000, 28, 28]}. */
  @Override
  public String toString() {
    return Arrays.toString(extents);
  }
}
