/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.internal.log.LogReads;

/**
 * A database as it was at one position. What is written afterwards does not show.
 *
 * <p>A snapshot keeps the file that it was taken on: a compaction does not disturb it, but the disk
 * space of the old file comes back only when the snapshot is gone. It ends with the database.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class Snapshot extends AbstractReader implements AutoCloseable {
  private final SynaDB database;
  private final LogReads reads;
  private volatile boolean isClosed;

  Snapshot(SynaDB database, LogReads reads) {
    this.database = database;
    this.reads = reads;
  }

  @Override
  LogReads reads() {
    if (isClosed) {
      throw new IllegalStateException("The snapshot is closed");
    }
    database.requireOpen();
    return reads;
  }

  @Override
  Atoms.Decoder decoder() {
    return database.decoder();
  }

  /** Lets go of the state; idempotent. */
  @Override
  public void close() {
    isClosed = true;
  }
}
