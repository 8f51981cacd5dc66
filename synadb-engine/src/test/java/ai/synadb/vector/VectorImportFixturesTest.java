/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.synadb.ProgressListener;
import ai.synadb.inspect.IntegrityReport.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every index file that the original wrote reads exactly as its manifest says. */
class VectorImportFixturesTest {

  static Stream<String> whole() {
    return IndexFixtures.names(".mmap", ".gwi", ".hnsw").stream()
        .filter(n -> !n.startsWith("crashed"));
  }

  static Stream<String> crashed() {
    return Stream.of("crashed.mmap", "crashed.gwi");
  }

  /** The original leaves rows that are not aligned out of these. */
  private static boolean isPartial(String name) {
    return List.of("vectors_cosine.mmap.hnsw", "vectors_euclidean.mmap.hnsw").contains(name);
  }

  @Test
  void findsAllFixtures() {
    assertThat(whole()).hasSize(14);
  }

  @ParameterizedTest
  @MethodSource("whole")
  void readsWhatTheManifestSays(String name) {
    try (VectorImport file = VectorImport.open(IndexFixtures.path(name))) {
      Map<String, float[]> expected = IndexFixtures.vectors(name);
      Map<String, float[]> rows = IndexFixtures.rows(file);
      if (isPartial(name)) {
        assertThat(rows).hasSize(12);
        expected.keySet().retainAll(rows.keySet());
      }

      IndexFixtures.assertSame(rows, expected);
      assertThat(file.dimensions()).isEqualTo(64);
      assertThat(file.metric()).isEqualTo(IndexFixtures.metric(name));
      assertThat(file.problems()).isEmpty();
      assertThat(file.rows()).noneMatch(VectorImport.Row::isRecovered);
      assertThat(file.rows().count()).isEqualTo(file.statedCount());
      if (IndexFixtures.expect(name).has("nodes")) {
        assertThat(file.statedCount()).isEqualTo(IndexFixtures.expect(name).get("nodes").asLong());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("crashed")
  void recoversWhatACrashLeft(String name) {
    try (VectorImport file = VectorImport.open(IndexFixtures.path(name))) {
      IndexFixtures.assertSame(IndexFixtures.rows(file), IndexFixtures.vectors(name));
      assertThat(file.statedCount()).isZero();
      assertThat(file.rows()).hasSize(50).allMatch(VectorImport.Row::isRecovered);
      assertThat(file.problems())
          .extracting(Problem::what)
          .containsExactly(
              "50 rows stand behind the write offset, where the original does not look");
    }
  }

  @Test
  void tellsFormatsByTheirContent() {
    assertThat(format("vectors.gwi")).isEqualTo(VectorImport.Format.GWI);
    assertThat(format("vectors_aligned.mmap")).isEqualTo(VectorImport.Format.MMAP);
    assertThat(format("vectors_aligned.mmap.hnsw")).isEqualTo(VectorImport.Format.HNSW);
    assertThat(format("vectors_cosine.db.hnsw")).isEqualTo(VectorImport.Format.HNSW);
  }

  private static VectorImport.Format format(String name) {
    try (VectorImport file = VectorImport.open(IndexFixtures.path(name))) {
      return file.format();
    }
  }

  @Test
  void lastOfTwoRowsWithOneKeyCounts() {
    try (VectorImport file = VectorImport.open(IndexFixtures.path("duplicates.gwi"));
        ModelIndex index = new ModelIndex(64, DistanceMetric.COSINE)) {
      assertThat(file.statedCount()).isEqualTo(3);
      assertThat(file.rows().map(VectorImport.Row::key)).containsExactly("a", "a", "b");

      VectorImport.Report report = file.into(index, ProgressListener.none());

      assertThat(report).isEqualTo(new VectorImport.Report(3, 1, 0, Map.of()));
      assertThat(index.get("a").orElseThrow())
          .containsExactly(IndexFixtures.vectors("duplicates.gwi").get("a"));
    }
  }

  /** What the original answers exactly, an index of ours answers from the same file. */
  @ParameterizedTest
  @MethodSource("whole")
  void searchesAsTheManifestSays(String name) {
    String store = name.replaceAll("\\.hnsw$", "");
    if (isPartial(name)) {
      return;
    }
    for (String field : List.of("search", "search_nprobe16")) {
      JsonNode search = IndexFixtures.expect(store).get(field);
      if (search == null) {
        continue;
      }
      try (VectorImport file = VectorImport.open(IndexFixtures.path(name));
          ModelIndex index = new ModelIndex(64, file.metric())) {
        file.into(index, ProgressListener.none());
        List<SearchHit> hits =
            index.search(IndexFixtures.floats(search.get("query")), search.get("k").asInt());

        JsonNode exact = search.get("exact");
        assertThat(hits).hasSize(exact.size());
        for (int i = 0; i < exact.size(); i++) {
          assertThat(hits.get(i).key()).isEqualTo(exact.get(i).get(0).asText());
          assertThat(hits.get(i).score()).isCloseTo(exact.get(i).get(1).asDouble(), within(1e-12));
        }
      }
    }
  }
}
