/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file system as the log sees it: the one door to the disk, so that a simulated disk can stand
 * behind it.
 *
 * <p>No call is ever cut short by {@link Thread#interrupt()}: an interrupt stays pending and the
 * call completes.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public interface Storage {

  /** How a file is opened. */
  enum Access {
    /** Must exist; never written. */
    READ,
    /** Created when absent. */
    READ_WRITE,
    /** Must not exist yet. */
    CREATE_NEW
  }

  /** What a path names. */
  enum Kind {
    ABSENT,
    FILE,
    DIRECTORY,
    OTHER
  }

  /**
   * Opens a file.
   *
   * @throws java.nio.file.NoSuchFileException if it is absent and {@code access} is READ
   * @throws java.nio.file.FileAlreadyExistsException if it exists and {@code access} is CREATE_NEW
   */
  StorageFile open(Path path, Access access) throws IOException;

  /** What the path names now. */
  Kind kind(Path path) throws IOException;

  /**
   * An object equal for two paths exactly if they name the same file (device and inode); null if
   * absent.
   */
  @Nullable Object identity(Path path) throws IOException;

  /**
   * Creates a directory in one that exists, unless it is there. Durable only after {@link
   * #syncDirectory} of the other.
   */
  void createDirectory(Path directory) throws IOException;

  /** Renames atomically, replacing the target. Durable only after {@link #syncDirectory}. */
  void rename(Path from, Path to) throws IOException;

  /**
   * As {@link #rename}, but replaces nothing; a directory may take the place of an empty one.
   *
   * @throws FileAlreadyExistsException if the target is there
   */
  default void renameToNew(Path from, Path to) throws IOException {
    if (kind(to) != Kind.ABSENT) {
      throw new FileAlreadyExistsException(to.toString());
    }
    rename(from, to);
  }

  /** Deletes a file, or an empty directory, if it exists. */
  void delete(Path path) throws IOException;

  /** Makes creations, renames and deletions in the directory durable. */
  void syncDirectory(Path directory) throws IOException;

  /** Bytes that can still be written in the directory's file system. */
  long usableSpace(Path directory) throws IOException;

  /**
   * The absolute path with symbolic links of its directory resolved; the same file has one such
   * path.
   */
  Path canonical(Path path) throws IOException;

  /**
   * Takes the exclusive lock of a lock file, creating the file, without waiting.
   *
   * @return the lock, or null if another process holds it
   */
  @Nullable Lock tryLock(Path path) throws IOException;

  /**
   * Whether a process holds the exclusive lock of a lock file; false if the file is absent. Not to
   * be asked by the process that holds it.
   */
  default boolean isLocked(Path path) throws IOException {
    if (kind(path) == Kind.ABSENT) {
      return false;
    }
    Lock lock = tryLock(path);
    if (lock != null) {
      lock.close();
    }
    return lock == null;
  }

  /**
   * Maps the first bytes of a lock file that another process holds for reading; null if it is
   * absent or shorter.
   */
  @Nullable ByteBuffer mapLockPage(Path path, int bytes) throws IOException;

  /**
   * An exclusive lock between processes, with a shared page. Freed by {@link #close} and by process
   * death.
   */
  interface Lock extends AutoCloseable {

    /** A shared mapping of the first bytes of the lock file; grows the file when it is shorter. */
    ByteBuffer page(int bytes) throws IOException;

    @Override
    void close() throws IOException;
  }
}
