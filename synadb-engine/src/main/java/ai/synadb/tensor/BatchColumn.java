/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

/**
 * One buffer of a batch.
 *
 * <p>Thread safety: confined.
 */
record BatchColumn(String name, DType dtype, Shape shape, BufferPool.Lease lease) {

  /** The same in memory of its own. */
  BatchColumn copy() {
    BufferPool.Lease own = BufferPool.Lease.unpooled(lease.size());
    own.buffer().put(lease.buffer());
    return new BatchColumn(name, dtype, shape, own);
  }
}
