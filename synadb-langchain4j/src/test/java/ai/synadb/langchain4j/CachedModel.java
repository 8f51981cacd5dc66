/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** MiniLM, which embeds the same few texts again and again in the contract kits. */
final class CachedModel implements EmbeddingModel {
  static final CachedModel INSTANCE = new CachedModel();

  private final EmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel();
  private final Map<String, Embedding> known = new ConcurrentHashMap<>();

  @Override
  public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
    List<TextSegment> missing =
        segments.stream().filter(s -> !known.containsKey(s.text())).distinct().toList();
    if (!missing.isEmpty()) {
      List<Embedding> embedded = model.embedAll(missing).content();
      for (int i = 0; i < missing.size(); i++) {
        known.put(missing.get(i).text(), embedded.get(i));
      }
    }
    return Response.from(segments.stream().map(s -> known.get(s.text())).toList());
  }

  @Override
  public int dimension() {
    return model.dimension();
  }
}
