/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.simd.Kernels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The end of a search: what the segments found is compared by the floats in the log, in double
 * precision.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Ranking {
  private final Kernels kernels;
  private final DistanceMetric metric;
  private final LogVectors vectors;
  private final float[] query;
  private final int k;
  private final List<Candidate> candidates = new ArrayList<>();

  private record Candidate(Segment segment, int order, int row, double estimate) {}

  private record Scored(Candidate candidate, String key, double score) {}

  private static final Comparator<Scored> ORDER =
      Comparator.comparingDouble(Scored::score).thenComparing(s -> s.key, Ranking::compareKeys);

  Ranking(Kernels kernels, DistanceMetric metric, LogVectors vectors, float[] query, int k) {
    this.kernels = kernels;
    this.metric = metric;
    this.vectors = vectors;
    this.query = query;
    this.k = k;
  }

  /** By their UTF-8 bytes, which is by their code points. */
  static int compareKeys(String a, String b) {
    int n = Math.min(a.length(), b.length());
    for (int i = 0; i < n; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean xs = Character.isSurrogate(x);
        boolean ys = Character.isSurrogate(y);
        return xs == ys ? Character.compare(x, y) : xs ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  void add(Segment segment, int order, int row, double estimate) {
    candidates.add(new Candidate(segment, order, row, estimate));
  }

  void clear() {
    candidates.clear();
  }

  /**
   * The nearest of the candidates.
   *
   * @param most how many to compare, the best by their estimates
   * @param row room for a vector
   */
  List<SearchHit> finish(int most, float[] row) {
    if (candidates.size() > most) {
      candidates.sort(Comparator.comparingDouble(Candidate::estimate));
    }
    List<Scored> scored = new ArrayList<>(Math.min(most, candidates.size()));
    for (int i = 0; i < candidates.size() && i < most; i++) {
      Candidate c = candidates.get(i);
      if (vectors.read(c.segment.rows(), c.row, row)) {
        scored.add(
            new Scored(c, c.segment.rows().key(c.row), metric.distance(kernels, query, row)));
      }
    }
    scored.sort(ORDER);
    return firstOfEachKey(scored);
  }

  private List<SearchHit> firstOfEachKey(List<Scored> scored) {
    Map<String, Candidate> newest = new HashMap<>();
    for (Scored s : scored) {
      newest.merge(s.key, s.candidate, (a, b) -> isNewer(a, b) ? a : b);
    }
    List<SearchHit> hits = new ArrayList<>(Math.min(k, scored.size()));
    for (Scored s : scored) {
      if (hits.size() < k && newest.get(s.key) == s.candidate) {
        hits.add(new SearchHit(s.key, s.score));
      }
    }
    return hits;
  }

  private static boolean isNewer(Candidate a, Candidate b) {
    long x = a.segment.rows().position(a.row);
    long y = b.segment.rows().position(b.row);
    if (x != y) {
      return x > y;
    }
    return a.order != b.order ? a.order > b.order : a.row > b.row;
  }
}
