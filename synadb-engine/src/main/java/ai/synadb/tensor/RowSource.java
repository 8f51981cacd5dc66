/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * Rows of one type and shape, at one position of the log: what a loader reads from.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
interface RowSource extends AutoCloseable {

  /** The name of the tensor or column. */
  String name();

  /** The type of the elements. */
  DType dtype();

  /** The shape with one axis or more, the first being the rows. */
  Shape shape();

  /** The position of the log at which this is read. */
  long position();

  /**
   * Names the content of the first rows, as it did when there were only those; empty if that cannot
   * be told. Of all rows it always can.
   *
   * @param rows 0 to {@link #rows}
   */
  OptionalLong digest(long rows);

  /** Writes consecutive rows behind the target's position, which moves. */
  void readRows(long from, long to, ByteBuffer target);

  /** Writes some rows in the given order behind the target's position, which moves. */
  void gatherRows(long[] rows, int offset, int count, ByteBuffer target);

  /** Makes sure that the rows are there, before their number is believed. */
  default void requirePresent() {}

  /** The number of rows. */
  default long rows() {
    return shape().rows();
  }

  /** The bytes of one row. */
  default long rowBytes() {
    return shape().row().sizeBytes(dtype());
  }

  @Override
  void close();
}
