/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.Snapshot;
import ai.synadb.internal.simd.KernelChoice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A collection as it was at one position, searched exactly, vector by vector out of the log.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class VectorSnapshot implements VectorIndex {
  private final Snapshot snapshot;
  private final CollectionKeys keys;
  private final CollectionHeader header;
  private final boolean ownsSnapshot;

  VectorSnapshot(
      Snapshot snapshot, CollectionKeys keys, CollectionHeader header, boolean ownsSnapshot) {
    this.snapshot = snapshot;
    this.keys = keys;
    this.header = header;
    this.ownsSnapshot = ownsSnapshot;
  }

  @Override
  public int dimensions() {
    return header.dimensions();
  }

  @Override
  public DistanceMetric metric() {
    return header.metric();
  }

  @Override
  public long size() {
    return snapshot.countKeys(keys.vectors());
  }

  @Override
  public boolean contains(String key) {
    return snapshot.exists(keys.vector(key));
  }

  @Override
  public Optional<float[]> get(String key) {
    return snapshot.getVector(keys.vector(key));
  }

  @Override
  public List<String> keys() {
    return VectorStore.withoutPrefix(snapshot.keys(keys.vectors()), keys.vectors());
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("A snapshot cannot be written");
  }

  @Override
  public void insert(String key, float[] vector) {
    throw readOnly();
  }

  @Override
  public void insert(String key, float[] vector, Attributes attributes) {
    throw readOnly();
  }

  @Override
  public void insertBatch(List<String> keys, float[][] vectors) {
    throw readOnly();
  }

  @Override
  public boolean delete(String key) {
    throw readOnly();
  }

  @Override
  public Optional<Attributes> attributes(String key) {
    return VectorStore.attributes(snapshot, keys, key);
  }

  @Override
  public List<SearchHit> search(float[] query, int k, SearchOptions options) {
    VectorStore.checkQuery(query, k, dimensions());
    Filter filter = options.filter();
    List<SearchHit> hits = new ArrayList<>();
    Distances distances = new Distances(KernelChoice.kernels(), metric(), query);
    for (String key : keys()) {
      float[] v = snapshot.getVector(keys.vector(key)).orElse(null);
      if (v == null || v.length != dimensions()) {
        continue;
      }
      if (filter == null || filter.matches(key, attributes(key).orElse(Attributes.empty()))) {
        hits.add(new SearchHit(key, distances.to(v)));
      }
    }
    hits.sort(
        Comparator.comparingDouble(SearchHit::score)
            .thenComparing(SearchHit::key, Ranking::compareKeys));
    return List.copyOf(hits.subList(0, Math.min(k, hits.size())));
  }

  @Override
  public List<List<SearchHit>> searchBatch(float[][] queries, int k, SearchOptions options) {
    List<List<SearchHit>> all = new ArrayList<>();
    for (float[] q : queries) {
      all.add(search(q, k, options));
    }
    return all;
  }

  @Override
  public void close() {
    if (ownsSnapshot) {
      snapshot.close();
    }
  }
}
