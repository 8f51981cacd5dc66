/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.AtomType;
import ai.synadb.Change;
import ai.synadb.Changes;
import ai.synadb.CommitListener;
import ai.synadb.OpenMode;
import ai.synadb.RecordRef;
import ai.synadb.SynaDB;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.TypeMismatchException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an index as the log is: takes in what is there, and then what comes. In a process that
 * writes, it hears of every commit before that returns; in one that only reads, it looks for
 * changes whenever somebody searches.
 *
 * <p>A row is taken only if the index has none of the key that is as new, so that what comes while
 * all is being read is not replaced by what was there before.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class LogFollower implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(LogFollower.class.getName());

  private final SynaDB database;
  private final CollectionKeys keys;
  private final CollectionIndex index;
  private final int dimensions;
  private final Runnable afterChange;
  private final boolean isWriter;
  private final ReentrantLock catchingUp = new ReentrantLock();
  private final float[] room; // of the listener, which runs in one thread at a time
  private @Nullable Set<String> deletedMeanwhile = new HashSet<>(); // guarded by index.lock
  private @Nullable AutoCloseable listening;
  private @Nullable Changes changes; // guarded by catchingUp
  private volatile boolean warned;

  LogFollower(
      SynaDB database,
      CollectionKeys keys,
      CollectionHeader header,
      CollectionIndex index,
      Runnable afterChange) {
    this.database = database;
    this.keys = keys;
    this.index = index;
    this.dimensions = header.dimensions();
    this.afterChange = afterChange;
    this.room = new float[dimensions];
    OpenMode mode = database.config().mode();
    this.isWriter = mode == OpenMode.READ_WRITE || mode == OpenMode.CREATE_NEW;
  }

  /** Whether the database can be written. */
  boolean isWriter() {
    return isWriter;
  }

  /** Takes in what is there, and begins to follow. */
  void begin() {
    if (isWriter) {
      listening = database.onCommit(this::onCommit);
    } else if (database.config().mode() == OpenMode.READ_ONLY) {
      catchingUp.lock();
      try {
        changes = database.changes(database.position());
      } finally {
        catchingUp.unlock();
      }
    }
    float[] x = new float[dimensions];
    int prefix = keys.vectors().length();
    database.keyStream(keys.vectors()).forEach(k -> takeOld(k.substring(prefix), x));
    database
        .keyStream(keys.attributes())
        .forEach(k -> takeAttributes(k.substring(keys.attributes().length())));
    index.lock.lock();
    try {
      deletedMeanwhile = null;
      index.dropUnconfirmed();
    } finally {
      index.lock.unlock();
    }
  }

  /** Takes what a key has now, unless the index has it; says whether that is a vector. */
  private boolean takeOld(String key, float[] x) {
    while (true) {
      RecordRef ref = database.ref(keys.vectors() + key).orElse(null);
      if (ref == null) {
        return false;
      }
      if (isIndexed(key, ref)) {
        return true;
      }
      try {
        boolean isVector = isRead(ref, x);
        if (isVector) {
          take(key, x, ref, true);
        }
        return isVector;
      } catch (IllegalStateException e) {
        if (database.isClosed()) {
          throw e;
        } // else a compaction came in between: the key has another place now
      }
    }
  }

  private boolean isIndexed(String key, RecordRef ref) {
    index.lock.lock();
    try {
      return index.confirm(key, ref.position(), ref.generation(), ref.offset());
    } finally {
      index.lock.unlock();
    }
  }

  private boolean isRead(RecordRef ref, float[] x) {
    int n;
    try {
      n = database.readVector(ref, x);
    } catch (TypeMismatchException e) {
      n = 0;
    }
    if (n == x.length && VectorStore.isFinite(x)) {
      return true;
    }
    if (!warned) {
      warned = true;
      LOGGER.log(
          System.Logger.Level.WARNING,
          "There are records under {0} in {1} that are no vectors of {2} finite numbers; they are"
              + " left out",
          keys.vectors(),
          database.path().getFileName(),
          x.length);
    }
    return false;
  }

  private void take(String key, float[] x, RecordRef ref, boolean isOld) {
    index.lock.lock();
    try {
      Set<String> deleted = deletedMeanwhile;
      if (isOld
          && (index.hasAsNew(key, ref.position()) || (deleted != null && deleted.contains(key)))) {
        return;
      }
      index.put(key, x, ref.position(), ref.generation(), ref.offset());
    } finally {
      index.lock.unlock();
    }
  }

  private void drop(String key) {
    index.lock.lock();
    try {
      if (deletedMeanwhile != null) {
        deletedMeanwhile.add(key);
      }
      index.remove(key);
    } finally {
      index.lock.unlock();
    }
  }

  private void onCommit(CommitListener.Commit commit) {
    boolean changed = false;
    for (CommitListener.Entry e : commit.entries()) {
      if (e.key().startsWith(keys.vectors())) {
        changed = true;
        String key = e.key().substring(keys.vectors().length());
        if (!e.isDelete() && e.type() == AtomType.VECTOR && isRead(e.ref(), room)) {
          take(key, room, e.ref(), false);
        } else {
          drop(key);
        }
      }
    }
    for (CommitListener.Entry e : commit.entries()) { // the vectors are there now
      if (e.key().startsWith(keys.attributes())) {
        changed = true;
        takeAttributes(e.key().substring(keys.attributes().length()));
      }
    }
    if (changed) {
      afterChange.run();
    }
  }

  /** Takes in what another process has written; nothing to do in one that writes. */
  void catchUp() {
    if (isWriter) {
      return;
    }
    catchingUp.lock();
    try {
      Changes c = changes;
      float[] x = new float[0];
      for (Change change; c != null && (change = c.poll()) != null; ) {
        String k = change.key();
        if (k.startsWith(keys.vectors())) {
          x = x.length == 0 ? new float[dimensions] : x;
          String key = k.substring(keys.vectors().length());
          if (!takeOld(key, x)) {
            drop(key);
          }
        } else if (k.startsWith(keys.attributes())) {
          takeAttributes(k.substring(keys.attributes().length()));
        }
      }
    } finally {
      catchingUp.unlock();
    }
  }

  private void takeAttributes(String key) {
    Attributes attributes = readAttributes(key);
    index.lock.lock();
    try {
      index.setAttributes(key, attributes);
    } finally {
      index.lock.unlock();
    }
  }

  private Attributes readAttributes(String key) {
    try {
      return database
          .getText(keys.attributes(key))
          .map(Attributes::fromJson)
          .orElse(Attributes.empty());
    } catch (SynaFormatException | TypeMismatchException e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "Attributes in {0} cannot be read, and count as none: {1}",
          database.path().getFileName(),
          e.getMessage());
      return Attributes.empty();
    }
  }

  @Override
  public void close() {
    try {
      if (listening != null) {
        listening.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException("A listener could not be taken off", e);
    }
    catchingUp.lock();
    try {
      if (changes != null) {
        changes.close();
      }
    } finally {
      catchingUp.unlock();
    }
  }
}
