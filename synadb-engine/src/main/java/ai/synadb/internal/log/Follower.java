/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.io.StorageFile;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a reader up to date with what a writer flushes: in this process, in another, or in one that
 * knows nothing of us.
 *
 * <p>Where the writer's page can be read, that costs one load of a mapped number for each look;
 * else the file's length is asked for, at most every half millisecond. When a compaction replaced
 * the file, the reader goes over to the new one.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class Follower {
  private static final long LOOK_NANOS = 500_000;

  private final LogDatabase database;
  private final Environment environment;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile long seenEnd = -1;
  private volatile long lastLook = System.nanoTime() - LOOK_NANOS;

  Follower(LogDatabase database, Environment environment) {
    this.database = database;
    this.environment = environment;
  }

  /** Takes in what is new. */
  void follow() {
    Generation g = database.known();
    LockPage p = livePage(g);
    if (p != null) {
      long valid = p.validEnd();
      if (valid == seenEnd && p.generation() == g.generationNumber()) {
        return;
      }
    } else if (System.nanoTime() - lastLook < LOOK_NANOS) {
      return;
    }
    lock.lock();
    try {
      lastLook = System.nanoTime();
      take(database.known(), p);
    } finally {
      lock.unlock();
    }
  }

  /** A state between two units. */
  LogReads snapshot() {
    follow();
    lock.lock();
    try {
      Generation g = database.known();
      return new LogReads(database, g, g.lastTimestamp());
    } finally {
      lock.unlock();
    }
  }

  private @Nullable LockPage livePage(Generation g) {
    LockPage p = database.page();
    return p != null && p.isOpen() && g.format() != null ? p : null;
  }

  private void take(Generation g, @Nullable LockPage p) {
    try {
      Object now = environment.storage().identity(database.path());
      Object ours = g.file().identity();
      if (now != null && !now.equals(ours)) {
        g = reopen();
      }
      long valid = p != null ? p.validEnd() : -1;
      long length = g.file().length();
      long limit =
          p != null && p.generation() == g.generationNumber() ? Math.min(valid, length) : length;
      if (limit > g.end()) {
        new LogScanner(g, LogScanner.Mode.FOLLOW, limit, durable(g, p), false).scan();
        if (g.mappingIsDue(g.end())) {
          g.extendMapping(g.end());
        }
      }
      seenEnd = valid;
    } catch (IOException e) {
      throw Errors.io("Following", database.path(), e);
    }
  }

  private static long durable(Generation g, @Nullable LockPage p) {
    FormatRecord f = g.format();
    return p != null && f != null && p.isOf(f.uuid(), f.generation()) ? p.durableEnd() : 0;
  }

  private Generation reopen() throws IOException {
    StorageFile file =
        environment.storage().open(database.path(), ai.synadb.internal.io.Storage.Access.READ);
    boolean done = false;
    try {
      CheckpointReader.Loaded loaded =
          CheckpointReader.read(environment.storage(), database.path(), file, file.length());
      Generation g =
          loaded != null
              ? loaded.generation()
              : new Generation(
                  database.path(), file, new KeyDirectory(database.ids().next()), null);
      new LogScanner(g, LogScanner.Mode.FOLLOW, file.length(), 0, false).scan();
      if (g.end() > g.view().mappedEnd()) {
        g.extendMapping(g.end());
      }
      // The old file is closed when nobody reads it any more: when it is garbage.
      database.setGeneration(g);
      done = true;
      return g;
    } finally {
      if (!done) {
        file.close();
      }
    }
  }
}
