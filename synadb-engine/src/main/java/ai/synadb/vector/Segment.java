/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

/**
 * Some of the rows of an index. A row counts as long as its {@link RowTable} says so.
 *
 * <p>Thread safety: safe for use by multiple threads; changed under the index's lock.
 */
final class Segment {
  private final RowTable rows;
  private final Structure structure;
  private volatile boolean isFrozen;
  private volatile long fileNumber;
  private volatile int savedRows;

  Segment(RowTable rows, Structure structure) {
    this.rows = rows;
    this.structure = structure;
  }

  RowTable rows() {
    return rows;
  }

  Structure structure() {
    return structure;
  }

  /** Takes no more rows: it is being built into another. */
  void freeze() {
    isFrozen = true;
  }

  boolean isFrozen() {
    return isFrozen;
  }

  /** Whether so many rows do not count any more that it should be built anew. */
  boolean isSparse() {
    int n = rows.size();
    return rows.liveCount() < n - n / 3;
  }

  /** The number of the file that holds the first {@link #savedRows} rows; 0 if there is none. */
  long fileNumber() {
    return fileNumber;
  }

  int savedRows() {
    return savedRows;
  }

  void setSaved(long number, int rowsInFile) {
    fileNumber = number;
    savedRows = rowsInFile;
  }
}
