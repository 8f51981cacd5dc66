/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.Atom;
import ai.synadb.DbConfig;
import ai.synadb.ProgressListener;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.SynaReader;
import ai.synadb.WriteBatch;
import ai.synadb.error.DimensionMismatchException;
import ai.synadb.internal.log.ComponentDoor;
import ai.synadb.internal.log.ProgressMeter;
import ai.synadb.internal.simd.KernelChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Vectors in a database's log, and an index over them.
 *
 * <pre>{@code
 * try (VectorStore store = VectorStore.builder(Path.of("docs.db"), 384).open()) {
 *   store.insert("doc/1", embedding);
 *   List<SearchHit> hits = store.search(query, 10);
 * }
 * }</pre>
 *
 * <p><b>What is stored.</b> A vector is a record of the log under {@code vec/} and its key, as in
 * the Rust and Python SynaDB; those of a named collection are under {@code vec:<name>/}. Its
 * attributes are a text under {@code attr/} and its key. Metric and dimensions are remembered with
 * the first vector. Several stores can share one database, with other values beside: see {@link
 * #on}.
 *
 * <p><b>What a search sees.</b> Every vector whose insert returned before the search began,
 * whichever handle of this process made it, and none whose delete returned. New vectors are
 * compared one by one at first; a background thread builds them into the index when there are some
 * more of them.
 *
 * <p><b>Distances</b> in results are computed from the floats in the log, in double precision. The
 * index decides only which vectors are compared; {@link SearchOptions#recallTarget} says how many
 * of the true neighbours it may miss.
 *
 * <p><b>Durability</b> is that of {@link SynaDB}.
 *
 * <p>Thread safety: safe for use by multiple threads. One thread writes at a time, readers never
 * block each other or the writer.
 *
 * @since 0.1.0
 */
public final class VectorStore implements VectorIndex {

  /** Rotations are the same everywhere, so that indexes can be told apart by their files. */
  static final long ROTATION_SEED = 0x53796e61_44420001L;

  private final SynaDB database;
  private final boolean ownsDatabase;
  private final CollectionKeys keys;
  private final CollectionHeader header;
  private final CollectionIndex index;
  private final LogVectors vectors;
  private final IndexWorker worker;
  private final HnswConfig hnsw;
  private final int threads;
  private volatile @Nullable IndexFiles files;
  private final LogFollower follower;
  private final @Nullable OriginalSidecar sidecar;
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private volatile boolean headerIsWritten;

  /** Whether all that was there is taken in: before that nothing is built. */
  private volatile boolean isReady;

  private VectorStore(Builder b, SynaDB database, boolean owns) {
    this.database = database;
    this.ownsDatabase = owns;
    this.keys = b.keys;
    this.hnsw = b.hnsw;
    this.threads = b.threads;
    Optional<CollectionHeader> stored = CollectionHeader.read(database, keys);
    this.header = header(b, stored);
    this.headerIsWritten = stored.isPresent();
    this.vectors = new LogVectors(database, keys.vectors(), header.dimensions());
    this.index =
        new CollectionIndex(
            KernelChoice.kernels(),
            header.metric(),
            header.dimensions(),
            ROTATION_SEED,
            b.kind,
            hnsw,
            vectors);
    this.worker = new IndexWorker(index, b.threads, this::afterBuild);
    this.files = files();
    if (files != null) {
      index.take(files.load(KernelChoice.kernels()));
    }
    this.follower = new LogFollower(database, keys, header, index, this::afterChange);
    boolean forOriginal = database.config().originalCompatible() && follower.isWriter();
    this.sidecar =
        forOriginal && keys.name().isEmpty()
            ? new OriginalSidecar(ComponentDoor.storage(database), database.path())
            : null;
    try {
      follower.begin();
    } catch (RuntimeException | Error e) {
      if (files != null) {
        files.close();
      }
      throw e;
    }
    isReady = true;
    worker.wakeIfNeeded();
  }

  private CollectionHeader header(Builder b, Optional<CollectionHeader> stored) {
    int found =
        stored.map(CollectionHeader::dimensions).orElseGet(() -> foundFirst(database, keys));
    DistanceMetric metric = b.metric == null ? DistanceMetric.COSINE : b.metric;
    if (found == 0) {
      if (b.dimensions == 0) {
        throw new IllegalArgumentException(
            "There is no collection "
                + (keys.name().isEmpty() ? "of vectors" : "'" + keys.name() + "'")
                + " in "
                + database.path().getFileName()
                + "; to create one, give the dimensions");
      }
      return new CollectionHeader(metric, b.dimensions);
    }
    CollectionHeader there = stored.orElseGet(() -> new CollectionHeader(metric, found));
    if (b.dimensions != 0) {
      there.require(new CollectionHeader(metric, b.dimensions), database);
    } else if (b.metric != null) {
      there.require(new CollectionHeader(metric, there.dimensions()), database);
    }
    return there;
  }

  /** The dimensions of the first vector; 0 if there is none. */
  static int foundFirst(SynaDB database, CollectionKeys keys) {
    List<String> first = database.keys(keys.vectors(), null, 1);
    return first.isEmpty()
        ? 0
        : database.get(first.get(0)).map(VectorStore::dimensionsOf).orElse(0);
  }

  private static int dimensionsOf(Atom value) {
    return value instanceof Atom.Vector v ? v.dimensions() : 0;
  }

  /**
   * The dimensions of the vectors of a collection, for who has to know before opening a store.
   *
   * @param collection its name; empty for the default one
   * @return nothing if there is no such collection
   */
  public static OptionalInt dimensions(SynaDB database, String collection) {
    CollectionKeys keys = CollectionKeys.of(collection);
    int n =
        CollectionHeader.read(database, keys)
            .map(CollectionHeader::dimensions)
            .orElseGet(() -> foundFirst(database, keys));
    return n == 0 ? OptionalInt.empty() : OptionalInt.of(n);
  }

  /**
   * Opens a store that is there, with the metric and the dimensions that it has; where they are not
   * recorded, as in files of the original, with cosine and those of the first vector.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static VectorStore open(Path path) {
    return new Builder(path, null, 0).open();
  }

  /** Opens a store with the cosine metric, and creates it when it is absent. */
  public static VectorStore open(Path path, int dimensions) {
    return builder(path, dimensions).open();
  }

  /** A store of the default collection of an open database, which stays the caller's to close. */
  public static VectorStore on(SynaDB database, int dimensions) {
    return builder(database, dimensions).open();
  }

  /**
   * Begins to open or create a store in a file of its own.
   *
   * @param dimensions of the vectors; 1 to 8,192
   */
  public static Builder builder(Path path, int dimensions) {
    return new Builder(Objects.requireNonNull(path, "path"), null, checked(dimensions));
  }

  /** Begins to open or create a store in an open database, which stays the caller's to close. */
  public static Builder builder(SynaDB database, int dimensions) {
    return new Builder(null, Objects.requireNonNull(database, "database"), checked(dimensions));
  }

  /**
   * Begins to open a store that is there, in an open database which stays the caller's to close,
   * with the dimensions and the metric that it has; {@link #collections} tells what there is.
   * Without such a store, {@code open} throws {@link IllegalArgumentException}.
   */
  public static Builder builder(SynaDB database) {
    return new Builder(null, Objects.requireNonNull(database, "database"), 0);
  }

  /**
   * The collections of a database that have a vector, the default one first, then by name; those of
   * the original too. Reads one vector of each at most.
   */
  public static List<VectorCollection> collections(SynaDB database) {
    return VectorCollection.list(Objects.requireNonNull(database, "database"));
  }

  static int checked(int dimensions) {
    if (dimensions < 1 || dimensions > Atom.MAX_VECTOR_DIMENSIONS) {
      throw new IllegalArgumentException(
          "A vector has 1 to " + Atom.MAX_VECTOR_DIMENSIONS + " dimensions, not " + dimensions);
    }
    return dimensions;
  }

  private void requireOpen() {
    if (isClosed.get()) {
      throw new IllegalStateException("The vector store is closed");
    }
  }

  // ---- upkeep behind the scenes

  private void afterChange() {
    if (sidecar != null) {
      sidecar.invalidate();
    }
    if (isReady) {
      worker.wakeIfNeeded();
    }
  }

  private void afterBuild(boolean all) {
    findMovedPlaces();
    save(all);
  }

  private @Nullable IndexFiles files() {
    UUID database = this.database.info().uuid().orElse(null);
    if (database == null) {
      return null; // of the original, which tells no file from another
    }
    return new IndexFiles(
        ComponentDoor.storage(this.database),
        this.database.path(),
        keys,
        new SegmentFile.Identity(database, header.metric(), index.rotation()),
        this::syncsLog);
  }

  /** Saves the index, if it may be written. */
  private void save(boolean all) {
    if (!follower.isWriter()) {
      return;
    }
    IndexFiles f = files == null ? files() : files;
    if (f != null) {
      files = f;
      f.saveOrWarn(index::parts, all);
    }
  }

  /** Puts the log on the disk, unless it is closed; says whether it did. */
  private boolean syncsLog() {
    try {
      database.sync();
      return true;
    } catch (IllegalStateException e) {
      if (!database.isClosed()) {
        throw e;
      }
      return false; // by another handle
    }
  }

  /** After a compaction: finds where the records are now. */
  private void findMovedPlaces() {
    long past = vectors.movedFrom();
    if (past >= 0 && !database.isClosed()) {
      index.findPlaces(past, key -> database.ref(keys.vector(key)).orElse(null));
    }
  }

  // ---- writing

  static boolean isFinite(float[] x) {
    // What is not finite makes the product so; so may large numbers, hence the slow check.
    if (Float.isFinite(KernelChoice.kernels().dot(x, 0, x, 0, x.length))) {
      return true;
    }
    for (float f : x) {
      if (!Float.isFinite(f)) {
        return false;
      }
    }
    return true;
  }

  private void check(float[] vector) {
    Objects.requireNonNull(vector, "vector");
    if (vector.length != header.dimensions()) {
      throw new DimensionMismatchException(
          "A vector here has " + header.dimensions() + " dimensions, not " + vector.length);
    }
    checkFinite(vector);
  }

  static void checkFinite(float[] vector) {
    if (!isFinite(vector)) {
      for (int i = 0; i < vector.length; i++) {
        if (!Float.isFinite(vector[i])) {
          throw new IllegalArgumentException(
              "The components of a vector are finite numbers; number " + i + " is " + vector[i]);
        }
      }
    }
  }

  static void checkQuery(float[] query, int k, int dimensions) {
    Objects.requireNonNull(query, "query");
    if (query.length != dimensions) {
      throw new DimensionMismatchException(
          "A query here has " + dimensions + " dimensions, not " + query.length);
    }
    checkFinite(query);
    if (k < 1) {
      throw new IllegalArgumentException("k is 1 or more, not " + k);
    }
  }

  private void remember() {
    if (!headerIsWritten) {
      header.write(database, keys);
      headerIsWritten = true;
    }
  }

  @Override
  public void insert(String key, float[] vector) {
    requireOpen();
    check(vector);
    String logKey = keys.vector(key);
    remember();
    if (database.exists(keys.attributes(key))) {
      insert(key, vector, Attributes.empty());
    } else {
      database.putVector(logKey, vector);
    }
  }

  @Override
  public void insert(String key, float[] vector, Attributes attributes) {
    requireOpen();
    WriteBatch batch = new WriteBatch();
    insert(batch, key, vector, attributes);
    database.write(batch);
  }

  /**
   * Adds an insert to a batch, so that vector and attributes are there together with other writes
   * or not at all.
   */
  public void insert(WriteBatch batch, String key, float[] vector, Attributes attributes) {
    requireOpen();
    check(vector);
    String logKey = keys.vector(key);
    remember();
    batch.putVector(logKey, vector);
    if (attributes.isEmpty()) {
      batch.delete(keys.attributes(key));
    } else {
      batch.putText(keys.attributes(key), attributes.toJson());
    }
  }

  @Override
  public void insertBatch(List<String> newKeys, float[][] newVectors) {
    requireOpen();
    if (newKeys.size() != newVectors.length) {
      throw new IllegalArgumentException(
          "There are as many keys as vectors, not " + newKeys.size() + " and " + newVectors.length);
    }
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < newVectors.length; i++) {
      check(newVectors[i]);
      String key = newKeys.get(i);
      batch.putVector(keys.vector(key), newVectors[i]);
      batch.delete(keys.attributes(key));
    }
    remember();
    database.write(batch);
  }

  @Override
  public boolean delete(String key) {
    requireOpen();
    String logKey = keys.vector(key);
    boolean existed = database.exists(logKey);
    if (existed) {
      database.write(new WriteBatch().delete(logKey).delete(keys.attributes(key)));
    }
    return existed;
  }

  /**
   * Adds a delete to a batch: of the vector under a key, if there is one then, and its attributes.
   */
  public void delete(WriteBatch batch, String key) {
    requireOpen();
    batch.delete(keys.vector(key)).delete(keys.attributes(key));
  }

  // ---- reading

  /**
   * The log's key of the vector under a key of this store, for who reads its history or lets a
   * batch rest on it: every insert writes a record of it.
   */
  public String logKey(String key) {
    return keys.vector(key);
  }

  @Override
  public int dimensions() {
    return header.dimensions();
  }

  @Override
  public DistanceMetric metric() {
    return header.metric();
  }

  @Override
  public long size() {
    requireOpen();
    follower.catchUp();
    return index.size();
  }

  @Override
  public boolean contains(String key) {
    requireOpen();
    return database.exists(keys.vector(key));
  }

  @Override
  public Optional<float[]> get(String key) {
    requireOpen();
    return database.getVector(keys.vector(key));
  }

  @Override
  public List<String> keys() {
    requireOpen();
    return withoutPrefix(database.keys(keys.vectors()), keys.vectors());
  }

  @Override
  public List<String> keys(Filter filter) {
    requireOpen();
    Objects.requireNonNull(filter, "filter");
    follower.catchUp();
    return index.keys(filter);
  }

  static List<String> withoutPrefix(List<String> logKeys, String prefix) {
    List<String> short_ = new ArrayList<>(logKeys.size());
    for (String k : logKeys) {
      short_.add(k.substring(prefix.length()));
    }
    return short_;
  }

  @Override
  public Optional<Attributes> attributes(String key) {
    requireOpen();
    return attributes(database, keys, key);
  }

  static Optional<Attributes> attributes(SynaReader reader, CollectionKeys keys, String key) {
    if (!reader.exists(keys.vector(key))) {
      return Optional.empty();
    }
    return Optional.of(
        reader.getText(keys.attributes(key)).map(Attributes::fromJson).orElse(Attributes.empty()));
  }

  @Override
  public List<SearchHit> search(float[] query, int k, SearchOptions options) {
    requireOpen();
    checkQuery(query, k, header.dimensions());
    follower.catchUp();
    return index.search(query, k, options);
  }

  @Override
  public List<List<SearchHit>> searchBatch(float[][] queries, int k, SearchOptions options) {
    requireOpen();
    for (float[] q : queries) {
      checkQuery(q, k, header.dimensions());
    }
    follower.catchUp();
    return index.searchAll(queries, k, options, threads);
  }

  /** The vectors as they are now, searched exactly; must be closed. */
  public VectorIndex snapshot() {
    requireOpen();
    return new VectorSnapshot(database.snapshot(), keys, header, true);
  }

  /**
   * The vectors as they are in a snapshot of this store's database, searched exactly: for who reads
   * other values at the same position. The snapshot stays the caller's to close.
   */
  public VectorIndex at(Snapshot snapshot) {
    requireOpen();
    return new VectorSnapshot(
        Objects.requireNonNull(snapshot, "snapshot"), keys, header, /* owns= */ false);
  }

  /**
   * The vectors as they were at a position, searched exactly; must be closed.
   *
   * @throws ai.synadb.error.PositionTooOldException if a compaction dropped what is needed for it
   */
  public VectorIndex asOf(long position) {
    requireOpen();
    return new VectorSnapshot(database.asOf(position), keys, header, true);
  }

  // ---- upkeep

  /**
   * Builds all vectors into one index now, rather than in the background and in parts. Searches and
   * writes go on meanwhile.
   *
   * <p>With {@link DbConfig.Builder#originalCompatible} and a graph, that is also written as {@code
   * x.db.hnsw}, where the Rust and Python SynaDB look for it; the next change deletes it.
   *
   * @throws ai.synadb.error.OperationCancelledException if the listener threw or the thread was
   *     interrupted; the index is as it was
   */
  public void buildIndex(ProgressListener progress) {
    requireOpen();
    ComponentDoor.refuseListeners(database);
    long total = Math.max(1, 8 * index.size());
    ProgressMeter meter = new ProgressMeter(progress, "build index", total);
    worker.buildAll(
        done -> {
          requireOpen();
          meter.at(Math.min(done, total - 1));
        });
    if (sidecar != null) {
      sidecar.write(index, keys, hnsw, vectors);
    }
    meter.finish();
  }

  /** See {@link GravityWellIndex#initialize}. */
  void initialize(float[][] sample) {
    requireOpen();
    if (sample.length == 0) {
      throw new IllegalArgumentException("A sample has one vector or more, not 0");
    }
    float[][] copy = new float[sample.length][];
    for (int i = 0; i < sample.length; i++) {
      check(sample[i]);
      copy[i] = sample[i].clone();
    }
    index.initialize(copy);
  }

  /** What this store consists of now. */
  public VectorStoreStats stats() {
    requireOpen();
    return index.stats();
  }

  /** Hands everything written so far to the operating system. */
  public void flush() {
    requireOpen();
    database.flush();
  }

  /** Puts everything written so far on the disk. */
  public void sync() {
    requireOpen();
    database.sync();
  }

  /** The database that the vectors are in. */
  public SynaDB database() {
    return database;
  }

  @Override
  public void close() {
    if (!database.isClosed()) {
      ComponentDoor.refuseListeners(database);
    }
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    try {
      follower.close();
    } finally {
      worker.close();
      try {
        if (!database.isClosed()) {
          worker.exclusively(() -> save(true));
        }
      } finally {
        if (files != null) {
          files.close();
        }
        if (ownsDatabase) {
          database.close();
        }
      }
    }
  }

  /**
   * Collects settings; {@link #open} checks them all. Thread safety: not safe, guard externally.
   */
  public static final class Builder {
    private final @Nullable Path path;
    private final @Nullable SynaDB shared;
    private final int dimensions;
    private @Nullable DistanceMetric metric;
    private IndexKind kind = IndexKind.AUTO;
    private HnswConfig hnsw = HnswConfig.defaults();
    private CollectionKeys keys = CollectionKeys.of("");
    private DbConfig config = DbConfig.defaults();
    private int threads = Runtime.getRuntime().availableProcessors();

    private Builder(@Nullable Path path, @Nullable SynaDB shared, int dimensions) {
      this.path = path;
      this.shared = shared;
      this.dimensions = dimensions;
    }

    /** The metric; unless given that of a store that is opened as it is, else cosine. */
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

    /** The name of the collection; the default one has none. */
    public Builder collection(String name) {
      keys = CollectionKeys.of(name);
      return this;
    }

    /** How the file is opened, if the store opens it. */
    public Builder config(DbConfig c) {
      config = Objects.requireNonNull(c, "config");
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
     * Opens the store, and creates it when it is absent.
     *
     * @throws DimensionMismatchException if it is there with another metric or other dimensions
     */
    public VectorStore open() {
      if (shared != null) {
        return new VectorStore(this, shared, false);
      }
      SynaDB db = SynaDB.open(Objects.requireNonNull(path), config);
      try {
        return new VectorStore(this, db, true);
      } catch (RuntimeException | Error e) {
        db.close();
        throw e;
      }
    }
  }
}
