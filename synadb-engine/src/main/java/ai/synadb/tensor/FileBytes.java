/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.error.DatabaseNotFoundException;
import ai.synadb.error.InvalidDatabasePathException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.UnknownFormatException;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.internal.log.Errors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that is read from any place, and the errors that name it.
 *
 * <p>Thread safety: safe for use by multiple threads; its streams are confined to one.
 */
final class FileBytes implements AutoCloseable {
  private final StorageFile file;
  private final Path path;
  private final long length;
  private volatile boolean isClosed;

  private FileBytes(StorageFile file, Path path, long length) {
    this.file = file;
    this.path = path;
    this.length = length;
  }

  static FileBytes open(Storage storage, Path given) {
    try {
      Path path = storage.canonical(given);
      switch (storage.kind(path)) {
        case ABSENT:
          throw new DatabaseNotFoundException("There is no file at " + path, path);
        case DIRECTORY:
          throw new InvalidDatabasePathException(
              path + " is a directory; tensors are in files", null, path);
        case OTHER:
          throw new InvalidDatabasePathException(path + " is not a regular file", null, path);
        case FILE:
      }
      return of(storage.open(path, Storage.Access.READ), path);
    } catch (NoSuchFileException e) {
      throw new DatabaseNotFoundException("There is no file at " + given, given);
    } catch (IOException e) {
      throw Errors.io("Opening", given, e);
    }
  }

  /** Over an open file, which is closed with this, and at once if it has no length. */
  static FileBytes of(StorageFile file, Path path) throws IOException {
    try {
      return new FileBytes(file, path, file.length());
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  Path path() {
    return path;
  }

  /** The name, for messages. */
  String name() {
    return String.valueOf(path.getFileName());
  }

  long length() {
    return length;
  }

  /** Reads up to {@code count} bytes; fewer only where the file ends. */
  int read(long position, byte[] target, int offset, int count) {
    if (isClosed) {
      throw new IllegalStateException(name() + " is closed");
    }
    try {
      return file.read(position, target, offset, count);
    } catch (IOException e) {
      throw Errors.io("Reading", path, e);
    }
  }

  /** Reads exactly {@code count} bytes. */
  void readFully(long position, byte[] target, int offset, int count) {
    int n = read(position, target, offset, count);
    if (n < count) {
      throw damaged(
          "it ends at byte " + (position + n) + ", in the middle of what it holds", position + n);
    }
  }

  /** The bytes in a range of the file. */
  InputStream stream(long from, long to) {
    return new Range(from, to);
  }

  /** An error about a place in the file. */
  SynaFormatException damaged(String why, long offset) {
    return damaged(why, offset, null);
  }

  SynaFormatException damaged(String why, long offset, @Nullable Throwable cause) {
    return new SynaFormatException(name() + " is damaged: " + why, cause, path, offset, null);
  }

  /** An error about something that is as it should be, but cannot be taken. */
  UnknownFormatException unknown(String why, long offset) {
    return new UnknownFormatException(name() + ": " + why, path, offset, null);
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      file.close();
    } catch (IOException e) {
      throw Errors.io("Closing", path, e);
    }
  }

  private final class Range extends InputStream {
    private final long end;
    private long position;

    Range(long from, long to) {
      this.position = from;
      this.end = to;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
      Objects.checkFromIndexSize(offset, count, target.length);
      if (count == 0) {
        return 0;
      }
      if (position >= end) {
        return -1;
      }
      int n = (int) Math.min(count, end - position);
      readFully(position, target, offset, n);
      position += n;
      return n;
    }

    @Override
    public long skip(long count) {
      long n = Math.max(0, Math.min(count, end - position));
      position += n;
      return n;
    }
  }
}
