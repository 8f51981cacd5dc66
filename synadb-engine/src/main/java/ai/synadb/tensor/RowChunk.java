/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.error.ShapeMismatchException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/**
 * Consecutive rows of some columns, for the rules that choose rows.
 *
 * <p>Thread safety: confined.
 */
final class RowChunk {
  private static final int CHUNK_BYTES = 1 << 20;

  private final List<Column> columns = new ArrayList<>();
  private final int maxRows;
  private long firstRow;
  private int rows;

  private record Column(RowSource source, int rowBytes, ByteBuffer bytes) {}

  /** Receives the chunks in their order. */
  interface Visitor {
    /** Looks at a chunk, which is only valid during the call. */
    void chunk(RowChunk chunk);
  }

  private RowChunk(Collection<RowSource> sources) {
    long perRow = 1;
    for (RowSource s : sources) {
      perRow = Math.max(perRow, s.rowBytes());
    }
    if (perRow > 1 << 28) {
      throw new ShapeMismatchException(
          "A column that rows are chosen by has at most 2^28 bytes per row, not " + perRow);
    }
    maxRows = (int) Math.max(1, CHUNK_BYTES / perRow);
    for (RowSource s : sources) {
      int rowBytes = (int) s.rowBytes();
      ByteBuffer b = ByteBuffer.allocateDirect(maxRows * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
      columns.add(new Column(s, rowBytes, b));
    }
  }

  /** Reads so many rows from the beginning, chunk by chunk. */
  static void scan(Collection<RowSource> sources, long rows, Visitor visitor) {
    RowChunk chunk = new RowChunk(sources);
    for (long from = 0; from < rows; from += chunk.rows) {
      chunk.firstRow = from;
      chunk.rows = (int) Math.min(chunk.maxRows, rows - from);
      for (Column c : chunk.columns) {
        c.source.readRows(from, from + chunk.rows, c.bytes.clear());
      }
      visitor.chunk(chunk);
    }
  }

  /** The first row. */
  long firstRow() {
    return firstRow;
  }

  /** The number of rows. */
  int rows() {
    return rows;
  }

  /** The bytes of a column, row behind row from 0 on, little-endian. */
  ByteBuffer bytes(String name) {
    return column(name).bytes;
  }

  /** The bytes of one row of a column. */
  int rowBytes(String name) {
    return column(name).rowBytes;
  }

  /**
   * The rows of a column as whole numbers; of bool 0 and 1.
   *
   * @throws ShapeMismatchException if its elements are not, or a row has not exactly one
   */
  IntToLongFunction longs(String name) {
    Column c = oneElement(name);
    DType type = c.source.dtype();
    if (type.isFloating()) {
      throw new ShapeMismatchException(
          "The elements of '" + name + "' are " + type.wireName() + ", not integers");
    }
    return i -> Elements.getLong(type, c.bytes, i * c.rowBytes);
  }

  /**
   * The rows of a column as doubles; an int64 is rounded.
   *
   * @throws ShapeMismatchException if a row has not exactly one element
   */
  IntToDoubleFunction doubles(String name) {
    Column c = oneElement(name);
    DType type = c.source.dtype();
    return i -> Elements.getDouble(type, c.bytes, i * c.rowBytes);
  }

  private Column oneElement(String name) {
    Column c = column(name);
    if (c.source.shape().row().elements() != 1) {
      throw new ShapeMismatchException(
          "A row of '" + name + "' has 1 element, not shape " + c.source.shape().row());
    }
    return c;
  }

  private Column column(String name) {
    for (Column c : columns) {
      if (c.source.name().equals(name)) {
        return c;
      }
    }
    throw new IllegalArgumentException("There is no column '" + name + "'");
  }
}
