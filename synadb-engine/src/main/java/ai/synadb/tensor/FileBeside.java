/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.error.InvalidDatabasePathException;
import ai.synadb.error.SynaIOException;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.internal.log.Errors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A file that is written beside its place and put there, whole and synced, by {@link #commit}.
 * Closed before, it leaves nothing.
 *
 * <p>Thread safety: confined to one thread.
 */
final class FileBeside extends OutputStream {
  private static final int BUFFER_BYTES = 1 << 18;

  private final Storage storage;
  private final Path target;
  private final Path beside;
  private final StorageFile file;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;
  private long written;
  private boolean isOver;

  private FileBeside(Storage storage, Path target, Path beside, StorageFile file) {
    this.storage = storage;
    this.target = target;
    this.beside = beside;
    this.file = file;
  }

  static FileBeside of(Storage storage, Path given) {
    try {
      Path target = storage.canonical(given);
      Storage.Kind kind = storage.kind(target);
      if (kind == Storage.Kind.DIRECTORY || kind == Storage.Kind.OTHER) {
        throw new InvalidDatabasePathException(
            given + " is not a file that can be replaced", null, given);
      }
      Path beside = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".new");
      StorageFile file = storage.open(beside, Storage.Access.CREATE_NEW);
      return new FileBeside(storage, target, beside, file);
    } catch (NoSuchFileException e) {
      throw new InvalidDatabasePathException("There is no directory for " + given, e, given);
    } catch (IOException e) {
      throw Errors.io("Creating", given, e);
    }
  }

  /** The bytes so far. */
  long position() {
    return written + buffered;
  }

  @Override
  public void write(int b) throws IOException {
    if (buffered == BUFFER_BYTES) {
      drain();
    }
    buffer[buffered++] = (byte) b;
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    if (length > BUFFER_BYTES - buffered) {
      drain();
    }
    if (length > BUFFER_BYTES) {
      file.write(written, source, offset, length);
      written += length;
      return;
    }
    System.arraycopy(source, offset, buffer, buffered, length);
    buffered += length;
  }

  private void drain() throws IOException {
    file.write(written, buffer, 0, buffered);
    written += buffered;
    buffered = 0;
  }

  /** Puts the file in its place, on the disk. */
  void commit() throws IOException {
    drain();
    file.sync();
    file.close();
    storage.rename(beside, target);
    isOver = true;
    Path directory = target.getParent();
    if (directory != null) {
      storage.syncDirectory(directory);
    }
  }

  /** Ends the file; idempotent. */
  @Override
  public void close() {
    if (isOver) {
      return;
    }
    isOver = true;
    try {
      file.close();
      storage.delete(beside);
    } catch (IOException e) {
      // Why it is abandoned is thrown already; what is left has a name of its own.
      System.getLogger(FileBeside.class.getName())
          .log(System.Logger.Level.WARNING, "Deleting " + beside + " failed", e);
    }
  }

  /** An error of writing. */
  SynaIOException failed(IOException cause) {
    return Errors.io("Writing", target, cause);
  }
}
