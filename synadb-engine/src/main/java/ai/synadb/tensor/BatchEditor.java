/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * A batch that a {@link BatchTransform} may change. Only valid during the call.
 *
 * <p>Thread safety: confined.
 *
 * @since 0.1.0
 */
public final class BatchEditor {
  private static final long RANDOM = 0x52414e444f4dL;

  private final List<BatchColumn> columns;
  private final List<BatchColumn> dropped = new ArrayList<>();
  private final BatchRows rows;
  private final BufferPool pool;
  private final long key;
  private long streams;

  BatchEditor(List<BatchColumn> columns, BatchRows rows, BufferPool pool, long key) {
    this.columns = columns;
    this.rows = rows;
    this.pool = pool;
    this.key = key;
  }

  /** Applies one transform after the others. */
  void apply(BatchTransform transform) {
    streams++;
    try {
      transform.apply(this);
    } finally {
      dropped.forEach(c -> c.lease().close());
      dropped.clear();
    }
  }

  /** The names of the buffers. */
  public List<String> names() {
    return columns.stream().map(BatchColumn::name).toList();
  }

  /** The number of rows, or of windows. */
  public int rows() {
    return rows.ids().length;
  }

  /** The number of a row in the tensors. */
  public long rowId(int row) {
    return rows.ids()[Objects.checkIndex(row, rows())];
  }

  /** The place of a row in the epoch's order. */
  public long position(int row) {
    return rows.position() + Objects.checkIndex(row, rows());
  }

  /**
   * Random numbers for a row. They depend on the loader's seed, the epoch, the row's place in the
   * order and which transform this is: not on threads, batches or ranks. Every call begins anew.
   */
  public RandomGenerator random(int row) {
    return new SplitMix(Mix.hash(Mix.hash(key, RANDOM, streams), position(row)));
  }

  /** Random numbers for the batch; those of its first row's place. */
  public RandomGenerator random() {
    return new SplitMix(Mix.hash(Mix.hash(key, ~RANDOM, streams), rows.position()));
  }

  /** The type of the elements in a buffer. */
  public DType dtype(String name) {
    return columns.get(indexOf(name)).dtype();
  }

  /** The shape of a buffer; its first extent is {@link #rows}. */
  public Shape shape(String name) {
    return columns.get(indexOf(name)).shape();
  }

  /** The bytes of a buffer, to be read and written; little-endian. */
  public ByteBuffer buffer(String name) {
    return columns.get(indexOf(name)).lease().buffer();
  }

  /**
   * Puts a buffer in the place of another one, which can be read until the transform ends.
   *
   * @param row the shape of one row
   * @return its bytes, with any content
   * @throws IllegalArgumentException if it would exceed 2^31 - 1 bytes
   */
  public ByteBuffer replace(String name, DType dtype, Shape row) {
    int at = indexOf(name);
    BatchColumn made = allocate(name, dtype, row);
    dropped.add(columns.set(at, made));
    return made.lease().buffer();
  }

  /**
   * Adds a buffer.
   *
   * @param row the shape of one row
   * @return its bytes, with any content
   * @throws IllegalArgumentException if there is one of that name, or it would exceed 2^31 - 1
   *     bytes
   */
  public ByteBuffer add(String name, DType dtype, Shape row) {
    Objects.requireNonNull(name, "name");
    if (names().contains(name)) {
      throw new IllegalArgumentException("The batch has a buffer '" + name + "' already");
    }
    BatchColumn made = allocate(name, dtype, row);
    columns.add(made);
    return made.lease().buffer();
  }

  /** Drops a buffer, which can be read until the transform ends. */
  public void remove(String name) {
    dropped.add(columns.remove(indexOf(name)));
  }

  private BatchColumn allocate(String name, DType dtype, Shape row) {
    Shape shape = BatchMaker.shape(rows(), row);
    int size = BatchMaker.size(name, dtype, shape);
    return new BatchColumn(name, dtype, shape, pool.take(dtype, shape, size));
  }

  private int indexOf(String name) {
    int at = names().indexOf(Objects.requireNonNull(name, "name"));
    if (at < 0) {
      throw new IllegalArgumentException("The batch has no '" + name + "', only " + names());
    }
    return at;
  }
}
