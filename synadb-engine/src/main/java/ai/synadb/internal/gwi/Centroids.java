/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.gwi;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.Sink;
import ai.synadb.internal.codes.Slab;
import ai.synadb.internal.codes.Source;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.codes.Work;
import ai.synadb.internal.simd.CodeQuery;
import ai.synadb.internal.simd.Kernels;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The centres of cells, found by k-means (Lloyd) on a sample of the rows, and the search for the
 * ones nearest to a row or a query. Centroids have one-bit codes themselves, relative to their
 * mean: these choose a few, which are then compared exactly unless a rough order will do.
 *
 * <p>Thread safety: immutable; a {@link Ranking} is confined to one thread.
 */
public final class Centroids {
  private static final int ROUNDS = 8;
  private static final int SAMPLES_PER_CELL = 40;

  private final Space space;
  private final int count;
  private final float[] points;
  private final float[] extras;
  private final float[] halves; // half of the squared norm, with the extra coordinate
  private final float[] mean;
  private final long[] codes;

  /**
   * Centroids that are known.
   *
   * @param points count x width floats
   * @param extras the further coordinate of each
   */
  public Centroids(Kernels kernels, Space space, float[] points, float[] extras) {
    this.space = space;
    this.count = extras.length;
    this.points = points;
    this.extras = extras;
    this.halves = new float[count];
    int width = space.width();
    this.mean = new float[width];
    for (int c = 0; c < count; c++) {
      kernels.addScaled(mean, 0, 1f / count, points, c * width, width);
      halves[c] =
          (kernels.dot(points, c * width, points, c * width, width) + extras[c] * extras[c]) / 2;
    }
    int blocks = (count + Kernels.LANES - 1) / Kernels.LANES;
    int stride = Kernels.blockLongs(width);
    this.codes = new long[blocks * stride];
    long[] code = new long[width / 64];
    float[] factors = new float[4];
    for (int c = 0; c < count; c++) {
      int at = c / Kernels.LANES * stride;
      int lane = c % Kernels.LANES;
      kernels.encode(mean, 0, points, c * width, width, code, 0, factors);
      Kernels.setFactors(codes, at, lane, factors[0], factors[1] - (isFolded() ? halves[c] : 0));
      kernels.packCode(codes, at + Kernels.FACTOR_LONGS, lane, code, 0, code.length);
    }
  }

  /**
   * Whether the codes' A has half of the squared norm taken off, so that estimates are scores. Not
   * where dot products are ranked, which have to stay right beside norms of any size; there no
   * extra coordinate is 0, either.
   */
  private boolean isFolded() {
    return space.measure() != Space.Measure.DOT_PRODUCT;
  }

  /** Finds the centres of at most {@code cells} cells among rows. */
  public static Centroids train(
      Kernels kernels, Space space, Slab rows, int n, int cells, long seed, Work work) {
    SplittableRandom random = new SplittableRandom(seed);
    int width = space.width();
    int k = Math.max(1, Math.min(cells, n));
    int[] sample = sample(n, (int) Math.min(n, (long) k * SAMPLES_PER_CELL), random);
    float[] points = new float[k * width];
    float[] extras = new float[k];
    for (int c = 0; c < k; c++) {
      int r = sample[c];
      ByteRows.floats(kernels, rows.page(r), rows.at(r), width, points, c * width);
      extras[c] = ByteRows.extra(rows.page(r), rows.at(r), width);
    }
    Centroids centroids = new Centroids(kernels, space, points, extras);
    int[] nearest = new int[sample.length];
    for (int round = 0; round < ROUNDS && k > 1; round++) {
      centroids.assign(kernels, rows, sample, nearest, work);
      centroids = moved(kernels, space, rows, sample, nearest, k, random);
    }
    return centroids;
  }

  private static int[] sample(int n, int size, SplittableRandom random) {
    int[] all = new int[n];
    for (int i = 0; i < n; i++) {
      all[i] = i;
    }
    for (int i = 0; i < size; i++) { // Fisher and Yates, as far as needed
      int j = i + random.nextInt(n - i);
      int t = all[i];
      all[i] = all[j];
      all[j] = t;
    }
    return Arrays.copyOf(all, size);
  }

  private static Centroids moved(
      Kernels kernels,
      Space space,
      Slab rows,
      int[] sample,
      int[] nearest,
      int k,
      SplittableRandom random) {
    int width = space.width();
    float[] points = new float[k * width];
    float[] extras = new float[k];
    int[] sizes = new int[k];
    float[] x = new float[width];
    for (int i = 0; i < sample.length; i++) {
      int r = sample[i];
      int c = nearest[i];
      ByteRows.floats(kernels, rows.page(r), rows.at(r), width, x, 0);
      kernels.addScaled(points, c * width, 1, x, 0, width);
      extras[c] += ByteRows.extra(rows.page(r), rows.at(r), width);
      sizes[c]++;
    }
    for (int c = 0; c < k; c++) {
      if (sizes[c] == 0) { // begins anew at a row of its own
        int r = sample[random.nextInt(sample.length)];
        ByteRows.floats(kernels, rows.page(r), rows.at(r), width, points, c * width);
        extras[c] = ByteRows.extra(rows.page(r), rows.at(r), width);
      } else {
        float inverse = 1f / sizes[c];
        for (int i = c * width; i < (c + 1) * width; i++) {
          points[i] *= inverse;
        }
        extras[c] *= inverse;
      }
    }
    return new Centroids(kernels, space, points, extras);
  }

  /** Finds the cell of each of some rows. */
  public void assign(Kernels kernels, Slab rows, int[] which, int[] cells, Work work) {
    int width = space.width();
    work.forEach(
        which.length,
        256,
        () -> {
          Ranking ranking = new Ranking(this, kernels);
          float[] x = new float[width];
          return (from, to) -> {
            for (int i = from; i < to; i++) {
              int r = which[i];
              long[] page = rows.page(r);
              ByteRows.floats(kernels, page, rows.at(r), width, x, 0);
              cells[i] = ranking.nearest(x, 0, ByteRows.extra(page, rows.at(r), width));
            }
          };
        });
  }

  /** Writes the points. */
  public void write(Sink sink) {
    sink.putInt(count);
    sink.putFloats(points, 0, points.length);
    sink.putFloats(extras, 0, extras.length);
  }

  /** Reads the points of at most {@code most} centroids. */
  public static Centroids read(Kernels kernels, Space space, int most, Source source) {
    int count = source.getInt(1, most, "The number of centroids");
    source.require(4L * count * (space.width() + 1));
    float[] points = source.getFloats(Math.multiplyExact(count, space.width()));
    return new Centroids(kernels, space, points, source.getFloats(count));
  }

  /** The number of centroids. */
  public int count() {
    return count;
  }

  /** All points, one behind the other. Borrowed. */
  public float[] points() {
    return points;
  }

  /** The further coordinates. Borrowed. */
  public float[] extras() {
    return extras;
  }

  /** The squared norm of a centroid, without the further coordinate. */
  float norm2(int centroid) {
    return 2 * halves[centroid] - extras[centroid] * extras[centroid];
  }

  /** Looks for the nearest centroids of one vector after the other. */
  public static final class Ranking {
    /** All are sorted where at least so manyth of them are asked for. */
    private static final int SORTED = 8;

    private final Centroids centroids;
    private final Kernels kernels;
    private final CodeQuery query;
    private final Best best = new Best(16);
    private final Best exact = new Best(16);
    private final long[] all;
    private final float[] dots;
    private final float[] estimates;

    /** A ranking. */
    public Ranking(Centroids centroids, Kernels kernels) {
      this.centroids = centroids;
      this.kernels = kernels;
      this.query = kernels.newQuery(centroids.space.width());
      this.estimates = new float[Kernels.LANES];
      this.dots = new float[centroids.count];
      this.all = new long[centroids.count];
    }

    /** The centroid nearest to a row. */
    public int nearest(float[] x, int at, float extra) {
      kernels.prepare(query, x, at);
      rank(query, x, at, extra, 1, 4, true);
      return exact.row(0);
    }

    /**
     * Ranks the centroids for a query.
     *
     * @param prepared the query, ready
     * @param n how many to rank
     */
    public Best rank(CodeQuery prepared, float[] q, int at, int n) {
      boolean distances = centroids.space.measure() != Space.Measure.DOT_PRODUCT;
      return rank(prepared, q, at, 0, n, Math.min(centroids.count, n + n / 2 + 4), distances);
    }

    /** Ranks the centroids for a query by their estimates alone. */
    public Best rankRoughly(CodeQuery prepared, float[] q, int at, int n) {
      estimate(prepared, q, at, 0, n, centroids.space.measure() != Space.Measure.DOT_PRODUCT);
      return best;
    }

    /** Ranks the centroids for a row. */
    public Best rankRow(CodeQuery prepared, float[] x, int at, float extra, int n) {
      return rank(prepared, x, at, extra, n, Math.min(centroids.count, n + n / 2 + 4), true);
    }

    /** The dot product of the query with a centroid that was ranked exactly. */
    public float dot(int centroid) {
      return dots[centroid];
    }

    private Best rank(
        CodeQuery prepared,
        float[] x,
        int at,
        float extra,
        int n,
        int candidates,
        boolean distances) {
      Centroids c = centroids;
      int width = c.space.width();
      estimate(prepared, x, at, extra, candidates, distances);
      exact.reset(n);
      for (int i = 0; i < best.size(); i++) {
        int r = best.row(i);
        float d = kernels.dot(x, at, c.points, r * width, width);
        dots[r] = d;
        exact.offer(distances ? d + extra * c.extras[r] - c.halves[r] : d, r);
      }
      return exact;
    }

    private void estimate(
        CodeQuery prepared, float[] x, int xAt, float extra, int candidates, boolean distances) {
      Centroids c = centroids;
      int width = c.space.width();
      boolean areScores = c.isFolded() || !distances;
      boolean sorts = candidates * SORTED >= c.count;
      best.reset(candidates);
      float base = kernels.dot(x, xAt, c.mean, 0, width);
      int stride = Kernels.blockLongs(width);
      for (int first = 0; first < c.count; first += Kernels.LANES) {
        float threshold = best.threshold();
        int at = first / Kernels.LANES * stride;
        int above = kernels.estimate(prepared, c.codes, at, base, threshold, estimates);
        int lanes = Math.min(Kernels.LANES, c.count - first);
        if (areScores && !sorts) {
          above &= lanes == Kernels.LANES ? -1 : (1 << lanes) - 1;
          while (above != 0) {
            int i = Integer.numberOfTrailingZeros(above);
            above &= above - 1;
            best.offer(estimates[i], first + i);
          }
          continue;
        }
        for (int i = 0; i < lanes; i++) {
          int r = first + i;
          float s = estimates[i] + (areScores ? 0 : extra * c.extras[r] - c.halves[r]);
          if (sorts) {
            all[r] = Best.entry(s, r);
          } else if (s > threshold) {
            best.offer(s, r);
            threshold = best.threshold();
          }
        }
      }
      if (sorts) {
        Arrays.sort(all);
        best.take(all, candidates);
      }
    }
  }
}
