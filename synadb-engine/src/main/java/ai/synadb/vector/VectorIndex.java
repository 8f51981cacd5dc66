/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Vectors of one length under keys, and a search for the nearest ones to a query.
 *
 * <p>Every implementation passes one contract test. Arrays are copied on the way in and out. A
 * vector's components must be finite; one with NaN or an infinity is an {@link
 * IllegalArgumentException}, as is a key that breaks the rules of {@link ai.synadb.SynaReader}. A
 * vector of another length is a {@link ai.synadb.error.DimensionMismatchException}. After {@link
 * #close}, every call but {@code close} is an {@link IllegalStateException}.
 *
 * <p>Thread safety: safe for use by multiple threads. One thread writes at a time, readers never
 * block each other or the writer.
 *
 * @since 0.1.0
 */
public interface VectorIndex extends AutoCloseable {

  /** The number of components of every vector here. */
  int dimensions();

  /** How distances are measured. */
  DistanceMetric metric();

  /** The number of vectors. */
  long size();

  /** Whether there is a vector under the key. */
  boolean contains(String key);

  /** The vector under a key, as it was inserted; a copy. */
  Optional<float[]> get(String key);

  /** All keys, in the order of their UTF-8 bytes. */
  List<String> keys();

  /** The keys of the vectors that match a condition, in the order of their UTF-8 bytes. */
  default List<String> keys(Filter filter) {
    List<String> matching = new ArrayList<>();
    for (String key : keys()) {
      if (attributes(key).filter(a -> filter.matches(key, a)).isPresent()) {
        matching.add(key);
      }
    }
    return matching;
  }

  /** Puts a vector under a key, in the place of the one that was there. */
  void insert(String key, float[] vector);

  /** Puts a vector with attributes under a key, in the place of what was there. */
  void insert(String key, float[] vector, Attributes attributes);

  /**
   * Inserts many vectors: all of them or, if one is refused, none. Of a key that comes twice the
   * last vector stays.
   *
   * @throws IllegalArgumentException also if there are not as many keys as vectors
   */
  void insertBatch(List<String> keys, float[][] vectors);

  /**
   * Removes a vector.
   *
   * @return whether there was one
   */
  boolean delete(String key);

  /** The attributes under a key; empty ones if it has none, nothing if there is no such vector. */
  Optional<Attributes> attributes(String key);

  /** As {@link #search(float[], int, SearchOptions)} with {@link SearchOptions#defaults}. */
  default List<SearchHit> search(float[] query, int k) {
    return search(query, k, SearchOptions.defaults());
  }

  /**
   * The nearest vectors to a query, nearest first, ties in the order of their keys. There are as
   * many as asked for whenever so many match.
   *
   * @param k how many to return; 1 or more
   */
  List<SearchHit> search(float[] query, int k, SearchOptions options);

  /**
   * Searches for many queries, which where nothing else limits is faster than one by one.
   *
   * @return for each query what {@link #search(float[], int, SearchOptions)} returns
   */
  List<List<SearchHit>> searchBatch(float[][] queries, int k, SearchOptions options);

  /** Lets go of files and memory; idempotent. */
  @Override
  void close();
}
