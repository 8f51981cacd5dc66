/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.training.dataset.Sampler;
import ai.djl.translate.Pipeline;
import ai.djl.translate.Transform;
import ai.djl.util.Progress;
import ai.synadb.SynaException;
import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.error.DatabaseNotFoundException;
import ai.synadb.error.NotFoundException;
import ai.synadb.error.TypeMismatchException;
import ai.synadb.experiment.DatasetInput;
import ai.synadb.tensor.Batch;
import ai.synadb.tensor.BatchIterator;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of stored tensors as a dataset to train with.
 *
 * <pre>{@code
 * try (SynaDataset digits =
 *     SynaDataset.builder()
 *         .setSource(tensors)
 *         .setData("digits/pixels")
 *         .optLabels("digits/labels")
 *         .setSampling(64, true)
 *         .optSeed(42)
 *         .build()) {
 *   RandomAccessDataset[] parts = digits.randomSplit(8, 2);
 *   EasyTrain.fit(trainer, 10, parts[0], parts[1]);
 * }
 * }</pre>
 *
 * <p><b>What is read</b> is fixed when the dataset is built: what is written later does not show.
 * Every way to the rows, one by one, in batches, by range or indices, and those of {@link
 * #randomSplit} and {@link #subDataset}, goes through the same list of rows of one {@link
 * TensorLoader}.
 *
 * <p><b>Batches</b> are read whole: consecutive rows as one piece, others in one gather, checked
 * against their checksums and copied once, into memory that PyTorch's arrays lie over. They are
 * read ahead whether there is an executor or not. Orders are uniform, seeded, and differ from epoch
 * to epoch; each iterator that begins is an epoch. Another {@link Sampler} can be handed to {@link
 * #getData(NDManager, Sampler)}.
 *
 * <p><b>Transforms</b> of the builder apply in this order: {@link Builder#addLoaderTransform} to
 * the bytes of a batch, {@link Builder#addBatchTransform} to its arrays, {@code addTransform} to
 * the arrays of each record, before they are put into a batch. Labels have their own, which are
 * applied alike. {@link #get} gives records as the first of these leaves them.
 *
 * <p><b>Errors.</b> What the builder is told wrong is an {@link IllegalArgumentException}; what
 * cannot be read an {@link IOException}, and as an iterator cannot throw that, an {@link
 * IllegalStateException} with the reason as its cause.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class SynaDataset extends RandomAccessDataset implements AutoCloseable {
  private final DatasetSettings settings;
  private final TensorLoader all;
  private final TensorLoader loader; // has no more rows than the limit
  private final ArrayMaker arrays;
  private final boolean ownsSource;
  private final Object lock = new Object();
  private LoaderState next; // guarded by lock; the epoch that begins next, and where

  /**
   * A dataset.
   *
   * @param chosen reads the rows, before the builder's limit; is closed with the dataset
   * @param isPart whether it is a part of another, which owns what is read
   */
  SynaDataset(Builder builder, DatasetSettings settings, TensorLoader chosen, boolean isPart) {
    super(builder);
    this.settings = settings;
    ownsSource = !isPart;
    all = chosen;
    loader = limit < chosen.size() ? chosen.pick(LongStream.range(0, limit).toArray()) : chosen;
    arrays =
        new ArrayMaker(
            new ArrayMaker.Side(
                settings.columns().data(), settings.changes().data(), pipeline, dataBatchifier),
            new ArrayMaker.Side(
                settings.columns().labels(),
                settings.changes().labels(),
                targetPipeline,
                labelBatchifier),
            settings.changes().copies(),
            device);
    next = loader.state();
  }

  /** A builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  // ---- records and batches

  /**
   * One record. Its arrays belong to the manager.
   *
   * @throws IndexOutOfBoundsException unless the index is 0 to {@link #size} - 1
   * @throws IOException if it cannot be read
   */
  @Override
  public Record get(NDManager manager, long index) throws IOException {
    return arrays.record(manager, read(index));
  }

  /**
   * Consecutive records as one batch, in a manager of its own below this one.
   *
   * @param from the first
   * @param to behind the last
   * @throws IndexOutOfBoundsException unless {@code 0 <= from <= to <= size()}
   * @throws IOException if they cannot be read
   */
  public SynaBatch getByRange(NDManager manager, long from, long to) throws IOException {
    Objects.checkFromToIndex(from, to, size());
    return getByIndices(manager, LongStream.range(from, to).toArray());
  }

  /**
   * Any records as one batch, in a manager of its own below this one.
   *
   * @param indices may repeat
   * @throws IndexOutOfBoundsException unless each is 0 to {@link #size} - 1
   * @throws IOException if they cannot be read
   */
  public SynaBatch getByIndices(NDManager manager, long... indices) throws IOException {
    long[] copy = indices.clone();
    ArrayMaker.Place place = new ArrayMaker.Place(Indices.of(copy), copy.length, size());
    return arrays.batch(manager, read(copy), place);
  }

  private Batch read(long... indices) throws IOException {
    try {
      return loader.read(indices);
    } catch (SynaException e) {
      throw unreadable(e);
    }
  }

  /** As Deep Java Library expects it. */
  static IOException unreadable(SynaException e) {
    return new IOException("The dataset cannot be read: " + e.getMessage(), e);
  }

  @Override
  public SynaBatches getData(NDManager manager) throws IOException {
    return batches(manager, sampler, null);
  }

  @Override
  public SynaBatches getData(NDManager manager, @Nullable ExecutorService executorService)
      throws IOException {
    return batches(manager, sampler, executorService);
  }

  @Override
  public SynaBatches getData(NDManager manager, Sampler sampler) throws IOException {
    return batches(manager, sampler, null);
  }

  /**
   * Batches in the order of a sampler.
   *
   * @param sampler that of the builder has the dataset read ahead in its own order; any other is
   *     asked for indices
   * @param executorService where batches are made; null for threads of their own
   */
  @Override
  public SynaBatches getData(
      NDManager manager, Sampler sampler, @Nullable ExecutorService executorService)
      throws IOException {
    return batches(manager, sampler, executorService);
  }

  private SynaBatches batches(
      NDManager manager, Sampler order, @Nullable ExecutorService executor) {
    Objects.requireNonNull(manager, "manager");
    Objects.requireNonNull(order, "sampler");
    BatchSource.Target target = new BatchSource.Target(loader, arrays, manager);
    return new SynaBatches(
        manager,
        () -> {
          BatchSource source =
              order == sampler && order instanceof SynaSampler
                  ? ownOrder(target)
                  : BatchSource.sampled(target, this, order);
          return new BatchQueue(source, prefetchNumber, executor);
        });
  }

  private BatchSource ownOrder(BatchSource.Target target) {
    synchronized (lock) {
      LoaderState from = next;
      BatchIterator batches =
          from.position() == 0 ? loader.iterator(from.epoch()) : loader.resume(from);
      next = atEpoch(from.epoch() + 1);
      return BatchSource.inOrder(target, batches, from);
    }
  }

  private LoaderState atEpoch(long epoch) {
    LoaderState s = loader.state();
    return new LoaderState(s.digest(), s.seed(), epoch, 0, s.rows(), s.globalBatch(), s.shuffle());
  }

  // ---- parts

  /**
   * Parts with given shares of the records, which a shuffle with this dataset's seed deals out:
   * every record is in exactly one.
   *
   * @param ratio the shares, such as 8 and 2; 2 or more, none negative, not all 0
   */
  @Override
  public SynaDataset[] randomSplit(int... ratio) {
    long sum = 0;
    for (int r : ratio) {
      if (r < 0) {
        throw new IllegalArgumentException("A share is 0 or more, not " + r);
      }
      sum += r;
    }
    if (ratio.length < 2 || sum == 0) {
      throw new IllegalArgumentException(
          "A split has 2 or more shares that are not all 0, not " + List.of(ratio.length, sum));
    }
    long[] shuffled = shuffled();
    SynaDataset[] parts = new SynaDataset[ratio.length];
    long before = 0;
    int from = 0;
    for (int i = 0; i < ratio.length; i++) {
      before += ratio[i];
      int to = (int) (shuffled.length * before / sum);
      parts[i] = part(Arrays.copyOfRange(shuffled, from, to));
      from = to;
    }
    return parts;
  }

  private long[] shuffled() {
    int n = Math.toIntExact(size());
    long[] all = LongStream.range(0, n).toArray();
    SplittableRandom random = new SplittableRandom(settings.seed());
    for (int i = n - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      long swapped = all[i];
      all[i] = all[j];
      all[j] = swapped;
    }
    return all;
  }

  /**
   * Consecutive records.
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= fromIndex <= toIndex <= size()}
   */
  @Override
  public SynaDataset subDataset(int fromIndex, int toIndex) {
    Objects.checkFromToIndex(fromIndex, toIndex, size());
    return part(LongStream.range(fromIndex, toIndex).toArray());
  }

  /**
   * Some records, in this order.
   *
   * @param subIndices may repeat
   * @throws IllegalArgumentException unless each is 0 to {@link #size} - 1
   */
  @Override
  public SynaDataset subDataset(List<Long> subIndices) {
    return part(Indices.toArray(subIndices));
  }

  @Override
  protected SynaDataset newSubDataset(int[] indices, int from, int to) {
    return part(Arrays.stream(indices, from, to).asLongStream().toArray());
  }

  @Override
  protected SynaDataset newSubDataset(List<Long> subIndices) {
    return part(Indices.toArray(subIndices));
  }

  private SynaDataset part(long[] indices) {
    Builder b = new Builder();
    b.setSampling(sampler).optDataBatchifier(dataBatchifier).optLabelBatchifier(labelBatchifier);
    b.optPipeline(pipeline).optTargetPipeline(targetPipeline);
    b.optPrefetchNumber(prefetchNumber).optDevice(device);
    return new SynaDataset(b, settings, loader.pick(indices), true);
  }

  // ---- what is known

  @Override
  protected long availableSize() {
    return loader.size();
  }

  /** Does nothing: everything is ready when the dataset is built. */
  @Override
  public void prepare(@Nullable Progress progress) {
    // see above
  }

  /**
   * Has the next iterator go on where another stood, of this dataset or of one with the same rows;
   * what comes after it are the epochs behind.
   *
   * @param state that of the batch behind which reading goes on; behind the last batch of an epoch
   *     the next epoch begins
   * @return this
   * @throws IllegalArgumentException if it is a state of other data
   */
  public SynaDataset resume(LoaderState state) {
    try {
      boolean hasMore = loader.remaining(state) > 0;
      synchronized (lock) {
        next = hasMore ? state : atEpoch(state.epoch() + 1);
      }
    } catch (ChecksumMismatchException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return this;
  }

  /** Where the next iterator begins. */
  public LoaderState state() {
    synchronized (lock) {
      return next;
    }
  }

  /**
   * What a run notes of its data, and a model of what it has seen: the names of the tensors, the
   * position at which they are read, and a digest of the rows.
   */
  public DatasetInput ref() {
    return DatasetInput.of(settings.name(), loader.position(), loader.digest());
  }

  /** What was read so far, by all iterators. */
  public LoaderStats stats() {
    return loader.stats();
  }

  /** Ends all iterators, and closes the parts of this dataset too. Idempotent. */
  @Override
  public void close() {
    all.close();
    if (ownsSource) {
      settings.source().close();
    }
  }

  /**
   * Collects settings; {@link #build} checks them all. Thread safety: not safe, guard externally.
   *
   * @since 0.1.0
   */
  public static final class Builder extends BaseBuilder<Builder> {
    private static final int BATCH_SIZE = 32;

    private @Nullable TensorEngine engine;
    private @Nullable Path path;
    private List<String> data = List.of();
    private List<String> labels = List.of();
    private final List<Consumer<TensorLoader.Builder>> choices = new ArrayList<>();
    private OptionalLong position = OptionalLong.empty();
    private int batchSize = BATCH_SIZE;
    private boolean dropsLast;
    private Shuffle shuffle = Shuffle.none();
    private long seed = TensorLoader.DEFAULT_SEED;
    private boolean hasWindows;
    private boolean copies;
    private String name = "";
    private @Nullable Pipeline perBatch;
    private @Nullable Pipeline targetPerBatch;

    private Builder() {}

    @Override
    protected Builder self() {
      return this;
    }

    /** Sets the tensors, as they are when the dataset is built; the engine stays the caller's. */
    public Builder setSource(TensorEngine tensors) {
      engine = Objects.requireNonNull(tensors, "tensors");
      path = null;
      return this;
    }

    /** Sets the file that the tensors are in, which the dataset opens for reading only. */
    public Builder setSource(Path database) {
      path = Objects.requireNonNull(database, "database");
      engine = null;
      return this;
    }

    /**
     * Sets the tensors that are the data, which have as many rows.
     *
     * @param tensors 1 or more; with {@link #optWindow}, a name with {@code @horizon} behind it
     *     stands for the rows behind a window
     */
    public Builder setData(String... tensors) {
      data = List.of(tensors);
      return this;
    }

    /**
     * Sets the tensors that are the labels, with as many rows as the data; see {@link #setData}.
     */
    public Builder optLabels(String... tensors) {
      labels = List.of(tensors);
      return this;
    }

    /**
     * Sets the batches, of 32 records in the stored order unless set. A random order is one of all
     * that are possible, by {@link #optSeed} and the epoch.
     */
    @Override
    public Builder setSampling(int size, boolean random, boolean dropLast) {
      batchSize = size;
      dropsLast = dropLast;
      shuffle = random ? Shuffle.full() : Shuffle.none();
      sampler = null;
      return this;
    }

    @Override
    public Builder setSampling(int size, boolean random) {
      return setSampling(size, random, false);
    }

    /** The sampler that was set, or one for the batches and the order that were. */
    @Override
    public Sampler getSampler() {
      return sampler == null ? SynaSampler.of(batchSize, shuffle, seed, dropsLast) : sampler;
    }

    /** Sets the order, instead of one that {@link #setSampling(int, boolean)} says. */
    public Builder optShuffle(Shuffle order) {
      shuffle = Objects.requireNonNull(order, "order");
      return this;
    }

    /** Sets the seed of the order, of transforms and of splits. */
    public Builder optSeed(long value) {
      seed = value;
      return this;
    }

    /** Takes only the rows that a filter chooses; of several, those that all choose. */
    public Builder optFilter(RowFilter filter) {
      Objects.requireNonNull(filter, "filter");
      return choose(b -> b.filter(filter));
    }

    /**
     * Takes only the rows of a part of a split.
     *
     * @throws IllegalArgumentException if it has no such part
     */
    public Builder optSplit(SplitSpec split, String part) {
      return optFilter(split.part(part));
    }

    /**
     * Takes only some of the rows that were chosen, in this order.
     *
     * @param numbers counted from 0; may repeat
     */
    public Builder optRows(long... numbers) {
      long[] copy = numbers.clone();
      return choose(b -> b.pick(copy));
    }

    /** Reads the tensors as they were at a position. */
    public Builder optAsOf(long at) {
      position = OptionalLong.of(at);
      return this;
    }

    /**
     * Reads only a share, as one of several readers of the same data.
     *
     * @param rank which of them this is, 0 to {@code world - 1}
     * @param world how many there are
     * @param rest what becomes of the rows that do not fill a batch of each
     */
    public Builder optShard(int rank, int world, ShardPolicy rest) {
      return choose(b -> b.shard(rank, world, rest));
    }

    /** Makes records of windows of rows. */
    public Builder optWindow(WindowSpec window) {
      Objects.requireNonNull(window, "window");
      hasWindows = true;
      return choose(b -> b.window(window));
    }

    /** Sets how many bytes are read ahead; 64 MiB unless set, 0 or more. */
    public Builder optPrefetchBytes(long bytes) {
      return choose(b -> b.prefetchBytes(bytes));
    }

    /** Sets how many threads read ahead; 2 unless set. */
    public Builder optThreads(int threads) {
      return choose(b -> b.threads(threads));
    }

    /** Adds a transform of the bytes of a batch, which runs where they are read. */
    public Builder addLoaderTransform(BatchTransform transform) {
      Objects.requireNonNull(transform, "transform");
      return choose(b -> b.transform(transform));
    }

    private Builder choose(Consumer<TensorLoader.Builder> choice) {
      choices.add(choice);
      return this;
    }

    /** Adds a transform of the first array of a batch's data. */
    public Builder addBatchTransform(Transform transform) {
      perBatch = (perBatch == null ? new Pipeline() : perBatch).add(transform);
      return this;
    }

    /** Adds a transform of the first array of a batch's labels. */
    public Builder addTargetBatchTransform(Transform transform) {
      targetPerBatch = (targetPerBatch == null ? new Pipeline() : targetPerBatch).add(transform);
      return this;
    }

    /** Sets whether arrays get memory of their own, so that views outlive their batch. */
    public Builder optCopy(boolean copy) {
      copies = copy;
      return this;
    }

    /** Sets what the data is called in runs and models; the names of the tensors unless set. */
    public Builder optName(String dataName) {
      name = Objects.requireNonNull(dataName, "dataName");
      return this;
    }

    /**
     * Opens the tensors and chooses the rows.
     *
     * @throws IllegalArgumentException if a setting is out of its range, or there is no such tensor
     * @throws SynaException if the database cannot be read
     */
    public SynaDataset build() {
      check();
      DatasetSettings.Source source = null;
      try {
        source = DatasetSettings.Source.open(engine, path, position);
        DatasetSettings settings = settings(source);
        return new SynaDataset(this, settings, loader(settings), false);
      } catch (DatabaseNotFoundException | NotFoundException | TypeMismatchException e) {
        closeQuietly(source, e);
        throw new IllegalArgumentException("A dataset: " + e.getMessage(), e);
      } catch (RuntimeException | Error e) {
        closeQuietly(source, e);
        throw e;
      }
    }

    private static void closeQuietly(DatasetSettings.@Nullable Source source, Throwable failure) {
      if (source != null) {
        try {
          source.close();
        } catch (RuntimeException e) {
          failure.addSuppressed(e);
        }
      }
    }

    private void check() {
      List<String> problems = new ArrayList<>();
      if (engine == null && path == null) {
        problems.add("setSource says where the tensors are");
      }
      if (data.isEmpty()) {
        problems.add("setData names 1 or more tensors");
      }
      if (limit < 0) {
        problems.add("the limit is 0 or more, not " + limit);
      }
      if (prefetchNumber < 0) {
        problems.add("the number of batches made ahead is 0 or more, not " + prefetchNumber);
      }
      if (sampler == null && batchSize < 1) {
        problems.add("a batch has 1 or more records, not " + batchSize);
      }
      if (dataBatchifier == null || labelBatchifier == null) {
        problems.add("batches of data and of labels need a batchifier");
      }
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException("A dataset: " + String.join("; ", problems));
      }
    }

    private DatasetSettings settings(DatasetSettings.Source source) {
      DatasetSettings.Columns columns = new DatasetSettings.Columns(data, labels);
      List<String> tensors = columns.tensors(hasWindows);
      return new DatasetSettings(
          source,
          tensors,
          columns,
          new DatasetSettings.Changes(perBatch, targetPerBatch, copies),
          name.isEmpty() ? DatasetSettings.nameOf(tensors) : name,
          seed);
    }

    private TensorLoader loader(DatasetSettings settings) {
      String[] tensors = settings.tensors().toArray(String[]::new);
      TensorLoader.Builder b = TensorLoader.builder(settings.source().pinned(), tensors).seed(seed);
      choices.forEach(choice -> choice.accept(b));
      return (getSampler() instanceof SynaSampler own ? own.applyTo(b) : b).build();
    }
  }
}
