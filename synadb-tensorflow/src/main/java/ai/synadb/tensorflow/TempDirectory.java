/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Directories that are there for a while. */
final class TempDirectory {
  private TempDirectory() {}

  /** What the names begin with; it tells what a process that died left. */
  static String prefix() {
    return "synadb-saved-model-" + ProcessHandle.current().pid() + "-";
  }

  /** A new directory that only this user can read. */
  static Path make() throws IOException {
    return Files.createTempDirectory(prefix());
  }

  /** Deletes a directory with everything in it, if it is there. */
  static void delete(Path directory) {
    try {
      if (Files.exists(directory)) {
        Files.walkFileTree(directory, new Deleting());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a directory behind work that is done: if it stays, the work is no less done. */
  static void deleteQuietly(Path directory) {
    try {
      delete(directory);
    } catch (RuntimeException e) {
      // the system clears its directory for such files itself
    }
  }

  /** Deletes a directory behind work that failed, which is what is to be told. */
  static void deleteAfter(Throwable failure, Path directory) {
    try {
      delete(directory);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
