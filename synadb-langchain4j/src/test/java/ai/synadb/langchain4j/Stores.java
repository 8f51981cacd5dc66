/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.filter.Filter;
import java.util.List;
import java.util.Random;

/** Short ways to say what tests of stores say often. */
final class Stores {
  private Stores() {}

  static Embedding embedding(float... vector) {
    return Embedding.from(vector);
  }

  static Embedding random(Random random, int dimension) {
    float[] v = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      v[i] = (float) random.nextGaussian();
    }
    return Embedding.from(v);
  }

  static EmbeddingSearchRequest request(Embedding query, int maxResults, Filter filter) {
    return EmbeddingSearchRequest.builder()
        .queryEmbedding(query)
        .maxResults(maxResults)
        .filter(filter)
        .build();
  }

  static List<EmbeddingMatch<TextSegment>> search(
      EmbeddingStore<TextSegment> store, Embedding query, int maxResults, Filter filter) {
    return store.search(request(query, maxResults, filter)).matches();
  }

  static List<String> ids(List<EmbeddingMatch<TextSegment>> matches) {
    return matches.stream().map(EmbeddingMatch::embeddingId).toList();
  }

  static List<String> ids(EmbeddingStore<TextSegment> store, Embedding query, int maxResults) {
    return ids(search(store, query, maxResults, null));
  }
}
