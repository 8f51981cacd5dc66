/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import com.github.jelmerk.hnswlib.core.DistanceFunction;
import com.github.jelmerk.hnswlib.core.DistanceFunctions;
import com.github.jelmerk.hnswlib.core.Item;
import com.github.jelmerk.hnswlib.core.SearchResult;
import com.github.jelmerk.hnswlib.core.hnsw.HnswIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** hnswlib-core: HNSW in plain Java, on the heap. */
final class HnswlibPeer extends VectorPeer {
  private static final int M = 16;
  private static final int EF_CONSTRUCTION = 200;

  private @Nullable HnswIndex<String, float[], Row, Float> index;

  /** A vector under a key. */
  private record Row(String id, float[] vector) implements Item<String, float[]> {
    private static final long serialVersionUID = 1L;

    @Override
    public int dimensions() {
      return vector.length;
    }
  }

  private static DistanceFunction<float[], Float> distance(VectorData data) {
    return data.metric() == Metric.COSINE
        ? DistanceFunctions.FLOAT_INNER_PRODUCT
        : DistanceFunctions.FLOAT_EUCLIDEAN_DISTANCE;
  }

  @Override
  Built build(Path directory, VectorData data, int threads) throws Exception {
    long start = System.nanoTime();
    List<Row> rows = new ArrayList<>(data.rows());
    for (int row = 0; row < data.rows(); row++) {
      rows.add(new Row(VectorData.key(row), data.base().row(row)));
    }
    long put = System.nanoTime();
    HnswIndex<String, float[], Row, Float> h =
        HnswIndex.newBuilder(data.dim(), distance(data), data.rows())
            .withM(M)
            .withEfConstruction(EF_CONSTRUCTION)
            .build();
    h.addAll(rows, threads, (done, max) -> {}, Integer.MAX_VALUE);
    h.save(directory.resolve("index"));
    long end = System.nanoTime();
    return new Built((put - start) / 1e9, (end - put) / 1e9);
  }

  @Override
  void open(Path directory, VectorData data) throws Exception {
    index = HnswIndex.load(directory.resolve("index"));
  }

  @Override
  List<String> families() {
    return List.of("ef");
  }

  @Override
  double[] ladder(String family) {
    return candidates();
  }

  @Override
  Search search(String family, double knob) {
    HnswIndex<String, float[], Row, Float> h = index;
    if (h == null) {
      throw new IllegalStateException("It is not open");
    }
    return (query, k) -> {
      h.setEf((int) knob);
      List<SearchResult<Row, Float>> found = h.findNearest(query, k);
      String[] keys = new String[found.size()];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = found.get(i).item().id();
      }
      return keys;
    };
  }

  @Override
  String version() {
    return PeerVersions.of("hnswlib-core");
  }

  @Override
  String mode() {
    return "M " + M + ", efConstruction " + EF_CONSTRUCTION + ", floats on the heap";
  }

  @Override
  String simd() {
    return "plain Java: it has no other form";
  }

  @Override
  boolean isSimdAsExpected(boolean newerJdk, boolean withModule) {
    return true;
  }
}
