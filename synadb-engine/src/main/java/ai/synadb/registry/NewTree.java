/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A file or a directory that is made beside its place and put there, whole and synced. What is
 * there already is never replaced.
 *
 * <p>Thread safety: confined to one thread.
 */
final class NewTree {
  private final Storage storage;
  private final Path root;
  private final Set<Path> directories = new LinkedHashSet<>(); // parents first
  private final List<Path> files = new ArrayList<>();
  private final byte[] scratchPiece = new byte[Pieces.PIECE_BYTES];

  /**
   * Nothing yet.
   *
   * @param root where the file or the directory is made
   */
  NewTree(Storage storage, Path root) {
    this.storage = storage;
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** Makes a directory, and those above it from the root on, as far as they are not there. */
  void directory(Path path) throws IOException {
    Path p = root;
    makeDirectory(p);
    if (!path.equals(root)) {
      for (Path part : root.relativize(path)) {
        p = p.resolve(part);
        makeDirectory(p);
      }
    }
  }

  private void makeDirectory(Path path) throws IOException {
    if (!directories.contains(path)) {
      storage.createDirectory(path);
      directories.add(path);
    }
  }

  /**
   * Makes a file of the next bytes of a stream.
   *
   * @param size how many to take; -1 for all there are
   * @return how many there were: fewer if the stream ended
   */
  long file(Path path, InputStream in, long size) throws IOException {
    Path parent = path.getParent();
    if (parent != null && !path.equals(root)) {
      directory(parent);
    }
    long done = 0;
    try (StorageFile file = storage.open(path, Storage.Access.CREATE_NEW)) {
      files.add(path);
      while (size < 0 || done < size) {
        long want = size < 0 ? scratchPiece.length : Math.min(scratchPiece.length, size - done);
        int n = in.read(scratchPiece, 0, (int) want);
        if (n < 0) {
          break;
        }
        file.write(done, scratchPiece, 0, n);
        done += n;
      }
      file.sync();
    }
    return done;
  }

  /**
   * Puts the file or directory in its place.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is something
   */
  void commit(Path target) throws IOException {
    List<Path> deepestFirst = new ArrayList<>(directories);
    Collections.reverse(deepestFirst);
    for (Path d : deepestFirst) {
      storage.syncDirectory(d);
    }
    storage.renameToNew(root, target);
    Path parent = target.getParent();
    if (parent != null) {
      storage.syncDirectory(parent);
    }
  }

  /** Deletes what was made and is not in its place. */
  void abandon() throws IOException {
    for (Path f : files) {
      storage.delete(f);
    }
    List<Path> deepestFirst = new ArrayList<>(directories);
    Collections.reverse(deepestFirst);
    for (Path d : deepestFirst) {
      storage.delete(d);
    }
  }
}
