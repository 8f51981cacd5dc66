/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import ai.synadb.error.SynaIOException;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.internal.log.Errors;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A stream put into a temporary file, where it can be read from any place.
 *
 * <p>Thread safety: confined to one thread.
 */
final class SpooledBytes {
  private static final int PIECE = 1 << 18;

  private final Storage storage;
  private final FileBytes bytes;

  private SpooledBytes(Storage storage, FileBytes bytes) {
    this.storage = storage;
    this.bytes = bytes;
  }

  /** Reads a stream to its end and closes it. */
  static SpooledBytes of(Storage storage, InputStream in) {
    Path path;
    try {
      path = Files.createTempFile("synadb-import", ".tmp");
    } catch (IOException e) {
      throw new SynaIOException("No temporary file can be created: " + e.getMessage(), e, null);
    }
    StorageFile file = null;
    boolean done = false;
    try (in) {
      file = storage.open(path, Storage.Access.READ_WRITE);
      byte[] piece = new byte[PIECE];
      long at = 0;
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        file.write(at, piece, 0, n);
        at += n;
      }
      SpooledBytes spooled = new SpooledBytes(storage, FileBytes.of(file, path));
      done = true;
      return spooled;
    } catch (IOException e) {
      throw Errors.io("Writing", path, e);
    } finally {
      if (!done) {
        abandon(storage, file, path);
      }
    }
  }

  private static void abandon(Storage storage, @Nullable StorageFile file, Path path) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      // it is deleted all the same, and why it is abandoned is thrown already
    }
    delete(storage, path);
  }

  private static void delete(Storage storage, Path path) {
    try {
      storage.delete(path);
    } catch (IOException e) {
      System.getLogger(SpooledBytes.class.getName())
          .log(System.Logger.Level.WARNING, "Deleting " + path + " failed", e);
    }
  }

  FileBytes bytes() {
    return bytes;
  }

  /** A stream that, when closed, deletes the temporary file. */
  InputStream closing(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public void close() throws IOException {
        super.close();
        bytes.close();
        delete(storage, bytes.path());
      }
    };
  }
}
