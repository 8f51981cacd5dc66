/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.synadb.ProgressListener;
import ai.synadb.vector.IndexKind;
import dev.langchain4j.data.document.Document;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingStoreIngestor;
import dev.langchain4j.store.embedding.filter.Filter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Retrieval as an application does it, offline: definitions are ingested, questions embedded, and
 * the answers that come through the index are as good as those of an exact search.
 */
class RagIT {
  private static final int K = 10;

  @TempDir Path folder;

  private final Glosses glosses = new Glosses();

  private SynaEmbeddingStore open() {
    return SynaEmbeddingStore.builder()
        .path(folder.resolve("rag.db"))
        .index(IndexKind.HNSW)
        .build();
  }

  @Test
  void answersAsWellAsAnExactSearch() {
    run(200);
  }

  @Test
  @Tag("full")
  void answersAsWellAsAnExactSearchWithAllEmbeddedHere() {
    run(Glosses.SIZE);
  }

  /** Embeds the first definitions with the model, and takes the others as they are stored. */
  private void run(int embedded) {
    long start = System.nanoTime();
    try (SynaEmbeddingStore store = open()) {
      EmbeddingStoreIngestor.builder()
          .embeddingModel(CachedModel.INSTANCE)
          .embeddingStore(store)
          .build()
          .ingest(
              glosses.segments.subList(0, embedded).stream()
                  .map(s -> Document.from(s.text(), s.metadata()))
                  .toList());
      store.addAll(
          glosses.embeddings.subList(embedded, Glosses.SIZE),
          glosses.segments.subList(embedded, Glosses.SIZE));
      store.buildIndex(ProgressListener.none());
    }
    List<Embedding> all =
        new ArrayList<>(
            CachedModel.INSTANCE.embedAll(glosses.segments.subList(0, embedded)).content());
    all.addAll(glosses.embeddings.subList(embedded, Glosses.SIZE));
    try (SynaEmbeddingStore store = open()) { // as the next start of the application finds it
      assertThat(store.size()).isEqualTo(Glosses.SIZE);
      compare(store, all, null, embedded, start);
      compare(store, all, metadataKey("pos").isEqualTo("v"), embedded, start);
      compare(store, all, metadataKey("words").isGreaterThan(14.5), embedded, start);
    }
  }

  private void compare(
      SynaEmbeddingStore store, List<Embedding> all, Filter filter, int embedded, long start) {
    EmbeddingStoreContentRetriever retriever =
        EmbeddingStoreContentRetriever.builder()
            .embeddingStore(store)
            .embeddingModel(CachedModel.INSTANCE)
            .maxResults(K)
            .filter(filter)
            .build();
    int hits = 0;
    int exactHits = 0;
    int same = 0;
    for (Map.Entry<String, String> q : glosses.queries.entrySet()) {
      Set<String> answers = glosses.answers.get(q.getKey());
      List<String> found = new ArrayList<>();
      for (Content c : retriever.retrieve(Query.from(q.getValue()))) {
        assertThat(filter == null || filter.test(c.textSegment().metadata())).isTrue();
        found.add(c.textSegment().metadata().getString("synset"));
      }
      List<String> exact = exact(all, q.getValue(), filter);
      assertThat(found).doesNotHaveDuplicates().hasSameSizeAs(exact);
      hits += found.stream().anyMatch(answers::contains) ? 1 : 0;
      exactHits += exact.stream().anyMatch(answers::contains) ? 1 : 0;
      Set<String> both = new HashSet<>(found);
      both.retainAll(exact);
      same += both.size();
    }
    double n = glosses.queries.size();
    System.out.printf(
        Locale.ROOT,
        "%d of %d glosses embedded here, filter %s: hit rate at %d of %.0f queries %.3f,"
            + " exact %.3f, recall %.3f (%.1f s so far)%n",
        embedded,
        Glosses.SIZE,
        filter,
        K,
        n,
        hits / n,
        exactHits / n,
        same / (n * K),
        (System.nanoTime() - start) / 1e9);
    assertThat(hits / n).isCloseTo(exactHits / n, within(0.01));
    if (filter == null) {
      assertThat(exactHits / n).as("the labels fit the texts").isGreaterThan(0.7);
    }
  }

  /**
   * The synsets of the nearest definitions, by comparing all without any of the code under test.
   */
  private List<String> exact(List<Embedding> all, String query, Filter filter) {
    float[] q = CachedModel.INSTANCE.embed(query).content().vector();
    record Scored(TextSegment segment, double cosine) {}
    List<Scored> scored = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      TextSegment s = glosses.segments.get(i);
      if (filter == null || filter.test(s.metadata())) {
        scored.add(new Scored(s, cosine(q, all.get(i).vector())));
      }
    }
    scored.sort(Comparator.comparingDouble(Scored::cosine).reversed());
    return scored.stream().limit(K).map(s -> s.segment.metadata().getString("synset")).toList();
  }

  private static double cosine(float[] a, float[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return dot / Math.sqrt(aa * bb);
  }
}
