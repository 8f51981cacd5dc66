/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.SynaReader;
import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.error.ShapeMismatchException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads tensors in batches, to train with.
 *
 * <pre>{@code
 * try (TensorLoader loader =
 *     TensorLoader.builder(engine, "x", "y").batchSize(256).shuffle(Shuffle.full(), 42).build()) {
 *   for (int epoch = 0; epoch < 10; epoch++) {
 *     try (BatchIterator batches = loader.iterator(epoch)) {
 *       while (batches.hasNext()) {
 *         try (Batch batch = batches.next()) {
 *           train(batch.buffer("x"), batch.buffer("y"));
 *         }
 *       }
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p><b>What is read</b> are rows of tensors that have as many, all at one position of the log:
 * what is written later does not show. A {@link RowFilter} and a part of a {@link SplitSpec} choose
 * rows; a {@link WindowSpec} makes windows of them. {@link Builder#pick} takes some of these, in an
 * order of the caller's.
 *
 * <p><b>The order</b> of an epoch is a function of the shuffle, the seed, the epoch and the number
 * of items, and of nothing else; with equal global batches ({@code batchSize * world}) the batches
 * of all ranks together are the same however many ranks there are. No list of it is kept: the item
 * at any place is computed, in about 50 ns. So reading {@linkplain #resume resumes} at any batch
 * without reading what is before.
 *
 * <p><b>Threads.</b> Each iterator reads ahead on threads of its own, as far as {@link
 * Builder#prefetchBytes} allows, and ends them when it ends. Buffers are used again.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class TensorLoader implements Iterable<Batch>, AutoCloseable {
  /** The order's seed unless one is given. */
  public static final long DEFAULT_SEED = 0x53796e614442L;

  /** The column of a history's values, float64. */
  public static final String VALUES = "values";

  /** The column of a history's times, int64, in microseconds since 1970. */
  public static final String TIMES = "times";

  /** The column of a history's steps, int64. */
  public static final String STEPS = "steps";

  private static final int IDLE_BATCHES = 4;

  private static final long MIN_IDLE_BYTES = 1 << 20;

  private final Builder settings;
  private final RowSources origin;
  private final LoaderInput input;
  private final RowItems items;
  private final long rows;
  private final long digest;
  private final long[] content;
  private final Set<Prefetcher> open = ConcurrentHashMap.newKeySet();

  /** Weakly: a part that nobody has and nobody reads may go with its buffers, unclosed. */
  private final Set<TensorLoader> parts =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  private final @Nullable TensorLoader whole;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private TensorLoader(Builder settings, RowSources origin, List<RowSource> sources) {
    this.settings = settings;
    this.origin = origin;
    whole = null;
    rows = alignedRows(sources);
    input = settings.input(sources);
    RowItems chosen =
        new Selection(rows, settings.filter, settings.windows, origin.seriesStarts())
            .items(sources, origin::open);
    items = settings.picks == null ? chosen : new PickedItems(chosen, settings.picks);
    content = sources.stream().mapToLong(s -> s.digest(rows).orElseThrow()).toArray();
    digest = digest(items, rows, content);
  }

  /** Some of another's items. What the other one opened is read, and is its to close. */
  private TensorLoader(TensorLoader whole, long[] numbers) {
    this.whole = whole;
    settings = whole.settings;
    origin = whole.origin;
    rows = whole.rows;
    items = PickedItems.of(whole.items, numbers);
    input = settings.input(whole.input.sources());
    content = whole.content;
    digest = digest(items, rows, content);
  }

  /**
   * A loader of stored tensors, which must have as many rows.
   *
   * @param engine stays open; the loader reads it as it is when the loader is built
   * @param names the tensors, 1 or more
   */
  public static Builder builder(TensorEngine engine, String... names) {
    Objects.requireNonNull(engine, "engine");
    return new Builder(() -> TensorRows.origin(engine), List.of(names));
  }

  /**
   * A loader of the numbers in the histories of keys, such as the metrics of runs or the readings
   * of sensors. Each history is a series of its own, one behind the other in the order of the keys;
   * with a {@link WindowSpec} no window has rows of two. Histories are unpacked when they are asked
   * for, and some are kept; a block shuffle keeps to few at a time.
   *
   * @param state a snapshot stays the caller's and has to stay open; of a database, the loader
   *     takes a snapshot of its own
   * @param keys the keys, 1 or more
   * @param columns which of {@link #VALUES}, {@link #TIMES} and {@link #STEPS} are read; the values
   *     unless given
   */
  public static Builder histories(SynaReader state, List<String> keys, String... columns) {
    Objects.requireNonNull(state, "state");
    List<String> all = List.copyOf(keys);
    List<String> names = columns.length == 0 ? List.of(VALUES) : List.of(columns);
    return new Builder(() -> HistoryRows.open(state, all), names);
  }

  private static long alignedRows(List<RowSource> sources) {
    RowSource first = sources.get(0);
    for (RowSource s : sources) {
      if (s.shape().rank() == 0) {
        throw new ShapeMismatchException("Tensor '" + s.name() + "' is a scalar; it has no rows");
      }
      if (s.rows() != first.rows()) {
        throw new ShapeMismatchException(
            String.format(
                Locale.ROOT,
                "Tensor '%s' has %d rows, '%s' has %d; a loader needs as many of each",
                s.name(),
                s.rows(),
                first.name(),
                first.rows()));
      }
    }
    return first.rows();
  }

  /** Names what the first rows are; empty if a tensor does not tell. */
  private OptionalLong digest(long ofRows, RowItems ofItems) {
    List<RowSource> sources = input.sources();
    long[] found = new long[sources.size()];
    for (int i = 0; i < found.length; i++) {
      OptionalLong one = sources.get(i).digest(ofRows);
      if (one.isEmpty()) {
        return one;
      }
      found[i] = one.getAsLong();
    }
    return OptionalLong.of(digest(ofItems, ofRows, found));
  }

  private long digest(RowItems ofItems, long ofRows, long[] contents) {
    long h = Mix.hash(ofRows, ofItems.digest());
    for (int i = 0; i < contents.length; i++) {
      RowSource s = input.sources().get(i);
      h = Mix.hash(Mix.hash(h, s.name()), s.dtype().wireName());
      h = Mix.hash(Mix.hash(h, s.shape().row().toString()), contents[i]);
    }
    return h;
  }

  /** The names of the tensors. */
  public List<String> names() {
    return input.sources().stream().map(RowSource::name).toList();
  }

  /** The position of the log at which all is read. */
  public long position() {
    return input.sources().get(0).position();
  }

  /**
   * Names what is read: columns, content and choice of rows. Equal digests stand for equal data.
   * Tensors that were stored in the same portions have the same digest in another file; rows that
   * were appended in others may have another one, and histories have it in one file only. With
   * {@link #position}, what an experiment notes of its data.
   */
  public String digest() {
    return String.format(Locale.ROOT, "%016x", digest);
  }

  /** The number of rows that are chosen, or of windows. */
  public long size() {
    return items.size();
  }

  /**
   * A loader of some of the chosen rows, or windows, in this order, which then is the stored one:
   * as if {@link Builder#pick} had said so, without choosing rows again. It has iterators,
   * statistics and buffers of its own, and reads what this loader opened: closing this loader
   * closes it too.
   *
   * @param numbers counted from 0; may repeat; copied
   * @throws IllegalArgumentException unless each is 0 to {@link #size} - 1
   * @throws IllegalStateException if the loader is closed
   */
  public TensorLoader pick(long... numbers) {
    requireOpen();
    TensorLoader part = new TensorLoader(this, numbers.clone());
    parts.add(part);
    if (isClosed.get()) {
      part.close();
      requireOpen();
    }
    return part;
  }

  private void requireOpen() {
    if (isClosed.get()) {
      throw new IllegalStateException("The loader is closed");
    }
  }

  /** The name of the history that a row is of; empty unless histories are read. */
  public Optional<String> seriesOf(long row) {
    Objects.checkIndex(row, rows);
    return origin.seriesOf(row);
  }

  /** What reading an epoch will be. Reads nothing. */
  public BatchPlan plan() {
    Sharding s = input.sharding();
    long n = items.size();
    long batches = s.batches(n, 0);
    long read =
        batches == 0 ? 0 : (batches - 1) * s.batchSize() + s.slice(n, 0, batches - 1).count();
    long rest = n % s.globalBatch();
    long padding = 0;
    if (s.policy() == ShardPolicy.PAD && rest > 0) {
      long begin = (long) s.rank() * s.batchSize();
      padding = s.batchSize() - Math.max(0, Math.min(s.batchSize(), rest - begin));
    }
    long batchBytes = input.batchBytes(false);
    return new BatchPlan(
        rows,
        n,
        batches,
        s.globalBatch(),
        read,
        padding,
        s.policy() == ShardPolicy.DROP_LAST ? rest : 0,
        batchBytes,
        batchBytes / s.batchSize() * read,
        items.sizeBytes());
  }

  /** What was done so far, by all iterators. */
  public LoaderStats stats() {
    return input.meter().stats(input.pool());
  }

  /** Where reading begins: the first row of the epoch that the loader was built for. */
  public LoaderState state() {
    return state(settings.epoch);
  }

  private LoaderState state(long epoch) {
    int globalBatch = input.sharding().globalBatch();
    return new LoaderState(digest, settings.seed, epoch, 0, rows, globalBatch, settings.shuffle);
  }

  /** The batches of the epoch that the loader was built for; to be closed. */
  @Override
  public BatchIterator iterator() {
    return iterator(settings.epoch);
  }

  /**
   * The batches of an epoch; to be closed.
   *
   * @param epoch 0 or more
   */
  public BatchIterator iterator(long epoch) {
    return read(items, state(epoch));
  }

  /**
   * The batches behind a state, of this rank; to be closed. The order is the state's: its shuffle,
   * seed and epoch are taken instead of the loader's. With another global batch than the state's,
   * batches are cut anew from there on.
   *
   * @throws ChecksumMismatchException if the state is of other data; also if rows were appended
   *     since, unless {@link Builder#allowGrowth} was set: then the epoch goes on without them
   */
  public BatchIterator resume(LoaderState state) {
    return read(itemsOf(state), state);
  }

  /**
   * The number of batches that {@link #resume} gives, without reading.
   *
   * @throws ChecksumMismatchException as {@link #resume} throws it
   * @throws IllegalStateException if the loader is closed
   */
  public long remaining(LoaderState state) {
    requireOpen();
    return maker(itemsOf(state), state).batches();
  }

  private RowItems itemsOf(LoaderState state) {
    RowItems then = state.rows() < rows && settings.allowsGrowth ? items.upTo(state.rows()) : items;
    if (state.rows() > rows || (state.rows() < rows && !settings.allowsGrowth)) {
      throw otherData("it was made with " + state.rows() + " rows, there are " + rows);
    }
    OptionalLong found =
        state.rows() == rows ? OptionalLong.of(digest) : digest(state.rows(), then);
    if (found.isEmpty()) {
      throw otherData("they never had " + state.rows() + " rows, or do not tell");
    }
    if (state.digest() != found.getAsLong()) {
      throw otherData("its digest is another one");
    }
    if (state.position() > then.size()) {
      throw new IllegalArgumentException(
          "The state's position is at most " + then.size() + ", not " + state.position());
    }
    return then;
  }

  /**
   * Reads some of the chosen rows, or windows, at once, on the calling thread: as transformed as
   * those of an epoch. Transforms see the places in the array as places in the order.
   *
   * @param chosen their numbers in the stored order, 0 to {@link #size} - 1; may repeat
   * @return a batch whose state is the beginning of the epoch that the loader was built for
   * @throws IndexOutOfBoundsException if there is no such row
   * @throws IllegalStateException if the loader is closed
   */
  public Batch read(long... chosen) {
    long[] copy = chosen.clone();
    for (long n : copy) {
      Objects.checkIndex(n, items.size());
    }
    requireOpen();
    return new BatchMaker(input, items, state(), Order.of(Shuffle.none(), size(), 0, 0)).make(copy);
  }

  private ChecksumMismatchException otherData(String why) {
    return new ChecksumMismatchException(
        "The state of a loader is not of the data of " + names() + ": " + why, null, -1, null);
  }

  private BatchMaker maker(RowItems chosen, LoaderState from) {
    Order order = Order.of(from.shuffle(), chosen.size(), from.seed(), from.epoch());
    return new BatchMaker(input, chosen, from, order);
  }

  private BatchIterator read(RowItems chosen, LoaderState from) {
    BatchMaker maker = maker(chosen, from);
    Prefetcher[] self = new Prefetcher[1];
    Prefetcher made =
        new Prefetcher(
            new Prefetcher.Settings(
                maker::make,
                maker.batches(),
                input.batchBytes(false),
                settings.prefetchBytes,
                input.meter(),
                () -> open.remove(self[0])));
    self[0] = made;
    open.add(made);
    if (isClosed.get()) {
      made.close();
      requireOpen();
    }
    return new BatchIterator(made.start(settings.prefetchBytes == 0 ? 0 : settings.threads));
  }

  /**
   * Closes all iterators, and the loaders that {@link #pick} made; batches that were handed out
   * stay valid. Idempotent.
   */
  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    List<TensorLoader> all;
    synchronized (parts) {
      all = List.copyOf(parts);
    }
    all.forEach(TensorLoader::close);
    open.forEach(Prefetcher::close);
    input.pool().close();
    if (whole != null) {
      whole.parts.remove(this);
    } else {
      input.sources().forEach(RowSource::close);
      origin.close();
    }
  }

  /** How a loader comes to its columns, once it is built. */
  interface Opener {
    /** Opens what the columns are in. */
    RowSources open();
  }

  /**
   * Collects settings; {@link #build} checks them all. Thread safety: not safe, guard externally.
   */
  public static final class Builder {
    private static final long DEFAULT_PREFETCH = 64L << 20;

    private final Opener opener;
    private final List<String> names;
    private int batchSize = 32;
    private Shuffle shuffle = Shuffle.none();
    private long seed = DEFAULT_SEED;
    private long epoch;
    private int rank;
    private int world = 1;
    private ShardPolicy policy = ShardPolicy.UNEVEN;
    private @Nullable RowFilter filter;
    private @Nullable WindowSpec windows;
    private long @Nullable [] picks;
    private List<BatchTransform> transforms = new ArrayList<>();
    private long prefetchBytes = DEFAULT_PREFETCH;
    private int threads = Math.min(2, Runtime.getRuntime().availableProcessors());
    private boolean allowsGrowth;
    private @Nullable BatchMemory memory;

    Builder(Opener opener, List<String> names) {
      this.opener = opener;
      this.names = names;
    }

    private Builder(Builder b) {
      this(b.opener, b.names);
      batchSize = b.batchSize;
      shuffle = b.shuffle;
      seed = b.seed;
      epoch = b.epoch;
      rank = b.rank;
      world = b.world;
      policy = b.policy;
      filter = b.filter;
      windows = b.windows;
      picks = b.picks;
      transforms = List.copyOf(b.transforms);
      prefetchBytes = b.prefetchBytes;
      threads = b.threads;
      allowsGrowth = b.allowsGrowth;
      memory = b.memory;
    }

    /** The rows of a batch, or its windows; 32 unless given, 1 or more. */
    public Builder batchSize(int n) {
      batchSize = n;
      return this;
    }

    /** The order; as stored unless given. */
    public Builder shuffle(Shuffle s) {
      shuffle = Objects.requireNonNull(s, "shuffle");
      return this;
    }

    /** The order and its seed. */
    public Builder shuffle(Shuffle s, long orderSeed) {
      return shuffle(s).seed(orderSeed);
    }

    /** The seed of the order and of transforms; {@link #DEFAULT_SEED} unless given. */
    public Builder seed(long s) {
      seed = s;
      return this;
    }

    /** The epoch that {@link TensorLoader#iterator()} reads; 0 unless given. */
    public Builder epoch(long e) {
      epoch = e;
      return this;
    }

    /**
     * Has only a share read, as one of several readers of the same data.
     *
     * @param readerRank which of them this is, 0 to {@code readers - 1}
     * @param readers how many there are
     * @param rest what becomes of the rows that do not fill a global batch
     */
    public Builder shard(int readerRank, int readers, ShardPolicy rest) {
      rank = readerRank;
      world = readers;
      policy = Objects.requireNonNull(rest, "rest");
      return this;
    }

    /**
     * Whether the rows at the end that do not fill a global batch are left out; otherwise the last
     * batch is smaller. Sets the policy that {@link #shard} sets too.
     */
    public Builder dropLast(boolean drop) {
      policy = drop ? ShardPolicy.DROP_LAST : ShardPolicy.UNEVEN;
      return this;
    }

    /** Only the rows that a filter chooses; of several filters, and a split, those all choose. */
    public Builder filter(RowFilter f) {
      filter = filter == null ? Objects.requireNonNull(f, "filter") : filter.and(f);
      return this;
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
      windows = Objects.requireNonNull(spec, "window");
      return this;
    }

    /**
     * Only some of the rows that the filters choose, or of the windows in them, in this order,
     * which then is the stored one. Called again, it picks among those picked before.
     *
     * @param numbers counted from 0; may repeat; copied
     * @throws IllegalArgumentException if a number is not one of those picked before; otherwise
     *     {@link #build} throws it, which first knows how many there are
     */
    public Builder pick(long... numbers) {
      long[] before = picks;
      long[] now = numbers.clone();
      for (int i = 0; before != null && i < now.length; i++) {
        if (now[i] < 0 || now[i] >= before.length) {
          throw new IllegalArgumentException(
              "A pick is one of " + before.length + " picked before, not " + now[i]);
        }
        now[i] = before[(int) now[i]];
      }
      picks = now;
      return this;
    }

    /** Adds a transform; they are applied in the order in which they are added. */
    public Builder transform(BatchTransform t) {
      transforms.add(Objects.requireNonNull(t, "transform"));
      return this;
    }

    /**
     * The bytes of batches that are read ahead and not yet taken, of each iterator; one batch may
     * always be. 0 stands for no threads: a batch is read when it is asked for. 64 MiB unless
     * given.
     */
    public Builder prefetchBytes(long bytes) {
      prefetchBytes = bytes;
      return this;
    }

    /**
     * The threads that read ahead, of each iterator, 1 to 1,024; unless given 2, or 1 where there
     * is one processor. Not used without {@linkplain #prefetchBytes prefetching}.
     */
    public Builder threads(int n) {
      threads = n;
      return this;
    }

    /** Where the buffers of batches lie; in memory of the loader's own unless given. */
    public Builder memory(BatchMemory where) {
      memory = Objects.requireNonNull(where, "where");
      return this;
    }

    /** Whether {@link TensorLoader#resume} takes states from before rows were appended. */
    public Builder allowGrowth(boolean allow) {
      allowsGrowth = allow;
      return this;
    }

    /**
     * Opens the tensors and chooses the rows; reads only the columns that decide.
     *
     * @throws IllegalArgumentException naming everything that is out of its range
     * @throws ShapeMismatchException if the tensors do not have as many rows
     */
    public TensorLoader build() {
      List<String> problems = problems();
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException("A loader: " + String.join("; ", problems));
      }
      RowSources origin = opener.open();
      List<RowSource> sources = new ArrayList<>();
      try {
        names.forEach(name -> sources.add(origin.open(name)));
        return new TensorLoader(new Builder(this), origin, sources);
      } catch (RuntimeException | Error e) {
        sources.forEach(RowSource::close);
        origin.close();
        throw e;
      }
    }

    private List<String> problems() {
      List<String> problems = new ArrayList<>();
      Problems.addIfLess(problems, "number of tensors", names.size(), 1);
      Problems.addIfLess(problems, "batch size", batchSize, 1);
      Problems.addIfLess(problems, "world", world, 1);
      Problems.addIfLess(problems, "epoch", epoch, 0);
      Problems.addIfLess(problems, "number of prefetched bytes", prefetchBytes, 0);
      Problems.addIfLess(problems, "number of threads", threads, 1);
      if (threads > 1024) {
        problems.add("the number of threads is at most 1,024, not " + threads);
      }
      if (rank < 0 || rank >= world) {
        problems.add("the rank is 0 to " + (world - 1) + ", not " + rank);
      }
      if ((long) batchSize * world > Integer.MAX_VALUE) {
        problems.add("batch size times world exceeds 2^31 - 1");
      }
      if (Set.copyOf(names).size() < names.size()) {
        problems.add("a tensor is named twice in " + names);
      }
      if (windows != null) {
        checkNames(problems, windows.inputs());
        checkNames(problems, windows.targets());
        checkSuffix(problems);
      }
      return problems;
    }

    private void checkNames(List<String> problems, Collection<String> used) {
      for (String name : used) {
        if (!names.contains(name)) {
          problems.add("the windows name '" + name + "', which is not among " + names);
        }
      }
    }

    private void checkSuffix(List<String> problems) {
      for (String name : names) {
        if (names.contains(name + Batch.HORIZON)) {
          problems.add("with windows, '" + name + Batch.HORIZON + "' stands for a horizon");
        }
      }
    }

    private LoaderInput input(List<RowSource> sources) {
      Sharding sharding = new Sharding(batchSize, rank, world, policy);
      LoadMeter meter = new LoadMeter();
      LoaderInput probe =
          new LoaderInput(sources, windows, sharding, transforms, new BufferPool(0, null), meter);
      long largest = probe.batchBytes(true);
      if (largest > LoaderInput.MAX_BUFFER_BYTES) {
        throw new IllegalArgumentException(
            sources.stream().map(RowSource::name).collect(Collectors.joining(", "))
                + ": a buffer of a batch has at most "
                + LoaderInput.MAX_BUFFER_BYTES
                + " bytes, not "
                + largest);
      }
      long idle = Math.max(MIN_IDLE_BYTES, prefetchBytes + IDLE_BATCHES * probe.batchBytes(false));
      BufferPool pool = new BufferPool(idle, memory);
      return new LoaderInput(sources, windows, sharding, transforms, pool, meter);
    }
  }
}
