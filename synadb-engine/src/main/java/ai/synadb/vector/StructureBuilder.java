/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.FlatCodes;
import ai.synadb.internal.codes.Rotation;
import ai.synadb.internal.codes.Slab;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.codes.Work;
import ai.synadb.internal.gwi.Cells;
import ai.synadb.internal.gwi.Centroids;
import ai.synadb.internal.hnsw.Graph;
import ai.synadb.internal.hnsw.GraphBuilder;
import ai.synadb.internal.hnsw.GraphSearch;
import ai.synadb.internal.simd.Kernels;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lays rows out for search. Thread safety: confined to one thread. */
final class StructureBuilder {
  /** From where on AUTO builds a structure at all. */
  static final int MIN_STRUCTURED = 1024;

  /** Up to how many rows AUTO takes cells where kernels are fast, and a graph beyond. */
  private static final int MAX_CELLS = 10_000;

  /** Rows in a cell that is searched, and in one that only leads into a graph. */
  private static final int ROWS_PER_CELL = 96;

  private static final int ROWS_PER_ENTRY = 192;

  /** A sample that was given counts up to so many times as many rows. */
  private static final int SAMPLE_SHARE = 8;

  private static final int CENTRE_SAMPLES = 1024;
  private static final long SEED = 0x53796e61;

  private static final int[] EF_LADDER = {
    10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384, 512, 768, 1024
  };

  private final Kernels kernels;
  private final Space.Measure measure;
  private final Rotation rotation;
  private final HnswConfig hnsw;
  private volatile float @Nullable [][] sample;

  StructureBuilder(Kernels kernels, Space.Measure measure, Rotation rotation, HnswConfig hnsw) {
    this.kernels = kernels;
    this.measure = measure;
    this.rotation = rotation;
    this.hnsw = hnsw;
  }

  /** Lays cells around a sample, while there are few rows. Keeps the array. */
  void initialize(float[][] given) {
    sample = given;
  }

  /** Reads the vector of a row. */
  interface VectorSource {
    void read(int row, float[] target);
  }

  /** How many candidates are pruned to the neighbours of a node. */
  int candidates() {
    return hnsw.candidates();
  }

  /** A structure, and for each of its rows which one it was; null for the same. */
  record Built(Structure structure, int @Nullable [] order) {}

  /** What AUTO takes for a number of rows. */
  IndexKind automatic(int n) {
    if (n < MIN_STRUCTURED) {
      return IndexKind.FLAT;
    }
    return n <= MAX_CELLS && !kernels.name().equals("plain") ? IndexKind.GWI : IndexKind.HNSW;
  }

  /** A space for rows to come, around a point that is like them. */
  Space empty(float[] like) {
    float[] centre = measure == Space.Measure.EUCLIDEAN ? like.clone() : null;
    return new Space(measure, rotation, centre, 0);
  }

  /**
   * Builds.
   *
   * @param sources makes what reads vectors, for each thread
   */
  Built build(IndexKind wanted, int n, Supplier<VectorSource> sources, Work work) {
    IndexKind kind = wanted == IndexKind.AUTO ? automatic(n) : wanted;
    Space space = space(n, sources.get());
    if (kind == IndexKind.FLAT || n < 2 * Kernels.LANES) {
      return new Built(flat(space, n, sources.get()), null);
    }
    Slab rows = rows(space, n, sources, work);
    int perCell = kind == IndexKind.HNSW ? ROWS_PER_ENTRY : ROWS_PER_CELL;
    Centroids centroids = centroids(space, rows, n, Math.max(2, n / perCell), work);
    Cells.Built built = Cells.build(kernels, space, rows, n, centroids, work);
    Cells cells = built.cells();
    if (kind == IndexKind.GWI) {
      Calibration c =
          Calibration.measure(
              kernels,
              cells,
              probeLadder(centroids.count()),
              () -> {
                Cells.Search s = new Cells.Search(cells, kernels);
                return (prepared, q, nprobe, best) ->
                    s.search(prepared, q, nprobe, null, 2.2f, best.capacity(), null, best);
              },
              SEED,
              work);
      return new Built(new InCells(kernels, cells, c), built.order());
    }
    Graph graph = GraphBuilder.build(kernels, cells, hnsw.degree(), hnsw.candidates(), work);
    Calibration c =
        Calibration.measure(
            kernels,
            cells,
            EF_LADDER,
            () -> {
              GraphSearch s = new GraphSearch(graph, kernels);
              return (prepared, q, ef, best) -> s.search(prepared, q, ef, null, 0, best);
            },
            SEED,
            work);
    Reach reach = Calibration.reach(kernels, cells, probeLadder(centroids.count()), SEED, work);
    return new Built(new InGraph(kernels, graph, c, reach), built.order());
  }

  private Centroids centroids(Space space, Slab rows, int n, int cells, Work work) {
    float[][] given = sample;
    if (given == null || n >= given.length * SAMPLE_SHARE) {
      return Centroids.train(kernels, space, rows, n, cells, SEED, work);
    }
    Slab mapped =
        rows(
            space,
            given.length,
            () -> (i, x) -> System.arraycopy(given[i], 0, x, 0, x.length),
            work);
    return Centroids.train(kernels, space, mapped, given.length, cells, SEED, work);
  }

  private static int[] probeLadder(int cells) {
    int[] ladder = new int[64];
    int n = 0;
    for (int p = 1; p < cells; p = Math.max(p + 1, p + p / 3)) {
      ladder[n++] = p;
    }
    ladder[n++] = cells;
    return java.util.Arrays.copyOf(ladder, n);
  }

  private Flat flat(Space space, int n, VectorSource source) {
    FlatCodes codes = new FlatCodes(space);
    float[] x = new float[rotation.dims()];
    float[] scratch = new float[rotation.dims()];
    float[] mapped = new float[space.width()];
    for (int i = 0; i < n; i++) {
      source.read(i, x);
      space.map(kernels, x, 0, scratch, mapped, 0);
      codes.add(kernels, mapped);
    }
    return new Flat(kernels, codes);
  }

  private Slab rows(Space space, int n, Supplier<VectorSource> sources, Work work) {
    Slab rows = new Slab(ByteRows.longs(space.width()), n);
    work.forEach(
        n,
        256,
        () -> {
          VectorSource source = sources.get();
          float[] x = new float[rotation.dims()];
          float[] scratch = new float[rotation.dims()];
          float[] mapped = new float[space.width()];
          return (from, to) -> {
            for (int i = from; i < to; i++) {
              source.read(i, x);
              space.map(kernels, x, 0, scratch, mapped, 0);
              ByteRows.put(kernels, space, mapped, 0, rows.page(i), rows.at(i));
            }
          };
        });
    return rows;
  }

  private Space space(int n, VectorSource source) {
    int dims = rotation.dims();
    float[] x = new float[dims];
    float[] centre = null;
    float largest = 0;
    if (measure == Space.Measure.EUCLIDEAN && n > 0) {
      double[] sum = new double[dims];
      int samples = Math.min(n, CENTRE_SAMPLES);
      for (int i = 0; i < samples; i++) {
        source.read((int) ((long) i * n / samples), x);
        for (int j = 0; j < dims; j++) {
          sum[j] += x[j];
        }
      }
      centre = new float[dims];
      for (int j = 0; j < dims; j++) {
        centre[j] = (float) (sum[j] / samples);
      }
    } else if (measure == Space.Measure.DOT_PRODUCT) {
      for (int i = 0; i < n; i++) {
        source.read(i, x);
        largest = Math.max(largest, kernels.dot(x, 0, x, 0, dims));
      }
    }
    // A little more: the bytes may stand for a slightly longer row.
    return new Space(measure, rotation, centre, largest * 1.01f);
  }
}
