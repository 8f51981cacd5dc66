/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.Atom;
import ai.synadb.AtomType;
import ai.synadb.BytesSource;
import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import ai.synadb.SynaException;
import ai.synadb.WriteBatch;
import ai.synadb.error.ShapeMismatchException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.TypeMismatchException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes stored tensors.
 *
 * <p>Elements go to segments under keys that nobody has seen, and one batch makes them a tensor: it
 * puts sums and head and deletes the segments of the tensor that was there. A small tensor's
 * elements are in that batch too, unless values are compressed, which elements are not. Those of a
 * large one are written before, announced by a record under a pending key that the batch deletes:
 * what is announced and was never finished is garbage, and {@link #reclaim} deletes it.
 *
 * <p>Thread safety: safe for use by multiple threads; changes of one tensor take a lock each.
 */
final class TensorWriter {
  /** Elements up to here are in one batch with their head. */
  static final int MAX_BATCHED_BYTES = 1 << 20;

  private static final int SEGMENT_ALIGNMENT = 64;

  // Of all databases of this process: names that collide merely wait for each other.
  private static final ReentrantLock[] LOCKS = new ReentrantLock[64];

  /** Ids that somebody in this process is writing elements for. */
  private static final Set<Long> ACTIVE = ConcurrentHashMap.newKeySet();

  private static final AtomicLong CLAIMS = new AtomicLong();

  static {
    for (int i = 0; i < LOCKS.length; i++) {
      LOCKS[i] = new ReentrantLock();
    }
  }

  private final SynaDB database;

  TensorWriter(SynaDB database) {
    this.database = database;
  }

  private ReentrantLock lock(String name) {
    int hash = database.path().hashCode() * 31 + name.hashCode();
    return LOCKS[(hash ^ hash >>> 16) & LOCKS.length - 1];
  }

  /** The head of a stored tensor; null if there is none, or if it is damaged. */
  private @Nullable TensorHead head(String name) {
    String key = TensorKeys.head(name);
    Optional<byte[]> bytes = database.getBytes(key);
    try {
      return bytes.isEmpty() ? null : TensorHead.decode(bytes.get(), key);
    } catch (SynaFormatException e) {
      return null; // it is to be replaced or deleted: that is the cure
    }
  }

  /** Stores a tensor in the place of the one that was there. */
  void put(String name, DType dtype, Shape shape, BytesSource source) throws IOException {
    long size = shape.sizeBytes(dtype);
    requireRoomForHead(shape);
    TensorKeys.exists(database, name); // refuses names that are not for keys
    long id = claimId();
    Addition addition = new Addition(name, id, dtype, rowBytes(dtype, shape));
    try {
      addition.digest = TensorHead.emptyDigest(dtype, shape);
      addition.write(size, source);
      ReentrantLock lock = lock(name);
      lock.lock();
      try {
        deleteStored(name, addition.batch);
        addition.commit(shape);
      } finally {
        lock.unlock();
      }
    } catch (Throwable t) {
      addition.discard(t);
      throw t;
    } finally {
      release(id);
    }
  }

  /**
   * Stores a tensor in a layout of the original.
   *
   * @param chunkBytes 0 for one key for each element
   */
  void putOriginal(String name, Tensor tensor, int chunkBytes) {
    OriginalWriter writer = new OriginalWriter(database);
    WriteBatch batch = new WriteBatch();
    ReentrantLock lock = lock(name);
    lock.lock();
    try {
      deleteStored(name, batch);
      batch.delete(TensorKeys.head(name));
      if (chunkBytes == 0) {
        writer.elements(batch, name, tensor);
      } else {
        writer.chunks(batch, name, tensor, chunkBytes);
      }
      database.write(batch);
    } finally {
      lock.unlock();
    }
  }

  /** Records that hold a head hold a row or 64 bytes of one, and its sums. */
  private void requireRoomForHead(Shape shape) {
    int need = TensorHead.bytes(shape.rank());
    int most = database.config().maxValueBytes();
    if (need > most) {
      throw new IllegalArgumentException(
          "A tensor of rank "
              + shape.rank()
              + " needs a maxValueBytes of "
              + need
              + " or more, not "
              + most);
    }
  }

  private static long rowBytes(DType dtype, Shape shape) {
    return Math.max(1, shape.row().sizeBytes(dtype));
  }

  /**
   * Appends rows to a tensor, or stores them as one.
   *
   * @return the number of rows that there are then
   */
  long append(String name, Tensor rows) throws IOException {
    ReentrantLock lock = lock(name);
    lock.lock();
    try {
      String key = TensorKeys.head(name);
      Optional<byte[]> bytes = database.getBytes(key);
      if (rows.shape().rank() == 0) {
        throw new ShapeMismatchException("A scalar has no rows to append");
      }
      if (bytes.isEmpty()) {
        requireNoOriginal(name);
        put(name, rows.dtype(), rows.shape(), new Reading(rows));
        return rows.shape().rows();
      }
      TensorHead head = TensorHead.decode(bytes.get(), key);
      Shape shape = grown(name, head, rows);
      if (rows.elements() > 0) {
        append(name, head, shape, rows);
      } else if (!shape.equals(head.shape())) {
        database.putBytes(key, withShape(head, shape).encode());
      }
      return shape.rows();
    } finally {
      lock.unlock();
    }
  }

  private void requireNoOriginal(String name) {
    if (OriginalTensors.isThere(database, name)) {
      throw new UnsupportedOperationException(
          "The tensor "
              + SynaException.quoted(name)
              + " is in a layout of the original, to which rows cannot be appended; store it anew");
    }
  }

  private static TensorHead withShape(TensorHead h, Shape shape) {
    return new TensorHead(
        h.id(), h.dtype(), shape, h.segments(), h.digest(), h.minKey(), h.maxKey());
  }

  private static Shape grown(String name, TensorHead head, Tensor rows) {
    if (rows.dtype() != head.dtype()) {
      throw new TypeMismatchException(
          "The tensor "
              + SynaException.quoted(name)
              + " is "
              + head.dtype().wireName()
              + ", the rows are "
              + rows.dtype().wireName());
    }
    Shape shape = head.shape();
    if (shape.rank() == 0 || !rows.shape().equals(shape.withRows(rows.shape().rows()))) {
      throw new ShapeMismatchException(
          "Rows of shape "
              + rows.shape()
              + " do not continue the tensor "
              + SynaException.quoted(name)
              + " of shape "
              + shape);
    }
    long count = shape.rows() + rows.shape().rows();
    if (count < 0) {
      throw new IllegalArgumentException(
          "A tensor has at most 2^63 - 1 rows, not " + shape.rows() + " + " + rows.shape().rows());
    }
    Shape grown = shape.withRows(count);
    grown.sizeBytes(head.dtype()); // throws where that is too much
    return grown;
  }

  private void append(String name, TensorHead head, Shape shape, Tensor rows) throws IOException {
    requireRoomForHead(shape);
    Addition addition = new Addition(name, head.id(), head.dtype(), rowBytes(head.dtype(), shape));
    addition.firstNumber = head.segments();
    addition.first = head.shape().sizeBytes(head.dtype());
    addition.digest = head.digest();
    addition.range.accept(head.minKey(), head.maxKey());
    boolean isFirst = ACTIVE.add(head.id());
    try {
      addition.write(rows.sizeBytes(), new Reading(rows));
      addition.commit(shape);
    } catch (Throwable t) {
      addition.discard(t);
      throw t;
    } finally {
      if (isFirst) {
        release(head.id());
      }
    }
  }

  /** Deletes a tensor; says whether there was one. */
  boolean delete(String name) {
    ReentrantLock lock = lock(name);
    lock.lock();
    try {
      WriteBatch batch = new WriteBatch();
      boolean isThere = TensorKeys.exists(database, name);
      deleteStored(name, batch);
      isThere |= batch.size() > 0;
      batch.delete(TensorKeys.head(name));
      if (database.config().originalCompatible()) {
        isThere |= new OriginalWriter(database).deleteElements(batch, name, 0);
      }
      if (isThere) {
        database.write(batch);
      }
      return isThere;
    } finally {
      lock.unlock();
    }
  }

  /** Adds the deletes of everything that a tensor consists of, but its head. */
  private void deleteStored(String name, WriteBatch batch) {
    TensorHead old = head(name);
    if (old != null) {
      segmentKeys(TensorKeys.DATA, old.id(), 0).forEach(batch::delete);
      segmentKeys(TensorKeys.SUMS, old.id(), 0).forEach(batch::delete);
    }
    for (String key : OriginalTensors.keysOf(database, name)) {
      batch.delete(key);
    }
  }

  /** Deletes what a crash has left of tensors that were being written. */
  void reclaim() {
    if (database.config().mode() != OpenMode.READ_WRITE) {
      return;
    }
    for (String pending : database.keys(TensorKeys.PENDING)) {
      if (TensorKeys.isSegmentKey(pending) && !ACTIVE.contains(TensorKeys.idOf(pending))) {
        reclaim(pending);
      }
    }
  }

  private void reclaim(String pending) {
    Optional<Atom> mark = database.get(pending);
    if (mark.isEmpty() || mark.get().type() != AtomType.TEXT) {
      return;
    }
    ReentrantLock lock = lock(mark.get().asText());
    lock.lock();
    try { // under which a tensor of this name is made, which deletes the mark
      if (!ACTIVE.contains(TensorKeys.idOf(pending)) && database.exists(pending)) {
        discard(pending, mark.get().asText());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Deletes a mark and the elements that it announces, but none that a tensor has. */
  private void discard(String pending, String name) {
    long id = TensorKeys.idOf(pending);
    TensorHead head = head(name);
    long from = head != null && head.id() == id ? head.segments() : 0;
    WriteBatch batch = new WriteBatch();
    for (String key :
        segmentKeys(TensorKeys.DATA, id, Math.max(from, TensorKeys.numberOf(pending)))) {
      // Sums come with the head, be it that of another name.
      if (!database.exists(TensorKeys.sums(id, TensorKeys.numberOf(key)))) {
        batch.delete(key);
      }
    }
    database.write(batch.delete(pending));
  }

  /** The keys of the segments that are there, whatever a head says, from a number on. */
  private List<String> segmentKeys(String kind, long id, long from) {
    return database.keys(TensorKeys.ofId(kind, id)).stream()
        .filter(key -> TensorKeys.isSegmentKey(key) && TensorKeys.numberOf(key) >= from)
        .toList();
  }

  /**
   * An id that no tensor has or had: positions do not come back, ids claimed at one position are
   * told apart by a count, and this spreads them over all numbers.
   */
  long claimId() {
    long position = database.position();
    while (true) {
      long id = Mix.mix(position * Mix.GOLDEN + CLAIMS.getAndIncrement());
      if (ACTIVE.add(id)) {
        if (!database.exists(TensorKeys.sums(id, 0))
            && !database.exists(TensorKeys.pending(id, 0))) {
          return id;
        }
        release(id);
      }
    }
  }

  /** Ends what {@link #claimId} has begun. */
  static void release(long id) {
    ACTIVE.remove(id);
  }

  /** Segments on their way into a tensor. */
  private final class Addition {
    final WriteBatch batch = new WriteBatch();
    final RangeFinder range;
    private final String name;
    private final long id;
    private final DType dtype;
    private final long rowBytes;
    private final List<SegmentSums> segments = new ArrayList<>();
    long firstNumber;
    long first;
    byte[] digest = new byte[0];
    private boolean isAnnounced;

    Addition(String name, long id, DType dtype, long rowBytes) {
      this.name = name;
      this.id = id;
      this.dtype = dtype;
      this.rowBytes = rowBytes;
      this.range = new RangeFinder(dtype);
    }

    /** Writes the elements, or puts them into the batch. */
    void write(long size, BytesSource source) throws IOException {
      DbConfig config = database.config();
      int most = config.maxValueBytes();
      if (size <= Math.min(MAX_BATCHED_BYTES, most) && !config.enableCompression()) {
        if (size > 0) {
          writeBatched((int) size, source);
        }
        return;
      }
      long capacity = rowBytes <= most ? most / rowBytes * rowBytes : most & -SEGMENT_ALIGNMENT;
      database.putText(TensorKeys.pending(id, firstNumber), name);
      isAnnounced = true;
      for (long left = size; left > 0; ) {
        int n = (int) Math.min(left, capacity);
        SegmentRecorder recorder = recorder(n);
        database.putBytes(
            TensorKeys.data(id, firstNumber + segments.size()), n, new Recording(source, recorder));
        add(recorder.sums());
        left -= n;
      }
      batch.delete(TensorKeys.pending(id, firstNumber));
    }

    private SegmentRecorder recorder(int bytes) {
      return new SegmentRecorder(id, firstNumber + segments.size(), first, bytes, range);
    }

    private void writeBatched(int size, BytesSource source) throws IOException {
      byte[] all = new byte[size];
      SegmentRecorder recorder = recorder(size);
      Recording recording = new Recording(source, recorder);
      CRC32C crc = new CRC32C();
      for (int at = 0; at < size; at += SegmentSums.PIECE_BYTES) {
        int n = Math.min(SegmentSums.PIECE_BYTES, size - at);
        ByteBuffer piece = ByteBuffer.wrap(all, at, n).slice();
        recording.read(piece);
        if (piece.hasRemaining()) {
          throw new IllegalStateException(
              "The source left " + piece.remaining() + " of " + n + " bytes unfilled");
        }
        crc.reset();
        crc.update(all, at, n);
        recording.checksum((int) crc.getValue());
      }
      batch.putBytes(TensorKeys.data(id, firstNumber), all);
      add(recorder.sums());
    }

    private void add(SegmentSums sums) {
      segments.add(sums);
      first += sums.bytes();
      digest = TensorHead.next(digest, sums);
    }

    /** Makes the segments a tensor. */
    void commit(Shape shape) {
      for (SegmentSums s : segments) {
        batch.putBytes(TensorKeys.sums(id, s.number()), s.encode());
      }
      TensorHead head =
          new TensorHead(
              id,
              dtype,
              shape,
              firstNumber + segments.size(),
              digest,
              range.minBits(),
              range.maxBits());
      batch.putBytes(TensorKeys.head(name), head.encode());
      database.write(batch);
    }

    /** Deletes what was written for nothing. */
    void discard(Throwable why) {
      if (isAnnounced) {
        try {
          TensorWriter.this.discard(TensorKeys.pending(id, firstNumber), name);
        } catch (RuntimeException e) {
          why.addSuppressed(e);
        }
      }
    }
  }

  /** Hands on what a source gives, and has it recorded. */
  private record Recording(BytesSource source, SegmentRecorder recorder) implements BytesSource {
    @Override
    public void read(ByteBuffer target) throws IOException {
      ByteBuffer filled = target.duplicate();
      source.read(target);
      if (!target.hasRemaining()) {
        recorder.accept(filled);
      }
    }

    @Override
    public void checksum(int crc32c) {
      recorder.checksum(crc32c);
      source.checksum(crc32c);
    }
  }

  /** The bytes of a tensor, from the first on. */
  static final class Reading implements BytesSource {
    private final TensorData data;
    private long at;

    Reading(Tensor tensor) {
      this.data = tensor.data();
    }

    @Override
    public void read(ByteBuffer target) {
      int n = target.remaining();
      data.read(at, target);
      at += n;
    }
  }
}
