/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.ByteRows;
import ai.synadb.internal.codes.Sink;
import ai.synadb.internal.codes.Source;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.codes.Work;
import ai.synadb.internal.gwi.Cells;
import ai.synadb.internal.gwi.Centroids;
import ai.synadb.internal.simd.CodeQuery;
import ai.synadb.internal.simd.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Which recall a segment reaches with which setting, measured when it was built: with queries near
 * to its rows, and with queries that lie off them as those from elsewhere do. A recall target is
 * turned into a setting by that, so that it holds on data where the same setting would find nearly
 * all and on data where it would find half.
 *
 * <p>A query is a row plus noise in a random direction, as long as the row or {@value #HARD_NOISE}
 * times: on real sentence embeddings the first is as hard as queries of the kind of the rows, the
 * second harder than queries of another kind.
 *
 * <p>Thread safety: immutable.
 */
final class Calibration {
  /** The setting with which every row is compared. */
  static final int ALL = Integer.MAX_VALUE;

  private static final int MAX_SETTINGS = 256;
  private static final int MAX_SETTING = 1 << 24;
  private static final int QUERIES = 128;
  private static final int K = 10;

  /** The smallest part of the rows of which it is measured where its nearest lie. */
  private static final int MIN_PART = 16 * K;

  private static final double EASY_NOISE = 1;
  private static final double HARD_NOISE = 1.8;

  /** Queries that are rows, as those of tight clusters are, near to rows, and off them. */
  private static final double[] REACH_NOISES = {0, EASY_NOISE, HARD_NOISE};

  private static final int REACH_QUERIES = 192;

  /** What a recall in the sample has to be above the target, since it is a sample. */
  private static final double RESERVE = 0.005;

  /** How much more than for queries near to the rows may be done for those that are not. */
  private static final int LARGEST_EXTRA = 4;

  private final int[] settings;
  private final float[] easy;
  private final float[] hard;

  /** A calibration that was measured: the recall of each setting, settings ascending. */
  Calibration(int[] settings, float[] easy, float[] hard) {
    this.settings = settings;
    this.easy = easy;
    this.hard = hard;
  }

  void write(Sink sink) {
    sink.putInt(settings.length);
    sink.putInts(settings, 0, settings.length);
    sink.putFloats(easy, 0, easy.length);
    sink.putFloats(hard, 0, hard.length);
  }

  static Calibration read(Source source) {
    int n = source.getInt(0, MAX_SETTINGS, "The number of settings");
    int[] settings = source.getInts(n);
    for (int s : settings) {
      if (s < 1 || s > MAX_SETTING) {
        throw source.damaged("A setting is 1 to " + MAX_SETTING + ", not " + s);
      }
    }
    return new Calibration(settings, source.getFloats(n), source.getFloats(n));
  }

  /** The setting for a recall target. */
  int setting(double target) {
    int near = first(easy, target + RESERVE);
    if (near < 0) {
      return ALL;
    }
    int far = first(hard, target);
    int setting = settings[near];
    int most = setting * LARGEST_EXTRA;
    return Math.max(setting, far < 0 ? most : Math.min(settings[far], most));
  }

  private static int first(float[] recalls, double target) {
    double wanted = Math.min(target, 0.999);
    for (int i = 0; i < recalls.length; i++) {
      if (recalls[i] >= wanted) {
        return i;
      }
    }
    return -1;
  }

  /** Searches with a setting. */
  interface Searcher {
    void search(CodeQuery prepared, float[] mapped, int setting, Best best);
  }

  /** Makes a searcher for each thread. */
  interface SearcherSource {
    Searcher get();
  }

  /**
   * Measures.
   *
   * @param cells all rows; what is right is found by reading all of them
   * @param ladder the settings to try, ascending; those behind one with which all is found are left
   *     out
   */
  static Calibration measure(
      Kernels kernels, Cells cells, int[] ladder, SearcherSource searchers, long seed, Work work) {
    int width = cells.space().width();
    float[][] queries = new float[2 * QUERIES][width];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < queries.length; i++) {
      int row = random.nextInt(cells.size());
      perturbed(kernels, cells, row, i < QUERIES ? EASY_NOISE : HARD_NOISE, random, queries[i]);
    }
    float[] bars = new float[queries.length];
    int[] wanted = new int[queries.length];
    truth(kernels, cells, queries, bars, wanted, work);
    int n = 0;
    float[] easy = new float[ladder.length];
    float[] hard = new float[ladder.length];
    while (n < ladder.length) {
      recall(
          kernels, cells.space(), queries, bars, wanted, ladder[n], searchers, easy, hard, n, work);
      n++;
      if (easy[n - 1] >= 0.999 && hard[n - 1] >= 0.999) {
        break;
      }
    }
    return new Calibration(
        Arrays.copyOf(ladder, n), Arrays.copyOf(easy, n), Arrays.copyOf(hard, n));
  }

  /** Measures in how many cells the nearest rows lie, of all rows and of ever smaller parts. */
  static Reach reach(Kernels kernels, Cells cells, int[] ladder, long seed, Work work) {
    int width = cells.space().width();
    SplittableRandom random = new SplittableRandom(seed);
    float[][] queries = new float[REACH_QUERIES][width];
    for (int i = 0; i < queries.length; i++) {
      int row = random.nextInt(cells.size());
      perturbed(kernels, cells, row, REACH_NOISES[i % REACH_NOISES.length], random, queries[i]);
    }
    List<Calibration> levels = new ArrayList<>();
    levels.add(reach(kernels, cells, ladder, queries, 1, work));
    for (long part = Reach.STEP; cells.size() / part >= MIN_PART; part *= Reach.STEP) {
      levels.add(reach(kernels, cells, ladder, queries, part, work));
    }
    return new Reach(List.copyOf(levels));
  }

  private static Calibration reach(
      Kernels kernels, Cells cells, int[] ladder, float[][] queries, long part, Work work) {
    int count = cells.centroids().count();
    AtomicIntegerArray[] found = new AtomicIntegerArray[REACH_NOISES.length];
    Arrays.setAll(found, i -> new AtomicIntegerArray(count));
    work.forEach(
        queries.length,
        4,
        () -> {
          Cells.Search search = new Cells.Search(cells, kernels);
          Centroids.Ranking ranking = new Centroids.Ranking(cells.centroids(), kernels);
          CodeQuery prepared = kernels.newQuery(cells.space().width());
          Best best = new Best(K);
          return (from, to) -> {
            for (int i = from; i < to; i++) {
              float[] q = queries[i];
              kernels.prepare(prepared, q, 0);
              best.reset(K);
              search.search(prepared, q, count, null, 4, K, row -> mixed(row) % part == 0, best);
              Best order = ranking.rankRoughly(prepared, q, 0, count);
              for (int rank = 0; rank < order.size(); rank++) {
                int cell = order.row(rank);
                for (int j = 0; j < best.size(); j++) {
                  int row = best.row(j);
                  if (row >= cells.start(cell) && row < cells.start(cell + 1)) {
                    found[i % found.length].incrementAndGet(rank);
                  }
                }
              }
            }
          };
        });
    float[] at = recalls(found[0], ladder);
    float[] near = recalls(found[1], ladder);
    for (int i = 0; i < near.length; i++) {
      near[i] = Math.min(near[i], at[i]);
    }
    return new Calibration(ladder, near, recalls(found[2], ladder));
  }

  /** A number that has nothing to do with where a row lies; 0 or more. */
  private static long mixed(int row) {
    return (row * 0x9e3779b97f4a7c15L) >>> 20;
  }

  private static float[] recalls(AtomicIntegerArray found, int[] ladder) {
    int[] sums = new int[found.length() + 1];
    for (int i = 0; i < found.length(); i++) {
      sums[i + 1] = sums[i] + found.get(i);
    }
    float[] recalls = new float[ladder.length];
    for (int i = 0; i < ladder.length; i++) {
      recalls[i] = (float) sums[ladder[i]] / Math.max(1, sums[found.length()]);
    }
    return recalls;
  }

  private static void perturbed(
      Kernels kernels,
      Cells cells,
      int row,
      double noise,
      SplittableRandom random,
      float[] target) {
    int width = target.length;
    ByteRows.floats(kernels, cells.rows().page(row), cells.rows().at(row), width, target, 0);
    double norm = Math.sqrt(ByteRows.norm2(cells.rows().page(row), cells.rows().at(row), width));
    // The sum of twelve uniform numbers is as good as normal here.
    double unit = noise * norm / Math.sqrt(width);
    for (int i = 0; i < width; i++) {
      double sum = -6;
      for (int j = 0; j < 12; j++) {
        sum += random.nextDouble();
      }
      target[i] += (float) (unit * sum);
    }
  }

  private static void truth(
      Kernels kernels, Cells cells, float[][] queries, float[] bars, int[] wanted, Work work) {
    work.forEach(
        queries.length,
        4,
        () -> {
          Cells.Search search = new Cells.Search(cells, kernels);
          CodeQuery prepared = kernels.newQuery(cells.space().width());
          Best best = new Best(K);
          return (from, to) -> {
            for (int i = from; i < to; i++) {
              kernels.prepare(prepared, queries[i], 0);
              best.reset(K);
              search.search(
                  prepared, queries[i], cells.centroids().count(), null, 4, K, null, best);
              wanted[i] = best.size();
              bars[i] = best.score(best.size() - 1);
            }
          };
        });
  }

  private static void recall(
      Kernels kernels,
      Space space,
      float[][] queries,
      float[] bars,
      int[] wanted,
      int setting,
      SearcherSource searchers,
      float[] easy,
      float[] hard,
      int at,
      Work work) {
    AtomicInteger[] hits = {new AtomicInteger(), new AtomicInteger()};
    int[] all = new int[2];
    for (int i = 0; i < queries.length; i++) {
      all[i / QUERIES] += wanted[i];
    }
    work.forEach(
        queries.length,
        8,
        () -> {
          Searcher searcher = searchers.get();
          CodeQuery prepared = kernels.newQuery(space.width());
          Best best = new Best(K);
          return (from, to) -> {
            for (int i = from; i < to; i++) {
              kernels.prepare(prepared, queries[i], 0);
              best.reset(K);
              searcher.search(prepared, queries[i], setting, best);
              int found = 0;
              for (int j = 0; j < best.size(); j++) {
                found += best.score(j) >= bars[i] ? 1 : 0; // what ties with the last is as good
              }
              hits[i / QUERIES].addAndGet(Math.min(found, wanted[i]));
            }
          };
        });
    easy[at] = (float) hits[0].get() / all[0];
    hard[at] = (float) hits[1].get() / all[1];
  }
}
