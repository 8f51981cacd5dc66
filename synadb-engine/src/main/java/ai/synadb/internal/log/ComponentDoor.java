/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.SynaReader;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.io.CacheLines;
import ai.synadb.internal.io.Storage;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one door for the engine's own packages to what a database does not show: records under
 * reserved keys, in which a component remembers what no user's key may hold, and the disk that its
 * own files go to. Such records are hidden ones: not listed, without history, kept by a compaction.
 * One that the original has dropped is as one that was never there.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public final class ComponentDoor {
  private static volatile @Nullable Function<SynaReader, LogDatabase> opener;

  private ComponentDoor() {}

  /** Hands in what finds the log of a database; called once, by the class that knows. */
  public static void setOpener(Function<SynaReader, LogDatabase> function) {
    opener = function;
  }

  private static LogDatabase log(SynaReader database) {
    Function<SynaReader, LogDatabase> f = opener;
    if (f == null) {
      throw new IllegalStateException("No database was ever opened");
    }
    return f.apply(database);
  }

  /**
   * The newest content of a record; null if there is none.
   *
   * @param name what stands behind the reserved prefix, such as {@code vec/}
   */
  public static byte @Nullable [] get(SynaReader database, String name) {
    return log(database).live().reserved(key(name));
  }

  /** Writes a record. */
  public static void put(SynaReader database, String name, byte[] content) {
    log(database).updater().putReserved(key(name), content);
  }

  /**
   * Has a record that is read soon come into the cache, unless the place is of another generation
   * of the file; see {@link CacheLines}.
   */
  public static long touch(SynaReader database, long generation, long offset, int length) {
    return log(database).live().touch(generation, offset, length);
  }

  /** Refuses a commit listener, see {@link LogDatabase#refuseListeners}. */
  public static void refuseListeners(SynaReader database) {
    log(database).refuseListeners();
  }

  /** The disk that a database is on. */
  public static Storage storage(SynaReader database) {
    return log(database).storage();
  }

  private static byte[] key(String name) {
    return (RecordFormat.RESERVED_PREFIX + name).getBytes(StandardCharsets.UTF_8);
  }
}
