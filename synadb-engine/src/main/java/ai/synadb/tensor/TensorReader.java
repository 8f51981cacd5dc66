/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.Snapshot;
import ai.synadb.SynaReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stored tensor held open for reading rows, at one position: what is written afterwards does not
 * show. Every piece of 64 KiB that is touched is checked against its checksum, once as long as the
 * reader is open.
 *
 * <pre>{@code
 * try (TensorReader reader = engine.reader("train/images")) {
 *   ByteBuffer batch = ByteBuffer.allocateDirect(256 * (int) reader.rowBytes());
 *   reader.gatherRows(indices, 0, 256, batch);
 * }
 * }</pre>
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class TensorReader implements AutoCloseable {
  private final TensorInfo info;
  private final TensorBytes bytes;
  private final long rowBytes;
  private final @Nullable Snapshot owned;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /**
   * @param owned is closed with this
   */
  TensorReader(TensorInfo info, TensorBytes bytes, @Nullable Snapshot owned) {
    this.info = info;
    this.bytes = bytes;
    this.owned = owned;
    this.rowBytes = info.shape().row().sizeBytes(info.dtype());
  }

  /** The tensor's name. */
  public String name() {
    return info.name();
  }

  /** The type of the elements. */
  public DType dtype() {
    return info.dtype();
  }

  /** The tensor's shape. */
  public Shape shape() {
    return info.shape();
  }

  /** The number of rows; a scalar has one. */
  public long rows() {
    return info.shape().rows();
  }

  /** The bytes of one row. */
  public long rowBytes() {
    return rowBytes;
  }

  /** The position of the state that is read. */
  public long position() {
    return info.position();
  }

  /** Names the content; see {@link TensorInfo#digest}. */
  public String digest() {
    return info.digest();
  }

  /**
   * The digest that the tensor had when it was its first rows; empty if it never was, or is in a
   * layout of the original.
   */
  Optional<String> digest(long rows) {
    return bytes instanceof StoredTensor stored
        ? stored.digest(rows * rowBytes).map(HexFormat.of()::formatHex)
        : Optional.empty();
  }

  /** What is known of the tensor. */
  public TensorInfo info() {
    return info;
  }

  private void requireOpen() {
    if (isClosed.get()) {
      throw new IllegalStateException("The reader of the tensor is closed");
    }
  }

  private int room(long rows, ByteBuffer target) {
    long need = rowBytes > 0 && rows > Long.MAX_VALUE / rowBytes ? Long.MAX_VALUE : rows * rowBytes;
    if (need > target.remaining()) {
      throw new IllegalArgumentException(
          rows + " rows take " + need + " bytes, the buffer has room for " + target.remaining());
    }
    return (int) need;
  }

  /**
   * Reads consecutive rows into a buffer, from its position on, and moves that.
   *
   * @param from the first row
   * @param to the row behind the last
   * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= rows()}
   * @throws IllegalArgumentException if the buffer has no room for them
   * @throws ai.synadb.error.ChecksumMismatchException if a piece is not what was stored; what the
   *     buffer holds is then undefined, its position is where it was
   */
  public void readRows(long from, long to, ByteBuffer target) {
    requireOpen();
    Objects.checkFromToIndex(from, to, rows());
    int need = room(to - from, target);
    ByteBuffer t = target.duplicate();
    bytes.read(from * rowBytes, need, t);
    target.position(t.position());
  }

  /** Reads rows in the order of their indices, which may repeat; otherwise as {@link #readRows}. */
  public void gatherRows(long[] rows, ByteBuffer target) {
    gatherRows(rows, 0, rows.length, target);
  }

  /**
   * As {@link #gatherRows(long[], ByteBuffer)}, of a part of the array.
   *
   * @param offset of the first index in the array
   * @param count how many indices
   */
  public void gatherRows(long[] rows, int offset, int count, ByteBuffer target) {
    requireOpen();
    Objects.checkFromIndexSize(offset, count, rows.length);
    room(count, target);
    ByteBuffer t = target.duplicate();
    int row = (int) Math.min(Integer.MAX_VALUE, rowBytes);
    long all = rows();
    for (int i = offset; i < offset + count; i++) {
      bytes.read(Objects.checkIndex(rows[i], all) * rowBytes, row, t);
    }
    target.position(t.position());
  }

  /**
   * Makes sure that rows are there, to be called before memory is allocated for them: the shape of
   * a damaged tensor may claim any number. What {@link #toTensor} does by itself.
   *
   * @param from the first row
   * @param to the row behind the last
   * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= rows()}
   * @throws ai.synadb.error.CorruptRecordException if they are not there, or less of them
   */
  public void requirePresent(long from, long to) {
    requireOpen();
    Objects.checkFromToIndex(from, to, rows());
    bytes.requirePresent(from * rowBytes, (to - from) * rowBytes);
  }

  /** All rows, copied and checked. */
  public Tensor toTensor() {
    return toTensor(0, rows());
  }

  /**
   * Some rows, copied and checked; of a scalar 0 to 1.
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= rows()}
   */
  public Tensor toTensor(long from, long to) {
    requireOpen();
    Objects.checkFromToIndex(from, to, rows());
    List<ByteBuffer> copies = new ArrayList<>();
    long at = from * rowBytes;
    requirePresent(from, to);
    for (long left = (to - from) * rowBytes; left > 0; ) {
      int n = (int) Math.min(left, Tensor.MAX_BUFFER_BYTES);
      ByteBuffer copy = ByteBuffer.allocate(n);
      bytes.read(at, n, copy);
      copies.add(copy.flip());
      at += n;
      left -= n;
    }
    Shape shape = shape().rank() == 0 ? shape() : shape().withRows(to - from);
    return new Tensor(dtype(), shape, TensorData.of(copies));
  }

  TensorLease map(SynaReader state, long from, long to) {
    Objects.checkFromToIndex(from, to, rows());
    if (!(bytes instanceof StoredTensor stored)) {
      return TensorLease.ofCopy(toTensor(from, to));
    }
    Shape shape = shape().rank() == 0 ? shape() : shape().withRows(to - from);
    return TensorLease.of(state, stored, shape, from * rowBytes, to * rowBytes);
  }

  /**
   * Reads everything and checks it.
   *
   * @throws ai.synadb.error.ChecksumMismatchException if a piece is not what was stored
   */
  public void verify() {
    requireOpen();
    bytes.verify();
  }

  /**
   * Fills a buffer with the elements' bytes, wherever rows begin: so rows of any size are read in
   * pieces. Moves the position of the buffer.
   *
   * @param offset of the first byte among those of all elements
   * @throws IndexOutOfBoundsException if the tensor ends before the buffer is full
   * @throws ai.synadb.error.ChecksumMismatchException if a piece is not what was stored
   */
  public void readBytes(long offset, ByteBuffer target) {
    requireOpen();
    int size = target.remaining();
    Objects.checkFromIndexSize(offset, size, shape().sizeBytes(dtype()));
    bytes.read(offset, size, target);
  }

  /** Ends the reader; idempotent. */
  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      bytes.release();
      if (owned != null) {
        owned.close();
      }
    }
  }
}
