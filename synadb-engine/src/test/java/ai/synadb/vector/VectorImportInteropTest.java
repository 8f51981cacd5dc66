/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.synadb.DbConfig;
import ai.synadb.ProgressListener;
import ai.synadb.SynaDB;
import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.original.HnswSidecar;
import ai.synadb.internal.original.OriginalIndex;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The original opens a log and a sidecar that this library wrote, where {@code SYNADB_PYTHON} names
 * a Python that has it, and finds the same neighbours. It asks a graph only from 10,000 vectors on.
 */
@Tag("full")
class VectorImportInteropTest {
  private static final int THRESHOLD = 10_000;
  private static final int DIMENSIONS = 64;
  private static final int LATENT = 8;
  private static final int QUERIES = 40;
  private static final int NEAREST = 24;
  private static final int FAR = 8;
  private static final int EF_SEARCH = 120;

  @TempDir Path dir;

  private final ObjectMapper mapper = new ObjectMapper();

  private static String python() {
    String python = System.getenv("SYNADB_PYTHON");
    assumeTrue(python != null, "SYNADB_PYTHON does not name a Python with synadb 1.4.0 and numpy");
    return python;
  }

  /** Vectors on a curved sheet of few dimensions, as embeddings are. */
  private static float[][] vectors(int n, long seed) {
    Random random = new Random(1);
    double[][] map = new double[DIMENSIONS][LATENT];
    for (double[] row : map) {
      Arrays.setAll(row, i -> random.nextGaussian());
    }
    Random points = new Random(seed);
    float[][] all = new float[n][DIMENSIONS];
    for (float[] v : all) {
      double[] latent = points.doubles(LATENT).map(x -> 2 * x - 1).toArray();
      for (int i = 0; i < DIMENSIONS; i++) {
        double sum = 0;
        for (int k = 0; k < LATENT; k++) {
          sum += map[i][k] * latent[k];
        }
        v[i] = (float) (Math.tanh(sum) + 0.05 * points.nextGaussian());
      }
    }
    return all;
  }

  private static String key(int i) {
    return String.format(Locale.ROOT, "doc-%05d", i);
  }

  /** The nearest neighbours of every node, and some far ones, which make the graph one whole. */
  private static RawGraph graph(float[][] vectors, DistanceMetric metric) {
    RawGraph graph = new RawGraph();
    graph.dimensions = DIMENSIONS;
    graph.metric = List.of(DistanceMetric.values()).indexOf(metric);
    List<RawGraph.Node> nodes =
        IntStream.range(0, vectors.length)
            .parallel()
            .mapToObj(i -> node(vectors, i, metric))
            .toList();
    graph.nodes.addAll(nodes);
    return graph;
  }

  private static RawGraph.Node node(float[][] vectors, int i, DistanceMetric metric) {
    int[] ids = new int[NEAREST + FAR];
    double[] distances = new double[NEAREST + FAR];
    int n = 0;
    for (int j = 0; j < vectors.length; j++) {
      if (j != i) {
        double d = unrolled(metric, vectors[i], vectors[j]);
        n = add(ids, distances, n, NEAREST, j, d);
      }
    }
    for (int j : new Random(i).ints(FAR, 0, vectors.length).toArray()) {
      int known = n;
      if (j != i && Arrays.stream(ids, 0, known).noneMatch(k -> k == j)) {
        n = add(ids, distances, n, ids.length, j, unrolled(metric, vectors[i], vectors[j]));
      }
    }
    RawGraph.Node node = new RawGraph.Node();
    node.key = OriginalIndex.KEY_PREFIX + key(i);
    node.vector = vectors[i];
    node.ids.add(Arrays.copyOf(ids, n));
    float[] far = new float[n];
    for (int k = 0; k < n; k++) {
      far[k] = (float) distances[k];
    }
    node.distances.add(far);
    return node;
  }

  /** Puts a neighbour in its place among the nearest so many. */
  private static int add(int[] ids, double[] distances, int n, int most, int id, double d) {
    if (n == most && d >= distances[n - 1]) {
      return n;
    }
    int at = n == most ? n - 1 : n;
    while (at > 0 && distances[at - 1] > d) {
      distances[at] = distances[at - 1];
      ids[at] = ids[at - 1];
      at--;
    }
    distances[at] = d;
    ids[at] = id;
    return Math.min(most, n + 1);
  }

  /** As the model's distance, but fast. */
  private static double unrolled(DistanceMetric metric, float[] a, float[] b) {
    if (metric != DistanceMetric.COSINE) {
      return ModelIndex.distance(metric, a, b);
    }
    return 1 - dot(a, b) / Math.sqrt((double) dot(a, a) * dot(b, b));
  }

  private static float dot(float[] a, float[] b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    for (int i = 0; i < DIMENSIONS; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    return s0 + s1 + s2 + s3;
  }

  private Path write(String name, float[][] vectors, DistanceMetric metric) {
    Path log = dir.resolve(name);
    try (SynaDB db = SynaDB.open(log, DbConfig.builder().originalCompatible(true).build())) {
      for (int i = 0; i < vectors.length; i++) {
        db.putVector(OriginalIndex.KEY_PREFIX + key(i), vectors[i]);
      }
    }
    HnswSidecar.write(
        DiskStorage.INSTANCE,
        HnswSidecar.pathOf(log),
        graph(vectors, metric),
        new HnswSidecar.Settings(16, 32, 200, EF_SEARCH));
    return log;
  }

  private JsonNode ask(Path log, float[][] queries, DistanceMetric metric, int k)
      throws IOException, InterruptedException {
    Path file = dir.resolve("queries.f32");
    ByteBuffer b =
        ByteBuffer.allocate(queries.length * DIMENSIONS * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] q : queries) {
      for (float f : q) {
        b.putFloat(f);
      }
    }
    Files.write(file, b.array());
    String script =
        String.join(
            "\n",
            "import sys, json, numpy, synadb",
            "log, queries, metric, k = sys.argv[1:]",
            "q = numpy.fromfile(queries, dtype='<f4').reshape(-1, 64)",
            "s = synadb.VectorStore(log, dimensions=64, metric=metric, sync_on_write=False)",
            "before = s.has_index",
            "found = [[[h.key, h.score] for h in s.search(v, k=int(k))] for v in q]",
            "json.dump({'index': before, 'found': found}, sys.stdout)");
    Path out = dir.resolve("answer.json");
    Path errors = dir.resolve("errors.txt");
    Process p =
        new ProcessBuilder(
                python(),
                "-c",
                script,
                log.toString(),
                file.toString(),
                metric.name().toLowerCase(Locale.ROOT),
                Integer.toString(k))
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start();
    if (!p.waitFor(120, TimeUnit.SECONDS)) {
      p.destroyForcibly();
      throw new AssertionError("the original did not finish");
    }
    assertThat(p.exitValue()).as(Files.readString(errors)).isZero();
    return mapper.readTree(out.toFile());
  }

  @Test
  void theOriginalSearchesOurGraph() throws IOException, InterruptedException {
    python();
    DistanceMetric metric = DistanceMetric.COSINE;
    float[][] vectors = vectors(THRESHOLD + 50, 2);
    float[][] queries = vectors(QUERIES, 3);
    Path log = write("large.db", vectors, metric);
    ModelIndex model = new ModelIndex(DIMENSIONS, metric);
    try (VectorImport file = VectorImport.open(HnswSidecar.pathOf(log))) {
      assertThat(file.into(model, ProgressListener.none()).imported()).isEqualTo(vectors.length);
    }

    JsonNode answer = ask(log, queries, metric, 200);

    assertThat(answer.get("index").asBoolean()).isTrue();
    int found = 0;
    for (int i = 0; i < QUERIES; i++) {
      JsonNode hits = answer.get("found").get(i);
      // No more than its candidates: it is the graph that answered, not a walk over the log.
      assertThat(hits).as("hits of query %d", i).hasSize(EF_SEARCH);
      Set<String> ten = new HashSet<>();
      for (int k = 0; k < 10; k++) {
        ten.add(hits.get(k).get(0).asText());
        float[] v = model.get(hits.get(k).get(0).asText()).orElseThrow();
        assertThat(hits.get(k).get(1).asDouble())
            .isCloseTo(ModelIndex.distance(metric, queries[i], v), within(1e-5));
      }
      for (SearchHit hit : model.search(queries[i], 10)) {
        found += ten.contains(hit.key()) ? 1 : 0;
      }
    }
    System.out.println("recall@10 of the original in a graph of ours: " + found / (10.0 * QUERIES));
    assertThat(found / (10.0 * QUERIES)).isGreaterThan(0.95);
  }

  @Test
  void theOriginalSearchesTheGraphOfAStore() throws IOException, InterruptedException {
    python();
    DistanceMetric metric = DistanceMetric.COSINE;
    float[][] vectors = vectors(THRESHOLD + 50, 6);
    float[][] queries = vectors(QUERIES, 7);
    List<String> keys = new ArrayList<>();
    ModelIndex model = new ModelIndex(DIMENSIONS, metric);
    for (int i = 0; i < vectors.length; i++) {
      keys.add(key(i));
      model.insert(key(i), vectors[i]);
    }
    Path log = dir.resolve("store.db");
    try (VectorStore store =
        VectorStore.builder(log, DIMENSIONS)
            .config(DbConfig.builder().originalCompatible(true).build())
            .kind(IndexKind.HNSW)
            .open()) {
      store.insertBatch(keys, vectors);
      store.buildIndex(ProgressListener.none());
    }

    JsonNode answer = ask(log, queries, metric, 200);

    assertThat(answer.get("index").asBoolean()).isTrue();
    int found = 0;
    for (int i = 0; i < QUERIES; i++) {
      JsonNode hits = answer.get("found").get(i);
      assertThat(hits).as("hits of query %d", i).hasSize(100); // its candidates
      Set<String> ten = new HashSet<>();
      for (int k = 0; k < 10; k++) {
        ten.add(hits.get(k).get(0).asText());
      }
      for (SearchHit hit : model.search(queries[i], 10)) {
        found += ten.contains(hit.key()) ? 1 : 0;
      }
    }
    System.out.println(
        "recall@10 of the original in the graph of a store: " + found / (10.0 * QUERIES));
    assertThat(found / (10.0 * QUERIES)).isGreaterThan(0.95);
  }

  @Test
  void theOriginalLoadsOurGraphOfAnyMetric() throws IOException, InterruptedException {
    python();
    for (DistanceMetric metric : DistanceMetric.values()) {
      float[][] vectors = vectors(200, 4);
      float[][] queries = vectors(5, 5);
      Path log = write(metric.name() + ".db", vectors, metric);
      ModelIndex model = new ModelIndex(DIMENSIONS, metric);
      for (int i = 0; i < vectors.length; i++) {
        model.insert(key(i), vectors[i]);
      }

      JsonNode answer = ask(log, queries, metric, 10);

      assertThat(answer.get("index").asBoolean()).as("%s is loaded", metric).isTrue();
      for (int i = 0; i < queries.length; i++) {
        JsonNode hits = answer.get("found").get(i);
        List<SearchHit> expected = model.search(queries[i], 10);
        for (int k = 0; k < 10; k++) {
          assertThat(hits.get(k).get(0).asText()).isEqualTo(expected.get(k).key());
        }
      }
      try (SynaDB db = SynaDB.open(log)) {
        db.putVector(OriginalIndex.KEY_PREFIX + "one more", queries[0]);
      }
      assertThat(ask(log, queries, metric, 1).get("index").asBoolean())
          .as("a graph with a node too few is refused")
          .isFalse();
    }
  }
}
