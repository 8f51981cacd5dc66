/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.RecordRef;
import ai.synadb.SynaDB;
import ai.synadb.internal.log.ComponentDoor;
import java.util.Optional;

/**
 * The vectors of rows, read from the log: by their place, or by their key where a compaction has
 * moved them.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class LogVectors implements RowVectors {
  /** About what a record holds beside its floats. */
  private static final int BESIDE = 64;

  private final SynaDB database;
  private final String prefix;
  private final int recordBytes;
  private volatile long movedFrom = -1;

  LogVectors(SynaDB database, String prefix, int dimensions) {
    this.database = database;
    this.prefix = prefix;
    this.recordBytes = Float.BYTES * dimensions + BESIDE;
  }

  /** The generation that turned out to be past; -1 for none. */
  long movedFrom() {
    return movedFrom;
  }

  @Override
  public boolean isMapped() {
    return false;
  }

  @Override
  public long touch(RowTable rows, int row) {
    RowTable.Places p = rows.places();
    return ComponentDoor.touch(database, p.generation(), p.offsets()[row], recordBytes);
  }

  @Override
  public boolean read(RowTable rows, int row, float[] target) {
    RowTable.Places p = rows.places();
    long offset = p.offsets()[row];
    if (offset >= 0 && p.generation() != movedFrom) {
      try {
        return database.readVector(
                new RecordRef(p.generation(), offset, rows.position(row)), target)
            == target.length;
      } catch (IllegalStateException e) {
        if (database.isClosed()) {
          throw e;
        }
        movedFrom = p.generation();
      }
    }
    Optional<float[]> v = database.getVector(prefix + rows.key(row));
    if (v.isEmpty() || v.get().length != target.length) {
      return false;
    }
    System.arraycopy(v.get(), 0, target, 0, target.length);
    return true;
  }
}
