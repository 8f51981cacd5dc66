/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what a loader does.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class LoadMeter {
  final LongAdder batches = new LongAdder();
  final LongAdder rows = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder copiedBytes = new LongAdder();
  final LongAdder readNanos = new LongAdder();
  final LongAdder transformNanos = new LongAdder();
  final LongAdder consumerWaitNanos = new LongAdder();
  final LongAdder producerWaitNanos = new LongAdder();

  LoaderStats stats(BufferPool pool) {
    return new LoaderStats(
        batches.sum(),
        rows.sum(),
        bytes.sum(),
        copiedBytes.sum(),
        readNanos.sum(),
        transformNanos.sum(),
        consumerWaitNanos.sum(),
        producerWaitNanos.sum(),
        pool.allocated(),
        pool.allocatedBytes(),
        pool.leased(),
        pool.leasedBytes());
  }
}
