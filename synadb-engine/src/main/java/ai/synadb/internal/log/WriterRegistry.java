/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which databases this JVM has open for writing.
 *
 * <p>On POSIX closing any descriptor of a lock file frees the process's lock on it, so nobody in
 * this JVM may open a second one: before a lock file is touched, this registry is asked. Copies of
 * this class in other class loaders are told through system properties, which all share; the handle
 * itself they cannot share.
 *
 * <p>Thread safety: safe for use by multiple threads; opens and closes of one path exclude each
 * other.
 */
final class WriterRegistry {
  private static final String PROPERTY = "ai.synadb.writer:";
  private static final ConcurrentHashMap<Path, Entry> ENTRIES = new ConcurrentHashMap<>();

  private WriterRegistry() {}

  /** One path; its monitor is held while it is opened or closed. */
  private static final class Entry {
    @Nullable LogDatabase database; // guarded by this entry
    int depth; // guarded by this entry: a progress listener of an open may come back here
    boolean isDropped; // guarded by this entry: it is not in the map any more
  }

  /** What is done while nobody in this class loader opens or closes a path. */
  interface Action {
    void run() throws IOException;
  }

  private interface EntryAction {
    void run(Entry e) throws IOException;
  }

  private static void with(Path path, EntryAction action) throws IOException {
    while (true) {
      Entry e = ENTRIES.computeIfAbsent(path, p -> new Entry());
      synchronized (e) {
        if (e.isDropped) {
          continue;
        }
        e.depth++;
        try {
          action.run(e);
          return;
        } finally {
          if (--e.depth == 0 && e.database == null) {
            e.isDropped = true;
            ENTRIES.remove(path, e);
          }
        }
      }
    }
  }

  /** Opens a database, or shares the one that is open; null if another class loader has it. */
  static @Nullable LogDatabase share(Path path, Supplier<LogDatabase> opener) throws IOException {
    AtomicReference<@Nullable LogDatabase> result = new AtomicReference<>();
    with(
        path,
        e -> {
          LogDatabase shared = e.database;
          if (shared != null) {
            shared.retain();
          } else if (markOpen(path)) {
            try {
              shared = opener.get();
              e.database = shared;
            } finally {
              if (shared == null) {
                markClosed(path);
              }
            }
          }
          result.set(shared);
        });
    return result.get();
  }

  private static boolean markOpen(Path path) {
    String loader = "loader-" + System.identityHashCode(WriterRegistry.class.getClassLoader());
    return System.getProperties().putIfAbsent(PROPERTY + path, loader) == null;
  }

  private static void markClosed(Path path) {
    System.getProperties().remove(PROPERTY + path);
  }

  /** Gives a handle back, and closes with the last one. */
  static void release(Path path, LogDatabase database, Runnable close) throws IOException {
    with(
        path,
        e -> {
          if (!database.dropHandle()) {
            return;
          }
          try {
            close.run();
          } finally {
            if (e.database == database) {
              e.database = null;
              markClosed(path);
            }
          }
        });
  }

  /**
   * Does one thing if this class loader has the path open for writing, another if nobody in this
   * JVM has, and nothing if another class loader has.
   */
  static void look(Path path, Consumer<LogDatabase> ifHere, Action ifNobody) throws IOException {
    with(
        path,
        e -> {
          LogDatabase here = e.database;
          if (here != null) {
            ifHere.accept(here);
          } else if (!isOpenHere(path)) {
            ifNobody.run();
          }
        });
  }

  /** Whether anybody in this JVM has it open for writing. */
  static boolean isOpenHere(Path path) {
    return System.getProperty(PROPERTY + path) != null;
  }
}
