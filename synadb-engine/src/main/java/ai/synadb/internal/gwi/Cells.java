/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.gwi;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.CodeBlocks;
import ai.synadb.internal.codes.CodeList;
import ai.synadb.internal.codes.Sink;
import ai.synadb.internal.codes.Slab;
import ai.synadb.internal.codes.Source;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.codes.Work;
import ai.synadb.internal.simd.CodeQuery;
import ai.synadb.internal.simd.Kernels;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows in cells, each row as a code of its residual from its cell's centroid and as bytes. A search
 * reads the cells in the order of their centroids' nearness, estimates every row in them from its
 * code, and compares with the bytes those rows whose estimate, with its error allowed for, could be
 * among the best. The error of an estimate of {@code <q - c, r>} is that of a random direction: its
 * deviation is {@code |q - c|} times {@code g = |r| tan(angle(r, b)) / sqrt(width - 1)} (RaBitQ,
 * theorem 3.2), of which each block keeps the mean.
 *
 * <p>Rows are numbered in the order of their cells. Thread safety: immutable; a {@link Search} is
 * confined to one thread.
 */
public final class Cells {
  private final Space space;
  private final Centroids centroids;
  private final int[] starts; // first row of each cell, then the number of rows
  private final int[] blockStarts; // first block of each cell, then the number of blocks
  private final Slab blocks;
  private final float[] errors; // mean g of each block
  private final Slab rows;

  private Cells(Space space, Centroids centroids, int[] starts, Slab rows) {
    this.space = space;
    this.centroids = centroids;
    this.starts = starts;
    this.rows = rows;
    int k = centroids.count();
    this.blockStarts = new int[k + 1];
    for (int c = 0; c < k; c++) {
      blockStarts[c + 1] =
          blockStarts[c] + (starts[c + 1] - starts[c] + Kernels.LANES - 1) / Kernels.LANES;
    }
    this.blocks = new Slab(Kernels.blockLongs(space.width()), blockStarts[k]);
    this.errors = new float[blockStarts[k]];
  }

  /** Cells, and where in them the rows are. */
  public record Built(Cells cells, int[] order) {}

  /**
   * Puts rows into cells.
   *
   * @param source the rows, in any order
   * @return the cells, and for each row in them its number in {@code source}
   */
  public static Built build(
      Kernels kernels, Space space, Slab source, int n, Centroids centroids, Work work) {
    int[] all = new int[n];
    for (int i = 0; i < n; i++) {
      all[i] = i;
    }
    int[] cell = new int[n];
    centroids.assign(kernels, source, all, cell, work);
    int[] starts = new int[centroids.count() + 1];
    for (int c : cell) {
      starts[c + 1]++;
    }
    for (int c = 0; c < centroids.count(); c++) {
      starts[c + 1] += starts[c];
    }
    int[] next = starts.clone();
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[next[cell[i]]++] = i;
    }
    Slab rows = new Slab(source.stride(), n);
    for (int i = 0; i < n; i++) {
      rows.copy(source, order[i], i);
    }
    Cells cells = new Cells(space, centroids, starts, rows);
    cells.encode(kernels, work);
    return new Built(cells, order);
  }

  private void encode(Kernels kernels, Work work) {
    int width = space.width();
    int words = width / 64;
    work.forEach(
        centroids.count(),
        8,
        () -> {
          float[] x = new float[width];
          long[] code = new long[words];
          float[] factors = new float[4];
          return (from, to) -> {
            for (int c = from; c < to; c++) {
              encodeCell(kernels, c, x, code, factors);
            }
          };
        });
  }

  private void encodeCell(Kernels kernels, int c, float[] x, long[] code, float[] factors) {
    int width = space.width();
    for (int r = starts[c]; r < starts[c + 1]; r++) {
      int block = blockStarts[c] + (r - starts[c]) / Kernels.LANES;
      int lane = (r - starts[c]) % Kernels.LANES;
      long[] page = blocks.page(block);
      int at = blocks.at(block);
      long[] row = rows.page(r);
      ByteRows.floats(kernels, row, rows.at(r), width, x, 0);
      kernels.encode(centroids.points(), c * width, x, 0, width, code, 0, factors);
      Kernels.setFactors(
          page, at, lane, factors[0], factors[1] - ByteRows.penalty(row, rows.at(r), width));
      kernels.packCode(page, at + Kernels.FACTOR_LONGS, lane, code, 0, code.length);
      errors[block] +=
          CodeList.error(factors, width) / Math.min(Kernels.LANES, starts[c + 1] - r + lane);
    }
    // What is left of the last block must never pass a threshold.
    for (int lane = (starts[c + 1] - starts[c]) % Kernels.LANES;
        lane != 0 && lane < Kernels.LANES;
        lane++) {
      int block = blockStarts[c + 1] - 1;
      Kernels.setFactors(blocks.page(block), blocks.at(block), lane, 0, Float.NEGATIVE_INFINITY);
    }
  }

  /** Writes everything but the space. */
  public void write(Kernels kernels, Sink sink) {
    centroids.write(sink);
    sink.putInts(starts, 0, starts.length);
    sink.putFloats(errors, 0, errors.length);
    CodeBlocks codes = new CodeBlocks(kernels, space.width());
    for (int b = 0; b < errors.length; b++) {
      codes.write(sink, blocks.page(b), blocks.at(b));
    }
    for (int i = 0; i < size(); i++) {
      sink.putLongs(rows.page(i), rows.at(i), rows.stride());
    }
  }

  /** Reads cells with so many rows. */
  public static Cells read(Kernels kernels, Space space, int n, Source source) {
    Centroids centroids = Centroids.read(kernels, space, Math.max(1, n), source);
    int[] starts = source.getInts(centroids.count() + 1);
    for (int c = 0; c < centroids.count(); c++) {
      if (starts[c] < 0 || starts[c] > starts[c + 1]) {
        throw source.damaged("A cell ends before it begins, at " + starts[c + 1]);
      }
    }
    if (starts[0] != 0 || starts[centroids.count()] != n) {
      throw source.damaged("The cells do not hold " + n + " rows");
    }
    source.require(8L * n * ByteRows.longs(space.width()));
    Slab rows = new Slab(ByteRows.longs(space.width()), n);
    Cells cells = new Cells(space, centroids, starts, rows);
    float[] errors = source.getFloats(cells.errors.length);
    System.arraycopy(errors, 0, cells.errors, 0, errors.length);
    CodeBlocks codes = new CodeBlocks(kernels, space.width());
    for (int b = 0; b < errors.length; b++) {
      codes.read(source, cells.blocks.page(b), cells.blocks.at(b));
    }
    for (int i = 0; i < n; i++) {
      source.getLongs(rows.page(i), rows.at(i), rows.stride());
    }
    return cells;
  }

  /** The number of rows. */
  public int size() {
    return starts[centroids.count()];
  }

  /** The space. */
  public Space space() {
    return space;
  }

  /** The centres. */
  public Centroids centroids() {
    return centroids;
  }

  /** The rows as bytes. */
  public Slab rows() {
    return rows;
  }

  /** The first row of a cell; that of the cell behind the last is the number of rows. */
  public int start(int cell) {
    return starts[cell];
  }

  /** The heap that this takes, in bytes. */
  public long heapBytes() {
    return rows.heapBytes()
        + blocks.heapBytes()
        + 4L * (errors.length + starts.length + blockStarts.length)
        + 8L * centroids.points().length;
  }

  /** Searches for one query after the other. */
  public static final class Search {
    private final Cells cells;
    private final Kernels kernels;
    private final Centroids.Ranking ranking;
    private final float[] estimates = new float[Kernels.LANES];
    private int probed;
    private int compared;

    /** A search. */
    public Search(Cells cells, Kernels kernels) {
      this.cells = cells;
      this.kernels = kernels;
      this.ranking = new Centroids.Ranking(cells.centroids, kernels);
    }

    /** How many cells the last search read. */
    public int probed() {
      return probed;
    }

    /** How many rows the last search compared by their bytes. */
    public int compared() {
      return compared;
    }

    /** Ends a search that has read enough. */
    public interface Gate {
      /**
       * Whether to read the cell with these rows, and go on.
       *
       * @param idle how many cells in a row brought nothing among the best
       */
      boolean admits(int from, int to, int idle);
    }

    /**
     * Collects the best rows.
     *
     * @param prepared the query, ready
     * @param q the mapped query
     * @param nprobe how many cells to read at most
     * @param gate is asked before each cell; null for none
     * @param eps how many deviations of the estimate's error to allow for
     * @param k of which place in {@code best} the score is the bar
     * @param best gets rows and their scores
     */
    public void search(
        CodeQuery prepared,
        float[] q,
        int nprobe,
        @Nullable Gate gate,
        float eps,
        int k,
        @Nullable IntPredicate allowed,
        Best best) {
      Cells c = cells;
      int width = c.space.width();
      Best order = ranking.rank(prepared, q, 0, Math.min(nprobe, c.centroids.count()));
      float q2 = kernels.dot(q, 0, q, 0, width);
      int idle = 0;
      probed = 0;
      compared = 0;
      for (int i = 0; i < order.size(); i++) {
        int cell = order.row(i);
        if (gate != null && !gate.admits(c.starts[cell], c.starts[cell + 1], idle)) {
          break;
        }
        boolean found = scan(prepared, q2, cell, eps, k, allowed, best);
        idle = found ? 0 : idle + 1;
        probed++;
      }
    }

    private boolean scan(
        CodeQuery prepared,
        float q2,
        int cell,
        float eps,
        int k,
        @Nullable IntPredicate allowed,
        Best best) {
      Cells c = cells;
      float base = ranking.dot(cell);
      float distance = (float) Math.sqrt(Math.max(0, q2 - 2 * base + c.centroids.norm2(cell)));
      boolean found = false;
      for (int b = c.blockStarts[cell]; b < c.blockStarts[cell + 1]; b++) {
        float margin = eps * c.errors[b] * distance;
        float bar = best.bar(k);
        int above =
            kernels.estimate(
                prepared, c.blocks.page(b), c.blocks.at(b), base, bar - margin, estimates);
        int first = c.starts[cell] + (b - c.blockStarts[cell]) * Kernels.LANES;
        while (above != 0) {
          int lane = Integer.numberOfTrailingZeros(above);
          above &= above - 1;
          if (estimates[lane] + margin <= bar) {
            continue;
          }
          int row = first + lane;
          if (allowed != null && !allowed.test(row)) {
            continue;
          }
          compared++;
          float s = ByteRows.score(kernels, prepared, c.rows.page(row), c.rows.at(row));
          int place = best.offer(s, row);
          if (place >= 0 && place < k) {
            found = true;
            bar = best.bar(k);
          }
        }
      }
      return found;
    }
  }

  /**
   * Collects the rows near to a row, by the estimates of their codes alone. Thread safety: confined
   * to one thread.
   */
  public static final class Neighbours {
    private final Cells cells;
    private final Kernels kernels;
    private final Centroids.Ranking ranking;
    private final CodeQuery query;
    private final float[] estimates = new float[Kernels.LANES];

    /** A collector. */
    public Neighbours(Cells cells, Kernels kernels) {
      this.cells = cells;
      this.kernels = kernels;
      this.ranking = new Centroids.Ranking(cells.centroids, kernels);
      this.query = kernels.newQuery(cells.space.width());
    }

    /** Collects from the nearest cells. */
    public void collect(float[] x, float extra, int probes, Best best) {
      Cells c = cells;
      int width = c.space.width();
      boolean hasExtras = c.space.measure() == Space.Measure.DOT_PRODUCT;
      kernels.prepare(query, x, 0);
      Best order = ranking.rankRow(query, x, 0, extra, probes);
      for (int i = 0; i < order.size(); i++) {
        int cell = order.row(i);
        float base = ranking.dot(cell);
        for (int b = c.blockStarts[cell]; b < c.blockStarts[cell + 1]; b++) {
          float bar = hasExtras ? Float.NEGATIVE_INFINITY : best.threshold();
          int above =
              kernels.estimate(query, c.blocks.page(b), c.blocks.at(b), base, bar, estimates);
          int first = c.starts[cell] + (b - c.blockStarts[cell]) * Kernels.LANES;
          while (above != 0) {
            int lane = Integer.numberOfTrailingZeros(above);
            above &= above - 1;
            int row = first + lane;
            float s = estimates[lane];
            if (hasExtras) {
              s += extra * ByteRows.extra(c.rows.page(row), c.rows.at(row), width);
            }
            best.offer(s, row);
          }
        }
      }
    }
  }
}
