/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import ai.synadb.Snapshot;
import ai.synadb.vector.Attributes;
import ai.synadb.vector.Filter;
import ai.synadb.vector.SearchHit;
import ai.synadb.vector.VectorIndex;
import ai.synadb.vector.VectorStore;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search found, with vector, text and metadata of one moment, and scored by that vector: a
 * hit that was removed or replaced since the search is noticed.
 *
 * <p>Thread safety: confined to one thread.
 */
final class Matches {
  /** Two sums of the same products differ by less. */
  private static final double SAME = 1e-9;

  private final VectorStore store;
  private final String texts;
  private final double minScore;
  private final Relevance relevance;
  private final @Nullable Filter condition;
  private final List<EmbeddingMatch<TextSegment>> found = new ArrayList<>();
  private boolean areCurrent;

  Matches(
      VectorStore store, String texts, EmbeddingSearchRequest request, @Nullable Filter condition) {
    this.store = store;
    this.texts = texts;
    this.minScore = request.minScore();
    this.relevance = new Relevance(store.metric(), request.queryEmbedding().vector());
    this.condition = condition;
  }

  /** Takes what a search found, in the place of what was taken before. */
  void take(List<SearchHit> hits) {
    found.clear();
    areCurrent = true;
    try (Snapshot snapshot = store.database().snapshot();
        VectorIndex now = store.at(snapshot)) {
      for (SearchHit hit : hits) {
        areCurrent &= take(hit, snapshot, now);
      }
    }
    found.sort(Comparator.comparingDouble((EmbeddingMatch<?> m) -> m.score()).reversed());
  }

  /** Takes one hit, if it still is one; says whether it is as it was. */
  private boolean take(SearchHit hit, Snapshot snapshot, VectorIndex now) {
    String id = hit.key();
    float[] vector = now.get(id).orElse(null);
    if (vector == null || vector.length != store.dimensions()) {
      return false;
    }
    if (id.isBlank()) { // not of ours: LangChain4j has no such id
      return true;
    }
    String text = snapshot.getText(texts + id).orElse(null);
    Attributes attributes =
        text == null && condition == null
            ? Attributes.empty()
            : now.attributes(id).orElse(Attributes.empty());
    if (condition != null && !condition.matches(id, attributes)) {
      return false;
    }
    double distance = relevance.distance(vector);
    double score = Relevance.score(store.metric(), distance);
    if (score >= minScore) {
      TextSegment segment = text == null ? null : segment(text, attributes);
      found.add(new EmbeddingMatch<>(score, id, Embedding.from(vector), segment));
    }
    return Math.abs(distance - hit.score()) <= SAME * Math.max(1, Math.abs(distance));
  }

  private static @Nullable TextSegment segment(String text, Attributes attributes) {
    return text.isBlank() // not of ours: LangChain4j has no such segment
        ? null
        : TextSegment.from(text, SegmentMetadata.toMetadata(attributes));
  }

  /** Whether all that was taken is as the search saw it. */
  boolean areCurrent() {
    return areCurrent;
  }

  /** The matches, best first. */
  List<EmbeddingMatch<TextSegment>> list() {
    return List.copyOf(found);
  }
}
