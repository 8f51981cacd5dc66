/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.mapped;

import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.SynaIOException;
import ai.synadb.error.UnknownFormatException;
import ai.synadb.internal.format.Utf8;
import ai.synadb.internal.io.CacheLines;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.internal.log.Errors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Vectors in a file that is mapped whole: {@link FileHeader}, then {@link VectorRecord}s, each
 * written once, in {@link Extents}.
 *
 * <p><b>Speed.</b> A batch is stores into the mapping and nothing else: no system call, no
 * checksum. Checksums come after it, from {@link #settle}, which another thread can call.
 *
 * <p><b>Crashes.</b> {@link #checkpoint} puts all records on the disk, and then a header that says
 * up to where they are. Behind that, {@link #open} takes the records that follow each other,
 * verify, and belong to whole batches. What stands behind them may be of older times, and even
 * right: but each open raises the epoch before it writes, so what came since the last header has
 * its epoch, and nothing else has. So nothing behind the end has to be wiped. {@link Recovered} is
 * what an open finds.
 *
 * <p>Thread safety: safe for use by multiple threads. One batch is open at a time.
 */
public final class VectorFile implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(VectorFile.class.getName());
  private static final int MAX_DIMENSIONS = 8192;

  /** The longest key, in bytes of UTF-8. */
  public static final int MAX_KEY_BYTES = VectorRecord.MAX_KEY_BYTES;

  /** The first sequence of an epoch is a multiple of this, so none is ever given twice. */
  private static final int SEQUENCE_BITS = 40;

  private final Storage storage;
  private volatile Path path; // another name after a rewrite
  private final StorageFile file;
  private final Extents extents;
  private final int epoch;
  private final int dimensions;
  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock settling = new ReentrantLock();
  private final ReentrantLock checkpointing = new ReentrantLock();
  private final VectorRecord checker; // guarded by settling
  private final Recovered recovered;
  private volatile FileHeader header; // changed under checkpointing
  private volatile long end;
  private volatile long settledEnd; // changed under settling
  private volatile @Nullable SynaIOException failure;
  private boolean isClosed; // guarded by writing
  private boolean isReplaced; // guarded by checkpointing
  private long nextSequence; // guarded by writing

  /**
   * What vectors a file holds.
   *
   * @param metric a number that the user of the file gives a meaning
   */
  public record Shape(int metric, int dimensions) {}

  private VectorFile(Storage storage, Path path, StorageFile file, FileHeader found, long bytes)
      throws IOException {
    this.storage = storage;
    this.path = path;
    this.file = file;
    this.header = found;
    this.dimensions = found.dimensions();
    this.epoch = found.epoch() + 1;
    this.checker = new VectorRecord(dimensions, found.uuid());
    this.extents = new Extents(file);
    extents.ensure(Math.max(1, file.length()));
    recovered = new Recovered(extents, found);
    warnOf(recovered.damagedBytes() + Math.max(0, found.end() - extents.end()));
    end = recovered.end();
    settledEnd = end;
    nextSequence = Math.max(recovered.lastSequence() + 1, (long) epoch << SEQUENCE_BITS);
    // The epoch is on the disk before the first record has it, and what was found with it.
    extents.force(Math.min(found.end(), end), end);
    write(found.next(epoch, end));
    extents.ensure(bytes);
  }

  /** The vectors of a file that is there; null if it is absent or empty. */
  public static @Nullable Shape shapeOf(Storage storage, Path path) {
    try {
      if (storage.kind(path) == Storage.Kind.ABSENT) {
        return null;
      }
      try (StorageFile f = storage.open(path, Storage.Access.READ)) {
        if (f.length() == 0) {
          return null;
        }
        FileHeader h = header(f, path);
        return new Shape(h.metric(), h.dimensions());
      }
    } catch (IOException e) {
      throw Errors.io("Opening", path, e);
    }
  }

  /**
   * Opens a file, and creates it when it is absent.
   *
   * @param shape of a file that is created; one that is there has its own
   * @param bytes how large it is to be at least
   */
  public static VectorFile open(Storage storage, Path path, Shape shape, long bytes) {
    try {
      storage.delete(rewritten(path)); // what a crash may have left
      if (shapeOf(storage, path) == null) {
        create(
            storage,
            path,
            new FileHeader(
                FileHeader.VERSION,
                shape.metric,
                shape.dimensions,
                0,
                UUID.randomUUID(),
                0,
                VectorRecord.FIRST));
      }
      return map(storage, path, bytes);
    } catch (IOException e) {
      throw Errors.io("Opening", path, e);
    }
  }

  private static Path rewritten(Path path) {
    return path.resolveSibling(path.getFileName() + ".compact");
  }

  private static VectorFile map(Storage storage, Path path, long bytes) throws IOException {
    StorageFile f = storage.open(path, Storage.Access.READ_WRITE);
    try {
      return new VectorFile(storage, path, f, header(f, path), bytes);
    } catch (IOException | RuntimeException | Error e) {
      f.close();
      throw e;
    }
  }

  private static FileHeader header(StorageFile f, Path path) throws IOException {
    byte[] page = new byte[VectorRecord.FIRST];
    f.read(0, page, 0, page.length);
    FileHeader h = FileHeader.find(page);
    if (h == null) {
      throw new UnknownFormatException(
          path.getFileName()
              + " is no file of MmapVectorStore: VectorImport reads those of the Rust and Python"
              + " SynaDB",
          path,
          0,
          null);
    }
    if (h.version() > FileHeader.VERSION) {
      throw new FormatTooNewException(
          path.getFileName()
              + " has version "
              + h.version()
              + "; this library knows "
              + FileHeader.VERSION,
          path,
          8,
          null);
    }
    if (h.dimensions() < 1
        || h.dimensions() > MAX_DIMENSIONS
        || h.metric() < 0
        || h.end() < VectorRecord.FIRST
        || h.epoch() < 0
        || h.epoch() >= 1 << (Long.SIZE - 1 - SEQUENCE_BITS)) {
      throw new UnknownFormatException(
          path.getFileName() + " has a header that cannot be: " + h, path, 0, null);
    }
    return h;
  }

  private static void create(Storage storage, Path path, FileHeader h) throws IOException {
    Path beside = path.resolveSibling(path.getFileName() + ".new");
    try (StorageFile f = storage.open(beside, Storage.Access.READ_WRITE)) {
      f.truncate(0);
      byte[] page = new byte[VectorRecord.FIRST];
      System.arraycopy(h.toBytes(), 0, page, h.place(), FileHeader.BYTES);
      f.write(0, page, 0, page.length);
      f.sync();
    }
    storage.rename(beside, path);
    syncDirectory(storage, path);
  }

  private static void syncDirectory(Storage storage, Path path) throws IOException {
    storage.syncDirectory(Objects.requireNonNull(path.toAbsolutePath().getParent()));
  }

  // ---- what is there

  private void warnOf(long lost) {
    if (lost > 0) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "{0} bytes of {1} do not verify; the vectors in them are left out",
          lost,
          path.getFileName());
    }
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** Tells this file from all others. */
  public UUID uuid() {
    return header.uuid();
  }

  /** What vectors it holds. */
  public Shape shape() {
    return new Shape(header.metric(), dimensions);
  }

  /** Where the first record begins. */
  public static long begin() {
    return VectorRecord.FIRST;
  }

  /** Where the next record begins. */
  public long end() {
    return end;
  }

  /** Up to where all is on the disk. */
  public long checkpointedEnd() {
    return header.end();
  }

  /** The file's length, as far as it can take records. */
  public long capacity() {
    return extents.end();
  }

  /** The bytes that did not verify when it was opened. */
  public long damagedBytes() {
    return recovered.damagedBytes();
  }

  /** The bytes of a record. */
  public static int recordBytes(int dimensions, int keyBytes, int attributeBytes) {
    return VectorRecord.length(VectorRecord.VECTOR, dimensions, keyBytes, attributeBytes);
  }

  /** Copies the vector of a record. */
  public void readVector(long offset, float[] target) {
    Extents.Extent e = extents.at(offset);
    int in = (int) (offset - e.start());
    e.floats().get((in + VectorRecord.HEADER) / Float.BYTES, target, 0, dimensions);
  }

  /** Has the vector at a place come into the cache, see {@link CacheLines}. */
  public long touch(long offset) {
    Extents.Extent e = extents.at(offset);
    int length = VectorRecord.HEADER + Float.BYTES * dimensions;
    return CacheLines.load(e.bytes(), (int) (offset - e.start()), length);
  }

  /** Goes through the records from a place on; those that came after it was made, too. */
  public Cursor cursor(long from) {
    return new Cursor(from);
  }

  /** One record after the other. Thread safety: confined to one thread. */
  public final class Cursor {
    private long next;
    private long offset;
    private int kind;
    private byte[] room = new byte[256];

    private Cursor(long from) {
      next = from;
    }

    /** Goes on to the next vector or delete; false if there is none yet. */
    public boolean next() {
      long until = end;
      while (next < until) {
        long at = recovered.skip(next);
        Extents.Extent e = at < until ? extents.at(at) : null;
        if (e == null || e.size() - (at - e.start()) < VectorRecord.HEADER) {
          next = e == null ? at : e.end();
          continue;
        }
        if (at != next) {
          next = at;
          continue; // another damaged range may follow at once
        }
        int in = (int) (at - e.start());
        ByteBuffer b = e.bytes();
        kind = VectorRecord.kind(b.getInt(in + VectorRecord.KIND_AT));
        offset = at;
        next =
            kind == VectorRecord.PAD
                ? e.end()
                : at + VectorRecord.length(kind, dimensions, keyBytes(), attributeBytes());
        if (kind != VectorRecord.PAD) {
          return true;
        }
      }
      return false;
    }

    /** Where the next record will be. */
    public long position() {
      return next;
    }

    /** Where the record is. */
    public long offset() {
      return offset;
    }

    /** Whether it says that a key's vector is gone. */
    public boolean isDelete() {
      return kind == VectorRecord.DELETE;
    }

    /** The record's number; those of later records are greater. */
    public long sequence() {
      return number(VectorRecord.SEQUENCE_AT);
    }

    private long number(int at) {
      Extents.Extent e = extents.at(offset);
      return e.bytes().getLong((int) (offset - e.start()) + at);
    }

    private int keyBytes() {
      return (int) number(VectorRecord.KEY_BYTES_AT);
    }

    private int attributeBytes() {
      return (int) number(VectorRecord.ATTRIBUTE_BYTES_AT);
    }

    /** The key. */
    public String key() {
      return text(0, keyBytes());
    }

    /** The attributes as JSON; empty if there are none. */
    public String attributes() {
      return text(keyBytes(), attributeBytes());
    }

    private String text(int from, int bytes) {
      if (room.length < bytes) {
        room = new byte[bytes];
      }
      Extents.Extent e = extents.at(offset);
      int at = (int) (offset - e.start()) + VectorRecord.HEADER + from;
      e.bytes().get(kind == VectorRecord.VECTOR ? at + 4 * dimensions : at, room, 0, bytes);
      return Utf8.decode(room, 0, bytes);
    }
  }

  // ---- writing

  /** Begins a batch; waits for the end of one that is open. */
  public Batch batch() {
    writing.lock();
    boolean begun = false;
    try {
      SynaIOException f = failure;
      if (f != null) {
        throw new SynaIOException(
            path.getFileName() + " takes no more vectors, as writing it failed; open it again",
            f,
            path);
      }
      if (isClosed) {
        throw new IllegalStateException("The vector store is closed");
      }
      Batch b = new Batch();
      begun = true;
      return b;
    } finally {
      if (!begun) {
        writing.unlock();
      }
    }
  }

  /**
   * Records that are there all at once, at {@link #commit}, or never. Thread safety: for the thread
   * that began it.
   */
  public final class Batch implements AutoCloseable {
    private Extents.Extent extent = extents.at(Math.min(end, extents.end() - 1));
    private long at = end;
    private long sequence = nextSequence;
    private int last = -1;
    private final PlainKey plainKey = new PlainKey();
    private Extents.@Nullable Extent lastExtent;

    private Batch() {}

    /** Adds a vector under a key of few characters, all ASCII; does nothing if it is another. */
    public boolean putPlain(String key, float[] vector, byte[] attributes) {
      boolean isPlain = plainKey.take(key);
      if (isPlain) {
        int bytes = key.length();
        int keyAt = putVector(sequence, bytes, vector, attributes.length);
        plainKey.store(extent.bytes(), bytes, keyAt, (int) (at - extent.start()));
        putAttributes(keyAt + bytes, attributes);
      }
      return isPlain;
    }

    /** Adds a vector. */
    public void put(byte[] key, float[] vector, byte[] attributes) {
      put(sequence, key, vector, attributes);
    }

    private void put(long number, byte[] key, float[] vector, byte[] attributes) {
      int keyAt = putVector(number, key.length, vector, attributes.length);
      extent.bytes().put(keyAt, key, 0, key.length);
      putAttributes(keyAt + key.length, attributes);
    }

    /**
     * Begins a record and stores its vector; returns where the key belongs. All stores go upwards:
     * one ahead would have to wait for its cache line, and all behind it with it.
     */
    private int putVector(long number, int keyBytes, float[] vector, int attributeBytes) {
      int n = recordBytes(dimensions, keyBytes, attributeBytes);
      int in = begin(VectorRecord.VECTOR, n, number, keyBytes, attributeBytes);
      extent.floats().put((in + VectorRecord.HEADER) / Float.BYTES, vector, 0, dimensions);
      int keyAt = in + VectorRecord.HEADER + Float.BYTES * dimensions;
      clearTail(keyAt, in + n);
      return keyAt;
    }

    private void putAttributes(int to, byte[] attributes) {
      if (attributes.length > 0) {
        extent.bytes().put(to, attributes, 0, attributes.length);
      }
    }

    /** Adds that a key's vector is gone. */
    public void delete(byte[] key) {
      int n = VectorRecord.length(VectorRecord.DELETE, dimensions, key.length, 0);
      int in = begin(VectorRecord.DELETE, n, sequence, key.length, 0);
      clearTail(in + VectorRecord.HEADER, in + n);
      extent.bytes().put(in + VectorRecord.HEADER, key, 0, key.length);
    }

    private int begin(int kind, int bytes, long number, int keyBytes, int attributeBytes) {
      if (at + bytes > extent.end()) {
        nextExtent();
      }
      int in = (int) (at - extent.start());
      ByteBuffer b = extent.bytes();
      header(in, kind, number);
      b.putInt(in + VectorRecord.KEY_BYTES_AT, keyBytes);
      b.putInt(in + VectorRecord.ATTRIBUTE_BYTES_AT, attributeBytes);
      last = in;
      lastExtent = extent;
      at += bytes;
      sequence = number + 1;
      return in;
    }

    /** Zeros what key and attributes may leave free. */
    private void clearTail(int from, int end) {
      for (int i = Math.max(from, end - VectorRecord.ALIGNMENT); i < end; i += Integer.BYTES) {
        extent.bytes().putInt(i, 0);
      }
    }

    private void header(int in, int kind, long number) {
      ByteBuffer b = extent.bytes();
      b.putInt(in, 0);
      b.putInt(in + VectorRecord.KIND_AT, VectorRecord.mark(kind));
      b.putInt(in + VectorRecord.EPOCH_AT, epoch);
      b.putInt(in + VectorRecord.KEY_BYTES_AT, 0);
      b.putLong(in + VectorRecord.ATTRIBUTE_BYTES_AT, 0);
      b.putLong(in + VectorRecord.SEQUENCE_AT, number);
    }

    private void nextExtent() {
      if (extent.end() - at >= VectorRecord.HEADER) {
        header((int) (at - extent.start()), VectorRecord.PAD, 0);
      }
      at = Math.max(at, extent.end());
      try {
        extents.ensure(at + 1);
      } catch (IOException e) {
        throw Errors.io("Growing", path, e);
      }
      extent = extents.at(at);
    }

    /** Where the record is that was added last. */
    private long lastOffset() {
      return Objects.requireNonNull(lastExtent).start() + last;
    }

    /** Lets the records count; returns the file. */
    public VectorFile commit() {
      Extents.Extent e = lastExtent;
      if (e != null) {
        int mark = e.bytes().getInt(last + VectorRecord.KIND_AT);
        e.bytes().putInt(last + VectorRecord.KIND_AT, VectorRecord.asLast(mark));
        nextSequence = Math.max(sequence, (long) epoch << SEQUENCE_BITS);
        end = at;
        lastExtent = null;
      }
      return VectorFile.this;
    }

    private void requireEmpty() {
      if (lastExtent != null || !writing.isHeldByCurrentThread()) {
        throw new IllegalStateException("The batch is not an empty one of this thread");
      }
    }

    /** Ends the batch; what was not committed never was. */
    @Override
    public void close() {
      writing.unlock();
    }
  }

  /** How many bytes have no checksum yet. */
  public long unsettledBytes() {
    return end - settledEnd;
  }

  /**
   * Gives all records their checksums: from then on they survive the end of the process, though not
   * that of the power.
   */
  public void settle() {
    settling.lock();
    try {
      long until = end;
      long at = settledEnd;
      while (at < until) {
        Extents.Extent e = extents.at(at);
        ByteBuffer view = e.bytes().duplicate();
        long stop = Math.min(until, e.end());
        while (stop - at >= VectorRecord.HEADER) {
          int in = (int) (at - e.start());
          int n = checker.length(e.bytes(), in);
          e.bytes().putInt(in, checker.checksum(e, view, in, n));
          at += n;
        }
        at = until > e.end() ? e.end() : until;
        settledEnd = at;
      }
    } finally {
      settling.unlock();
    }
  }

  /** Puts all records on the disk; when it returns, none of them can be lost any more. */
  public void checkpoint() {
    checkpointing.lock();
    try {
      if (isReplaced) {
        return; // all of it is in another file, and on the disk
      }
      SynaIOException f = failure;
      if (f != null) {
        throw new SynaIOException(
            "Writing " + path.getFileName() + " failed before; open it again", f, path);
      }
      long from = header.end();
      settle();
      long to = settledEnd;
      if (to > from) {
        extents.force(from, to);
        write(header.next(epoch, to));
      }
    } catch (IOException e) {
      SynaIOException f = Errors.io("A checkpoint of", path, e);
      failure = f; // what the disk has now is not known
      throw f;
    } finally {
      checkpointing.unlock();
    }
  }

  private void write(FileHeader next) throws IOException {
    file.write(next.place(), next.toBytes(), 0, FileHeader.BYTES);
    file.sync();
    header = next;
  }

  /** Says which records a rewrite keeps. */
  public interface Keeper {
    /** Whether the record of a vector counts. */
    boolean keeps(String key, long sequence);
  }

  /** Is told where a kept record is now. */
  public interface Mover {
    /** Called in the order of sequences. */
    void moved(long sequence, long offset);
  }

  /**
   * Writes the vectors that count into a new file, which takes the place of this one on the disk.
   * Records keep their sequence. This file can be read further, until {@link #replaced}.
   *
   * @param empty a batch, so that nobody writes meanwhile
   * @return the new file
   */
  public VectorFile rewrite(Batch empty, Keeper keeper, Mover mover) {
    empty.requireEmpty();
    Path beside = rewritten(path);
    try {
      FileHeader h = header;
      create(
          storage,
          beside,
          new FileHeader(
              h.version(), h.metric(), dimensions, epoch, h.uuid(), 0, VectorRecord.FIRST));
      VectorFile target = map(storage, beside, 1);
      try {
        copy(target, keeper, mover);
        target.checkpoint();
        takePlace(beside);
        target.path = path;
        return target;
      } catch (IOException | RuntimeException | Error e) {
        target.file.close();
        throw e;
      }
    } catch (IOException e) {
      throw Errors.io("Compacting", path, e);
    }
  }

  /** If this fails, nobody knows which of the two files the path names: neither may be written. */
  private void takePlace(Path beside) throws IOException {
    try {
      storage.rename(beside, path);
      syncDirectory(storage, path);
    } catch (IOException e) {
      failure = Errors.io("Compacting", path, e);
      throw e;
    }
  }

  private void copy(VectorFile target, Keeper keeper, Mover mover) {
    Cursor c = cursor(VectorRecord.FIRST);
    float[] vector = new float[dimensions];
    try (Batch b = target.batch()) {
      while (c.next()) {
        if (!c.isDelete() && keeper.keeps(c.key(), c.sequence())) {
          readVector(c.offset(), vector);
          b.put(
              c.sequence(),
              Utf8.encode(c.key(), "A key"),
              vector,
              Utf8.encode(c.attributes(), "Attributes"));
          mover.moved(c.sequence(), b.lastOffset());
        }
      }
      b.commit();
    }
  }

  /** Lets go of this file, as another has taken its place. It takes no batch any more. */
  public void replaced() {
    writing.lock();
    checkpointing.lock();
    try {
      isClosed = true;
      isReplaced = true;
      release();
    } finally {
      checkpointing.unlock();
      writing.unlock();
    }
  }

  private void release() {
    try {
      file.close();
    } catch (IOException e) {
      throw Errors.io("Closing", path, e);
    }
  }

  /**
   * Makes a checkpoint and closes the file; idempotent. Waits for a batch that is open. What is
   * mapped can be read further.
   */
  @Override
  public void close() {
    writing.lock();
    try {
      if (!isClosed) {
        isClosed = true;
        try {
          checkpoint();
        } finally {
          release();
        }
      }
    } finally {
      writing.unlock();
    }
  }
}
