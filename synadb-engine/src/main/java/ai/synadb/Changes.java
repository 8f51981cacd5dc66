/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.internal.log.LogChanges;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All writes behind a position, in order, and on as they come.
 *
 * <pre>{@code
 * try (Changes changes = db.changes(lastSeen)) {
 *   for (Change c; (c = changes.poll(Duration.ofSeconds(1))) != null; ) {
 *     use(c);
 *   }
 *   lastSeen = changes.position();
 * }
 * }</pre>
 *
 * <p>Who wants to go on later keeps {@link #position} at a moment when {@code poll} had returned
 * null, or when the next change had another position: all changes of one batch share one.
 *
 * <p>Thread safety: confined to one thread at a time.
 *
 * @since 0.1.0
 */
public final class Changes implements AutoCloseable {
  private static final long LOOK_NANOS = 200_000;
  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

  private final SynaDB database;
  private final LogChanges changes;
  private final Atoms.Decoder decoder;
  private volatile boolean isClosed;

  Changes(SynaDB database, LogChanges changes, Atoms.Decoder decoder) {
    this.database = database;
    this.changes = changes;
    this.decoder = decoder;
  }

  /** The next change, or null if there is none now. */
  public @Nullable Change poll() {
    requireOpen();
    return changes.next() ? change() : null;
  }

  /**
   * The next change, waiting for it.
   *
   * @return null if none came in time, or the thread was interrupted, which it then still is
   */
  public @Nullable Change poll(Duration timeout) {
    long start = System.nanoTime();
    long nanos = timeout.compareTo(FOR_EVER) < 0 ? timeout.toNanos() : Long.MAX_VALUE;
    while (true) {
      Change c = poll();
      if (c != null
          || System.nanoTime() - start >= nanos
          || Thread.currentThread().isInterrupted()) {
        return c;
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("The changes are closed");
    }
    database.requireOpen();
  }

  private Change change() {
    LogChanges c = changes;
    boolean delete = c.isDelete();
    return new Change(
        c.timestamp(),
        Keys.decode(c.key(), c.key().length),
        delete ? Atom.ofNull() : c.value(decoder),
        delete,
        c.hasStep() ? OptionalLong.of(c.step()) : OptionalLong.empty(),
        c.hasTime() ? OptionalLong.of(c.time()) : OptionalLong.empty());
  }

  /** The position of the newest change handed out; the one that was asked for before the first. */
  public long position() {
    return changes.position();
  }

  /** Ends the stream; idempotent. */
  @Override
  public void close() {
    isClosed = true;
  }
}
