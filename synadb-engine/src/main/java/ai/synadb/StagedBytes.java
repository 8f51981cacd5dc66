/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.internal.log.LogDatabase;
import ai.synadb.internal.log.PartWriter;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bytes that are in a database, but under no key yet: {@link WriteBatch#putBytes(String,
 * StagedBytes)} gives them one, together with whatever else the batch writes.
 *
 * <pre>{@code
 * try (StagedBytes weights = db.stageBytes(in)) {
 *   db.write(new WriteBatch().putBytes("weights", weights).putText("weights/about", about));
 * }
 * }</pre>
 *
 * <p>Short ones wait in memory; what is longer than 8 MiB is stored in parts, of which two are in
 * memory at most. Bytes that no key has when they are closed, or when the process ends, do no harm:
 * the next compaction drops them.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class StagedBytes implements AutoCloseable {
  private final LogDatabase log;
  private final PartWriter.Staged staged;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  StagedBytes(LogDatabase log, PartWriter.Staged staged) {
    this.log = log;
    this.staged = staged;
  }

  /** The number of bytes. */
  public long size() {
    return staged.size();
  }

  PartWriter.Staged staged() {
    return staged;
  }

  void requireUsable(LogDatabase by) {
    if (isClosed.get()) {
      throw new IllegalStateException("The staged bytes are closed");
    }
    if (by != log) {
      throw new IllegalArgumentException(
          "The bytes were staged in "
              + log.path().getFileName()
              + ", not in "
              + by.path().getFileName());
    }
  }

  /** Lets go of the bytes; what a batch has put under a key stays. Idempotent. */
  @Override
  public void close() {
    if (isClosed.compareAndSet(false, true)) {
      staged.release();
    }
  }
}
