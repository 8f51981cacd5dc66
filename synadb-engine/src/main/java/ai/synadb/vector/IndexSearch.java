/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.Rotation;
import ai.synadb.internal.simd.Kernels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Searches the segments of an index: each hands over its best rows by their bytes, {@link Ranking}
 * compares those by their floats, and if it cannot be certain of the result then, each hands over
 * more.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class IndexSearch {
  /** How many rows beyond those asked for a segment hands over at least. */
  private static final int MIN_SPARE = 8;

  /** So many rows may come while a search is on its way. */
  private static final int MANY = 1024;

  /** How often a search looks again, for more rows each time. */
  private static final int MAX_TRIES = 5;

  private final Kernels kernels;
  private final DistanceMetric metric;
  private final Rotation rotation;
  private final RowVectors vectors;
  private final Supplier<Segment[]> segments;
  private final ConcurrentLinkedQueue<MappedQuery> queries = new ConcurrentLinkedQueue<>();

  IndexSearch(
      Kernels kernels,
      DistanceMetric metric,
      Rotation rotation,
      RowVectors vectors,
      Supplier<Segment[]> segments) {
    this.kernels = kernels;
    this.metric = metric;
    this.rotation = rotation;
    this.vectors = vectors;
    this.segments = segments;
  }

  /**
   * The nearest rows.
   *
   * @param most how many to return at most
   * @param filter what a row must match; null for nothing
   */
  List<SearchHit> search(float[] query, int most, Effort effort, @Nullable Filter filter) {
    MappedQuery m = queries.poll();
    if (m == null) {
      m = new MappedQuery(kernels, metric, rotation.dims(), rotation.width());
    }
    m.begin(query);
    int k = bounded(most);
    int wanted = k + Math.max(MIN_SPARE, k / 2);
    List<SearchHit> hits = List.of();
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Ranking ranking = new Ranking(vectors, m.distances(), k);
      collect(m, k, wanted, effort, filter, tries < MAX_TRIES - 1, ranking);
      hits = ranking.finish(m.row);
      if (ranking.isCertain(hits.size())) {
        break;
      }
      // Of what was found some is gone, or there twice, or too near to call.
      wanted = (int) Math.min(4L * wanted, Integer.MAX_VALUE / 2);
    }
    queries.offer(m);
    return hits;
  }

  /**
   * The nearest rows to each of some queries, by comparing all.
   *
   * @param most how many to return at most
   * @param filter what a row must match; null for nothing
   */
  List<List<SearchHit>> searchExactly(float[][] wanted, int most, @Nullable Filter filter) {
    int k = bounded(most);
    ExactQueries q = new ExactQueries(kernels, rotation, wanted, k);
    List<List<SearchHit>> all = new ArrayList<>();
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Ranking[] rankings = new Ranking[wanted.length];
      for (int i = 0; i < wanted.length; i++) {
        rankings[i] = new Ranking(vectors, new Distances(kernels, metric, wanted[i]), k);
      }
      forEach(filter, (s, from, selection) -> compare(q, s, from, selection, rankings));
      all.clear();
      boolean enough = true;
      float[] row = new float[rotation.dims()];
      for (Ranking r : rankings) {
        List<SearchHit> hits = r.finish(row);
        all.add(hits);
        enough &= filter != null || hits.size() >= Math.min(k, liveRows());
      }
      if (enough) {
        break; // else rows moved meanwhile
      }
    }
    return all;
  }

  /** The keys of the rows that match a filter, in no order. */
  Set<String> matching(Filter filter) {
    Set<String> keys = new HashSet<>();
    forEach(
        filter,
        (s, from, selection) -> {
          int row = selection.next(from);
          while (row >= 0 && row < selection.rows()) {
            keys.add(s.rows().key(row));
            row = selection.next(row + 1);
          }
        });
    return keys;
  }

  private static void compare(
      ExactQueries q, Segment s, int from, Selection selection, Ranking[] rankings) {
    s.structure().collectExactly(q, from, selection);
    for (int i = 0; i < rankings.length; i++) {
      Ranking r = rankings[i];
      q.handOver(i, (row, least) -> r.add(s, row, least));
    }
  }

  /** What comes meanwhile may be found or not. */
  private int bounded(int k) {
    return (int) Math.min(k, liveRows() + MANY);
  }

  private long liveRows() {
    long sum = 0;
    for (Segment s : segments.get()) {
      sum += s.rows().liveCount();
    }
    return sum;
  }

  private void collect(
      MappedQuery m,
      int k,
      int wanted,
      Effort effort,
      @Nullable Filter filter,
      boolean hasFloors,
      Ranking ranking) {
    forEach(
        filter,
        (s, from, selection) -> {
          m.mapInto(s.structure().space());
          float floor = hasFloors ? floor(s.structure(), m, ranking) : Float.NEGATIVE_INFINITY;
          collect(s, from, selection, m, k, wanted, effort, floor, ranking);
        });
  }

  /** Is told which rows of a segment to look at: the wanted ones from a number on. */
  private interface Visitor {
    void visit(Segment segment, int from, Selection selection);
  }

  private void forEach(@Nullable Filter filter, Visitor visitor) {
    Map<Segment, Integer> done = new HashMap<>();
    boolean changed = true;
    while (changed) { // what came meanwhile may hold what went meanwhile
      changed = false;
      for (Segment s : segments.get()) {
        int n = s.structure().size();
        int from = done.getOrDefault(s, 0);
        if (n > from) {
          changed = true;
          done.put(s, n);
          Selection selection =
              filter == null
                  ? Selection.of(s.rows(), n)
                  : Selection.of(s.rows(), n, s.matching(filter, n));
          visitor.visit(s, from, selection);
        }
      }
    }
  }

  /**
   * The score that rows must pass, as of the segments before some are left out already that may be
   * no farther than those that do not pass it; negative infinity for any.
   */
  private static float floor(Structure structure, MappedQuery m, Ranking ranking) {
    double openEnd = ranking.openEnd();
    float floor =
        openEnd == Double.POSITIVE_INFINITY ? Float.NEGATIVE_INFINITY : structure.floor(m, openEnd);
    return Float.isFinite(floor) ? floor : Float.NEGATIVE_INFINITY;
  }

  private static void collect(
      Segment s,
      int from,
      Selection selection,
      MappedQuery m,
      int k,
      int wanted,
      Effort effort,
      float floor,
      Ranking ranking) {
    Structure structure = s.structure();
    Best best = m.best;
    int most = Math.min(wanted, structure.size());
    best.reset(most, floor);
    if (from == 0) {
      structure.search(m, effort, Math.min(wanted, k + k / 2), selection, best);
    }
    if (from > 0 || (!best.hasFloor() && best.size() < Math.min(k, selection.wanted()))) {
      best.reset(most, floor);
      structure.scan(m, from, selection, best);
    }
    for (int i = 0; i < best.size(); i++) {
      ranking.add(s, best.row(i), structure.nearestPossible(m, best.row(i), best.score(i)));
    }
    if (best.isFull() && best.size() < selection.wanted()) {
      int last = best.size() - 1;
      ranking.addOpenEnd(structure.nearestPossible(m, best.row(last), best.score(last)));
    }
  }
}
