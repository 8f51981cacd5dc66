/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The real disk.
 *
 * <p>{@link FileChannel} closes itself when a thread that uses it is interrupted, and closing any
 * channel of a lock file frees the process's lock. So reads, writes and syncs go through {@link
 * RandomAccessFile}, which interrupts cannot touch, and the few calls that only a channel offers
 * (map, lock, directory sync) run on {@link IoThread}, which nobody interrupts.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public final class DiskStorage implements Storage {
  /** The one instance: it has no state. */
  public static final DiskStorage INSTANCE = new DiskStorage();

  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  private DiskStorage() {}

  @Override
  public StorageFile open(Path path, Access access) throws IOException {
    Kind kind = kind(path);
    if (access == Access.CREATE_NEW) {
      Files.createFile(path);
    } else if (access == Access.READ && kind == Kind.ABSENT) {
      throw new NoSuchFileException(path.toString());
    }
    try {
      boolean writable = access != Access.READ;
      return new DiskFile(
          path,
          new RandomAccessFile(path.toFile(), writable ? "rw" : "r"),
          writable,
          identity(path));
    } catch (FileNotFoundException e) {
      // RandomAccessFile says "not found" for missing parents and for refused access alike.
      Path parent = path.toAbsolutePath().getParent();
      if (parent != null && !Files.isDirectory(parent)) {
        NoSuchFileException missing = new NoSuchFileException(parent.toString());
        missing.initCause(e);
        throw missing;
      }
      throw e;
    }
  }

  @Override
  public Kind kind(Path path) throws IOException {
    try {
      BasicFileAttributes a = Files.readAttributes(path, BasicFileAttributes.class);
      return a.isRegularFile() ? Kind.FILE : a.isDirectory() ? Kind.DIRECTORY : Kind.OTHER;
    } catch (NoSuchFileException e) {
      return Kind.ABSENT;
    }
  }

  @Override
  public @Nullable Object identity(Path path) throws IOException {
    try {
      BasicFileAttributes a = Files.readAttributes(path, BasicFileAttributes.class);
      // Windows has no inode here: creation time is the best stand-in.
      return a.fileKey() != null ? a.fileKey() : a.creationTime();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    if (kind(directory) != Kind.DIRECTORY) {
      Files.createDirectory(directory);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException("No atomic rename from " + from + " to " + to, e);
    }
  }

  @Override
  public void renameToNew(Path from, Path to) throws IOException {
    if (!Files.isDirectory(from) && isLinked(from, to)) {
      Files.delete(from);
      return;
    }
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    try {
      rename(from, to); // of a directory, this replaces no file and nothing that holds one
    } catch (FileSystemException e) {
      if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
        FileAlreadyExistsException there = new FileAlreadyExistsException(to.toString());
        there.initCause(e);
        throw there;
      }
      throw e;
    }
  }

  /** Asks and puts it there in one step; false on a file system without hard links. */
  private static boolean isLinked(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
      return true;
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return false; // asked first, as well as that goes
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    if (WINDOWS) {
      return; // a directory cannot be opened there; NTFS journals its own metadata
    }
    IoThread.call(
        () -> {
          try (FileChannel c = FileChannel.open(directory, StandardOpenOption.READ)) {
            c.force(true);
          }
          return null;
        });
  }

  @Override
  public long usableSpace(Path directory) throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  @Override
  public Path canonical(Path path) throws IOException {
    Path absolute = path.toAbsolutePath(); // behind a link '..' leads elsewhere than it looks
    if (Files.exists(absolute)) {
      return absolute.toRealPath();
    }
    Path parent = absolute.getParent();
    Path name = absolute.getFileName();
    if (parent == null || name == null || !Files.exists(parent)) {
      return absolute.normalize();
    }
    return parent.toRealPath().resolve(name);
  }

  @Override
  public @Nullable Lock tryLock(Path path) throws IOException {
    return IoThread.call(
        () -> {
          FileChannel channel =
              FileChannel.open(
                  path,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE);
          try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
              return new DiskLock(channel);
            }
          } catch (OverlappingFileLockException e) {
            // Held in this JVM by a caller the registry does not know; closing may free it, but it
            // is not ours to keep.
            channel.close();
            return null;
          } catch (Throwable t) {
            channel.close();
            throw t;
          }
          channel.close();
          return null;
        });
  }

  @Override
  public boolean isLocked(Path path) throws IOException {
    return IoThread.call(
        () -> {
          try (FileChannel c = FileChannel.open(path, StandardOpenOption.READ);
              // Shared, so that two who look do not take each other for a writer.
              FileLock lock = c.tryLock(Long.MAX_VALUE - 1, 1, true)) {
            return lock == null;
          } catch (NoSuchFileException e) {
            return false;
          } catch (OverlappingFileLockException e) {
            return true;
          }
        });
  }

  @Override
  public @Nullable ByteBuffer mapLockPage(Path path, int bytes) throws IOException {
    return IoThread.call(
        () -> {
          try (FileChannel c = FileChannel.open(path, StandardOpenOption.READ)) {
            return c.size() < bytes ? null : c.map(FileChannel.MapMode.READ_ONLY, 0, bytes);
          } catch (NoSuchFileException e) {
            return null;
          }
        });
  }

  private static final class DiskLock implements Lock {
    private final FileChannel channel;

    DiskLock(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public ByteBuffer page(int bytes) throws IOException {
      return IoThread.call(() -> channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static final class DiskFile implements StorageFile {
    /** The JDK copies what it writes: as much as fits the cache at a time. */
    private static final int WRITE_BYTES = 64 << 10;

    private final Path path;
    private final RandomAccessFile file;
    private final boolean writable;
    private final @Nullable Object identity;
    private final Object cursor = new Object(); // guards the file pointer

    DiskFile(Path path, RandomAccessFile file, boolean writable, @Nullable Object identity) {
      this.path = path;
      this.file = file;
      this.writable = writable;
      this.identity = identity;
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public long length() throws IOException {
      return file.length();
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      synchronized (cursor) {
        file.seek(position);
        int done = 0;
        while (done < length) {
          int n = file.read(target, offset + done, length - done);
          if (n < 0) {
            break;
          }
          done += n;
        }
        return done;
      }
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      synchronized (cursor) {
        file.seek(position);
        for (int at = 0; at < length; at += WRITE_BYTES) {
          file.write(source, offset + at, Math.min(WRITE_BYTES, length - at));
        }
      }
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
      if (source.hasArray()) {
        write(
            position, source.array(), source.arrayOffset() + source.position(), source.remaining());
        source.position(source.limit());
        return;
      }
      byte[] piece = new byte[Math.min(1 << 18, source.remaining())];
      while (source.hasRemaining()) {
        int n = Math.min(piece.length, source.remaining());
        source.get(piece, 0, n);
        write(position, piece, 0, n);
        position += n;
      }
    }

    @Override
    public Writing beginWrite(long position, ByteBuffer source) {
      Future<@Nullable Void> writing =
          IoThread.submit(
              () -> {
                long at = position;
                while (source.hasRemaining()) {
                  at += file.getChannel().write(source, at);
                }
                return null;
              });
      return () -> Uninterruptibly.await(writing);
    }

    @Override
    public void truncate(long length) throws IOException {
      file.setLength(length);
    }

    @Override
    public void sync() throws IOException {
      file.getFD().sync();
    }

    @Override
    public ByteBuffer map(long position, int length, MapMode mode) throws IOException {
      if (mode != MapMode.READ_ONLY && !writable) {
        throw new IOException("Such a mapping needs a writable file: " + path);
      }
      // A read-only mapping behind the end of a writable file would grow the file.
      if (position + length > file.length()) {
        throw new IOException(
            "Range ends behind the file: " + (position + length) + " > " + file.length());
      }
      FileChannel.MapMode m =
          switch (mode) {
            case READ_ONLY -> FileChannel.MapMode.READ_ONLY;
            case PRIVATE -> FileChannel.MapMode.PRIVATE;
            case SHARED -> FileChannel.MapMode.READ_WRITE;
          };
      return IoThread.call(() -> file.getChannel().map(m, position, length));
    }

    @Override
    public void force(ByteBuffer mapping, int from, int length) throws IOException {
      try {
        ((MappedByteBuffer) mapping).force(from, length); // no channel, so no interrupt ends it
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }

    @Override
    public @Nullable Object identity() {
      return identity;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
