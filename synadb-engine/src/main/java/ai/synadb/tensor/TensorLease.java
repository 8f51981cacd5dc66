/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.BytesLease;
import ai.synadb.SynaReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a stored tensor in memory that native code may read and write: a private mapping of the
 * file, of which the file never sees a store, or a copy where that is not possible. The memory
 * stays valid until the lease is closed, whatever becomes of the tensor and the database. The first
 * row of a tensor begins on a 64-byte boundary.
 *
 * <p>What is read through a mapping is not checked on the way: {@link #verify} does so. Copies were
 * checked when they were made.
 *
 * <p>Thread safety: safe for use by multiple threads; the buffers are as safe as buffers are.
 *
 * @since 0.1.0
 */
public final class TensorLease implements AutoCloseable {
  private static final int ALIGNMENT = 64;

  /** Bytes {@code [from, to)} of a segment; without a lease a copy of them. */
  private record Part(
      @Nullable Segment segment, int from, int to, ByteBuffer memory, @Nullable BytesLease lease) {

    /** What is handed out. */
    ByteBuffer visible() {
      ByteBuffer b = lease == null ? memory.slice() : memory.slice(from, to - from);
      return b.order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean isMapped() {
      return lease != null && lease.zeroCopy();
    }

    void verify() {
      if (lease == null || segment == null) {
        return;
      }
      int last = (to - 1) >>> SegmentSums.PIECE_BITS;
      for (int p = from >>> SegmentSums.PIECE_BITS; p <= last; p++) {
        segment.check(memory, p);
      }
    }
  }

  private final DType dtype;
  private final Shape shape;
  private final List<Part> parts;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private TensorLease(DType dtype, Shape shape, List<Part> parts) {
    this.dtype = dtype;
    this.shape = shape;
    this.parts = parts;
  }

  /** A lease on the bytes {@code [from, to)} of a stored tensor. */
  static TensorLease of(SynaReader state, StoredTensor tensor, Shape shape, long from, long to) {
    List<Part> parts = new ArrayList<>();
    TensorLease lease = new TensorLease(tensor.head().dtype(), shape, parts);
    try {
      for (long at = from; at < to; ) {
        Segment s = tensor.segmentAt(at);
        int end = (int) Math.min(s.size(), to - s.first());
        parts.add(part(state, s, (int) (at - s.first()), end));
        at = s.first() + end;
      }
    } catch (Throwable t) {
      lease.close();
      throw t;
    }
    return lease;
  }

  /** A lease on a copy of a tensor's rows. */
  static TensorLease ofCopy(Tensor rows) {
    List<ByteBuffer> buffers = new ArrayList<>();
    for (ByteBuffer b : rows.buffers()) {
      ByteBuffer copy = aligned(b.remaining());
      buffers.add(copy.put(b).flip());
    }
    List<Part> parts = new ArrayList<>();
    for (ByteBuffer b : buffers) {
      parts.add(new Part(null, 0, b.limit(), b, null));
    }
    return new TensorLease(rows.dtype(), rows.shape(), parts);
  }

  private static Part part(SynaReader state, Segment s, int from, int to) {
    if (s.size() >= SegmentSums.PIECE_BYTES) {
      s.bytes(); // is there, and as long as it should be
      BytesLease lease = state.mapBytesCopyOnWrite(s.key());
      ByteBuffer all = lease.buffer();
      if (lease.zeroCopy() && all.alignmentOffset(0, ALIGNMENT) == 0) {
        return new Part(s, from, to, all, lease);
      }
      lease.close();
    }
    ByteBuffer copy = aligned(to - from);
    s.read(from, to - from, copy);
    return new Part(s, from, to, copy.flip(), null);
  }

  private static ByteBuffer aligned(int size) {
    // A slice that begins and ends on a boundary.
    ByteBuffer slice = ByteBuffer.allocateDirect(size + 2 * ALIGNMENT).alignedSlice(ALIGNMENT);
    return slice.limit(size).slice();
  }

  /** The type of the elements. */
  public DType dtype() {
    return dtype;
  }

  /** The shape: that of the rows that were asked for. */
  public Shape shape() {
    return shape;
  }

  /** The number of bytes. */
  public long sizeBytes() {
    return shape.sizeBytes(dtype);
  }

  /** Whether all buffers are mappings of the file; otherwise some are copies. */
  public boolean zeroCopy() {
    return !parts.isEmpty() && parts.stream().allMatch(Part::isMapped);
  }

  private void requireOpen() {
    if (isClosed.get()) {
      throw new IllegalStateException("The lease is closed");
    }
  }

  /**
   * The bytes as one direct buffer, little-endian, from 0 to its limit. May be written.
   *
   * @throws IllegalStateException if the lease is closed, or the rows lie in several records: use
   *     {@link #buffers}
   */
  public ByteBuffer buffer() {
    List<ByteBuffer> all = buffers();
    if (all.size() > 1) {
      throw new IllegalStateException("The rows lie in " + all.size() + " records; use buffers()");
    }
    return all.isEmpty() ? aligned(0).order(ByteOrder.LITTLE_ENDIAN) : all.get(0);
  }

  /**
   * The bytes as direct buffers, in their order: one for each record.
   *
   * @throws IllegalStateException if the lease is closed
   */
  public List<ByteBuffer> buffers() {
    requireOpen();
    return parts.stream().map(Part::visible).toList();
  }

  /** The rows as a tensor over the buffers. Borrows: it ends with the lease. */
  public Tensor asTensor() {
    return Tensor.wrap(dtype, shape, buffers());
  }

  /**
   * Checks everything against the checksums. Not for a lease that was written to.
   *
   * @throws ai.synadb.error.ChecksumMismatchException if a byte is not what was stored
   */
  public void verify() {
    requireOpen();
    parts.forEach(Part::verify);
  }

  /** Ends the lease; idempotent. */
  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      for (Part p : parts) {
        if (p.lease() != null) {
          p.lease().close();
        }
      }
    }
  }
}
