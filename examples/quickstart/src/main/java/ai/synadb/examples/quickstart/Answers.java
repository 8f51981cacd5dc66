/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import static ai.synadb.examples.quickstart.Steps.check;
import static ai.synadb.examples.quickstart.Steps.result;
import static ai.synadb.examples.quickstart.Steps.say;
import static ai.synadb.examples.quickstart.Steps.seconds;
import static ai.synadb.examples.quickstart.Steps.step;
import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;

import ai.synadb.ProgressListener;
import ai.synadb.SynaDB;
import ai.synadb.langchain4j.SynaEmbeddingStore;
import ai.synadb.vector.IndexKind;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.filter.Filter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The part about LangChain4j: definitions embedded by a model that runs here, questions answered,
 * and how many of the true nearest are found.
 */
final class Answers {
  private static final int DEFINITIONS = 2_000;
  private static final int QUESTIONS = 200;
  private static final int AT_ONCE = 100;
  private static final int K = 10;
  private static final double LEAST_RECALL = 0.95;

  private final SynaEmbeddingStore store;
  private final EmbeddingModel model = new AllMiniLmL6V2QuantizedEmbeddingModel();
  private final List<TextSegment> segments = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private final List<Embedding> embeddings = new ArrayList<>();

  private Answers(SynaEmbeddingStore store) {
    this.store = store;
  }

  static void run(SynaDB db) throws IOException {
    try (SynaEmbeddingStore store =
        SynaEmbeddingStore.builder()
            .database(db)
            .collection("answers")
            .index(IndexKind.HNSW)
            .build()) {
      Answers a = new Answers(store);
      a.embed();
      a.answer();
    }
  }

  private void embed() throws IOException {
    step("Embed definitions, store them with LangChain4j");
    for (String[] d : Sentences.table("docs.tsv.gz").subList(0, DEFINITIONS)) {
      ids.add(d[1]);
      segments.add(TextSegment.from(d[5], Metadata.from(Map.of("topic", d[3], "word", d[4]))));
    }
    Progress progress = new Progress("definitions", DEFINITIONS);
    long start = System.nanoTime();
    for (int i = 0; i < DEFINITIONS; i += AT_ONCE) {
      List<TextSegment> some = segments.subList(i, i + AT_ONCE);
      List<Embedding> embedded = model.embedAll(some).content();
      store.addAll(ids.subList(i, i + AT_ONCE), embedded, some);
      embeddings.addAll(embedded);
      progress.to(i + AT_ONCE);
    }
    double took = seconds(start);
    store.buildIndex(ProgressListener.none());
    result("%,.0f definitions a second, nearly all of it the model", DEFINITIONS / took);
  }

  private void answer() throws IOException {
    step("Answer questions, with a filter");
    List<String> questions =
        Sentences.table("queries-ood.tsv.gz").stream().limit(QUESTIONS).map(s -> s[1]).toList();
    Filter nouns = metadataKey("topic").isIn("noun.artifact", "noun.act", "noun.person");
    ContentRetriever retriever =
        EmbeddingStoreContentRetriever.builder()
            .embeddingStore(store)
            .embeddingModel(model)
            .maxResults(3)
            .filter(nouns)
            .build();
    say("\"%s\"", questions.get(0));
    for (Content c : retriever.retrieve(Query.from(questions.get(0)))) {
      TextSegment s = c.textSegment();
      say(
          "  %s (%s): %s",
          s.metadata().getString("word"), s.metadata().getString("topic"), s.text());
    }
    List<Embedding> asked =
        model.embedAll(questions.stream().map(TextSegment::from).toList()).content();
    double all = recall(asked, null);
    double filtered = recall(asked, nouns);
    result("recall@%d %.3f, with the filter %.3f, beside exact search", K, all, filtered);
    check("the recall is at least " + LEAST_RECALL, all >= LEAST_RECALL);
    check("with the filter, too", filtered >= LEAST_RECALL);
  }

  /** Which part of the true nearest is found. */
  private double recall(List<Embedding> asked, @Nullable Filter filter) {
    int found = 0;
    for (Embedding q : asked) {
      EmbeddingSearchRequest request =
          EmbeddingSearchRequest.builder().queryEmbedding(q).maxResults(K).filter(filter).build();
      Set<String> both = new HashSet<>(nearest(q, filter));
      both.retainAll(
          store.search(request).matches().stream().map(EmbeddingMatch::embeddingId).toList());
      found += both.size();
    }
    return (double) found / (K * asked.size());
  }

  /** The nearest, found by looking at all. */
  private List<String> nearest(Embedding q, @Nullable Filter filter) {
    double[] cosines = new double[DEFINITIONS];
    for (int i = 0; i < DEFINITIONS; i++) {
      cosines[i] = cosine(q.vector(), embeddings.get(i).vector());
    }
    return IntStream.range(0, DEFINITIONS)
        .filter(i -> filter == null || filter.test(segments.get(i).metadata()))
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -cosines[i]))
        .limit(K)
        .map(ids::get)
        .toList();
  }

  private static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
