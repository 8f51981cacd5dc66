/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import ai.synadb.SynaDB;
import ai.synadb.error.DimensionMismatchException;
import ai.synadb.vector.DistanceMetric;
import ai.synadb.vector.VectorStore;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A collection of a database, whose vectors have no length before the first of them.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class VectorAccess {
  private final OpenStores.Key key;
  private final SynaDB database;
  private final boolean ownsDatabase;
  private final Object opening = new Object();
  private volatile @Nullable VectorStore store; // set once, guarded by opening

  VectorAccess(OpenStores.Key key, @Nullable SynaDB database, boolean ownsDatabase) {
    if (database == null) {
      throw new IllegalArgumentException("A store has a path or a database");
    }
    this.key = key;
    this.database = database;
    this.ownsDatabase = ownsDatabase;
  }

  OpenStores.Key key() {
    return key;
  }

  SynaDB database() {
    return database;
  }

  /** The length of the vectors; nothing before the first of them. */
  OptionalInt dimension() {
    VectorStore s = store;
    return s != null
        ? OptionalInt.of(s.dimensions())
        : VectorStore.dimensions(database, key.collection());
  }

  /** The vectors, if there ever were some. */
  Optional<VectorStore> find() {
    VectorStore s = store;
    if (s == null && dimension().isPresent()) {
      s = open(0);
    }
    return Optional.ofNullable(s);
  }

  /**
   * The vectors; they are made if there were none.
   *
   * @throws IllegalArgumentException if they have another length or metric
   */
  VectorStore require(int dimension) {
    VectorStore s = store;
    return s != null ? s : open(dimension);
  }

  private VectorStore open(int dimension) {
    synchronized (opening) {
      VectorStore s = store;
      if (s == null) {
        VectorStore.Builder b =
            dimension().isPresent()
                ? VectorStore.builder(database)
                : VectorStore.builder(database, dimension);
        DistanceMetric metric = key.metric();
        b.collection(key.collection()).kind(key.kind());
        try {
          s = (metric == null ? b : b.metric(metric)).open();
        } catch (DimensionMismatchException e) {
          throw new IllegalArgumentException(e.getMessage(), e);
        }
        store = s;
      }
      return s;
    }
  }

  /** Closes what this opened. */
  void close() {
    VectorStore s;
    synchronized (opening) {
      s = store;
    }
    try {
      if (s != null) {
        s.close();
      }
    } finally {
      if (ownsDatabase) {
        database.close();
      }
    }
  }
}
