/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.RecordRef;
import ai.synadb.internal.codes.FlatCodes;
import ai.synadb.internal.codes.Rotation;
import ai.synadb.internal.codes.Space;
import ai.synadb.internal.codes.Work;
import ai.synadb.internal.hnsw.GraphInserter;
import ai.synadb.internal.simd.KernelChoice;
import ai.synadb.internal.simd.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The index of one collection: sealed segments, and a hot one at the end that takes what is new.
 * What has become too large to be searched row by row is built into a segment in the background,
 * and small segments are merged on the way, so that there are few.
 *
 * <p><b>Replacing.</b> The new row is there before the old one stops to count, and a search goes
 * through segments in the order in which rows move, with the hot one last: so it meets a key's old
 * row or its new one, or both, of which the newer stays, but never neither.
 *
 * <p>Thread safety: safe for use by multiple threads. Changes take the lock; searches take none.
 */
final class CollectionIndex {
  static final int MAX_SEGMENTS = 4;

  /** So many queries are compared with a row at once. */
  private static final int MAX_EXACT = 64;

  /** So many searches are worth a thread. */
  private static final int APPROXIMATE = 32;

  private final Kernels kernels;
  private final DistanceMetric metric;
  private final int dimensions;
  private final Rotation rotation;
  private final StructureBuilder builder;
  private final IndexKind kind;
  private final HnswConfig hnsw;
  private final RowVectors vectors;
  private final IndexSearch search;

  /** Guards all changes. */
  final ReentrantLock lock = new ReentrantLock();

  private final KeyMap map = new KeyMap(); // guarded by lock
  private final Map<Segment, Loaded> unconfirmed = new HashMap<>(); // guarded by lock
  private final float[] room; // guarded by lock
  private final float[] scratch; // guarded by lock
  private final float[] mapped; // guarded by lock
  private volatile Segment[] segments = new Segment[0];

  /** The rows that a segment had in its file, and which of them are in the log as well. */
  private record Loaded(int rows, BitSet confirmed) {
    boolean isUnconfirmed(int row) {
      return row < rows && !confirmed.get(row);
    }
  }

  CollectionIndex(
      Kernels kernels,
      DistanceMetric metric,
      int dimensions,
      long seed,
      IndexKind kind,
      HnswConfig hnsw,
      RowVectors vectors) {
    this.kernels = kernels;
    this.metric = metric;
    this.dimensions = dimensions;
    this.kind = kind;
    this.hnsw = hnsw;
    this.vectors = vectors;
    this.rotation = new Rotation(dimensions, seed);
    this.builder =
        new StructureBuilder(kernels, Space.Measure.valueOf(metric.name()), rotation, hnsw);
    this.search = new IndexSearch(kernels, metric, rotation, vectors, this::segments);
    this.room = new float[dimensions];
    this.scratch = new float[dimensions];
    this.mapped = new float[rotation.width()];
  }

  /** The number of rows that count. */
  long size() {
    lock.lock();
    try {
      return map.size();
    } finally {
      lock.unlock();
    }
  }

  DistanceMetric metric() {
    return metric;
  }

  Rotation rotation() {
    return rotation;
  }

  Segment[] segments() {
    return segments;
  }

  /** Has cells laid around a sample, while there are few rows. Keeps the array. */
  void initialize(float[][] sample) {
    builder.initialize(sample);
  }

  // ---- changes, under the lock

  /**
   * Puts a vector under a key.
   *
   * @param vector null if it is to be read from its place
   */
  void put(String key, float @Nullable [] vector, long position, long generation, long offset) {
    Segment hot = hot(vector, generation);
    // The table has the row before the structure has it: a search may meet it then.
    int row = hot.rows().add(key, position, generation, offset);
    if (hot.structure() instanceof Flat flat) {
      float[] v = vector == null ? room : vector;
      if (vector == null) {
        vectors.read(hot.rows(), row, v);
      }
      flat.space().map(kernels, v, 0, scratch, mapped, 0);
      flat.codes.add(kernels, mapped);
    } else {
      ((Floats) hot.structure()).add();
    }
    if (map.find(key)) {
      Attributes attributes = map.segment().rows().attributes(map.row());
      if (!attributes.isEmpty()) {
        hot.rows().setAttributes(row, attributes);
      }
      map.segment().rows().kill(map.row());
    }
    map.put(key, hot, row);
  }

  /** Gives the row of a key its attributes. */
  void setAttributes(String key, Attributes attributes) {
    if (map.find(key)) {
      map.segment().rows().setAttributes(map.row(), attributes);
    }
  }

  /** Takes a key out; says whether it was there. */
  boolean remove(String key) {
    if (!map.find(key)) {
      return false;
    }
    map.segment().rows().kill(map.row());
    map.removeFound();
    return true;
  }

  /** The attributes of the row under a key; null if there is none. */
  @Nullable Attributes attributesOf(String key) {
    return map.find(key) ? map.segment().rows().attributes(map.row()) : null;
  }

  /** Reads the vector of the row under a key; says whether there is one. */
  boolean read(String key, float[] target) {
    return map.find(key) && vectors.read(map.segment().rows(), map.row(), target);
  }

  /** All keys, in the order of their UTF-8 bytes. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (Segment s : segments) {
      for (int i = 0; i < s.rows().size(); i++) {
        if (s.rows().isLive(i)) {
          keys.add(s.rows().key(i));
        }
      }
    }
    keys.sort(Ranking::compareKeys);
    return keys;
  }

  /** The position of the row under a key; -1 if there is none. */
  long positionOf(String key) {
    return map.find(key) ? map.segment().rows().position(map.row()) : -1;
  }

  /**
   * Whether the row under a key is of a record at a position or a later one. What a file says does
   * not count before it is confirmed: a power cut may have taken the record back.
   */
  boolean hasAsNew(String key, long position) {
    if (positionOf(key) < position) {
      return false;
    }
    Loaded loaded = unconfirmed.get(map.segment());
    return loaded == null || !loaded.isUnconfirmed(map.row());
  }

  /** Takes in segments from files; their rows count until {@link #dropUnconfirmed}. */
  void take(List<Segment> loaded) {
    for (Segment s : loaded) {
      for (int i = 0; i < s.rows().size(); i++) {
        String key = s.rows().key(i);
        if (map.find(key)) {
          if (map.segment().rows().position(map.row()) > s.rows().position(i)) {
            s.rows().kill(i);
            continue;
          }
          map.segment().rows().kill(map.row());
        }
        map.put(key, s, i);
      }
      unconfirmed.put(s, new Loaded(s.rows().size(), new BitSet()));
    }
    segments = loaded.toArray(new Segment[0]);
  }

  /** Says where a key's record is, if the row here is of that record; says whether it is. */
  boolean confirm(String key, long position, long generation, long offset) {
    if (!map.find(key) || map.segment().rows().position(map.row()) != position) {
      return false;
    }
    Loaded loaded = unconfirmed.get(map.segment());
    if (loaded != null && map.row() < loaded.rows) {
      loaded.confirmed.set(map.row());
      map.segment().rows().setPlace(map.row(), generation, offset);
    }
    return true;
  }

  /** Has rows from files count no more if they were not confirmed. */
  void dropUnconfirmed() {
    unconfirmed.forEach(
        (segment, loaded) -> {
          for (int i = 0; i < loaded.rows; i++) {
            if (segment.rows().isLive(i) && loaded.isUnconfirmed(i)) {
              remove(segment.rows().key(i));
            }
          }
        });
    unconfirmed.clear();
  }

  /** What a file is to hold of each segment. */
  List<IndexFiles.Part> parts() {
    lock.lock();
    try {
      List<IndexFiles.Part> parts = new ArrayList<>();
      for (Segment s : segments) {
        if (s.rows().size() > 0 && s.structure().isWorthSaving()) {
          parts.add(new IndexFiles.Part(s, s.rows().size()));
        }
      }
      return parts;
    } finally {
      lock.unlock();
    }
  }

  private Segment hot(float @Nullable [] like, long generation) {
    Segment[] s = segments;
    if (s.length > 0 && isHot(s[s.length - 1])) {
      return s[s.length - 1];
    }
    RowTable rows = new RowTable(0, generation);
    Structure structure =
        like == null || vectors.isMapped()
            ? new Floats(kernels, metric, builder.empty(room), rows, vectors)
            : new Flat(kernels, new FlatCodes(builder.empty(like)));
    Segment hot = new Segment(rows, structure);
    Segment[] more = Arrays.copyOf(s, s.length + 1);
    more[s.length] = hot;
    segments = more;
    return hot;
  }

  private static boolean isHot(Segment s) {
    return s.structure().isLoose() && !s.isFrozen();
  }

  // ---- building

  /** Whether there is something to build. */
  boolean needsBuild() {
    int limit = StructureBuilder.MIN_STRUCTURED;
    for (Segment s : segments) {
      int n = s.rows().size();
      boolean loose = kind != IndexKind.FLAT && s.structure().isLoose();
      if (n >= limit && (loose || s.rows().liveCount() < n - n / 3)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Builds one segment of the hot one, of small ones, and of those with many dead rows.
   *
   * @param all whether to take all segments
   */
  void build(boolean all, Work work) {
    Segment target = all ? null : growing();
    List<Segment> sources = target == null ? choose(all) : looseOnes();
    if (sources.isEmpty()) {
      return;
    }
    if (target != null) {
      absorb(sources, target, work);
      return;
    }
    SourceRows rows = new SourceRows(sources, vectors);
    if (rows.size() == 0) {
      replace(sources, null, rows, new int[0]);
      return;
    }
    StructureBuilder.Built built = builder.build(kind, rows.size(), () -> rows::read, work);
    replace(sources, built.structure(), rows, built.order());
  }

  /** The graph that the loose rows can be inserted into; null if they are too many for it. */
  private @Nullable Segment growing() {
    long loose = 0;
    Segment[] s = segments;
    for (int i = s.length - 1; i >= 0; i--) {
      if (s[i].structure().isLoose()) {
        loose += s[i].rows().liveCount();
      } else {
        boolean grows = s[i].structure() instanceof InGraph g && g.canGrowBy(loose);
        return grows && !s[i].isSparse() ? s[i] : null;
      }
    }
    return null;
  }

  private List<Segment> looseOnes() {
    lock.lock();
    try {
      List<Segment> loose = new ArrayList<>();
      for (Segment s : segments) {
        if (s.structure().isLoose()) {
          s.freeze();
          loose.add(s);
        }
      }
      return loose;
    } finally {
      lock.unlock();
    }
  }

  /** Inserts the rows of some segments into a graph. */
  private void absorb(List<Segment> sources, Segment target, Work work) {
    InGraph structure = (InGraph) target.structure();
    GraphInserter inserter = structure.inserter(builder.candidates());
    SourceRows rows = new SourceRows(sources, vectors);
    float[] vector = new float[dimensions];
    float[] room = new float[dimensions];
    float[] x = new float[rotation.width()];
    for (int i = 0; i < rows.size(); i++) {
      work.tell(i);
      if (!rows.isLive(i)) {
        continue;
      }
      rows.read(i, vector);
      structure.space().map(kernels, vector, 0, room, x, 0);
      inserter.prepare(x);
      if (move(rows, i, target, inserter)) {
        inserter.link();
      }
    }
    replace(sources, null, new SourceRows(List.of(), vectors), null);
  }

  /** Lets the row in the graph count in the place of the other, unless that went meanwhile. */
  private boolean move(SourceRows rows, int i, Segment target, GraphInserter inserter) {
    lock.lock();
    try {
      boolean isLive = rows.isLive(i);
      if (isLive) {
        int row = rows.copyTo(i, target.rows());
        inserter.publish(); // there before the other goes
        map.put(target.rows().key(row), target, row);
        rows.kill(i);
      }
      return isLive;
    } finally {
      lock.unlock();
    }
  }

  private List<Segment> choose(boolean all) {
    lock.lock();
    try {
      Segment[] s = segments;
      if (all && s.length == 1 && !s[0].structure().isLoose() && !s[0].isSparse()) {
        return List.of(); // as well built as can be
      }
      List<Segment> chosen = new ArrayList<>();
      long sum = 0;
      for (int i = s.length - 1; i >= 0; i--) { // from small and new to large and old
        int live = s[i].rows().liveCount();
        if (all
            || s[i].structure().isLoose()
            || s[i].isSparse()
            || live <= 2 * sum
            || i >= MAX_SEGMENTS - 1) {
          chosen.add(0, s[i]);
          s[i].freeze();
          sum += live;
        }
      }
      return chosen;
    } finally {
      lock.unlock();
    }
  }

  /** Puts what was built into the place of what it was built of. */
  private void replace(
      List<Segment> sources,
      @Nullable Structure structure,
      SourceRows rows,
      int @Nullable [] order) {
    Segment built = null;
    if (structure != null) {
      RowTable table = new RowTable(rows.size(), rows.generation());
      for (int i = 0; i < rows.size(); i++) {
        rows.copyTo(order == null ? i : order[i], table);
      }
      built = new Segment(table, structure);
    }
    lock.lock();
    try {
      for (int i = 0; built != null && i < rows.size(); i++) {
        int from = order == null ? i : order[i];
        if (rows.isLive(from)) {
          if (!rows.attributes(from).equals(built.rows().attributes(i))) {
            built.rows().setAttributes(i, rows.attributes(from)); // changed meanwhile
          }
          map.put(built.rows().key(i), built, i);
        } else {
          built.rows().kill(i);
        }
      }
      List<Segment> now = new ArrayList<>();
      boolean placed = built == null;
      for (Segment s : segments) {
        if (!sources.contains(s)) {
          now.add(s);
        } else if (!placed && built != null) {
          now.add(built);
          placed = true;
        }
      }
      segments = now.toArray(new Segment[0]);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Says where the record of each position is in another generation of the file; under the lock.
   */
  void setPlaces(long generation, LongUnaryOperator offsetOfPosition) {
    for (Segment s : segments) {
      long[] offsets = new long[s.rows().size()];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = offsetOfPosition.applyAsLong(s.rows().position(i));
      }
      s.rows().setPlaces(generation, offsets);
    }
  }

  /** Finds the places of all rows of which none is known in a generation after this one. */
  void findPlaces(long past, Function<String, @Nullable RecordRef> refs) {
    for (Segment s : segments) {
      RowTable rows = s.rows();
      int n = s.structure().size(); // handed over safely; who comes later has a place
      for (int i = 0; i < n; i++) {
        RowTable.Places known = rows.places();
        if (!rows.isLive(i) || (known.generation() > past && known.offsets()[i] >= 0)) {
          continue;
        }
        RecordRef r = refs.apply(rows.key(i));
        lock.lock();
        try {
          if (r != null && r.position() == rows.position(i)) {
            rows.setPlace(i, r.generation(), r.offset());
          }
        } finally {
          lock.unlock();
        }
      }
    }
  }

  // ---- searching

  /** The keys of the rows that match a filter, in the order of their UTF-8 bytes. */
  List<String> keys(Filter filter) {
    List<String> keys = new ArrayList<>(search.matching(filter));
    keys.sort(Ranking::compareKeys);
    return keys;
  }

  /** The nearest rows; arguments are right. */
  List<SearchHit> search(float[] query, int k, SearchOptions options) {
    return options.exact()
        ? search.searchExactly(new float[][] {query}, k, options.filter()).get(0)
        : search.search(query, k, Effort.of(options, hnsw), options.filter());
  }

  /** The nearest rows to each of some queries, found by several threads. */
  List<List<SearchHit>> searchAll(float[][] queries, int k, SearchOptions options, int threads) {
    int n = queries.length;
    List<List<SearchHit>> all = new ArrayList<>(Collections.nCopies(n, List.of()));
    int chunk = options.exact() ? Math.max(1, Math.min(MAX_EXACT, -(-n / threads))) : APPROXIMATE;
    new Work(threads, done -> {})
        .forEach(
            n,
            chunk,
            () ->
                (from, to) -> {
                  if (options.exact()) {
                    float[][] some = Arrays.copyOfRange(queries, from, to);
                    List<List<SearchHit>> hits = search.searchExactly(some, k, options.filter());
                    for (int i = from; i < to; i++) {
                      all.set(i, hits.get(i - from));
                    }
                  } else {
                    for (int i = from; i < to; i++) {
                      all.set(i, search(queries[i], k, options));
                    }
                  }
                });
    return all;
  }

  /** What there is now. */
  VectorStoreStats stats() {
    List<VectorStoreStats.Part> parts = new ArrayList<>();
    long waiting = 0;
    long heap = 0;
    for (Segment s : segments) {
      IndexKind k = s.structure().kind();
      parts.add(new VectorStoreStats.Part(k, s.rows().size(), s.rows().liveCount()));
      waiting += k == IndexKind.FLAT ? s.rows().liveCount() : 0;
      heap += s.structure().heapBytes() + s.codeBytes();
    }
    return new VectorStoreStats(size(), waiting, parts, heap, KernelChoice.description());
  }
}
