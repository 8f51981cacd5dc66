/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.codes.Best;
import ai.synadb.internal.codes.Rotation;
import ai.synadb.internal.simd.Kernels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntPredicate;
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

  /**
   * So many rows that match a filter are compared one by one: that takes less than a walk among
   * all.
   */
  private static final int MAX_SCANNED = 2048;

  /** And so are the rows that match if they are no more than one in so many. */
  private static final int SCANNED_SHARE = 16;

  /** So many rows may come while a search is on its way. */
  private static final int MANY = 1024;

  /** How often a search looks again, for more rows each time. */
  private static final int MAX_TRIES = 5;

  private final Kernels kernels;
  private final DistanceMetric metric;
  private final Rotation rotation;
  private final LogVectors vectors;
  private final Supplier<Segment[]> segments;
  private final ConcurrentLinkedQueue<MappedQuery> queries = new ConcurrentLinkedQueue<>();

  IndexSearch(
      Kernels kernels,
      DistanceMetric metric,
      Rotation rotation,
      LogVectors vectors,
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
  List<SearchHit> search(
      float[] query, int most, Effort effort, boolean exact, @Nullable Filter filter) {
    MappedQuery m = queries.poll();
    if (m == null) {
      m = new MappedQuery(kernels, rotation.dims(), rotation.width());
    }
    m.begin(query);
    int k = (int) Math.min(most, liveRows() + MANY); // what comes meanwhile may be found or not
    int wanted = k + Math.max(MIN_SPARE, k / 2);
    List<SearchHit> hits = List.of();
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      Ranking ranking = new Ranking(kernels, metric, vectors, query, k);
      collect(m, k, wanted, effort, exact, filter, ranking);
      hits = ranking.finish(m.row);
      boolean enough = !exact || filter != null || hits.size() >= Math.min(k, liveRows());
      if (enough && ranking.isCertain(hits.size())) {
        break;
      }
      wanted =
          (int)
              Math.min(
                  4L * wanted,
                  Integer.MAX_VALUE
                      / 2); // of what was found some is gone, or there twice, or too near to call
    }
    queries.offer(m);
    return hits;
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
      boolean exact,
      @Nullable Filter filter,
      Ranking ranking) {
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
          IntPredicate live = s.rows()::isLive;
          RowSet set = filter == null ? null : s.matching(filter);
          IntPredicate allowed = set == null ? live : row -> set.contains(row) && live.test(row);
          m.mapInto(s.structure().space());
          if (exact) {
            s.structure().collectExactly(m, k, from, allowed, (row, at) -> ranking.add(s, row, at));
          } else {
            collect(s, from, set, m, k, wanted, effort, allowed, ranking);
          }
        }
      }
    }
  }

  private static void collect(
      Segment s,
      int from,
      @Nullable RowSet set,
      MappedQuery m,
      int k,
      int wanted,
      Effort effort,
      IntPredicate allowed,
      Ranking ranking) {
    Structure structure = s.structure();
    int matches =
        Math.min(s.rows().liveCount(), set == null ? Integer.MAX_VALUE : set.cardinality());
    Best best = m.best;
    best.reset(Math.min(wanted, structure.size()));
    if (set != null && matches <= Math.max(MAX_SCANNED, set.rows() / SCANNED_SHARE)) {
      structure.scan(m, set, from, allowed, best);
    } else {
      if (from == 0) {
        Effort here = effort.in(s.rows().size(), matches);
        structure.search(m, here, Math.min(wanted, k + k / 2), allowed, best);
      }
      if (from > 0 || best.size() < Math.min(k, matches)) {
        best.reset(Math.min(wanted, structure.size()));
        structure.scan(m, null, from, allowed, best);
      }
    }
    for (int i = 0; i < best.size(); i++) {
      ranking.add(s, best.row(i), structure.nearestPossible(m, best.row(i), best.score(i)));
    }
    if (best.isFull() && best.size() < matches) {
      int last = best.size() - 1;
      ranking.addOpenEnd(structure.nearestPossible(m, best.row(last), best.score(last)));
    }
  }
}
