/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.ProgressListener;
import ai.synadb.SynaException;
import ai.synadb.error.DatabaseLockedException;
import ai.synadb.error.DimensionMismatchException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.internal.format.Utf8;
import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.log.Errors;
import ai.synadb.internal.log.ProgressMeter;
import ai.synadb.internal.mapped.VectorFile;
import ai.synadb.internal.simd.KernelChoice;
import ai.synadb.internal.simd.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Vectors in a file of their own that is mapped into memory, for taking in many of them fast: a
 * batch is copied into the mapping.
 *
 * <pre>{@code
 * try (MmapVectorStore store =
 *     MmapVectorStore.builder(Path.of("vectors.mmap"), 768).initialCapacity(100_000).open()) {
 *   store.insertBatch(keys, vectors);
 *   store.checkpoint();
 *   store.buildIndex(p -> {});
 *   List<SearchHit> hits = store.search(query, 10);
 * }
 * }</pre>
 *
 * <p><b>What differs from {@link VectorStore}.</b> The file is no database: it holds nothing but
 * vectors with keys and attributes, keeps no history, and is open once at a time. New vectors are
 * compared as floats until they are built into an index, which the background does as there, or
 * {@link #buildIndex} at once. The index is saved beside the file and opened without building.
 *
 * <p><b>Durability.</b> After {@link #checkpoint} returned, what was there before it survives a
 * power cut. After {@link #flush} it survives the end of the process. Of what came later a crash
 * leaves what verifies by checksum, in the order of writing and whole batches only. {@link #close}
 * makes a checkpoint.
 *
 * <p><b>Space.</b> The file is filled with zeros before it is used, so that a full disk is an
 * exception; it grows by a doubling up to 64 MiB, and by as much from there on. What was replaced
 * or deleted takes its space until {@link #compact}.
 *
 * <p>Files of the store of this name in the Rust and Python SynaDB are read by {@link
 * VectorImport}.
 *
 * <p>Thread safety: safe for use by multiple threads. One thread writes at a time, readers never
 * block each other or the writer.
 *
 * @since 0.1.0
 */
public final class MmapVectorStore implements VectorIndex {
  private static final System.Logger LOGGER = System.getLogger(MmapVectorStore.class.getName());

  private static final byte[] NO_ATTRIBUTES = {};

  /** Larger batches get checksums and rows by the background, or by whoever asks first. */
  private static final int LARGE = 1 << 18;

  /** The keys that a file is made large enough for have so many bytes. */
  private static final int USUAL_KEY = 32;

  private static final int CHUNK = 4096;

  private static final long SHORT_PAUSE_NANOS = 5_000_000;
  private static final long PAUSE_NANOS = 50_000_000;

  /** From here on checksums do not wait for a pause. */
  private static final long MAX_UNSETTLED = 1 << 28;

  private final Kernels kernels = KernelChoice.kernels();
  private final Path path;
  private final Storage.Lock lock;
  private final DistanceMetric metric;
  private final int dimensions;
  private final int threads;
  private final MappedVectors vectors;
  private final CollectionIndex index;
  private final IndexWorker worker;
  private final IndexFiles files;
  private final Background upkeep = new Background("synadb-mmap", this::keepUp);
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private VectorFile.Cursor cursor; // guarded by index.lock

  /** Keys of which the index's file has a later row than a record: until all is read. */
  private final Set<String> passedOver = new HashSet<>(); // guarded by index.lock

  private volatile long indexedEnd; // changed under index.lock

  private MmapVectorStore(Builder b, VectorFile file, Storage.Lock lock) {
    this.path = b.path;
    this.lock = lock;
    this.metric = DistanceMetric.values()[file.shape().metric()];
    this.dimensions = file.shape().dimensions();
    this.threads = b.threads;
    this.vectors = new MappedVectors(file);
    this.index =
        new CollectionIndex(
            kernels, metric, dimensions, VectorStore.ROTATION_SEED, b.kind, b.hnsw, vectors);
    this.worker = new IndexWorker(index, b.threads, this::save);
    this.files =
        new IndexFiles(
            b.storage,
            path,
            CollectionKeys.of(""),
            new SegmentFile.Identity(file.uuid(), metric, index.rotation()),
            () -> true); // sequences are never given twice: what is lost is told by them
    this.cursor = file.cursor(VectorFile.begin());
    boolean opened = false;
    index.lock.lock();
    try {
      index.take(files.load(kernels));
      take(Integer.MAX_VALUE);
      index.dropUnconfirmed();
      takePassedOver();
      opened = true;
    } finally {
      index.lock.unlock();
      if (!opened) {
        files.close();
      }
    }
    worker.wakeIfNeeded();
  }

  /**
   * Opens a store that is there, with the metric and the dimensions that it has.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static MmapVectorStore open(Path path) {
    return new Builder(path, 0).open();
  }

  /** Opens a store with the cosine metric, and creates it when it is absent. */
  public static MmapVectorStore open(Path path, int dimensions) {
    return builder(path, dimensions).open();
  }

  /**
   * Begins to open or create a store.
   *
   * @param dimensions of the vectors; 1 to 8,192
   */
  public static Builder builder(Path path, int dimensions) {
    return new Builder(Objects.requireNonNull(path, "path"), VectorStore.checked(dimensions));
  }

  private void requireOpen() {
    if (isClosed.get()) {
      throw new IllegalStateException("The vector store is closed");
    }
  }

  // ---- from the file into the index

  /** Takes in what was appended; a search does before it begins. */
  private void catchUp() {
    while (indexedEnd < vectors.file().end()) {
      index.lock.lock();
      try {
        take(CHUNK);
      } finally {
        index.lock.unlock();
      }
    }
  }

  /** Takes in so many records at most. */
  private void take(int most) {
    for (int i = 0; i < most && cursor.next(); i++) {
      take(cursor);
    }
    indexedEnd = cursor.position();
  }

  /** Takes in a record, unless the index has a later row of its key. */
  private void take(VectorFile.Cursor at) {
    String key = at.key();
    long sequence = at.sequence();
    if (index.positionOf(key) > sequence) { // saved when it had been written anew
      if (!index.hasAsNew(key, sequence)) {
        passedOver.add(key);
      }
      return;
    }
    passedOver.remove(key);
    if (at.isDelete()) {
      index.remove(key);
      return;
    }
    long generation = vectors.generation();
    if (!index.confirm(key, sequence, generation, at.offset())) {
      index.put(key, null, sequence, generation, at.offset());
    }
    Attributes attributes = attributesAt(at);
    if (!attributes.equals(index.attributesOf(key))) {
      index.setAttributes(key, attributes);
    }
  }

  /** Takes in the keys whose later row turned out to be of a record that is not there any more. */
  private void takePassedOver() {
    Set<String> keys = Set.copyOf(passedOver);
    passedOver.clear();
    VectorFile.Cursor all = vectors.file().cursor(VectorFile.begin());
    while (!keys.isEmpty() && all.next()) {
      if (keys.contains(all.key())) {
        take(all);
      }
    }
  }

  private Attributes attributesAt(VectorFile.Cursor c) {
    String json = c.attributes();
    if (json.isEmpty()) {
      return Attributes.empty();
    }
    try {
      return Attributes.fromJson(json);
    } catch (SynaFormatException e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "Attributes in {0} cannot be read, and count as none: {1}",
          path.getFileName(),
          e.getMessage());
      return Attributes.empty();
    }
  }

  private void keepUp() {
    try {
      long seen;
      do {
        awaitPause();
        vectors.file().settle();
        catchUp();
        seen = vectors.file().end();
        LockSupport.parkNanos(PAUSE_NANOS);
      } while (!upkeep.isClosed() && vectors.file().end() != seen);
    } catch (RuntimeException e) {
      LOGGER.log(
          System.Logger.Level.WARNING, "New vectors could not be taken in; a search will", e);
      return;
    }
    worker.wakeIfNeeded();
  }

  /**
   * Waits until nothing was written for a moment, since whoever inserts needs the processors and
   * the memory's bandwidth; but not while more and more bytes have no checksum.
   */
  private void awaitPause() {
    long seen = -1;
    while (!upkeep.isClosed()
        && vectors.file().end() != seen
        && vectors.file().unsettledBytes() < MAX_UNSETTLED) {
      seen = vectors.file().end();
      LockSupport.parkNanos(SHORT_PAUSE_NANOS);
    }
  }

  private void afterWrite(VectorFile file) {
    if (file.end() - indexedEnd + file.unsettledBytes() >= 2 * LARGE) {
      upkeep.wake();
    } else {
      file.settle();
      catchUp();
      worker.wakeIfNeeded();
    }
  }

  private void save(boolean all) {
    files.saveOrWarn(index::parts, all);
  }

  // ---- writing

  private static byte[] encoded(String key) {
    byte[] b = Utf8.encode(key, "A key");
    if (b.length < 1 || b.length > VectorFile.MAX_KEY_BYTES || key.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "A key has 1 to "
              + VectorFile.MAX_KEY_BYTES
              + " bytes of UTF-8 and no NUL; "
              + SynaException.quoted(key)
              + " has "
              + b.length);
    }
    return b;
  }

  private void put(VectorFile.Batch b, String key, float[] vector, byte[] attributes) {
    if (vector.length != dimensions) {
      throw new DimensionMismatchException(
          "A vector here has " + dimensions + " dimensions, not " + vector.length);
    }
    if (!b.putPlain(key, vector, attributes)) {
      b.put(encoded(key), vector, attributes);
    }
    // Only now, when the copy has brought it into the cache; what is refused is never committed.
    VectorStore.checkFinite(vector);
  }

  @Override
  public void insert(String key, float[] vector) {
    insert(key, vector, Attributes.empty());
  }

  @Override
  public void insert(String key, float[] vector, Attributes attributes) {
    requireOpen();
    byte[] json =
        attributes.isEmpty() ? NO_ATTRIBUTES : Utf8.encode(attributes.toJson(), "Attributes");
    VectorFile written;
    try (VectorFile.Batch b = begin()) {
      put(b, key, vector, json);
      written = b.commit();
    }
    afterWrite(written);
  }

  @Override
  public void insertBatch(List<String> keys, float[][] newVectors) {
    requireOpen();
    if (keys.size() != newVectors.length) {
      throw new IllegalArgumentException(
          "There are as many keys as vectors, not " + keys.size() + " and " + newVectors.length);
    }
    VectorFile written;
    try (VectorFile.Batch b = begin()) {
      int i = 0;
      for (String key : keys) {
        put(b, key, newVectors[i++], NO_ATTRIBUTES); // checked on the way: it counts at the commit
      }
      written = b.commit();
    }
    afterWrite(written);
  }

  @Override
  public boolean delete(String key) {
    requireOpen();
    byte[] k = encoded(key);
    VectorFile written;
    try (VectorFile.Batch b = begin()) { // nobody else writes now
      if (!contains(key)) {
        return false;
      }
      b.delete(k);
      written = b.commit();
    }
    afterWrite(written);
    return true;
  }

  /** Begins a batch in the file that is written now. */
  private VectorFile.Batch begin() {
    while (true) {
      VectorFile f = vectors.file();
      VectorFile.Batch b = f.batch();
      if (f == vectors.file()) {
        return b;
      }
      b.close(); // a compaction came in between
    }
  }

  // ---- reading

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public DistanceMetric metric() {
    return metric;
  }

  @Override
  public long size() {
    requireOpen();
    catchUp();
    return index.size();
  }

  @Override
  public boolean contains(String key) {
    return attributes(key).isPresent();
  }

  @Override
  public Optional<float[]> get(String key) {
    requireOpen();
    catchUp();
    float[] v = new float[dimensions];
    index.lock.lock();
    try {
      return index.read(key, v) ? Optional.of(v) : Optional.empty();
    } finally {
      index.lock.unlock();
    }
  }

  @Override
  public List<String> keys() {
    requireOpen();
    catchUp();
    index.lock.lock();
    try {
      return index.keys();
    } finally {
      index.lock.unlock();
    }
  }

  @Override
  public Optional<Attributes> attributes(String key) {
    requireOpen();
    catchUp();
    index.lock.lock();
    try {
      return Optional.ofNullable(index.attributesOf(key));
    } finally {
      index.lock.unlock();
    }
  }

  @Override
  public List<SearchHit> search(float[] query, int k, SearchOptions options) {
    requireOpen();
    VectorStore.checkQuery(query, k, dimensions);
    catchUp();
    return index.search(query, k, options);
  }

  @Override
  public List<List<SearchHit>> searchBatch(float[][] queries, int k, SearchOptions options) {
    requireOpen();
    for (float[] q : queries) {
      VectorStore.checkQuery(q, k, dimensions);
    }
    catchUp();
    return index.searchAll(queries, k, options, threads);
  }

  // ---- upkeep

  /**
   * Builds all vectors into one index now, rather than in the background and in parts. Searches and
   * writes go on meanwhile.
   *
   * @throws ai.synadb.error.OperationCancelledException if the listener threw or the thread was
   *     interrupted; the index is as it was
   */
  public void buildIndex(ProgressListener progress) {
    requireOpen();
    catchUp();
    long total = Math.max(1, 8 * index.size());
    ProgressMeter meter = new ProgressMeter(progress, "build index", total);
    worker.buildAll(
        done -> {
          requireOpen();
          meter.at(Math.min(done, total - 1));
        });
    meter.finish();
  }

  /** Hands everything written so far to the operating system, with checksums. */
  public void flush() {
    requireOpen();
    vectors.file().settle();
  }

  /**
   * Puts everything written so far on the disk. It is there whole or, if the power is cut before
   * this returns, what the last checkpoint had is, with what verifies of the rest.
   */
  public void checkpoint() {
    requireOpen();
    vectors.file().checkpoint();
  }

  /**
   * Writes the file anew without what was replaced or deleted. Searches go on meanwhile, writes
   * wait. A crash leaves the old file or the new one.
   *
   * @throws ai.synadb.error.OperationCancelledException if the listener threw or the thread was
   *     interrupted; the file is as it was
   */
  public void compact(ProgressListener progress) {
    requireOpen();
    worker.exclusively(
        () -> {
          requireOpen();
          try (VectorFile.Batch writing = begin()) {
            catchUp();
            ProgressMeter meter = new ProgressMeter(progress, "compact", Math.max(1, index.size()));
            MappedVectors.Moves moves = new MappedVectors.Moves((int) index.size());
            VectorFile before = vectors.file();
            VectorFile now =
                before.rewrite(
                    writing,
                    this::isCurrent,
                    (sequence, offset) -> {
                      moves.add(sequence, offset);
                      meter.at(moves.size());
                    });
            index.lock.lock();
            try {
              vectors.replace(now, moves);
              cursor = now.cursor(now.end());
              indexedEnd = now.end();
              index.setPlaces(vectors.generation(), moves::find);
            } finally {
              index.lock.unlock();
            }
            before.replaced();
            meter.finish();
          }
        });
  }

  private boolean isCurrent(String key, long sequence) {
    index.lock.lock();
    try {
      return index.positionOf(key) == sequence;
    } finally {
      index.lock.unlock();
    }
  }

  /** What this store consists of now. */
  public VectorStoreStats stats() {
    requireOpen();
    catchUp();
    return index.stats();
  }

  /** How many bytes the file has, and what of them is used. */
  public FileStats fileStats() {
    requireOpen();
    VectorFile f = vectors.file();
    return new FileStats(f.capacity(), f.end(), f.checkpointedEnd(), f.damagedBytes());
  }

  /**
   * The file of a store.
   *
   * @param fileBytes its length
   * @param usedBytes up to where there are vectors, those that were replaced or deleted included
   * @param checkpointedBytes up to where they are certainly on the disk
   * @param damagedBytes how many did not verify when it was opened
   * @since 0.1.0
   */
  public record FileStats(
      long fileBytes, long usedBytes, long checkpointedBytes, long damagedBytes) {}

  /**
   * Makes a checkpoint and closes the store; idempotent. Waits for a compaction that goes on in
   * another thread.
   */
  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    upkeep.close();
    worker.close();
    worker.exclusively( // after a compaction that goes on in another thread: it makes another file
        () -> {
          try {
            save(true);
          } finally {
            files.close();
            release(vectors.file(), lock, path);
          }
        });
  }

  private static void release(@Nullable VectorFile file, Storage.Lock lock, Path path) {
    try (lock;
        VectorFile f = file) { // closed before the lock is
      if (f == null) {
        return;
      }
    } catch (IOException e) {
      throw Errors.io("Unlocking", path, e);
    }
  }

  /**
   * Collects settings; {@link #open} checks them all. Thread safety: not safe, guard externally.
   */
  public static final class Builder {
    private final Path path;
    private final int dimensions;
    private Storage storage = DiskStorage.INSTANCE;
    private DistanceMetric metric = DistanceMetric.COSINE;
    private IndexKind kind = IndexKind.AUTO;
    private HnswConfig hnsw = HnswConfig.defaults();
    private int threads = Runtime.getRuntime().availableProcessors();
    private long initialCapacity = 1;

    private Builder(Path path, int dimensions) {
      this.path = path;
      this.dimensions = dimensions;
    }

    /** The metric; cosine unless given. */
    public Builder metric(DistanceMetric m) {
      metric = Objects.requireNonNull(m, "metric");
      return this;
    }

    /** How vectors are searched; AUTO unless given. Not remembered: each open chooses. */
    public Builder kind(IndexKind k) {
      kind = Objects.requireNonNull(k, "kind");
      return this;
    }

    /** The parameters of graphs. */
    public Builder hnsw(HnswConfig c) {
      hnsw = Objects.requireNonNull(c, "hnsw");
      return this;
    }

    /**
     * How many threads build an index or search for a batch; as many as there are processors unless
     * given.
     */
    public Builder threads(int n) {
      if (n < 1) {
        throw new IllegalArgumentException("threads is 1 or more, not " + n);
      }
      threads = n;
      return this;
    }

    /**
     * For how many vectors, with keys of {@value #USUAL_KEY} bytes, the file is made large enough
     * when it is opened; 1 unless given. That takes about a second for each GiB, and lets the first
     * batches run at full speed.
     */
    public Builder initialCapacity(long n) {
      if (n < 1) {
        throw new IllegalArgumentException("initialCapacity is 1 or more, not " + n);
      }
      initialCapacity = n;
      return this;
    }

    /** The disk; for tests. */
    Builder storage(Storage s) {
      storage = s;
      return this;
    }

    /**
     * Opens the store, and creates it when it is absent.
     *
     * @throws DimensionMismatchException if it is there with another metric or other dimensions
     * @throws DatabaseLockedException if it is open already
     * @throws ai.synadb.error.UnknownFormatException if the file is something else
     */
    public MmapVectorStore open() {
      Storage.Lock lock = lock();
      VectorFile file = null;
      try {
        VectorFile.Shape shape = shape();
        int each = VectorFile.recordBytes(shape.dimensions(), USUAL_KEY, 0);
        long bytes = Math.addExact(VectorFile.begin(), Math.multiplyExact(initialCapacity, each));
        file = VectorFile.open(storage, path, shape, bytes);
        return new MmapVectorStore(this, file, lock);
      } catch (RuntimeException | Error e) {
        release(file, lock, path);
        throw e;
      }
    }

    private VectorFile.Shape shape() {
      VectorFile.Shape there = VectorFile.shapeOf(storage, path);
      if (there == null && dimensions == 0) {
        throw new IllegalArgumentException(
            "There is no file " + path.getFileName() + "; to create one, give the dimensions");
      }
      VectorFile.Shape wanted = new VectorFile.Shape(metric.ordinal(), dimensions);
      if (there == null) {
        return wanted;
      }
      if (there.metric() >= DistanceMetric.values().length
          || (dimensions != 0 && !there.equals(wanted))) {
        throw new DimensionMismatchException(
            path.getFileName() + " holds vectors of " + there + ", not of " + wanted);
      }
      return there;
    }

    private Storage.Lock lock() {
      Path beside = path.resolveSibling(path.getFileName() + ".lock");
      Storage.Lock lock;
      try {
        lock = storage.tryLock(beside);
      } catch (IOException e) {
        throw Errors.io("Locking", path, e);
      }
      if (lock == null) {
        throw new DatabaseLockedException(
            path.getFileName() + " is open already; a file of vectors is open once at a time",
            null,
            path);
      }
      return lock;
    }
  }
}
