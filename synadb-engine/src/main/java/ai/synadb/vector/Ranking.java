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
import java.util.PriorityQueue;

/**
 * The end of a search: what the segments found is compared by the floats in the log, in double
 * precision.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Ranking {
  private final Kernels kernels;
  private final DistanceMetric metric;
  private final RowVectors vectors;
  private final float[] query;
  private final int k;
  private final List<Candidate> candidates = new ArrayList<>();
  private double openEnd = Double.POSITIVE_INFINITY;
  private double bar = Double.POSITIVE_INFINITY;

  private record Candidate(Segment segment, int row, double least) {}

  private record Scored(String key, double score, long position) {}

  private static final Comparator<Scored> ORDER =
      Comparator.comparingDouble(Scored::score).thenComparing(s -> s.key, Ranking::compareKeys);

  Ranking(Kernels kernels, DistanceMetric metric, RowVectors vectors, float[] query, int k) {
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

  /** Adds a row, with the smallest distance that it can have. */
  void add(Segment segment, int row, double least) {
    candidates.add(new Candidate(segment, row, least));
  }

  /** Says that a segment has more rows, none of them nearer than so much. */
  void addOpenEnd(double least) {
    openEnd = Math.min(openEnd, least);
  }

  /** Whether nothing that was not added can belong to the result, which has so many rows. */
  boolean isCertain(int size) {
    return openEnd == Double.POSITIVE_INFINITY || (size == k && openEnd > bar);
  }

  /**
   * The nearest of the rows, in their order.
   *
   * @param row room for a vector
   */
  List<SearchHit> finish(float[] row) {
    candidates.sort(Comparator.comparingDouble(Candidate::least));
    // Of a row that moved while this search was on its way both may be here: the newer counts.
    Map<String, Scored> newest = new HashMap<>();
    PriorityQueue<Double> nearest = new PriorityQueue<>(Comparator.reverseOrder());
    for (Candidate c : candidates) {
      if (c.least > bar) {
        break; // nor can any behind it
      }
      RowTable rows = c.segment.rows();
      String key = rows.key(c.row);
      Scored other = newest.get(key);
      if ((other != null && other.position >= rows.position(c.row))
          || !vectors.read(rows, c.row, row)) {
        continue;
      }
      double d = metric.distance(kernels, query, row);
      newest.put(key, new Scored(key, d, rows.position(c.row)));
      if (other == null) {
        count(nearest, d);
      } else {
        nearest.clear();
        bar = Double.POSITIVE_INFINITY;
        newest.values().forEach(s -> count(nearest, s.score));
      }
    }
    List<Scored> scored = new ArrayList<>(newest.values());
    scored.sort(ORDER);
    List<SearchHit> hits = new ArrayList<>(Math.min(k, scored.size()));
    for (Scored s : scored.subList(0, Math.min(k, scored.size()))) {
      hits.add(new SearchHit(s.key, s.score));
    }
    return hits;
  }

  /** Counts a distance, and sets the bar to the k-th. */
  private void count(PriorityQueue<Double> nearest, double distance) {
    nearest.add(distance);
    if (nearest.size() > k) {
      nearest.poll();
    }
    Double last = nearest.peek();
    if (nearest.size() == k && last != null) {
      bar = last;
    }
  }
}
