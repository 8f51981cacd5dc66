/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.BytesSource;
import ai.synadb.DbConfig;
import ai.synadb.ProgressListener;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.SynaException;
import ai.synadb.SynaReader;
import ai.synadb.error.KeyNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tensors in a database: stored as a whole, read as a whole or by rows, mapped, and appended to.
 *
 * <pre>{@code
 * try (TensorEngine engine = TensorEngine.open(Path.of("data.db"))) {
 *   engine.putTensor("train/images", Tensor.of(pixels, 60_000, 784));
 *   Tensor images = engine.getTensor("train/images", DType.FLOAT32);
 *   try (TensorLease lease = engine.map("train/images", 0, 256)) {
 *     ByteBuffer batch = lease.buffer();
 *   }
 * }
 * }</pre>
 *
 * <p><b>Names.</b> A name is any key; a slash at its end, as the prefixes of the original have it,
 * does not count. Where a pattern is taken, it stands for, in this order: the stored tensor of this
 * name; one of its elements, {@code train/0042} in row-major order; and with wildcards, {@code
 * train/*} for all elements of a stored tensor, {@code train/00*} for some, and else for all
 * scalars whose keys match, gathered in the order of their keys. Text, bytes and nulls among them
 * are left out; vectors of one length make rows.
 *
 * <p><b>Storage.</b> The elements of a tensor are one record, up to {@link DbConfig#maxValueBytes},
 * little-endian, row-major, on a 64-byte boundary of the file, never compressed, with a checksum
 * for each 64 KiB; every reading checks what it touches, but for mappings, which say so. A tensor
 * shows when it is complete, and a crash leaves the old one or the new one.
 *
 * <p><b>The original.</b> Tensors of the Rust and Python SynaDB are read. With {@link
 * DbConfig#originalCompatible} {@link #putTensor(String, Tensor)} writes one key for each element
 * and {@link #putTensorChunked(String, Tensor)} chunks with their description, as the Rust dialect
 * does; only the latter keeps the shape, and only float32, float64, int32 and int64 are possible.
 *
 * <p>Thread safety: safe for use by multiple threads. Readers see the tensor as it was when they
 * began, whatever is written meanwhile.
 *
 * @since 0.1.0
 */
public final class TensorEngine implements AutoCloseable {
  private final SynaReader base;
  private final @Nullable SynaDB database; // null: a state for reading only
  private final @Nullable AutoCloseable owned;
  private final @Nullable Path log;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private TensorEngine(
      SynaReader base,
      @Nullable SynaDB database,
      @Nullable AutoCloseable owned,
      @Nullable Path log) {
    this.base = base;
    this.database = database;
    this.owned = owned;
    this.log = log;
    if (database != null) {
      new TensorWriter(database).reclaim();
    }
  }

  /**
   * Opens a database for tensors, and creates it when it is absent. The engine owns it.
   *
   * @see SynaDB#open(Path)
   */
  public static TensorEngine open(Path path) {
    return open(path, DbConfig.defaults());
  }

  /**
   * As {@link #open(Path)}, with settings.
   *
   * @see SynaDB#open(Path, DbConfig)
   */
  public static TensorEngine open(Path path, DbConfig config) {
    SynaDB database = SynaDB.open(path, config);
    try {
      return new TensorEngine(database, database, database, database.path());
    } catch (Throwable t) {
      database.close();
      throw t;
    }
  }

  /** The tensors of an open database, which stays the caller's. */
  public static TensorEngine on(SynaDB database) {
    Objects.requireNonNull(database, "database");
    return new TensorEngine(database, database, null, database.path());
  }

  /**
   * The tensors of a state of a database, for reading only; the state stays the caller's. Tensors
   * of the original that lie beside the log are not found by way of a {@link Snapshot}: {@link
   * #asOf} finds them.
   */
  public static TensorEngine on(SynaReader state) {
    Objects.requireNonNull(state, "state");
    return state instanceof SynaDB db ? on(db) : new TensorEngine(state, null, null, null);
  }

  /**
   * The tensors as they were at a position, for reading only; must be closed.
   *
   * @throws IllegalStateException if this engine reads one state already
   * @throws ai.synadb.error.PositionTooOldException if a compaction dropped what is needed for it
   */
  public TensorEngine asOf(long position) {
    requireOpen();
    if (database == null) {
      throw new IllegalStateException("The engine reads one state: that at position " + position());
    }
    Snapshot snapshot = database.asOf(position);
    return new TensorEngine(snapshot, null, snapshot, log);
  }

  /** The tensors as they are now, for reading only; must be closed. */
  public TensorEngine snapshot() {
    State s = state();
    return new TensorEngine(s.reader(), null, s.owned(), log);
  }

  /** Collects what is to be read in batches; see {@link TensorLoader}. */
  public TensorLoader.Builder loader(String... names) {
    return TensorLoader.builder(this, names);
  }

  private void requireOpen() {
    if (isClosed.get()) {
      throw new IllegalStateException("The tensor engine is closed");
    }
  }

  private SynaDB writable() {
    requireOpen();
    if (database == null) {
      throw new IllegalStateException("The engine reads one state and cannot write");
    }
    return database;
  }

  // ---- states

  /** A state that does not move, and what has to be closed for it. */
  private record State(SynaReader reader, @Nullable Snapshot owned) implements AutoCloseable {
    @Override
    public void close() {
      if (owned != null) {
        owned.close();
      }
    }
  }

  private State state() {
    requireOpen();
    if (database == null) {
      return new State(base, null);
    }
    Snapshot snapshot = database.snapshot();
    return new State(snapshot, snapshot);
  }

  // ---- writing

  /**
   * Stores a tensor under a name, in the place of the one that was there.
   *
   * @throws IllegalArgumentException if the name is not one
   */
  public void putTensor(String name, Tensor tensor) {
    SynaDB db = writable();
    String n = TensorKeys.name(name);
    if (db.config().originalCompatible()) {
      new TensorWriter(db).putOriginal(n, tensor, 0);
      return;
    }
    TensorWriter writer = new TensorWriter(db);
    unread(
        () -> {
          writer.put(n, tensor.dtype(), tensor.shape(), new TensorWriter.Reading(tensor));
          return n;
        });
  }

  /** Work that could fail to read, were its source not in memory. */
  private interface Work<T> {
    T run() throws IOException;
  }

  private static <T> T unread(Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new AssertionError("Memory does not fail to be read", e);
    }
  }

  /**
   * Stores a tensor whose bytes are read as they are written, so that it is never in memory as a
   * whole. Always in the layout of this library.
   *
   * @param source gives the elements, little-endian, row-major
   * @throws IOException if the source throws it; what was stored before is then as it was
   */
  public void putTensor(String name, DType dtype, Shape shape, BytesSource source)
      throws IOException {
    SynaDB db = writable();
    String n = TensorKeys.name(name);
    Objects.requireNonNull(dtype, "dtype");
    Objects.requireNonNull(source, "source");
    new TensorWriter(db).put(n, dtype, shape, source);
  }

  /**
   * As {@link #putTensor(String, Tensor)}; with {@code originalCompatible} in chunks of the length
   * that the original chooses.
   */
  public void putTensorChunked(String name, Tensor tensor) {
    putTensorChunked(name, tensor, OriginalWriter.chunkBytes(tensor.sizeBytes()));
  }

  /**
   * As {@link #putTensorChunked(String, Tensor)}, with chunks of this length; without {@code
   * originalCompatible} there are none.
   *
   * @param chunkBytes 1 or more
   */
  public void putTensorChunked(String name, Tensor tensor, int chunkBytes) {
    SynaDB db = writable();
    if (chunkBytes < 1) {
      throw new IllegalArgumentException("A chunk has 1 or more bytes, not " + chunkBytes);
    }
    if (db.config().originalCompatible()) {
      new TensorWriter(db).putOriginal(TensorKeys.name(name), tensor, chunkBytes);
    } else {
      putTensor(name, tensor);
    }
  }

  /**
   * Appends rows to a stored tensor; creates it if it is absent. The time that this takes depends
   * on the rows that are appended, not on those that are there.
   *
   * @param rows of the dtype of the tensor, and of its shape but for the first axis
   * @return the number of rows that there are then
   * @throws ai.synadb.error.TypeMismatchException if they are of another dtype
   * @throws ai.synadb.error.ShapeMismatchException if they are of another shape
   * @throws UnsupportedOperationException if the tensor is in a layout of the original
   */
  public long appendRows(String name, Tensor rows) {
    SynaDB db = writable();
    String n = TensorKeys.name(name);
    return unread(() -> new TensorWriter(db).append(n, rows));
  }

  /**
   * Deletes a stored tensor. Its bytes stay in the file as history, until a compaction drops them.
   *
   * @return whether there was one
   */
  public boolean delete(String name) {
    return new TensorWriter(writable()).delete(TensorKeys.name(name));
  }

  // ---- files

  /**
   * Stores the only tensor of a file of NumPy, a safetensors file or a text of numbers; see {@link
   * TensorImport}, also for files of several and for progress.
   *
   * @return what was stored
   */
  public TensorEntry importFile(Path file, String name) {
    try (TensorImport in = TensorImport.open(file)) {
      return in.into(this, name, ProgressListener.none());
    }
  }

  /**
   * Writes a stored tensor into a file, whose suffix says the format; see {@link TensorExport},
   * also for several and for progress.
   */
  public void exportFile(String name, Path file) {
    TensorExport.from(this).add(name).to(file);
  }

  // ---- reading as a whole

  /**
   * A stored tensor in the type that it has, or what else a pattern stands for: scalars come as
   * int64 if all are integers, as float64 otherwise.
   *
   * @throws KeyNotFoundException if it stands for nothing
   */
  public Tensor getTensor(String pattern) {
    return get(pattern, null);
  }

  /**
   * What a pattern stands for, in a type that holds all of it exactly.
   *
   * @throws KeyNotFoundException if it stands for nothing
   * @throws ai.synadb.error.TypeMismatchException if the type does not hold an element exactly; get
   *     it in the type that it has and {@link Tensor#cast}
   */
  public Tensor getTensor(String pattern, DType dtype) {
    return get(pattern, Objects.requireNonNull(dtype, "dtype"));
  }

  /**
   * As {@link #getTensor(String, DType)}, in another shape.
   *
   * @throws ai.synadb.error.ShapeMismatchException if that has another number of elements
   */
  public Tensor getTensor(String pattern, DType dtype, Shape shape) {
    Objects.requireNonNull(shape, "shape");
    return getTensor(pattern, dtype).reshape(shape);
  }

  private Tensor get(String pattern, @Nullable DType dtype) {
    requirePattern(pattern);
    try (State state = state()) {
      StoredTensor stored = stored(state.reader(), pattern);
      if (stored == null) {
        return new TensorQueries(state.reader(), log).find(pattern, dtype);
      }
      try (TensorReader reader = reader(state.reader(), stored, null)) {
        return TensorQueries.as(reader.toTensor(), dtype);
      }
    }
  }

  private static void requirePattern(String pattern) {
    if (pattern.isEmpty()) {
      throw new IllegalArgumentException("A pattern is not empty");
    }
  }

  /** The stored tensor that a pattern stands for as a whole. */
  private static @Nullable StoredTensor stored(SynaReader state, String pattern) {
    String name = TensorQueries.nameIn(pattern);
    return name == null ? null : StoredTensor.find(state, name);
  }

  /**
   * A stored float32 tensor as an array, copied once, and checked on the way.
   *
   * @throws KeyNotFoundException if there is none of this name
   * @throws ai.synadb.error.TypeMismatchException if it is of another type and an element is not
   *     exactly a float
   * @throws IllegalStateException if it has more elements than an array holds
   */
  public float[] getFloats(String name) {
    try (State state = state()) {
      StoredTensor stored = StoredTensor.find(state.reader(), TensorKeys.name(name));
      if (stored != null && stored.head().dtype() == DType.FLOAT32) {
        try {
          stored.requirePresent(0, stored.size());
          float[] all = new float[arrayLength(name, stored.head().shape().elements())];
          stored.readFloats(0, all);
          return all;
        } finally {
          stored.release();
        }
      }
    }
    return getTensor(TensorKeys.name(name), DType.FLOAT32).toFloatArray();
  }

  private static int arrayLength(String name, long elements) {
    if (elements > Integer.MAX_VALUE - 16) {
      throw new IllegalStateException(
          "The tensor "
              + SynaException.quoted(name)
              + " has "
              + elements
              + " elements, more than an array holds");
    }
    return (int) elements;
  }

  /**
   * A stored tensor, or one that the Rust dialect stores in chunks.
   *
   * @throws KeyNotFoundException if there is none of this name
   */
  public Tensor getTensorChunked(String name) {
    try (TensorReader reader = reader(name)) {
      return reader.toTensor();
    }
  }

  /**
   * A tensor stored in chunks. Where those of the Python dialect are found, which do not tell their
   * type and shape, this is their type and there is one axis.
   *
   * @param pattern a name, a prefix of the Python dialect's, or a pattern of its chunks such as
   *     {@code weights/chunk_*}
   */
  public Tensor getTensorChunked(String pattern, DType dtype) {
    requirePattern(pattern);
    Objects.requireNonNull(dtype, "dtype");
    try (State state = state()) {
      String name = TensorQueries.nameIn(pattern);
      if (name != null) {
        TensorReader reader = find(state.reader(), name);
        if (reader != null) {
          try (reader) {
            return reader.toTensor().convert(dtype);
          }
        }
      }
      boolean isGlob = TensorQueries.hasWildcards(pattern);
      List<String> keys =
          isGlob ? state.reader().glob(pattern) : state.reader().keys(pattern + "chunk_");
      Tensor chunks = OriginalTensors.chunks(state.reader(), keys, dtype);
      if (chunks == null) {
        throw new KeyNotFoundException(pattern);
      }
      return chunks;
    }
  }

  // ---- reading by rows

  /**
   * The rows of what a pattern stands for in batches, in their order; must be closed. A batch is
   * valid until the next one unless {@link TensorBatch#copy} is called.
   *
   * @param batchSize the rows of a batch, 1 or more; the last may have fewer
   * @throws KeyNotFoundException if it stands for nothing
   */
  public Stream<TensorBatch> stream(String pattern, int batchSize) {
    requirePattern(pattern);
    if (batchSize < 1) {
      throw new IllegalArgumentException("A batch has 1 or more rows, not " + batchSize);
    }
    State state = state();
    try {
      StoredTensor stored = stored(state.reader(), pattern);
      if (stored != null) {
        return TensorStreams.of(reader(state.reader(), stored, state.owned()), batchSize);
      }
      Tensor found = new TensorQueries(state.reader(), log).find(pattern, null);
      state.close();
      return TensorStreams.of(found, batchSize);
    } catch (Throwable t) {
      state.close();
      throw t;
    }
  }

  /**
   * Holds a stored tensor open for reading rows; must be closed.
   *
   * @throws KeyNotFoundException if there is none of this name
   */
  public TensorReader reader(String name) {
    String n = TensorKeys.name(name);
    State state = state();
    try {
      StoredTensor stored = StoredTensor.find(state.reader(), n);
      if (stored != null) {
        return reader(state.reader(), stored, state.owned());
      }
      TensorReader original = original(state.reader(), n);
      if (original == null) {
        throw new KeyNotFoundException(n);
      }
      state.close();
      return original;
    } catch (Throwable t) {
      state.close();
      throw t;
    }
  }

  /** A reader that does not own the state; null if there is no tensor of this name. */
  private @Nullable TensorReader find(SynaReader state, String name) {
    StoredTensor stored = StoredTensor.find(state, name);
    return stored != null ? reader(state, stored, null) : original(state, name);
  }

  /** A reader of a tensor in a layout of the original; null if there is none. */
  private @Nullable TensorReader original(SynaReader state, String name) {
    Tensor original = OriginalTensors.find(state, name, log);
    return original == null
        ? null
        : new TensorReader(
            TensorInfos.of(name, original, state.position()), TensorInfos.bytes(original), null);
  }

  private static TensorReader reader(
      SynaReader state, StoredTensor stored, @Nullable Snapshot owned) {
    return new TensorReader(
        TensorInfos.of(stored.name(), stored.head(), state.position()), stored, owned);
  }

  /** Reads consecutive rows; see {@link TensorReader#readRows}, which is faster for many calls. */
  public void readRows(String name, long from, long to, ByteBuffer target) {
    try (TensorReader reader = reader(name)) {
      reader.readRows(from, to, target);
    }
  }

  /**
   * Reads any rows; see {@link TensorReader#gatherRows(long[], ByteBuffer)}, which is faster for
   * many calls.
   */
  public void gatherRows(String name, long[] rows, ByteBuffer target) {
    try (TensorReader reader = reader(name)) {
      reader.gatherRows(rows, target);
    }
  }

  /**
   * A lease on a whole stored tensor, in memory that native code may write to.
   *
   * @throws KeyNotFoundException if there is none of this name
   */
  public TensorLease map(String name) {
    return map(name, null);
  }

  /**
   * A lease on some rows of a stored tensor, in memory that native code may write to.
   *
   * @param fromRow the first row
   * @param toRow the row behind the last
   * @throws KeyNotFoundException if there is none of this name
   * @throws IndexOutOfBoundsException unless {@code 0 <= fromRow <= toRow <= rows}
   */
  public TensorLease map(String name, long fromRow, long toRow) {
    return map(name, new long[] {fromRow, toRow});
  }

  private TensorLease map(String name, long @Nullable [] range) {
    String n = TensorKeys.name(name);
    try (State state = state();
        TensorReader reader = reader(n, state)) {
      long from = range == null ? 0 : range[0];
      long to = range == null ? reader.rows() : range[1];
      return reader.map(state.reader(), from, to);
    }
  }

  private TensorReader reader(String name, State state) {
    TensorReader reader = find(state.reader(), name);
    if (reader == null) {
      throw new KeyNotFoundException(name);
    }
    return reader;
  }

  /** The names of the stored tensors, sorted; those of the original are found by name only. */
  public List<String> list() {
    return list("");
  }

  /** The names with a prefix; see {@link #list()}. */
  public List<String> list(String prefix) {
    Objects.requireNonNull(prefix, "prefix");
    requireOpen();
    return base.keys(TensorKeys.HEAD + prefix).stream()
        .map(key -> key.substring(TensorKeys.HEAD.length()))
        .toList();
  }

  /**
   * What is known of a stored tensor.
   *
   * @throws KeyNotFoundException if there is none of this name
   */
  public TensorInfo describe(String name) {
    try (TensorReader reader = reader(name)) {
      return reader.info();
    }
  }

  /** Whether there is a stored tensor of this name, of the original too. */
  public boolean exists(String name) {
    String n = TensorKeys.name(name);
    try (State state = state()) {
      return TensorKeys.exists(state.reader(), n) || OriginalTensors.isThere(state.reader(), n);
    }
  }

  /** The position of the state that is read. */
  public long position() {
    requireOpen();
    return base.position();
  }

  /** Closes the database if the engine opened it; idempotent. */
  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      try {
        if (owned != null) {
          owned.close();
        }
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
