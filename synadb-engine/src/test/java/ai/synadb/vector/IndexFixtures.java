/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The index files that the original wrote, and what its manifest says of them. */
final class IndexFixtures {
  private static final JsonNode MANIFEST = manifest();

  private IndexFixtures() {}

  private static JsonNode manifest() {
    try (InputStream in = IndexFixtures.class.getResourceAsStream("/original/MANIFEST.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of all index files with one of the endings. */
  static List<String> names(String... endings) {
    List<String> names = new ArrayList<>();
    MANIFEST.get("files").fieldNames().forEachRemaining(names::add);
    return names.stream().filter(n -> List.of(endings).stream().anyMatch(n::endsWith)).toList();
  }

  static Path path(String name) {
    try {
      return Path.of(IndexFixtures.class.getResource("/original/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] bytes(String name) {
    try (InputStream in = IndexFixtures.class.getResourceAsStream("/original/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the manifest expects of a file. */
  static JsonNode expect(String name) {
    return MANIFEST.get("files").get(name).get("expect");
  }

  static JsonNode params(String name) {
    return MANIFEST.get("files").get(name).get("params");
  }

  /** The vectors that a file or, for a sidecar, the store beside it holds. */
  static Map<String, float[]> vectors(String name) {
    JsonNode e = expect(storeOf(name));
    JsonNode indices = e.has("vectors") ? e.get("vectors") : e.get("recoverable_vectors");
    Map<String, float[]> all = new TreeMap<>();
    indices.fields().forEachRemaining(f -> all.put(f.getKey(), vector(f.getValue().asInt())));
    assertThat(all).isNotEmpty();
    return all;
  }

  static DistanceMetric metric(String name) {
    JsonNode metric = params(storeOf(name)).get("metric");
    switch (metric == null ? "cosine" : metric.asText()) {
      case "cosine":
        return DistanceMetric.COSINE;
      case "euclidean":
        return DistanceMetric.EUCLIDEAN;
      case "dot":
      case "dot_product":
        return DistanceMetric.DOT_PRODUCT;
      default:
        throw new AssertionError(metric);
    }
  }

  private static String storeOf(String name) {
    return name.endsWith(".hnsw") ? name.substring(0, name.length() - 5) : name;
  }

  private static float[] vector(int index) {
    return floats(MANIFEST.get("vectors64").get(index));
  }

  static float[] floats(JsonNode n) {
    float[] v = new float[n.size()];
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) n.get(i).asDouble();
    }
    return v;
  }

  /** All rows of a file; of a key that comes twice the last. */
  static Map<String, float[]> rows(VectorImport file) {
    Map<String, float[]> rows = new HashMap<>();
    file.rows().forEach(r -> rows.put(r.key(), r.vector()));
    return rows;
  }

  static void assertSame(Map<String, float[]> actual, Map<String, float[]> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((k, v) -> assertThat(actual.get(k)).as(k).containsExactly(v));
  }
}
