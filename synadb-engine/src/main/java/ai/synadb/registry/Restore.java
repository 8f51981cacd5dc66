/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.internal.io.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Writes payloads to files and directories. What is in its place is whole, and synced before it is
 * put there. If it is the last steps that fail, removing the name that it was made under or syncing
 * the directory around it, it stays in its place, though nobody can say whether a crash undoes
 * that.
 */
final class Restore {
  private interface Fill {
    void fill(NewTree tree) throws IOException;
  }

  private Restore() {}

  static void file(Storage storage, InputStream in, Path target) throws IOException {
    place(storage, target, tree -> tree.file(tree.root(), in, -1));
  }

  static void directory(Storage storage, InputStream in, Path target, String what)
      throws IOException {
    place(storage, target, tree -> Untar.unpack(in, tree, what));
  }

  private static void place(Storage storage, Path given, Fill fill) throws IOException {
    Path target = storage.canonical(given);
    Path parent = target.getParent();
    if (parent == null || storage.kind(target) != Storage.Kind.ABSENT) {
      throw new FileAlreadyExistsException(given.toString());
    }
    if (storage.kind(parent) != Storage.Kind.DIRECTORY) {
      throw new NoSuchFileException(given.toString(), null, "there is no directory for it");
    }
    NewTree tree = new NewTree(storage, parent.resolve("." + UUID.randomUUID() + ".partial"));
    try {
      fill.fill(tree);
      tree.commit(target);
    } catch (IOException | RuntimeException | Error e) {
      try {
        tree.abandon();
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }
}
