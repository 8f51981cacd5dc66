/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
 * <p>Thread safety: safe for use by multiple threads.
 */
final class WriterRegistry {
  private static final String PROPERTY = "ai.synadb.writer:";
  private static final Map<Path, LogDatabase> OPEN = new HashMap<>();

  private WriterRegistry() {}

  /** Opens a database, or shares the one that is open; null if another class loader has it. */
  static @Nullable LogDatabase share(Path path, Supplier<LogDatabase> opener) {
    synchronized (OPEN) {
      LogDatabase shared = OPEN.get(path);
      if (shared != null && shared.retain()) {
        return shared;
      }
      String name = PROPERTY + path;
      String token = "loader-" + System.identityHashCode(WriterRegistry.class.getClassLoader());
      if (System.getProperties().putIfAbsent(name, token) != null) {
        return null;
      }
      boolean done = false;
      try {
        LogDatabase opened = opener.get();
        OPEN.put(path, opened);
        done = true;
        return opened;
      } finally {
        if (!done) {
          System.getProperties().remove(name);
        }
      }
    }
  }

  /** Closes what is not used any more. */
  static void release(Path path, LogDatabase database, Runnable close) {
    synchronized (OPEN) {
      try {
        close.run();
      } finally {
        if (OPEN.remove(path, database)) {
          System.getProperties().remove(PROPERTY + path);
        }
      }
    }
  }

  /** The database, if this class loader has it open for writing. */
  static @Nullable LogDatabase find(Path path) {
    synchronized (OPEN) {
      return OPEN.get(path);
    }
  }

  /** Whether anybody in this JVM has it open for writing. */
  static boolean isOpenHere(Path path) {
    return System.getProperty(PROPERTY + path) != null;
  }
}
