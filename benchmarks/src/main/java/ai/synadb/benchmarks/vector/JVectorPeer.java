/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import io.github.jbellis.jvector.disk.RandomAccessReader;
import io.github.jbellis.jvector.disk.ReaderSupplier;
import io.github.jbellis.jvector.disk.ReaderSupplierFactory;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.OnHeapGraphIndex;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndexWriter;
import io.github.jbellis.jvector.graph.disk.feature.Feature;
import io.github.jbellis.jvector.graph.disk.feature.FeatureId;
import io.github.jbellis.jvector.graph.disk.feature.FusedPQ;
import io.github.jbellis.jvector.graph.disk.feature.InlineVectors;
import io.github.jbellis.jvector.graph.diversity.VamanaDiversityProvider;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.quantization.PQVectors;
import io.github.jbellis.jvector.quantization.ProductQuantization;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * JVector: its graph on the heap with float vectors, with product-quantised vectors whose best are
 * compared again, and from a mapped file whose nodes hold the codes of their neighbours.
 */
final class JVectorPeer extends VectorPeer {
  private static final String FLOAT = "float";
  private static final String PQ = "pq";
  private static final String FUSED = "fused";
  private static final int DEGREE = 32;
  private static final int BEAM = 200;
  private static final float OVERFLOW = 1.2f;
  private static final float ALPHA = 1.2f;
  private static final int PQ_CLUSTERS = 256;
  private static final int DIMENSIONS_PER_CODE = 4;

  private final VectorTypeSupport types =
      VectorizationProvider.getInstance().getVectorTypeSupport();
  private VectorSimilarityFunction similarity = VectorSimilarityFunction.DOT_PRODUCT;
  private @Nullable RandomAccessVectorValues vectors;
  private @Nullable OnHeapGraphIndex heapGraph;
  private @Nullable OnDiskGraphIndex diskGraph;
  private @Nullable PQVectors codes;
  private @Nullable ReaderSupplier diskSupplier;
  private String[] keys = new String[0];

  private RandomAccessVectorValues load(VectorData data) {
    similarity =
        data.metric() == Metric.COSINE
            ? VectorSimilarityFunction.DOT_PRODUCT
            : VectorSimilarityFunction.EUCLIDEAN;
    List<VectorFloat<?>> all = new ArrayList<>(data.rows());
    for (int row = 0; row < data.rows(); row++) {
      all.add(types.createFloatVector(data.base().row(row)));
    }
    return new ListRandomAccessVectorValues(all, data.dim());
  }

  @Override
  Built build(Path directory, VectorData data, int threads) throws Exception {
    ForkJoinPool simd = new ForkJoinPool(threads);
    ForkJoinPool parallel = new ForkJoinPool(threads);
    long start = System.nanoTime();
    RandomAccessVectorValues rows = load(data);
    long put = System.nanoTime();
    BuildScoreProvider scores = BuildScoreProvider.randomAccessScoreProvider(rows, similarity);
    try (GraphIndexBuilder builder =
        new GraphIndexBuilder(
            scores, data.dim(), DEGREE, BEAM, OVERFLOW, ALPHA, true, true, simd, parallel)) {
      OnHeapGraphIndex graph = (OnHeapGraphIndex) builder.build(rows);
      try (DataOutputStream out = output(directory.resolve("graph"))) {
        graph.save(out);
      }
      long end = System.nanoTime();
      writeCodes(directory, data, rows, graph, parallel);
      return new Built((put - start) / 1e9, (end - put) / 1e9);
    } finally {
      simd.shutdown();
      parallel.shutdown();
    }
  }

  private static DataOutputStream output(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
  }

  /** What the other families need; not part of the time of a build. */
  private void writeCodes(
      Path directory,
      VectorData data,
      RandomAccessVectorValues rows,
      OnHeapGraphIndex graph,
      ForkJoinPool pool)
      throws IOException {
    ProductQuantization pq =
        ProductQuantization.compute(
            rows,
            data.dim() / DIMENSIONS_PER_CODE,
            PQ_CLUSTERS,
            similarity == VectorSimilarityFunction.EUCLIDEAN,
            -1f,
            pool,
            pool);
    PQVectors encoded = pq.encodeAll(rows, pool);
    try (var out = new io.github.jbellis.jvector.disk.SimpleWriter(directory.resolve("codes"))) {
      encoded.write(out, OnDiskGraphIndex.CURRENT_VERSION);
    }
    Map<FeatureId, IntFunction<Feature.State>> features = new EnumMap<>(FeatureId.class);
    try (ImmutableGraphIndex.View view = graph.getView();
        OnDiskGraphIndexWriter writer =
            new OnDiskGraphIndexWriter.Builder(graph, directory.resolve("fused"))
                .with(new InlineVectors(data.dim()))
                .with(new FusedPQ(graph.maxDegree(), pq))
                .build()) {
      features.put(FeatureId.INLINE_VECTORS, i -> new InlineVectors.State(rows.getVector(i)));
      features.put(FeatureId.FUSED_PQ, i -> new FusedPQ.State(view, encoded, i));
      writer.write(features);
    }
  }

  @Override
  void open(Path directory, VectorData data) throws Exception {
    RandomAccessVectorValues rows = load(data);
    vectors = rows;
    keys = new String[data.rows()];
    for (int row = 0; row < keys.length; row++) {
      keys[row] = VectorData.key(row);
    }
    BuildScoreProvider scores = BuildScoreProvider.randomAccessScoreProvider(rows, similarity);
    try (ReaderSupplier s = ReaderSupplierFactory.open(directory.resolve("graph"));
        RandomAccessReader in = s.get()) {
      heapGraph =
          OnHeapGraphIndex.load(
              in, data.dim(), OVERFLOW, new VamanaDiversityProvider(scores, ALPHA));
    }
    try (ReaderSupplier s = ReaderSupplierFactory.open(directory.resolve("codes"));
        RandomAccessReader in = s.get()) {
      codes = PQVectors.load(in);
    }
    diskSupplier = ReaderSupplierFactory.open(directory.resolve("fused"));
    diskGraph = OnDiskGraphIndex.load(diskSupplier);
  }

  @Override
  List<String> families() {
    return List.of(FLOAT, PQ, FUSED);
  }

  @Override
  double[] ladder(String family) {
    return candidates();
  }

  @Override
  Search search(String family, double knob) throws Exception {
    RandomAccessVectorValues rows = vectors;
    ImmutableGraphIndex graph = family.equals(FUSED) ? diskGraph : heapGraph;
    PQVectors pq = codes;
    if (rows == null || graph == null || pq == null) {
      throw new IllegalStateException("It is not open");
    }
    GraphSearcher searcher = new GraphSearcher(graph);
    return (query, k) -> {
      VectorFloat<?> q = types.createFloatVector(query);
      SearchScoreProvider scores =
          switch (family) {
            case FLOAT -> DefaultSearchScoreProvider.exact(q, similarity, rows);
            case PQ ->
                new DefaultSearchScoreProvider(
                    pq.precomputedScoreFunctionFor(q, similarity), rows.rerankerFor(q, similarity));
            default -> fused(searcher, q);
          };
      SearchResult found = searcher.search(scores, k, Math.max(k, (int) knob), 0f, 0f, Bits.ALL);
      SearchResult.NodeScore[] nodes = found.getNodes();
      String[] result = new String[nodes.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = keys[nodes[i].node];
      }
      return result;
    };
  }

  private SearchScoreProvider fused(GraphSearcher searcher, VectorFloat<?> q) {
    OnDiskGraphIndex.View view = (OnDiskGraphIndex.View) searcher.getView();
    ScoreFunction.ApproximateScoreFunction rough = view.approximateScoreFunctionFor(q, similarity);
    return new DefaultSearchScoreProvider(rough, view.rerankerFor(q, similarity));
  }

  @Override
  String version() {
    return PeerVersions.of("jvector");
  }

  @Override
  String mode() {
    return "graph of degree "
        + DEGREE
        + ", beam "
        + BEAM
        + ", overflow "
        + OVERFLOW
        + ", alpha "
        + ALPHA
        + ", hierarchy, refined; floats on the heap, or codes of "
        + DIMENSIONS_PER_CODE
        + " dimensions a byte, reranked";
  }

  @Override
  String simd() {
    return SimdLog.of("io.github.jbellis");
  }

  @Override
  boolean isSimdAsExpected(boolean newerJdk, boolean withModule) {
    return simd().contains("enabled. Using") == (newerJdk && withModule);
  }

  @Override
  public void close() throws IOException {
    if (diskGraph != null) {
      diskGraph.close();
    }
    if (diskSupplier != null) {
      diskSupplier.close();
    }
  }
}
