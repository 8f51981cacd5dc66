/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

/**
 * Which places of an epoch's order a rank reads. The order is cut into global batches of {@code
 * batchSize * world} places from the start on; of each, a rank reads its part. So the order of what
 * all ranks read together depends on the size of the global batch alone.
 *
 * <p>Thread safety: immutable.
 *
 * @param batchSize the rows of a batch, 1 or more
 * @param rank this reader, 0 to the world - 1
 * @param world the number of readers, 1 or more
 * @param policy what becomes of the rest
 */
record Sharding(int batchSize, int rank, int world, ShardPolicy policy) {

  /**
   * The places of one batch.
   *
   * @param from the first place; beyond the number of items they begin again
   * @param count how many there are
   * @param next the place at which reading goes on after the global batch
   */
  record Slice(long from, int count, long next) {}

  /** The places of a global batch; at most 2^31 - 1. */
  int globalBatch() {
    return Math.multiplyExact(batchSize, world);
  }

  /** The number of batches of this rank from a place on. */
  long batches(long items, long start) {
    long left = Math.max(0, items - start);
    long full = left / globalBatch();
    int rest = (int) (left % globalBatch());
    boolean hasLast =
        rest > 0
            && switch (policy) {
              case DROP_LAST -> false;
              case PAD -> true;
              case UNEVEN -> restBefore(rest, rank + 1) > restBefore(rest, rank);
            };
    return full + (hasLast ? 1 : 0);
  }

  /** The places of a batch, counted from the place on at which reading began. */
  Slice slice(long items, long start, long batch) {
    long base = start + batch * globalBatch();
    long left = items - base;
    long next = Math.min(items, base + globalBatch());
    if (left >= globalBatch() || policy == ShardPolicy.PAD) {
      return new Slice(base + (long) rank * batchSize, batchSize, next);
    }
    long from = restBefore((int) left, rank);
    return new Slice(base + from, (int) (restBefore((int) left, rank + 1) - from), next);
  }

  private long restBefore(int rest, int ranks) {
    return (long) rest * ranks / world;
  }
}
