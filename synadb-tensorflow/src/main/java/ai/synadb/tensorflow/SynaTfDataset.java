/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import ai.synadb.tensor.BatchPlan;
import ai.synadb.tensor.BatchTransform;
import ai.synadb.tensor.LoaderState;
import ai.synadb.tensor.LoaderStats;
import ai.synadb.tensor.RowFilter;
import ai.synadb.tensor.ShardPolicy;
import ai.synadb.tensor.Shuffle;
import ai.synadb.tensor.SplitSpec;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorLoader;
import ai.synadb.tensor.WindowSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stored tensors in batches of TensorFlow's tensors, to train with.
 *
 * <pre>{@code
 * try (SynaTfDataset data =
 *     SynaTfDataset.builder(engine)
 *         .features("train/images")
 *         .labels("train/labels")
 *         .batchSize(64)
 *         .shuffle(42)
 *         .build()) {
 *   for (int epoch = 0; epoch < 10; epoch++) {
 *     for (TfBatch batch : data.epoch(epoch)) {
 *       try (batch) {
 *         Session.Runner run = session.runner().addTarget(step);
 *         run.feed(x, batch.feature()).feed(y, batch.label()).run().close();
 *       }
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p><b>Reading</b> is the {@link TensorLoader}'s: its order, which depends on the seed and the
 * epoch alone, its shards, filters, splits, windows and transforms, its threads that read ahead,
 * and its states, at which {@link #resume} goes on in O(1). Rows are read into the tensors
 * themselves: each byte is copied once, and checked.
 *
 * <p><b>Ownership.</b> A batch owns its tensors, and its receiver the batch: it outlives the
 * iteration and the dataset. Batches that were read ahead are the iteration's. A dataset has one
 * iteration at a time: the next one ends the one before. So what a loop that was left by {@code
 * break} had read ahead is freed when the next begins or the dataset is closed. To read twice at
 * the same time takes two datasets.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class SynaTfDataset implements Iterable<TfBatch>, AutoCloseable {
  private final TensorLoader loader;
  private final List<String> features;
  private final List<String> labels;
  private final AtomicReference<@Nullable TfBatchIterator> current = new AtomicReference<>();

  private SynaTfDataset(TensorLoader loader, List<String> features, List<String> labels) {
    this.loader = loader;
    this.features = features;
    this.labels = labels;
  }

  /**
   * Collects what is to be read.
   *
   * @param engine stays open; the dataset reads it as it is when the dataset is built
   */
  public static Builder builder(TensorEngine engine) {
    return new Builder(engine);
  }

  /**
   * What a loader reads, such as histories of keys, with all of its tensors as features.
   *
   * @param loader is told to read into TensorFlow's memory, whatever was told before
   * @throws IllegalArgumentException as {@link TensorLoader.Builder#build}
   */
  public static SynaTfDataset of(TensorLoader.Builder loader) {
    TensorLoader built = loader.memory(TfBlock::allocate).build();
    return new SynaTfDataset(built, built.names(), List.of());
  }

  /** The number of rows that are chosen, or of windows. */
  public long size() {
    return loader.size();
  }

  /** What reading an epoch will be. Reads nothing. */
  public BatchPlan plan() {
    return loader.plan();
  }

  /** What was done so far. The buffers are tensors of TensorFlow. */
  public LoaderStats stats() {
    return loader.stats();
  }

  /** Where reading begins: the first row of the epoch that the dataset was built for. */
  public LoaderState state() {
    return loader.state();
  }

  /** The position of the log at which all is read. */
  public long position() {
    return loader.position();
  }

  /** Names what is read; see {@link TensorLoader#digest}. */
  public String digest() {
    return loader.digest();
  }

  /**
   * The batches of the epoch that the dataset was built for.
   *
   * @throws IllegalStateException if the dataset is closed
   */
  @Override
  public TfBatchIterator iterator() {
    supersede(null);
    return begun(loader.iterator());
  }

  /**
   * The batches of an epoch.
   *
   * @param epoch 0 or more
   * @throws IllegalStateException if the dataset is closed
   */
  public TfBatchIterator iterator(long epoch) {
    requireEpoch(epoch);
    supersede(null);
    return begun(loader.iterator(epoch));
  }

  /**
   * The batches of an epoch, for a loop: each iteration reads it from its beginning.
   *
   * @param epoch 0 or more
   */
  public Iterable<TfBatch> epoch(long epoch) {
    requireEpoch(epoch);
    return () -> iterator(epoch);
  }

  private static void requireEpoch(long epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("An epoch is 0 or more, not " + epoch);
    }
  }

  /**
   * The batches behind a state, in its order; see {@link TensorLoader#resume}. A state that is
   * refused ends no iteration.
   *
   * @throws ai.synadb.error.ChecksumMismatchException if the state is of other data
   * @throws IllegalStateException if the dataset is closed
   */
  public TfBatchIterator resume(LoaderState state) {
    loader.remaining(Objects.requireNonNull(state, "state")); // refuses it, if need be
    supersede(null);
    return begun(loader.resume(state));
  }

  private TfBatchIterator begun(ai.synadb.tensor.BatchIterator batches) {
    TfBatchIterator made = new TfBatchIterator(batches, features, labels);
    supersede(made);
    return made;
  }

  private void supersede(@Nullable TfBatchIterator next) {
    TfBatchIterator before = current.getAndSet(next);
    if (before != null) {
      before.supersede();
    }
  }

  /**
   * Reads some of the chosen rows, or windows, at once, on the calling thread; see {@link
   * TensorLoader#read}. Does not end an iteration.
   *
   * @param rows their numbers in the stored order, 0 to {@link #size} - 1; may repeat
   * @throws IndexOutOfBoundsException if there is no such row
   * @throws IllegalStateException if the dataset is closed
   */
  public TfBatch read(long... rows) {
    return new TfBatch(loader.read(rows), features, labels);
  }

  /** Ends the iteration; batches that were handed out stay valid. Idempotent. */
  @Override
  public void close() {
    loader.close();
  }

  /**
   * Collects settings; {@link #build} checks them all.
   *
   * <p>Thread safety: not safe, guard externally.
   *
   * @since 0.1.0
   */
  public static final class Builder {
    private final TensorEngine engine;
    private final List<String> features = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final List<Consumer<TensorLoader.Builder>> settings = new ArrayList<>();

    private Builder(TensorEngine engine) {
      this.engine = Objects.requireNonNull(engine, "engine");
    }

    private Builder set(Consumer<TensorLoader.Builder> setting) {
      settings.add(setting);
      return this;
    }

    /** Adds tensors that a model learns from; there is at least one. */
    public Builder features(String... names) {
      Collections.addAll(features, names);
      return this;
    }

    /** Adds tensors that a model learns. */
    public Builder labels(String... names) {
      Collections.addAll(labels, names);
      return this;
    }

    /** The rows of a batch, or its windows; 32 unless given, 1 or more. */
    public Builder batchSize(int n) {
      return set(b -> b.batchSize(n));
    }

    /** Whether the rows at the end that do not fill a batch are left out; they are not. */
    public Builder dropLast(boolean drop) {
      return set(b -> b.dropLast(drop));
    }

    /** All rows in any order, another one in each epoch. */
    public Builder shuffle(long seed) {
      return shuffle(Shuffle.full(), seed);
    }

    /** The order, as stored unless given, and its seed. */
    public Builder shuffle(Shuffle order, long seed) {
      Objects.requireNonNull(order, "order");
      return set(b -> b.shuffle(order, seed));
    }

    /** The epoch that {@link SynaTfDataset#iterator()} reads; 0 unless given. */
    public Builder epoch(long e) {
      return set(b -> b.epoch(e));
    }

    /** Has only a share read, as one of several; see {@link TensorLoader.Builder#shard}. */
    public Builder shard(int rank, int readers, ShardPolicy rest) {
      Objects.requireNonNull(rest, "rest");
      return set(b -> b.shard(rank, readers, rest));
    }

    /** Only the rows that a filter chooses; of several filters, and a split, those all choose. */
    public Builder filter(RowFilter f) {
      Objects.requireNonNull(f, "f");
      return set(b -> b.filter(f));
    }

    /**
     * Only the rows of a part of a split.
     *
     * @throws IllegalArgumentException if it has no such part
     */
    public Builder split(SplitSpec split, String part) {
      return filter(split.part(part));
    }

    /** Windows of rows instead of rows. */
    public Builder window(WindowSpec spec) {
      Objects.requireNonNull(spec, "spec");
      return set(b -> b.window(spec));
    }

    /** Adds a transform; they are applied in the order in which they are added. */
    public Builder transform(BatchTransform t) {
      Objects.requireNonNull(t, "t");
      return set(b -> b.transform(t));
    }

    /** The bytes that are read ahead; see {@link TensorLoader.Builder#prefetchBytes}. */
    public Builder prefetchBytes(long bytes) {
      return set(b -> b.prefetchBytes(bytes));
    }

    /** The threads that read ahead, 1 to 1,024; 2 unless given. */
    public Builder threads(int n) {
      return set(b -> b.threads(n));
    }

    /** Whether {@link #resume} takes states from before rows were appended; it does not. */
    public Builder allowGrowth(boolean allow) {
      return set(b -> b.allowGrowth(allow));
    }

    /**
     * Opens the tensors and chooses the rows.
     *
     * @throws IllegalArgumentException naming everything that is out of its range, or if no tensor
     *     is named
     * @throws ai.synadb.error.KeyNotFoundException if there is no such tensor
     * @throws ai.synadb.error.ShapeMismatchException if the tensors do not have as many rows
     */
    public SynaTfDataset build() {
      if (features.isEmpty()) {
        throw new IllegalArgumentException("A dataset has 1 or more features, not 0");
      }
      List<String> names = new ArrayList<>(features);
      names.addAll(labels);
      TensorLoader.Builder b = engine.loader(names.toArray(String[]::new));
      settings.forEach(s -> s.accept(b));
      TensorLoader built = b.memory(TfBlock::allocate).build();
      return new SynaTfDataset(built, List.copyOf(features), List.copyOf(labels));
    }
  }
}
