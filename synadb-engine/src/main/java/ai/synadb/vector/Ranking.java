/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.io.CacheLines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The end of a search: what the segments found is compared by the floats in the log, in double
 * precision.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Ranking {
  /** So few hits are compared with each other to find a key that is there twice. */
  private static final int FEW = 32;

  /** So many vectors are on their way from memory at a time. */
  private static final int AHEAD = 64;

  private final RowVectors vectors;
  private final Distances distances;
  private final int k;
  private Candidate[] candidates = new Candidate[32];
  private int count;
  private double openEnd = Double.POSITIVE_INFINITY;
  private double bar = Double.POSITIVE_INFINITY;
  private long touched;

  private record Candidate(Segment segment, int row, double least) {}

  private record Scored(Candidate candidate, String key, double score) {
    long position() {
      return candidate.segment.rows().position(candidate.row);
    }

    boolean isLive() {
      return candidate.segment.rows().isLive(candidate.row);
    }
  }

  private static final Comparator<Scored> ORDER =
      (a, b) -> {
        int c = Double.compare(a.score, b.score);
        return c != 0 ? c : compareKeys(a.key, b.key);
      };

  /**
   * An end for one query.
   *
   * @param k how many hits to return
   */
  Ranking(RowVectors vectors, Distances distances, int k) {
    this.vectors = vectors;
    this.distances = distances;
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
    if (count == candidates.length) {
      candidates = Arrays.copyOf(candidates, 2 * count);
    }
    candidates[count++] = new Candidate(segment, row, least);
  }

  /** Says that a segment has more rows, none of them nearer than so much. */
  void addOpenEnd(double least) {
    openEnd = Math.min(openEnd, least);
  }

  /** Nearer than this is nothing that was not added; infinity if there is nothing. */
  double openEnd() {
    return openEnd;
  }

  /** Whether nothing that was not added can belong to the result, which has so many rows. */
  boolean isCertain(int size) {
    return openEnd == Double.POSITIVE_INFINITY || (size == k && openEnd > bar);
  }

  /** Means nothing, see {@link CacheLines}. */
  long touched() {
    return touched;
  }

  /**
   * The nearest of the rows, in their order.
   *
   * @param row room for a vector
   */
  List<SearchHit> finish(float[] row) {
    Arrays.sort(candidates, 0, count, Comparator.comparingDouble(Candidate::least));
    Scored[] scored = new Scored[Math.min(count, 2 * Math.min(k, count) + FEW)];
    double[] nearest = new double[Math.min(k, count)]; // ascending
    int n = 0;
    for (int i = 0; i < count; i++) {
      if (i % AHEAD == 0) {
        touch(i, Math.min(i + AHEAD, Math.min(k, count))); // those are read in any case
      }
      Candidate c = candidates[i];
      if (c.least > bar) {
        break; // nor can any behind it
      }
      RowTable rows = c.segment.rows();
      if (vectors.read(rows, c.row, row)) {
        if (n == scored.length) {
          scored = Arrays.copyOf(scored, 2 * n);
        }
        double d = distances.to(row);
        note(nearest, n, d);
        scored[n++] = new Scored(c, rows.key(c.row), d);
      }
    }
    Arrays.sort(scored, 0, n, ORDER);
    int most = Math.min(k, n);
    if (moved(scored, most)) {
      return finishWithout(scored, n, row);
    }
    List<SearchHit> hits = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      hits.add(new SearchHit(scored[i].key, scored[i].score));
    }
    return hits;
  }

  /** Has vectors come into the cache. */
  private void touch(int from, int to) {
    for (int i = from; i < to; i++) {
      touched ^= vectors.touch(candidates[i].segment.rows(), candidates[i].row);
    }
  }

  /**
   * Takes a distance among the nearest, of which there were so many, and sets the bar to the k-th.
   */
  private void note(double[] nearest, int before, double d) {
    int n = Math.min(before, nearest.length);
    if (n == nearest.length && !(d < nearest[n - 1])) {
      return;
    }
    int at = n == nearest.length ? n - 1 : n;
    while (at > 0 && nearest[at - 1] > d) {
      nearest[at] = nearest[at - 1];
      at--;
    }
    nearest[at] = d;
    if (before + 1 >= k) {
      bar = nearest[k - 1];
    }
  }

  /**
   * Whether one of the rows does not count any more, or two are of one key: then the newer of these
   * was there before the other ceased to count.
   */
  private static boolean moved(Scored[] scored, int n) {
    for (int i = 0; i < n; i++) {
      if (!scored[i].isLive()) {
        return true;
      }
    }
    if (n > FEW) {
      Set<String> keys = new HashSet<>(2 * n);
      for (int i = 0; i < n; i++) {
        keys.add(scored[i].key);
      }
      return keys.size() < n;
    }
    int[] hashes = new int[n]; // the characters lie elsewhere still
    for (int i = 0; i < n; i++) {
      hashes[i] = scored[i].key.hashCode();
      for (int j = 0; j < i; j++) {
        if (hashes[i] == hashes[j] && scored[i].key.equals(scored[j].key)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The end where a row moved while the search was on its way, and both are here: the newer one
   * counts, and what was not looked at because of the other may belong to the result.
   */
  private List<SearchHit> finishWithout(Scored[] scored, int n, float[] row) {
    Map<String, Scored> newest = new HashMap<>();
    for (int i = 0; i < n; i++) {
      newest.merge(scored[i].key, scored[i], (a, b) -> a.position() >= b.position() ? a : b);
    }
    for (int i = 0; i < count; i++) {
      Candidate c = candidates[i];
      RowTable rows = c.segment.rows();
      String key = rows.key(c.row);
      Scored other = newest.get(key);
      if ((other == null || other.position() < rows.position(c.row))
          && vectors.read(rows, c.row, row)) {
        newest.put(key, new Scored(c, key, distances.to(row)));
      }
    }
    List<Scored> all = new ArrayList<>(newest.values());
    all.sort(ORDER);
    List<SearchHit> hits = new ArrayList<>();
    for (Scored s : all.subList(0, Math.min(k, all.size()))) {
      hits.add(new SearchHit(s.key, s.score));
    }
    bar = hits.size() < k ? Double.POSITIVE_INFINITY : hits.get(k - 1).score();
    return hits;
  }
}
