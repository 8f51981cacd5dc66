/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories that come and go. */
public final class Scratch {
  private Scratch() {}

  /** Deletes a directory with all that is in it; one that is not there is fine. */
  public static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path p : all) {
      Files.deleteIfExists(p);
    }
  }

  /** The bytes of all files in a directory. */
  public static long bytes(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      long sum = 0;
      for (Path p : walk.filter(Files::isRegularFile).toList()) {
        sum += Files.size(p);
      }
      return sum;
    }
  }

  /** Something to do in a directory that lives no longer than it takes. */
  @FunctionalInterface
  interface Use {
    void in(Path directory) throws Exception;
  }

  /** Uses a directory below another. */
  static void use(Path parent, Use use) throws Exception {
    Path d = Files.createTempDirectory(parent, "warm-up");
    try {
      use.in(d);
    } finally {
      delete(d);
    }
  }

  /**
   * Writes and drops about as many bytes as a workload is going to write: memory that the page
   * cache has had before is faster than memory that the machine has to fetch from its host.
   */
  static void touchPageCache(Path parent, long bytes) throws Exception {
    byte[] piece = new byte[1 << 20];
    use(
        parent,
        d -> {
          try (java.io.OutputStream out = Files.newOutputStream(d.resolve("touch"))) {
            for (long at = 0; at < bytes; at += piece.length) {
              out.write(piece);
            }
          }
        });
  }
}
