/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a stored tensor without reading its elements.
 *
 * @param name its name
 * @param dtype the type of its elements
 * @param shape its shape
 * @param sizeBytes the bytes of its elements
 * @param range the smallest and the largest element; empty without elements, or if all are NaN, or
 *     in a layout of the original, which does not say
 * @param records the records that its elements lie in: none without elements, one up to {@link
 *     ai.synadb.DbConfig#maxValueBytes}, several for more bytes, and others for each time that rows
 *     were appended; 1 in a layout of the original, however many there are
 * @param position the position of the state that was looked at
 * @param digest names the content: tensors with one digest have one dtype, shape and content, while
 *     the same content appended in other portions may have another; empty in a layout of the
 *     original
 * @since 0.1.0
 */
public record TensorInfo(
    String name,
    DType dtype,
    Shape shape,
    long sizeBytes,
    Optional<Range> range,
    long records,
    long position,
    String digest) {

  /** Checks that nothing is missing. */
  public TensorInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(range, "range");
    Objects.requireNonNull(digest, "digest");
  }

  /**
   * The smallest and the largest element, NaN left out.
   *
   * @param min as a number; an int64 beyond 2^53 is rounded
   * @param max likewise
   * @param minLong exactly, of integers and truth values; 0 of others
   * @param maxLong likewise
   * @since 0.1.0
   */
  public record Range(double min, double max, long minLong, long maxLong) {}
}
