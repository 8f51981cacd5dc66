/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.SynaDB;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a database says of one of its collections of vectors, without opening it.
 *
 * <p>Thread safety: immutable.
 *
 * @param name the name; empty for the default collection
 * @param dimensions of the vectors; where that is not recorded, of the first one
 * @param metric the metric; empty if it is not recorded, as in files of the original
 * @param vectors how many there are
 * @since 0.1.0
 */
public record VectorCollection(
    String name, int dimensions, Optional<DistanceMetric> metric, long vectors) {
  private static final String NAMED = "vec:";

  /** Checks that nothing is null. */
  public VectorCollection {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(metric, "metric");
  }

  /** The collections that have a vector, the default one first, then by name. */
  static List<VectorCollection> list(SynaDB database) {
    List<VectorCollection> found = new ArrayList<>();
    addIfThere(database, CollectionKeys.of(""), found);
    List<String> next = database.keys(NAMED, null, 1);
    while (!next.isEmpty()) {
      String key = next.get(0);
      int slash = key.indexOf('/');
      if (slash > NAMED.length()) {
        String name = key.substring(NAMED.length(), slash);
        CollectionKeys.ofValid(name).ifPresent(keys -> addIfThere(database, keys, found));
      }
      // The sign behind the slash: behind all keys of this collection, before all others.
      String after = slash < 0 ? key : key.substring(0, slash) + (char) ('/' + 1);
      next = database.keys(NAMED, after, 1);
    }
    return found;
  }

  private static void addIfThere(SynaDB database, CollectionKeys keys, List<VectorCollection> all) {
    if (database.keys(keys.vectors(), null, 1).isEmpty()) {
      return;
    }
    Optional<CollectionHeader> header = CollectionHeader.read(database, keys);
    int dimensions =
        header
            .map(CollectionHeader::dimensions)
            .orElseGet(() -> VectorStore.foundFirst(database, keys));
    if (dimensions > 0) {
      all.add(
          new VectorCollection(
              keys.name(),
              dimensions,
              header.map(CollectionHeader::metric),
              database.countKeys(keys.vectors())));
    }
  }
}
