/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import ai.synadb.DbConfig;
import ai.synadb.SynaDB;
import ai.synadb.vector.DistanceMetric;
import ai.synadb.vector.IndexKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stores that this process has open: one that is opened again, as by a notebook's cell that is
 * run again, is the same one, with one index in memory. It is closed with its last handle.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class OpenStores {
  private static final Object LOCK = new Object();
  private static final Map<Key, Entry> OPEN = new HashMap<>(); // guarded by LOCK

  private OpenStores() {}

  /**
   * What makes two stores one.
   *
   * @param path the file, if the store opens it; else null
   * @param database the database, if it is the caller's; else null. Databases are equal if they are
   *     the same
   * @param metric null for what there is
   */
  record Key(
      @Nullable Path path,
      @Nullable SynaDB database,
      DbConfig config,
      String collection,
      IndexKind kind,
      @Nullable DistanceMetric metric) {

    private Key atRealPath(SynaDB opened) {
      try {
        return new Key(opened.path().toRealPath(), null, config, collection, kind, metric);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Entry {
    final VectorAccess access;
    int handles;

    Entry(VectorAccess access) {
      this.access = access;
    }
  }

  /** Opens a store, or takes the one that is open. */
  static VectorAccess open(Key wanted) {
    synchronized (LOCK) {
      OPEN.values().removeIf(e -> e.access.database().isClosed()); // by its owner
      Path path = wanted.path();
      SynaDB opened = path == null ? null : SynaDB.open(path, wanted.config());
      try {
        Key key = opened == null ? wanted : wanted.atRealPath(opened);
        Entry e = OPEN.get(key);
        if (e == null) {
          SynaDB given = wanted.database();
          e = new Entry(new VectorAccess(key, opened != null ? opened : given, opened != null));
          OPEN.put(key, e);
          opened = null;
        }
        e.handles++;
        return e.access;
      } finally {
        if (opened != null) {
          opened.close();
        }
      }
    }
  }

  /** Gives a handle back. */
  static void close(VectorAccess access) {
    synchronized (LOCK) {
      Entry e = OPEN.get(access.key());
      if (e != null && e.access == access) {
        if (--e.handles > 0) {
          return;
        }
        OPEN.remove(access.key());
      }
    }
    access.close();
  }
}
