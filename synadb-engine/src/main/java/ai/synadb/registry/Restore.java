/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes files and directories beside their place and renames them when they are complete. */
final class Restore {
  private interface Fill {
    void fill(Path beside) throws IOException;
  }

  private Restore() {}

  static void file(InputStream in, Path target) throws IOException {
    place(target, beside -> Files.copy(in, beside));
  }

  static void directory(InputStream in, Path target, String what) throws IOException {
    place(
        target,
        beside -> {
          Files.createDirectory(beside);
          Untar.unpack(in, beside, what);
        });
  }

  private static void place(Path target, Fill fill) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path absolute = target.toAbsolutePath().normalize();
    Path beside = absolute.resolveSibling("." + UUID.randomUUID() + ".partial");
    try {
      fill.fill(beside);
      Files.move(beside, absolute, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteTree(beside);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path p : all) {
      Files.deleteIfExists(p);
    }
  }
}
