/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.error.SynaIOException;
import ai.synadb.internal.format.ByteSource;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.io.CacheLines;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of a log are to be read: mapped windows over what was written, the append
 * buffer's chunks behind them, and the file for what is in neither.
 *
 * <p>Windows are looked up by granules of 16 MiB. A GiB that is full is one mapping, what lies
 * behind the last full one consists of smaller mappings that are replaced as the log grows. Nobody
 * unmaps: a mapping ends when no view, no snapshot and no lease refers to it any more, so a late
 * reader never touches a page that is gone.
 *
 * <p>Thread safety: immutable.
 */
final class LogView implements ByteSource {
  private static final int GRANULE_BITS = 24;
  private static final long GRANULE = 1L << GRANULE_BITS;
  private static final long WINDOW = 1L << 30;

  private final StorageFile file;
  private final Path path; // the log's: a compaction makes the file under another name
  private final ByteBuffer[] windows;
  private final long[] bases;
  private final long mappedEnd;
  private final Chunk[] chunks;

  private LogView(
      StorageFile file,
      Path path,
      ByteBuffer[] windows,
      long[] bases,
      long mappedEnd,
      Chunk[] chunks) {
    this.file = file;
    this.path = path;
    this.windows = windows;
    this.bases = bases;
    this.mappedEnd = mappedEnd;
    this.chunks = chunks;
  }

  /** A piece of the append buffer. Bytes are written once, before anybody can know their offset. */
  static final class Chunk {
    final long start;
    final byte[] bytes;

    Chunk(long start, byte[] bytes) {
      this.start = start;
      this.bytes = bytes;
    }
  }

  /** A view that reads everything from the file. */
  static LogView of(StorageFile file) {
    return of(file, file.path());
  }

  /** As {@link #of(StorageFile)}, of a file that messages name by this path. */
  static LogView of(StorageFile file, Path path) {
    return new LogView(file, path, new ByteBuffer[0], new long[0], 0, new Chunk[0]);
  }

  long mappedEnd() {
    return mappedEnd;
  }

  /** This view with one more chunk behind all others. */
  LogView withChunk(Chunk chunk) {
    Chunk[] more = Arrays.copyOf(chunks, chunks.length + 1);
    more[chunks.length] = chunk;
    return new LogView(file, path, windows, bases, mappedEnd, more);
  }

  /**
   * This view with all before {@code end} mapped, and without the chunks that are not needed any
   * more.
   */
  LogView withMapping(long end) throws IOException {
    if (end <= mappedEnd) {
      return this;
    }
    int granules = (int) ((end + GRANULE - 1) >>> GRANULE_BITS);
    ByteBuffer[] w = Arrays.copyOf(windows, granules);
    long[] b = Arrays.copyOf(bases, granules);
    int g = (int) (mappedEnd >>> GRANULE_BITS);
    while (g < granules) {
      long base = (long) g << GRANULE_BITS;
      long window = base & -WINDOW;
      long to = Math.min(end, window + WINDOW);
      if (to == window + WINDOW) {
        base = window; // the GiB is full now: one mapping for all of it
      }
      ByteBuffer map = file.map(base, (int) (to - base), StorageFile.MapMode.READ_ONLY);
      map.order(ByteOrder.LITTLE_ENDIAN);
      int last = (int) ((to - 1) >>> GRANULE_BITS);
      Arrays.fill(w, (int) (base >>> GRANULE_BITS), last + 1, map);
      Arrays.fill(b, (int) (base >>> GRANULE_BITS), last + 1, base);
      g = last + 1;
    }
    int keep = 0;
    while (keep < chunks.length && chunkEnd(keep) <= end) {
      keep++;
    }
    return new LogView(file, path, w, b, end, Arrays.copyOfRange(chunks, keep, chunks.length));
  }

  private long chunkEnd(int i) {
    return i + 1 < chunks.length ? chunks[i + 1].start : Long.MAX_VALUE;
  }

  @Override
  public void read(long position, byte[] target, int at, int length) {
    long p = position;
    int to = at;
    int left = length;
    while (left > 0) {
      int n;
      if (p >= 0 && p < mappedEnd) {
        int g = (int) (p >>> GRANULE_BITS);
        ByteBuffer w = windows[g];
        int index = (int) (p - bases[g]);
        n = Math.min(left, w.limit() - index);
        copy(w, index, target, to, n);
      } else {
        int c = chunkOf(p);
        n = c < 0 ? readFile(p, target, to, left) : readChunk(c, p, target, to, left);
      }
      if (n <= 0) {
        throw new SynaIOException(
            path + " has nothing at byte " + p + ", where a record should be", null, path);
      }
      p += n;
      to += n;
      left -= n;
    }
  }

  private void copy(ByteBuffer w, int index, byte[] target, int to, int n) {
    try {
      w.get(index, target, to, n);
    } catch (InternalError e) { // how a failing read of a mapped page arrives
      throw new SynaIOException("Reading " + path + " failed", e, path);
    }
  }

  /** Has a range come into the cache as far as it is mapped, see {@link CacheLines}. */
  long touch(long position, int length) {
    if (position < 0 || position >= mappedEnd) {
      return 0;
    }
    int g = (int) (position >>> GRANULE_BITS);
    try {
      return CacheLines.load(windows[g], (int) (position - bases[g]), length);
    } catch (InternalError e) {
      return 0; // a page that cannot be read: whoever needs it is told
    }
  }

  /** A range as a view of the window that holds all of it; null if none does. */
  @Nullable ByteBuffer window(long position, int length) {
    if (position < 0 || length <= 0 || position + length > mappedEnd) {
      return null;
    }
    int g = (int) (position >>> GRANULE_BITS);
    ByteBuffer w = windows[g];
    long index = position - bases[g];
    return index + length <= w.limit() ? w.slice((int) index, length) : null;
  }

  /** Hands out what is mapped of a range, in order. */
  void forEachMapped(long position, long length, Consumer<ByteBuffer> pieces) {
    long p = position;
    long end = position + length;
    while (p < end) {
      int g = (int) (p >>> GRANULE_BITS);
      ByteBuffer w = windows[g];
      int index = (int) (p - bases[g]);
      int n = (int) Math.min(end - p, w.limit() - index);
      try {
        pieces.accept(w.slice(index, n));
      } catch (InternalError e) {
        throw new SynaIOException("Reading " + path + " failed", e, path);
      }
      p += n;
    }
  }

  private int readChunk(int c, long p, byte[] target, int to, int left) {
    Chunk chunk = chunks[c];
    int index = (int) (p - chunk.start);
    int n = (int) Math.min(Math.min(left, chunk.bytes.length - index), chunkEnd(c) - p);
    System.arraycopy(chunk.bytes, index, target, to, n);
    return n;
  }

  private int readFile(long p, byte[] target, int to, int left) {
    int n = left;
    if (chunks.length > 0) {
      n = (int) Math.min(n, chunks[0].start - p);
    }
    try {
      if (n <= 0 || file.read(p, target, to, n) < n) {
        throw new SynaIOException(
            path + " ends before byte " + (p + n) + ", which was valid", null, path);
      }
    } catch (IOException e) {
      throw new SynaIOException("Reading " + path + " failed", e, path);
    }
    return n;
  }

  /** The chunk that holds a position, or -1. */
  private int chunkOf(long p) {
    int low = 0;
    int high = chunks.length - 1;
    while (low <= high) {
      int mid = (low + high) >>> 1;
      if (chunks[mid].start > p) {
        high = mid - 1;
      } else if (chunkEnd(mid) <= p) {
        low = mid + 1;
      } else {
        return mid;
      }
    }
    return -1;
  }

  /** Whether the record at {@code offset} has this key. */
  boolean keyEquals(long offset, byte[] key) {
    long keyAt = offset + RecordFormat.HEADER_BYTES;
    if (offset >= 0 && keyAt + key.length <= mappedEnd) {
      int g = (int) (offset >>> GRANULE_BITS);
      ByteBuffer w = windows[g];
      int index = (int) (offset - bases[g]);
      if (index + RecordFormat.HEADER_BYTES + key.length <= w.limit()) {
        return keyEquals(w, index, key);
      }
    } else if (offset >= mappedEnd) {
      int c = chunkOf(offset);
      if (c >= 0) {
        byte[] b = chunks[c].bytes;
        int index = (int) (offset - chunks[c].start);
        if (index + RecordFormat.HEADER_BYTES + key.length <= b.length) {
          return RecordFormat.getUnsignedShort(b, index + RecordFormat.KEY_LENGTH_AT) == key.length
              && Arrays.equals(
                  b,
                  index + RecordFormat.HEADER_BYTES,
                  index + RecordFormat.HEADER_BYTES + key.length,
                  key,
                  0,
                  key.length);
        }
        return false;
      }
    }
    byte[] header = new byte[RecordFormat.HEADER_BYTES];
    read(offset, header, 0, header.length);
    if (RecordFormat.getUnsignedShort(header, RecordFormat.KEY_LENGTH_AT) != key.length) {
      return false;
    }
    byte[] found = new byte[key.length];
    read(keyAt, found, 0, found.length);
    return Arrays.equals(found, key);
  }

  private boolean keyEquals(ByteBuffer w, int index, byte[] key) {
    try {
      if ((w.getShort(index + RecordFormat.KEY_LENGTH_AT) & 0xffff) != key.length) {
        return false;
      }
      int p = index + RecordFormat.HEADER_BYTES;
      int i = 0;
      for (; i + 8 <= key.length; i += 8) {
        if (w.getLong(p + i) != RecordFormat.getLong(key, i)) {
          return false;
        }
      }
      for (; i < key.length; i++) {
        if (w.get(p + i) != key[i]) {
          return false;
        }
      }
      return true;
    } catch (InternalError e) {
      throw new SynaIOException("Reading " + path + " failed", e, path);
    }
  }

  /** The key of the record at {@code offset}. */
  byte[] keyAt(long offset) {
    byte[] header = new byte[RecordFormat.HEADER_BYTES];
    read(offset, header, 0, header.length);
    byte[] key = new byte[RecordFormat.getUnsignedShort(header, RecordFormat.KEY_LENGTH_AT)];
    read(offset + RecordFormat.HEADER_BYTES, key, 0, key.length);
    return key;
  }
}
