/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Sampler;
import ai.synadb.tensor.RowOrder;
import ai.synadb.tensor.Shuffle;
import ai.synadb.tensor.TensorLoader;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Puts the records of any dataset into batches, in an order that depends on a shuffle, a seed and
 * the number of the epoch alone. Every order is equally likely, and none is kept in memory: the
 * index at any place is computed.
 *
 * <p>Each call of {@link #sample} is an epoch; the first is 0. A {@link SynaDataset} that was built
 * with a sampler reads ahead in its order and counts epochs itself.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class SynaSampler implements Sampler {
  private final int batchSize;
  private final Shuffle shuffle;
  private final long seed;
  private final boolean dropsLast;
  private final AtomicLong epochs = new AtomicLong();

  private SynaSampler(int batchSize, Shuffle shuffle, long seed, boolean dropsLast) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("A batch has 1 or more records, not " + batchSize);
    }
    this.batchSize = batchSize;
    this.shuffle = Objects.requireNonNull(shuffle, "shuffle");
    this.seed = seed;
    this.dropsLast = dropsLast;
  }

  /**
   * The stored order.
   *
   * @param batchSize 1 or more
   */
  public static SynaSampler sequential(int batchSize) {
    return new SynaSampler(batchSize, Shuffle.none(), 0, false);
  }

  /**
   * All records in any order.
   *
   * @param batchSize 1 or more
   */
  public static SynaSampler shuffled(int batchSize, long seed) {
    return of(batchSize, Shuffle.full(), seed, false);
  }

  /**
   * Records in a given order.
   *
   * @param batchSize 1 or more
   * @param dropLast whether a last batch with fewer records is left out
   */
  public static SynaSampler of(int batchSize, Shuffle shuffle, long seed, boolean dropLast) {
    return new SynaSampler(batchSize, shuffle, seed, dropLast);
  }

  @Override
  public Iterator<List<Long>> sample(RandomAccessDataset dataset) {
    return new Batches(RowOrder.of(shuffle, dataset.size(), seed, epochs.getAndIncrement()));
  }

  @Override
  public int getBatchSize() {
    return batchSize;
  }

  /** The order. */
  public Shuffle shuffle() {
    return shuffle;
  }

  /** The seed of the order. */
  public long seed() {
    return seed;
  }

  /** Whether a last batch with fewer records is left out. */
  public boolean dropsLast() {
    return dropsLast;
  }

  /** Has a loader read in this order. */
  TensorLoader.Builder applyTo(TensorLoader.Builder loader) {
    loader.batchSize(batchSize).shuffle(shuffle, seed);
    return dropsLast ? loader.dropLast(true) : loader;
  }

  private final class Batches implements Iterator<List<Long>> {
    private final RowOrder order;
    private long place;

    Batches(RowOrder order) {
      this.order = order;
    }

    @Override
    public boolean hasNext() {
      return dropsLast ? order.size() - place >= batchSize : place < order.size();
    }

    @Override
    public List<Long> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("The epoch has no further batch");
      }
      int n = (int) Math.min(batchSize, order.size() - place);
      List<Long> batch = Indices.at(order, place, n);
      place += n;
      return batch;
    }
  }
}
