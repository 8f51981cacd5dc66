/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Files in memory, and nothing else: for tests that open a hundred thousand databases. The bytes of
 * a file can be changed under a database that has it open, and a mapping shows it, as on a real
 * disk.
 *
 * <p>Thread safety: confined to one thread.
 */
final class MemoryDisk implements Storage {
  private final Map<String, Bytes> files = new TreeMap<>();

  /** The content of one file. */
  private static final class Bytes {
    byte[] array;
    int length;
    boolean isLocked;

    Bytes(byte[] array) {
      this.array = array;
      this.length = array.length;
    }

    void setLength(int n) {
      if (n > array.length) {
        array = Arrays.copyOf(array, Math.max(n, array.length * 2));
      } else if (n < length) {
        Arrays.fill(array, n, length, (byte) 0);
      }
      length = n;
    }
  }

  /** The path of a file. */
  static Path path(String name) {
    return Path.of("/memory", name);
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  /** Puts a file here; the array is the file until the file grows. */
  void put(String name, byte[] bytes) {
    files.put(name, new Bytes(bytes));
  }

  void remove(String name) {
    files.remove(name);
  }

  boolean has(String name) {
    return files.containsKey(name);
  }

  /** A copy of a file. */
  byte[] get(String name) {
    Bytes b = files.get(name);
    return Arrays.copyOf(b.array, b.length);
  }

  /** The array that is a file. */
  byte[] array(String name) {
    return files.get(name).array;
  }

  private Bytes require(Path path) throws NoSuchFileException {
    Bytes b = files.get(name(path));
    if (b == null) {
      throw new NoSuchFileException(path.toString());
    }
    return b;
  }

  @Override
  public StorageFile open(Path path, Access access) throws IOException {
    String name = name(path);
    if (access == Access.CREATE_NEW && files.containsKey(name)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    if (access != Access.READ && !files.containsKey(name)) {
      files.put(name, new Bytes(new byte[0]));
    }
    return new MemoryFile(path, require(path));
  }

  @Override
  public Kind kind(Path path) {
    return path.getNameCount() < 2
        ? Kind.DIRECTORY
        : files.containsKey(name(path)) ? Kind.FILE : Kind.ABSENT;
  }

  @Override
  public void createDirectory(Path directory) {
    throw new UnsupportedOperationException("There are no directories here: " + directory);
  }

  @Override
  public Object identity(Path path) {
    return files.get(name(path));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Bytes b = require(from);
    files.remove(name(from));
    files.put(name(to), b);
  }

  @Override
  public void delete(Path path) {
    files.remove(name(path));
  }

  @Override
  public void syncDirectory(Path directory) {}

  @Override
  public long usableSpace(Path directory) {
    return 1L << 40;
  }

  @Override
  public Path canonical(Path path) {
    return path;
  }

  @Override
  public Lock tryLock(Path path) {
    Bytes b = files.computeIfAbsent(name(path), n -> new Bytes(new byte[0]));
    if (b.isLocked) {
      return null;
    }
    b.isLocked = true;
    return new Lock() {
      @Override
      public ByteBuffer page(int bytes) {
        b.setLength(Math.max(b.length, bytes));
        return ByteBuffer.wrap(b.array, 0, bytes);
      }

      @Override
      public void close() {
        b.isLocked = false;
      }
    };
  }

  @Override
  public ByteBuffer mapLockPage(Path path, int bytes) {
    Bytes b = files.get(name(path));
    return b == null || b.length < bytes ? null : ByteBuffer.wrap(b.array, 0, bytes);
  }

  private static final class MemoryFile implements StorageFile {
    private final Path path;
    private final Bytes bytes;

    MemoryFile(Path path, Bytes bytes) {
      this.path = path;
      this.bytes = bytes;
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      if (position < 0) {
        throw new IOException("Negative seek offset");
      }
      int n = (int) Math.max(0, Math.min(length, bytes.length - position));
      if (n > 0) {
        System.arraycopy(bytes.array, (int) position, target, offset, n);
      }
      return n;
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) {
      int end = Math.toIntExact(position + length);
      bytes.setLength(Math.max(bytes.length, end));
      System.arraycopy(source, offset, bytes.array, (int) position, length);
    }

    @Override
    public void write(long position, ByteBuffer source) {
      byte[] b = new byte[source.remaining()];
      source.get(b);
      write(position, b, 0, b.length);
    }

    @Override
    public void truncate(long length) {
      bytes.setLength(Math.toIntExact(length));
    }

    @Override
    public void sync() {}

    @Override
    public void force(ByteBuffer mapping, int from, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ByteBuffer map(long position, int length, MapMode mode) throws IOException {
      if (position < 0 || position + length > bytes.length) {
        throw new IOException("Range ends behind the file: " + (position + length));
      }
      if (mode == MapMode.SHARED) {
        throw new UnsupportedOperationException(); // the bytes move when the file grows
      }
      if (mode == MapMode.PRIVATE) {
        return ByteBuffer.wrap(
            Arrays.copyOfRange(bytes.array, (int) position, (int) position + length));
      }
      return ByteBuffer.wrap(bytes.array, (int) position, length).slice();
    }

    @Override
    public Object identity() {
      return bytes;
    }

    @Override
    public void close() {}
  }
}
