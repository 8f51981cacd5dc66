/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.mapped.VectorFile;
import java.util.Arrays;

/**
 * Vectors of rows whose places are offsets in a {@link VectorFile}; the generation of a place says
 * in which one, since a compaction makes another.
 *
 * <p>Places of an older generation are those of a segment that was replaced by another before the
 * compaction, while a search that began before still reads it. Positions outlast compactions, so
 * the row is found by its own.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class MappedVectors implements RowVectors {
  private final int dimensions;
  private volatile Files files;

  /** The file that is written now, and where its rows were put when it was made. */
  private record Files(long generation, VectorFile now, Moves moves) {}

  /**
   * Where a compaction put rows: positions, ascending, and offsets. Thread safety: immutable once
   * it was filled.
   */
  static final class Moves {
    private final long[] positions;
    private final long[] offsets;
    private int size;

    Moves(int capacity) {
      positions = new long[capacity];
      offsets = new long[capacity];
    }

    void add(long position, long offset) {
      positions[size] = position;
      offsets[size++] = offset;
    }

    int size() {
      return size;
    }

    /** The offset; -1 if the row did not count any more. */
    long find(long position) {
      int i = Arrays.binarySearch(positions, 0, size, position);
      return i < 0 ? -1 : offsets[i];
    }
  }

  MappedVectors(VectorFile file) {
    this.dimensions = file.shape().dimensions();
    this.files = new Files(0, file, new Moves(0));
  }

  /** The file that is written now. */
  VectorFile file() {
    return files.now;
  }

  /** Its generation. */
  long generation() {
    return files.generation;
  }

  /** Goes on with another file. */
  void replace(VectorFile next, Moves moves) {
    files = new Files(files.generation + 1, next, moves);
  }

  @Override
  public boolean isMapped() {
    return true;
  }

  @Override
  public long touch(RowTable rows, int row) {
    RowTable.Places p = rows.places();
    Files f = files;
    long offset = p.offsets()[row];
    return offset >= 0 && p.generation() == f.generation ? f.now.touch(offset) : 0;
  }

  @Override
  public boolean read(RowTable rows, int row, float[] target) {
    if (target.length != dimensions) {
      return false;
    }
    RowTable.Places p = rows.places(); // before the files: never newer than these
    Files f = files;
    long offset = p.offsets()[row];
    if (offset >= 0 && p.generation() != f.generation) {
      offset = f.moves.find(rows.position(row));
    }
    if (offset < 0) {
      return false;
    }
    f.now.readVector(offset, target);
    return true;
  }
}
