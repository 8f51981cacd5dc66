/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/**
 * Rows of one or several tensors, each in a direct buffer of its own, as a framework wants them:
 * row-major, little-endian, at an address that is a multiple of 64 unless the memory is of a {@link
 * BatchMemory}.
 *
 * <p>A batch is its receiver's: it is valid until it is closed, however many follow it, and whether
 * the iterator and the loader are closed. Its memory is then used for later batches, so buffers are
 * not to be touched any more. A batch that is never closed costs an allocation, nothing else; with
 * a {@link BatchMemory}, what that says. What has to live longer is {@linkplain #copy copied}.
 *
 * <p>With windows, a tensor has a buffer of shape {@code [rows, size, ...]} under its name and one
 * of shape {@code [rows, horizon, ...]} under its name with {@link #HORIZON} behind it.
 *
 * <p>Thread safety: confined to one thread at a time.
 *
 * @since 0.1.0
 */
public final class Batch implements AutoCloseable {
  /** What stands behind a tensor's name in the name of the buffer of its horizons. */
  public static final String HORIZON = "@horizon";

  private final List<BatchColumn> columns;
  private final BatchRows rows;
  private final LoaderState state;
  private boolean isClosed;

  Batch(List<BatchColumn> columns, BatchRows rows, LoaderState state) {
    this.columns = List.copyOf(columns);
    this.rows = rows;
    this.state = state;
  }

  /** The names of the buffers, in the order in which the tensors were named. */
  public List<String> names() {
    return columns.stream().map(BatchColumn::name).toList();
  }

  /**
   * The bytes of a buffer, from 0 to its limit. Each call gives a view of its own.
   *
   * @throws IllegalArgumentException if there is none of that name
   * @throws IllegalStateException if the batch is closed
   */
  public ByteBuffer buffer(String name) {
    requireOpen();
    return column(name).lease().buffer();
  }

  /**
   * What the loader's {@link BatchMemory} gave for a buffer. It is the batch's, and ends with it.
   *
   * @throws IllegalArgumentException if there is no buffer of that name
   * @throws IllegalStateException if the batch is closed, or the memory is of the loader's own or a
   *     copy
   */
  public BatchMemory.Block memory(String name) {
    requireOpen();
    BatchMemory.Block block = column(name).lease().block();
    if (block == null) {
      throw new IllegalStateException("The memory of '" + name + "' is of no BatchMemory");
    }
    return block;
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("The batch is closed");
    }
  }

  /**
   * The type of the elements in a buffer.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public DType dtype(String name) {
    return column(name).dtype();
  }

  /**
   * The shape of a buffer; its first extent is {@link #rows}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Shape shape(String name) {
    return column(name).shape();
  }

  private BatchColumn column(String name) {
    Objects.requireNonNull(name, "name");
    for (BatchColumn c : columns) {
      if (c.name().equals(name)) {
        return c;
      }
    }
    throw new IllegalArgumentException("The batch has no '" + name + "', only " + names());
  }

  /** The number of rows, or of windows. */
  public int rows() {
    return rows.ids().length;
  }

  /** How many of them, at the end, were read before in this epoch, to fill the batch up. */
  public int padding() {
    return rows.padding();
  }

  /** The numbers of the rows in the tensors, or of the first rows of the windows; copied. */
  public long[] rowIds() {
    return rows.ids().clone();
  }

  /** The place of the first row in the epoch's order. */
  public long position() {
    return rows.position();
  }

  /** How many rows of a window are there; behind them are zeros. Of a batch of rows, 0. */
  public int validSteps(int window) {
    return valid(rows.steps(), window);
  }

  /** How many rows of a horizon are there; behind them are zeros. Of a batch of rows, 0. */
  public int validHorizon(int window) {
    return valid(rows.horizonSteps(), window);
  }

  private int valid(int[] counts, int window) {
    Objects.checkIndex(window, rows());
    return counts.length == 0 ? 0 : counts[window];
  }

  /** Where reading goes on behind this batch. */
  public LoaderState state() {
    return state;
  }

  /** The bytes of all buffers. */
  public long sizeBytes() {
    return columns.stream().mapToLong(c -> c.lease().size()).sum();
  }

  /**
   * The same in memory of its own, which need not be closed.
   *
   * @throws IllegalStateException if the batch is closed
   */
  public Batch copy() {
    requireOpen();
    return new Batch(columns.stream().map(BatchColumn::copy).toList(), rows, state);
  }

  /** Gives the memory back; idempotent. */
  @Override
  public void close() {
    isClosed = true;
    columns.forEach(c -> c.lease().close());
  }
}
