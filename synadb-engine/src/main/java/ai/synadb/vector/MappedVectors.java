/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.mapped.VectorFile;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of rows whose places are offsets in a {@link VectorFile}; the generation of a place says
 * in which one, since a compaction makes another.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class MappedVectors implements RowVectors {
  private final int dimensions;
  private volatile Files files;

  /** The files of a generation and, while rows move on from it, of the one before. */
  private record Files(long generation, VectorFile now, @Nullable VectorFile before) {}

  MappedVectors(VectorFile file) {
    this.dimensions = file.shape().dimensions();
    this.files = new Files(0, file, null);
  }

  /** The file that is written now. */
  VectorFile file() {
    return files.now;
  }

  /** Its generation. */
  long generation() {
    return files.generation;
  }

  /** Goes on with another file. Places in the one before are right until {@link #forget}. */
  void replace(VectorFile next) {
    files = new Files(files.generation + 1, next, files.now);
  }

  /** Lets go of the file before, as all places are in the one now. */
  void forget() {
    files = new Files(files.generation, files.now, null);
  }

  @Override
  public boolean isMapped() {
    return true;
  }

  @Override
  public boolean read(RowTable rows, int row, float[] target) {
    if (target.length != dimensions) {
      return false;
    }
    while (true) {
      RowTable.Places p = rows.places();
      Files f = files;
      long offset = p.offsets()[row];
      if (offset < 0) {
        return false;
      }
      if (p.generation() == f.generation) {
        f.now.readVector(offset, target);
        return true;
      }
      VectorFile before = f.before;
      if (before != null && p.generation() == f.generation - 1) {
        before.readVector(offset, target);
        return true;
      }
      Thread.onSpinWait(); // the places moved on in between
    }
  }
}
