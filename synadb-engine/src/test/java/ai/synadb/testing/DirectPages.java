/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.testing;

import java.nio.ByteBuffer;

/**
 * Small direct buffers, cut from larger ones: atomic access to a buffer needs one outside the heap,
 * and the JDK's own allocation costs more than a whole crash.
 *
 * <p>Thread safety: safe for use by multiple threads; every thread cuts from a slab of its own.
 */
final class DirectPages {
  private static final int SLAB = 1 << 18;
  private static final int ALIGNMENT = 64;
  private static final ThreadLocal<ByteBuffer[]> SLABS =
      ThreadLocal.withInitial(() -> new ByteBuffer[1]);

  private DirectPages() {}

  /** A zeroed buffer. */
  static ByteBuffer allocate(int bytes) {
    if (bytes > SLAB / 8) {
      return ByteBuffer.allocateDirect(bytes);
    }
    int size = (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    ByteBuffer[] holder = SLABS.get();
    ByteBuffer slab = holder[0];
    if (slab == null || slab.remaining() < size) {
      slab = ByteBuffer.allocateDirect(SLAB + ALIGNMENT).alignedSlice(ALIGNMENT);
      holder[0] = slab;
    }
    ByteBuffer page = slab.slice(slab.position(), bytes);
    slab.position(slab.position() + size);
    return page;
  }
}
