/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers that are used again, by classes of size. Their addresses are multiples of {@value
 * #ALIGNMENT}, as native frameworks want it. Where memory comes from elsewhere, it is counted and
 * nothing else.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class BufferPool implements AutoCloseable {
  private static final int ALIGNMENT = 64;
  private static final int SMALLEST = 4096;

  private final long maxIdleBytes;
  private final @Nullable BatchMemory memory;
  private final Map<Integer, ArrayDeque<ByteBuffer>> idle = new HashMap<>(); // guarded by this
  private long idleBytes; // guarded by this
  private long allocated; // guarded by this
  private long allocatedBytes; // guarded by this
  private long leased; // guarded by this
  private long leasedBytes; // guarded by this
  private boolean isClosed; // guarded by this

  /**
   * An empty pool.
   *
   * @param maxIdleBytes how much is kept for later
   * @param memory where buffers come from; null for the pool's own
   */
  BufferPool(long maxIdleBytes, @Nullable BatchMemory memory) {
    this.maxIdleBytes = maxIdleBytes;
    this.memory = memory;
  }

  /** A buffer that was taken from a pool and goes back by {@link #close}. */
  static final class Lease implements AutoCloseable {
    private final @Nullable BufferPool pool;
    private final BatchMemory.@Nullable Block block;
    private final ByteBuffer whole;
    private final int size;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private Lease(
        @Nullable BufferPool pool, BatchMemory.@Nullable Block block, ByteBuffer whole, int size) {
      this.pool = pool;
      this.block = block;
      this.whole = whole;
      this.size = size;
    }

    /** Memory of its own, which no pool gets back. */
    static Lease unpooled(int size) {
      // An aligned slice also ends at an aligned address.
      int whole = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + ALIGNMENT;
      return new Lease(null, null, ByteBuffer.allocateDirect(whole), size);
    }

    /** What it was taken from; null for memory of the pool's. */
    BatchMemory.@Nullable Block block() {
      return block;
    }

    /** The bytes from 0 to their number, little-endian; the pool's at an aligned address. */
    ByteBuffer buffer() {
      if (block != null) {
        return whole.duplicate().order(ByteOrder.LITTLE_ENDIAN);
      }
      return whole.alignedSlice(ALIGNMENT).limit(size).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    int size() {
      return size;
    }

    @Override
    public void close() {
      if (isClosed.compareAndSet(false, true) && pool != null) {
        pool.giveBack(whole, block);
      }
    }
  }

  /** A buffer for elements that take so many bytes, whose content is anything. */
  Lease take(DType dtype, Shape shape, int size) {
    return memory == null ? take(size) : take(memory.allocate(dtype, shape), size);
  }

  private Lease take(BatchMemory.Block block, int size) {
    try {
      ByteBuffer whole = block.buffer().slice();
      if (whole.capacity() != size || whole.isReadOnly()) {
        throw new IllegalStateException(
            "Memory for "
                + size
                + " bytes has as many and can be written, not "
                + whole.capacity()
                + (whole.isReadOnly() ? " that are read-only" : ""));
      }
      synchronized (this) {
        allocated++;
        allocatedBytes += size;
        return leased(block, whole, size);
      }
    } catch (Throwable t) {
      block.close();
      throw t;
    }
  }

  /** A buffer of the pool's of so many bytes, whose content is anything. */
  Lease take(int size) {
    int capacity = capacity(size);
    synchronized (this) {
      ArrayDeque<ByteBuffer> list = idle.get(capacity);
      ByteBuffer kept = list == null ? null : list.poll();
      if (kept != null) {
        idleBytes -= capacity;
        return leased(null, kept, size);
      }
    }
    ByteBuffer made = ByteBuffer.allocateDirect(capacity);
    synchronized (this) {
      allocated++;
      allocatedBytes += capacity;
      return leased(null, made, size);
    }
  }

  private Lease leased(BatchMemory.@Nullable Block block, ByteBuffer whole, int size) {
    leased++;
    leasedBytes += whole.capacity();
    return new Lease(this, block, whole, size);
  }

  /** Room for the bytes and the alignment, in steps of at most an eighth. */
  private static int capacity(int size) {
    long wanted = Math.max(SMALLEST, (long) size + ALIGNMENT);
    long step = Math.max(SMALLEST, Long.highestOneBit(wanted) >> 3);
    return (int) Math.min((wanted + step - 1) / step * step, Integer.MAX_VALUE);
  }

  private void giveBack(ByteBuffer whole, BatchMemory.@Nullable Block block) {
    if (block == null) {
      giveBack(whole);
      return;
    }
    synchronized (this) {
      leased--;
      leasedBytes -= whole.capacity();
    }
    block.close();
  }

  private synchronized void giveBack(ByteBuffer whole) {
    leased--;
    leasedBytes -= whole.capacity();
    if (!isClosed && idleBytes + whole.capacity() <= maxIdleBytes) {
      idle.computeIfAbsent(whole.capacity(), c -> new ArrayDeque<>()).push(whole);
      idleBytes += whole.capacity();
    }
  }

  /** The buffers that were made. */
  synchronized long allocated() {
    return allocated;
  }

  /** Their bytes. */
  synchronized long allocatedBytes() {
    return allocatedBytes;
  }

  /** The buffers that are out. */
  synchronized long leased() {
    return leased;
  }

  /** Their bytes. */
  synchronized long leasedBytes() {
    return leasedBytes;
  }

  /** Keeps none any longer; those that are out may come back. */
  @Override
  public synchronized void close() {
    isClosed = true;
    idle.clear();
    idleBytes = 0;
  }
}
