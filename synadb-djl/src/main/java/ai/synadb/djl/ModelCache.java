/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.util.Utils;
import ai.synadb.SynaException;
import ai.synadb.registry.LoadedModel;
import ai.synadb.registry.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Objects;

/**
 * Unpacked models, in a directory of Deep Java Library's cache, by the digest of their bytes: other
 * bytes are never taken for a model's. A directory is there when all of it is verified.
 *
 * <p>Thread safety: safe for use by multiple threads, and processes.
 */
final class ModelCache {
  private ModelCache() {}

  /** Where a version is, or will be. */
  static Path directory(ModelVersion version) {
    String shape = version.isDirectory() ? "" : "-" + fileName(version);
    return directory().resolve(version.checksum() + shape);
  }

  /** Where all are. */
  static Path directory() {
    return Utils.getCacheDir().resolve("cache").resolve("repo").resolve("synadb");
  }

  /**
   * Brings a model there.
   *
   * @throws IOException if it cannot be read or written
   */
  static Path unpack(LoadedModel model) throws IOException {
    Path directory = directory(model.info());
    if (Files.isDirectory(directory)) {
      return directory;
    }
    Path parent = Objects.requireNonNull(directory.getParent());
    Files.createDirectories(parent);
    Path scratch = Files.createTempDirectory(parent, ".unpacking");
    try {
      Path made = scratch.resolve("model");
      if (model.info().isDirectory()) {
        model.copyTo(made);
      } else {
        Files.createDirectory(made);
        model.copyTo(made.resolve(fileName(model.info())));
      }
      move(made, directory);
    } catch (SynaException e) {
      throw new IOException(
          "The model " + model.info().uri() + " cannot be read: " + e.getMessage(), e);
    } finally {
      Utils.deleteQuietly(scratch);
    }
    return directory;
  }

  private static void move(Path made, Path directory) throws IOException {
    try {
      Files.move(made, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isDirectory(directory)) { // else another was faster
        throw e;
      }
    }
  }

  /** What engines look for: the model's name, and what is usual for the format behind it. */
  private static String fileName(ModelVersion version) {
    String format = version.spec().format().orElse("").toLowerCase(Locale.ROOT);
    String suffix = format.equals("torchscript") || format.equals("pytorch") ? "pt" : format;
    String safe = version.name().replaceAll("[^A-Za-z0-9._-]", "_");
    return suffix.matches("[a-z0-9]{1,16}") ? safe + "." + suffix : safe;
  }
}
