/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import ai.synadb.vector.DistanceMetric;
import ai.synadb.vector.HnswConfig;
import ai.synadb.vector.IndexKind;
import ai.synadb.vector.SearchHit;
import ai.synadb.vector.SearchOptions;
import ai.synadb.vector.VectorStore;
import ai.synadb.vector.VectorStoreStats;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** SynaDB through its public API: a durable file with default settings, string keys, top k hits. */
final class SynaPeer extends VectorPeer {
  static final String FILE = "vectors.db";
  private static final int BATCH = 1000;
  private static final String TARGET = "recallTarget";
  private static final String EF = "efSearch";
  private static final String NPROBE = "nprobe";
  private static final String EXACT = "exact";

  private final IndexKind kind;
  private final boolean withAttributes;
  private @Nullable VectorStore store;

  SynaPeer(IndexKind kind) {
    this(kind, false);
  }

  /**
   * A store of a kind.
   *
   * @param withAttributes whether vectors get what {@link SynaFilters} ask for
   */
  SynaPeer(IndexKind kind, boolean withAttributes) {
    this.kind = kind;
    this.withAttributes = withAttributes;
  }

  private VectorStore open(Path directory, VectorData data, int threads) {
    DistanceMetric metric = DistanceMetric.valueOf(data.metric().name());
    return VectorStore.builder(directory.resolve(FILE), data.dim())
        .metric(metric)
        .kind(kind)
        .hnsw(HnswConfig.defaults())
        .threads(threads)
        .open();
  }

  @Override
  Built build(Path directory, VectorData data, int threads) {
    long start = System.nanoTime();
    try (VectorStore s = open(directory, data, threads)) {
      if (withAttributes) {
        for (int row = 0; row < data.rows(); row++) {
          s.insert(VectorData.key(row), data.base().row(row), SynaFilters.attributesOf(row));
        }
      } else {
        insert(s, data, 0, data.rows());
      }
      s.sync();
      long put = System.nanoTime();
      s.buildIndex(progress -> {});
      s.sync();
      long end = System.nanoTime();
      return new Built((put - start) / 1e9, (end - put) / 1e9);
    }
  }

  /** Inserts rows in batches. */
  static void insert(VectorStore s, VectorData data, int from, int to) {
    List<String> keys = new ArrayList<>(BATCH);
    for (int row = from; row < to; ) {
      int n = Math.min(BATCH, to - row);
      float[][] vectors = new float[n][];
      keys.clear();
      for (int i = 0; i < n; i++, row++) {
        keys.add(VectorData.key(row));
        vectors[i] = data.base().row(row);
      }
      s.insertBatch(keys, vectors);
    }
  }

  @Override
  void open(Path directory, VectorData data) {
    VectorStore s = open(directory, data, Runtime.getRuntime().availableProcessors());
    store = s;
    VectorStoreStats stats = s.stats();
    if (stats.segments().size() != 1 || stats.waiting() > 0) {
      s.buildIndex(progress -> {});
    }
  }

  VectorStore store() {
    VectorStore s = store;
    if (s == null) {
      throw new IllegalStateException("It is not open");
    }
    return s;
  }

  @Override
  List<String> families() {
    IndexKind built = store().stats().segments().get(0).kind();
    return switch (built) {
      case GWI -> List.of(TARGET, NPROBE);
      case HNSW -> List.of(TARGET, EF);
      case FLAT, AUTO -> List.of(TARGET);
    };
  }

  @Override
  double[] ladder(String family) {
    return switch (family) {
      case TARGET ->
          new double[] {
            .70, .80, .85, .88, .90, .92, .94, .95, .96, .97, .98, .985, .99, .995, .999
          };
      case EF -> candidates();
      case NPROBE -> new double[] {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256};
      default -> new double[] {1};
    };
  }

  static SearchOptions options(String family, double knob) {
    SearchOptions o = SearchOptions.defaults();
    return switch (family) {
      case TARGET -> o.recallTarget(knob);
      case EF -> o.efSearch((int) knob);
      case NPROBE -> o.nprobe((int) knob);
      case EXACT -> o.asExact();
      default -> throw new IllegalArgumentException(family);
    };
  }

  @Override
  Search search(String family, double knob) {
    return search(options(family, knob));
  }

  private Search search(SearchOptions options) {
    VectorStore s = store();
    return (query, k) -> keys(s.search(query, k, options));
  }

  static String[] keys(List<SearchHit> hits) {
    String[] keys = new String[hits.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = hits.get(i).key();
    }
    return keys;
  }

  @Override
  Search filtered(String family, double knob, int percent) {
    return search(options(family, knob).filter(SynaFilters.filter(percent)));
  }

  /** Bytes of heap for codes and graphs, for each vector. */
  double heapBytes() {
    VectorStoreStats s = store().stats();
    return s.heapBytes() / (double) s.vectors();
  }

  /** Bytes of the files of the index, for each of so many vectors. */
  static double indexBytes(Path directory, long vectors) throws Exception {
    Path folder = directory.resolve(FILE + ".vec");
    if (!Files.exists(folder)) {
      return 0;
    }
    try (var files = Files.list(folder)) {
      long sum = 0;
      for (Path p : files.toList()) {
        sum += Files.size(p);
      }
      return sum / (double) vectors;
    }
  }

  @Override
  String version() {
    return "this tree";
  }

  @Override
  String mode() {
    return "durable file, defaults, string keys, kind "
        + kind
        + ", built as "
        + store().stats().segments().stream()
            .map(p -> p.kind() + " " + p.live())
            .toList()
            .toString()
            .toLowerCase(Locale.ROOT);
  }

  @Override
  String simd() {
    return store().stats().kernels();
  }

  @Override
  boolean isSimdAsExpected(boolean newerJdk, boolean withModule) {
    return simd().startsWith("plain") != withModule;
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
