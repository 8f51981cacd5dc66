/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.internal.log.MappedBytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The bytes of a value, mapped where that is possible.
 *
 * <p>A lease outlives a compaction and the database: its buffers stay valid until it is closed, and
 * memory is given back when nothing refers to them any more. What is read through a mapping is not
 * checked on the way: {@link #verify} does so.
 *
 * <p>Thread safety: safe for use by multiple threads; the buffers are as safe as buffers are.
 *
 * @since 0.1.0
 */
public final class BytesLease implements AutoCloseable {
  private final MappedBytes bytes;
  private final MappedBytes.Buffers buffers;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  BytesLease(MappedBytes bytes, boolean copyOnWrite) {
    this.bytes = bytes;
    this.buffers = bytes.map(copyOnWrite);
    bytes.database().leases().incrementAndGet();
  }

  /** The number of bytes. */
  public long size() {
    return bytes.size();
  }

  /** Whether all buffers are mappings of the file; otherwise some are copies. */
  public boolean zeroCopy() {
    return buffers.isZeroCopy();
  }

  /**
   * The bytes as one buffer, in native byte order, from 0 to its limit.
   *
   * @throws IllegalStateException if the lease is closed, or the value lies in several parts: use
   *     {@link #buffers}
   */
  public ByteBuffer buffer() {
    List<ByteBuffer> all = buffers();
    if (all.size() != 1) {
      throw new IllegalStateException("The value lies in " + all.size() + " parts; use buffers()");
    }
    return all.get(0);
  }

  /**
   * The bytes as buffers, in their order; one unless the value was written as a long stream.
   *
   * @throws IllegalStateException if the lease is closed
   */
  public List<ByteBuffer> buffers() {
    if (isClosed.get()) {
      throw new IllegalStateException("The lease is closed");
    }
    return buffers.buffers().stream().map(b -> b.duplicate().order(b.order())).toList();
  }

  /**
   * Reads everything and checks it against the checksums of its records. Not for a copy-on-write
   * lease that was written to.
   *
   * @throws ai.synadb.error.CorruptRecordException if a byte is not what was written
   */
  public void verify() {
    bytes.verify(buffers());
  }

  /** Ends the lease; idempotent. */
  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      bytes.database().leases().decrementAndGet();
    }
  }
}
