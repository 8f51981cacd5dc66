/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.SynaException;
import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.hnsw.Graph;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.original.HnswSidecar;
import ai.synadb.internal.simd.Kernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The graph as the original finds it beside its stores, {@code x.db.hnsw}: written when all vectors
 * are in one graph, and deleted at the first change behind that, since the original compares
 * nothing but the number of vectors.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class OriginalSidecar {
  private static final System.Logger LOGGER = System.getLogger(OriginalSidecar.class.getName());

  /** The original returns no more than it keeps candidates. */
  private static final int MIN_EF_SEARCH = 100;

  /** Edges of a node to any others: the original enters at one node, not through cells. */
  private static final int FAR = 4;

  private final Storage storage;
  private final Path path;
  private final AtomicLong changes = new AtomicLong();
  private volatile boolean mayBeThere = true;

  OriginalSidecar(Storage storage, Path database) {
    this.storage = storage;
    this.path = HnswSidecar.pathOf(database);
  }

  /** Deletes it, if it is there. */
  void invalidate() {
    changes.incrementAndGet();
    if (!mayBeThere) {
      return;
    }
    mayBeThere = false;
    try {
      storage.delete(path);
    } catch (IOException e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "{0} is out of date and cannot be deleted: {1}",
          path.getFileName(),
          e.getMessage());
    }
  }

  /** Writes it, if all rows that count are in one graph. */
  void write(CollectionIndex index, CollectionKeys keys, HnswConfig hnsw, RowVectors vectors) {
    long before = changes.get();
    Segment only = null;
    for (Segment s : index.segments()) {
      if (s.rows().liveCount() > 0) {
        if (only != null) {
          return;
        }
        only = s;
      }
    }
    if (only == null || !(only.structure() instanceof InGraph structure)) {
      return;
    }
    mayBeThere = true;
    try {
      HnswSidecar.write(
          storage,
          path,
          new Nodes(only, structure.graph, structure.kernels, index, keys, vectors),
          new HnswSidecar.Settings(
              hnsw.m(),
              2 * hnsw.m(),
              hnsw.efConstruction(),
              Math.max(MIN_EF_SEARCH, hnsw.efSearch())));
      if (changes.get() != before) {
        invalidate(); // something came while it was written
      }
    } catch (SynaException | IllegalArgumentException e) {
      invalidate();
      LOGGER.log(
          System.Logger.Level.WARNING,
          "No graph for the original beside {0}: {1}",
          path.getFileName(),
          e.getMessage());
    }
  }

  /** The rows of a graph that count, numbered anew. */
  private static final class Nodes implements HnswSidecar.Graph {
    private final Segment segment;
    private final Graph graph;
    private final Kernels kernels;
    private final CollectionIndex index;
    private final CollectionKeys keys;
    private final RowVectors vectors;
    private final int[] rowOf;
    private final int[] nodeOf;
    private final float[] vector;
    private final float[] row;

    Nodes(
        Segment segment,
        Graph graph,
        Kernels kernels,
        CollectionIndex index,
        CollectionKeys keys,
        RowVectors vectors) {
      this.segment = segment;
      this.graph = graph;
      this.kernels = kernels;
      this.index = index;
      this.keys = keys;
      this.vectors = vectors;
      int n = graph.size();
      int[] rows = new int[n];
      nodeOf = new int[n];
      int count = 0;
      for (int i = 0; i < n; i++) {
        nodeOf[i] = -1;
        if (segment.rows().isLive(i)) {
          nodeOf[i] = count;
          rows[count++] = i;
        }
      }
      rowOf = Arrays.copyOf(rows, count);
      vector = new float[index.rotation().dims()];
      row = new float[index.rotation().width()];
    }

    @Override
    public int size() {
      return rowOf.length;
    }

    @Override
    public int dimensions() {
      return vector.length;
    }

    @Override
    public int metric() {
      return index.metric().ordinal();
    }

    @Override
    public int entryPoint() {
      return 0;
    }

    @Override
    public int maxNeighbours() {
      return graph.degree() + FAR;
    }

    @Override
    public String key(int node) {
      return keys.vector(segment.rows().key(rowOf[node]));
    }

    @Override
    public float[] vector(int node) {
      if (!vectors.read(segment.rows(), rowOf[node], vector)) {
        throw new IllegalArgumentException("A vector went while the graph was written");
      }
      return vector;
    }

    @Override
    public int neighbours(int node, int[] nodes, float[] distances) {
      int width = row.length;
      int r = rowOf[node];
      ByteRows.floats(kernels, graph.page(r), graph.rowAt(r), width, row, 0);
      float norm2 = ByteRows.norm2(graph.page(r), graph.rowAt(r), width);
      int count = 0;
      for (int i = 0; i < graph.degree(); i++) {
        int other = graph.neighbour(r, i);
        if (other >= 0 && nodeOf[other] >= 0) {
          nodes[count] = nodeOf[other];
          distances[count++] = distance(other, norm2);
        }
      }
      SplittableRandom random = new SplittableRandom(node);
      for (int i = 0; i < FAR; i++) {
        int far = random.nextInt(rowOf.length);
        if (far != node) {
          nodes[count] = far;
          distances[count++] = distance(rowOf[far], norm2);
        }
      }
      return count;
    }

    private float distance(int other, float norm2) {
      long[] page = graph.page(other);
      int at = graph.rowAt(other);
      float dot = ByteRows.dot(kernels, row, 0, page, at, row.length);
      float score = dot - ByteRows.penalty(page, at, row.length);
      return (float) graph.space().distance(score, norm2);
    }
  }
}
