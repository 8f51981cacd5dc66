/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.ProgressListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Vectors drawn into cells around centroids, in a file of their own: built in time proportional to
 * their number, and searched cell by cell, the nearest first.
 *
 * <pre>{@code
 * try (GravityWellIndex index = GravityWellIndex.open(Path.of("vectors.db"), 768)) {
 *   index.insertBatch(keys, vectors);
 *   index.flush();
 *   List<SearchHit> hits = index.search(query, 10, 50);
 * }
 * }</pre>
 *
 * <p>It is a {@link VectorStore} of the kind {@link IndexKind#GWI}: the file is a database, and
 * whatever opens it as a store finds the vectors. Unlike the index of this name in the Rust and
 * Python SynaDB it needs no {@link #initialize}, its centroids follow the data, keys can be
 * replaced and deleted, and how many cells a search reads follows from the recall that it wants,
 * unless it is told. Files of that index are read by {@link VectorImport}.
 *
 * <p>Thread safety: safe for use by multiple threads. One thread writes at a time, readers never
 * block each other or the writer.
 *
 * @since 0.1.0
 */
public final class GravityWellIndex implements VectorIndex {
  private final VectorStore store;

  private GravityWellIndex(VectorStore store) {
    this.store = store;
  }

  /** Opens an index with the cosine metric, and creates it when it is absent. */
  public static GravityWellIndex open(Path path, int dimensions) {
    return open(path, dimensions, DistanceMetric.COSINE);
  }

  /**
   * Opens an index, and creates it when it is absent.
   *
   * @param dimensions of the vectors; 1 to 8,192
   * @throws ai.synadb.error.DimensionMismatchException if it is there with another metric or other
   *     dimensions
   */
  public static GravityWellIndex open(Path path, int dimensions, DistanceMetric metric) {
    return new GravityWellIndex(
        VectorStore.builder(path, dimensions).metric(metric).kind(IndexKind.GWI).open());
  }

  /**
   * Gives a sample of the vectors to come. Cells are laid around it, rather than around a sample of
   * what is there, for as long as there are fewer than eight times as many vectors. Not necessary,
   * and of use where the first vectors are not like the later ones.
   *
   * @param sample vectors of the index's length; copied
   */
  public void initialize(float[][] sample) {
    store.initialize(sample);
  }

  @Override
  public int dimensions() {
    return store.dimensions();
  }

  @Override
  public DistanceMetric metric() {
    return store.metric();
  }

  @Override
  public long size() {
    return store.size();
  }

  @Override
  public boolean contains(String key) {
    return store.contains(key);
  }

  @Override
  public Optional<float[]> get(String key) {
    return store.get(key);
  }

  @Override
  public List<String> keys() {
    return store.keys();
  }

  @Override
  public void insert(String key, float[] vector) {
    store.insert(key, vector);
  }

  @Override
  public void insert(String key, float[] vector, Attributes attributes) {
    store.insert(key, vector, attributes);
  }

  @Override
  public void insertBatch(List<String> keys, float[][] vectors) {
    store.insertBatch(keys, vectors);
  }

  @Override
  public boolean delete(String key) {
    return store.delete(key);
  }

  @Override
  public Optional<Attributes> attributes(String key) {
    return store.attributes(key);
  }

  @Override
  public List<SearchHit> search(float[] query, int k, SearchOptions options) {
    return store.search(query, k, options);
  }

  /**
   * The nearest vectors in so many cells.
   *
   * @param nprobe how many cells to read of each part of the index; 1 or more
   */
  public List<SearchHit> search(float[] query, int k, int nprobe) {
    if (nprobe < 1) {
      throw new IllegalArgumentException("nprobe is 1 or more, not " + nprobe);
    }
    return store.search(query, k, SearchOptions.defaults().nprobe(nprobe));
  }

  @Override
  public List<List<SearchHit>> searchBatch(float[][] queries, int k, SearchOptions options) {
    return store.searchBatch(queries, k, options);
  }

  /** Lays all vectors into cells now; see {@link VectorStore#buildIndex}. */
  public void buildIndex(ProgressListener progress) {
    store.buildIndex(progress);
  }

  /**
   * Puts everything written so far on the disk: after it nothing is lost, by a power cut either.
   */
  public void flush() {
    store.sync();
  }

  /** What this index consists of now. */
  public VectorStoreStats stats() {
    return store.stats();
  }

  @Override
  public void close() {
    store.close();
  }
}
