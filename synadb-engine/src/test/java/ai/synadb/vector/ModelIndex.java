/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.SynaException;
import ai.synadb.error.DimensionMismatchException;
import ai.synadb.internal.format.RecordFormat;
import ai.synadb.internal.format.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What every {@link VectorIndex} must equal: all vectors in memory, each compared with the query in
 * double precision, ties in the order of the keys' UTF-8 bytes.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public final class ModelIndex implements VectorIndex {
  /** The order of keys: that of their UTF-8 bytes. */
  public static final Comparator<String> BY_UTF8 =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private static final Comparator<SearchHit> NEAREST_FIRST =
      Comparator.comparingDouble(SearchHit::score).thenComparing(SearchHit::key, BY_UTF8);

  private record Entry(float[] vector, Attributes attributes) {}

  private final int dimensions;
  private final DistanceMetric metric;
  private final TreeMap<String, Entry> entries = new TreeMap<>(BY_UTF8);
  private boolean isClosed;

  /** An empty index. */
  public ModelIndex(int dimensions, DistanceMetric metric) {
    this.dimensions = dimensions;
    this.metric = metric;
  }

  /** The distance of two vectors of one length, in double precision. */
  public static double distance(DistanceMetric metric, float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      double x = a[i];
      double y = b[i];
      dot += x * y;
      aa += x * x;
      bb += y * y;
      squares += (x - y) * (x - y);
    }
    switch (metric) {
      case COSINE:
        return aa == 0 || bb == 0 ? 1 : 1 - dot / (Math.sqrt(aa) * Math.sqrt(bb));
      case EUCLIDEAN:
        return Math.sqrt(squares);
      case DOT_PRODUCT:
        return -dot;
    }
    throw new AssertionError(metric);
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public DistanceMetric metric() {
    return metric;
  }

  @Override
  public synchronized long size() {
    requireOpen();
    return entries.size();
  }

  @Override
  public synchronized boolean contains(String key) {
    requireOpen();
    requireKey(key);
    return entries.containsKey(key);
  }

  @Override
  public synchronized Optional<float[]> get(String key) {
    requireOpen();
    requireKey(key);
    return Optional.ofNullable(entries.get(key)).map(e -> e.vector.clone());
  }

  @Override
  public synchronized List<String> keys() {
    requireOpen();
    return List.copyOf(entries.keySet());
  }

  @Override
  public void insert(String key, float[] vector) {
    insert(key, vector, Attributes.empty());
  }

  @Override
  public synchronized void insert(String key, float[] vector, Attributes attributes) {
    requireOpen();
    requireKey(key);
    requireVector(vector);
    entries.put(key, new Entry(vector.clone(), Objects.requireNonNull(attributes, "attributes")));
  }

  @Override
  public synchronized void insertBatch(List<String> keys, float[][] vectors) {
    requireOpen();
    if (keys.size() != vectors.length) {
      throw new IllegalArgumentException(
          "There are " + keys.size() + " keys and " + vectors.length + " vectors");
    }
    Map<String, Entry> batch = new LinkedHashMap<>();
    for (int i = 0; i < vectors.length; i++) {
      requireKey(keys.get(i));
      requireVector(vectors[i]);
      batch.put(keys.get(i), new Entry(vectors[i].clone(), Attributes.empty()));
    }
    entries.putAll(batch);
  }

  @Override
  public synchronized boolean delete(String key) {
    requireOpen();
    requireKey(key);
    return entries.remove(key) != null;
  }

  @Override
  public synchronized Optional<Attributes> attributes(String key) {
    requireOpen();
    requireKey(key);
    return Optional.ofNullable(entries.get(key)).map(Entry::attributes);
  }

  @Override
  public synchronized List<SearchHit> search(float[] query, int k, SearchOptions options) {
    requireOpen();
    requireVector(query);
    if (k < 1) {
      throw new IllegalArgumentException("k is 1 or more, not " + k);
    }
    if (options.filter() != null) {
      throw new UnsupportedOperationException("The model knows no filters");
    }
    List<SearchHit> hits = new ArrayList<>();
    entries.forEach((key, e) -> hits.add(new SearchHit(key, distance(metric, query, e.vector))));
    hits.sort(NEAREST_FIRST);
    return List.copyOf(hits.subList(0, Math.min(k, hits.size())));
  }

  @Override
  public List<List<SearchHit>> searchBatch(float[][] queries, int k, SearchOptions options) {
    return Arrays.stream(queries).map(q -> search(q, k, options)).toList();
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    entries.clear();
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("The index is closed");
    }
  }

  private static void requireKey(String key) {
    byte[] b = Utf8.encode(key, "The key");
    if (b.length == 0 || b.length > RecordFormat.MAX_KEY_BYTES) {
      throw new IllegalArgumentException("A key has 1 to 65,534 bytes, not " + b.length);
    }
    if (key.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("A key has no NUL");
    }
    if (key.startsWith(RecordFormat.RESERVED_PREFIX)) {
      throw new IllegalArgumentException("Reserved: " + SynaException.quoted(key));
    }
  }

  private void requireVector(float[] vector) {
    if (vector.length != dimensions) {
      throw new DimensionMismatchException(
          "The vector has " + vector.length + " dimensions, the index " + dimensions);
    }
    for (float f : vector) {
      if (!Float.isFinite(f)) {
        throw new IllegalArgumentException("A component is not finite");
      }
    }
  }
}
