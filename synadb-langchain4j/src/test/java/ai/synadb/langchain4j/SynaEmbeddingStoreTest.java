/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import static ai.synadb.langchain4j.Stores.embedding;
import static ai.synadb.langchain4j.Stores.ids;
import static ai.synadb.langchain4j.Stores.search;
import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.ProgressListener;
import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.vector.Attributes;
import ai.synadb.vector.DistanceMetric;
import ai.synadb.vector.IndexKind;
import ai.synadb.vector.VectorStore;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.CosineSimilarity;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.RelevanceScore;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;
import dev.langchain4j.store.embedding.listener.EmbeddingStoreListener;
import dev.langchain4j.store.embedding.listener.EmbeddingStoreResponseContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the store does beyond LangChain4j's own tests of stores. */
class SynaEmbeddingStoreTest {
  private static final Embedding EAST = embedding(1, 0);
  private static final Embedding NORTH = embedding(0, 1);

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("store.db");
  }

  private static TextSegment text(String text, String key, int value) {
    return TextSegment.from(text, new Metadata().put(key, value));
  }

  @Test
  void anIdThatIsAddedAgainIsReplaced() {
    try (SynaEmbeddingStore store = SynaEmbeddingStore.open(file())) {
      store.addAll(List.of("a"), List.of(EAST), List.of(text("old", "year", 2020)));
      store.addAll(List.of("a"), List.of(NORTH), List.of(text("new", "month", 5)));
      EmbeddingMatch<TextSegment> only = search(store, NORTH, 10, null).get(0);
      assertThat(store.size()).isEqualTo(1);
      assertThat(only.score()).isEqualTo(1);
      assertThat(only.embedding()).isEqualTo(NORTH);
      assertThat(only.embedded()).isEqualTo(text("new", "month", 5));
      assertThat(search(store, EAST, 10, metadataKey("year").isEqualTo(2020))).isEmpty();
      store.add("a", EAST);
      assertThat(search(store, EAST, 10, null).get(0).embedded()).isNull();
      assertThat(search(store, EAST, 10, metadataKey("month").isEqualTo(5))).isEmpty();
      store.addAll(
          List.of("b", "c", "b"),
          List.of(EAST, EAST, NORTH),
          Arrays.asList(text("first", "x", 1), null, null));
      assertThat(ids(store, EAST, 10)).containsExactly("a", "c", "b");
      assertThat(search(store, NORTH, 1, null).get(0).embedded()).isNull();
    }
  }

  @Test
  void everythingIsThereAgainAfterClosing() {
    TextSegment segment =
        TextSegment.from(
            "a text\n\ud83d\ude00",
            new Metadata()
                .put("i", 7)
                .put("l", 7L)
                .put("f", 1.23f)
                .put("d", 1.23)
                .put("s", "")
                .put("u", new UUID(1, 2)));
    float[] odd = {Float.MIN_VALUE, -0.0f};
    try (SynaEmbeddingStore store = SynaEmbeddingStore.open(file())) {
      store.addAll(List.of("x", "y"), List.of(EAST, embedding(odd)), Arrays.asList(segment, null));
    }
    try (SynaEmbeddingStore store = SynaEmbeddingStore.open(file())) {
      assertThat(store.dimension()).hasValue(2);
      assertThat(store.contains("x")).isTrue();
      assertThat(store.contains("z")).isFalse();
      List<EmbeddingMatch<TextSegment>> found = search(store, EAST, 10, null);
      assertThat(ids(found)).containsExactly("x", "y");
      assertThat(found.get(0).embedded()).isEqualTo(segment);
      assertThat(found.get(1).embedding().vector()).containsExactly(odd);
      assertThat(found.get(1).embedded()).isNull();
    }
  }

  @Test
  void theFirstEmbeddingFixesTheLength() {
    try (SynaEmbeddingStore store = SynaEmbeddingStore.open(file())) {
      assertThat(store.dimension()).isEmpty();
      assertThat(search(store, embedding(1, 2, 3), 5, metadataKey("k").isEqualTo(1))).isEmpty();
      store.removeAll();
      store.removeAll(metadataKey("k").isEqualTo(1));
      store.removeAll(List.of("none"));
      assertThat(store.size()).isZero();
      assertThat(store.contains("none")).isFalse();
      store.add(EAST);
      assertThat(store.dimension()).hasValue(2);
      assertThatThrownBy(() -> store.add(embedding(1, 2, 3)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 dimensions, not 3");
      assertThatThrownBy(() -> search(store, embedding(1, 2, 3), 5, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2 dimensions, not 3");
      store.removeAll();
      assertThat(store.dimension()).hasValue(2);
    }
    assertThatThrownBy(() -> SynaEmbeddingStore.builder().path(file()).dimension(3).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2");
    assertThatThrownBy(
            () ->
                SynaEmbeddingStore.builder().path(file()).metric(DistanceMetric.EUCLIDEAN).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("COSINE");
    try (SynaEmbeddingStore store =
        SynaEmbeddingStore.builder().path(folder.resolve("b.db")).dimension(3).build()) {
      assertThatThrownBy(() -> store.add(EAST))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3 dimensions, not 2");
      store.add(embedding(1, 2, 3));
    }
  }

  @Test
  void aCellThatOpensTheStoreTwiceSharesIt() {
    SynaEmbeddingStore first = SynaEmbeddingStore.open(file());
    SynaEmbeddingStore second = SynaEmbeddingStore.open(folder.resolve("x/../store.db"));
    first.add("a", EAST);
    second.add("b", NORTH);
    assertThat(second.database()).isSameAs(first.database());
    assertThat(ids(first, EAST, 5)).isEqualTo(ids(second, EAST, 5)).containsExactly("a", "b");
    first.close();
    first.close();
    assertThatThrownBy(() -> ids(first, EAST, 5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(ids(second, EAST, 5)).containsExactly("a", "b");
    try (SynaEmbeddingStore graph =
        SynaEmbeddingStore.builder().path(file()).index(IndexKind.HNSW).build()) {
      assertThat(graph.database()).isNotSameAs(second.database());
      graph.add("c", EAST);
      assertThat(ids(second, EAST, 5)).containsExactly("a", "c", "b");
    }
    SynaDB database = second.database();
    second.close();
    assertThat(database.isClosed()).isTrue();
    try (SynaEmbeddingStore again = SynaEmbeddingStore.open(file())) {
      assertThat(again.size()).isEqualTo(3);
    }
  }

  @Test
  void collectionsAndOtherValuesShareAFile() {
    try (SynaDB db = SynaDB.open(file())) {
      SynaEmbeddingStore docs = SynaEmbeddingStore.builder().database(db).build();
      try (SynaEmbeddingStore images =
              SynaEmbeddingStore.builder().database(db).collection("images").build();
          SynaChatMemoryStore chat = SynaChatMemoryStore.on(db)) {
        docs.addAll(List.of("1"), List.of(EAST), List.of(text("a doc", "year", 2020)));
        images.addAll(List.of("1"), List.of(embedding(1, 2, 3)), List.of(TextSegment.from("tree")));
        chat.deleteMessages("1");
        assertThat(db.keys())
            .containsExactly("attr/1", "text/1", "text:images/1", "vec/1", "vec:images/1");
        assertThat(db.getText("text:images/1")).contains("tree");
        images.removeAll();
        assertThat(db.keys()).containsExactly("attr/1", "text/1", "vec/1");
        assertThat(docs.size()).isEqualTo(1);
      }
      docs.close();
      assertThat(db.isClosed()).isFalse();
    }
  }

  @Test
  void aStoreWhoseDatabaseWasClosedIsNotTakenAgain() {
    SynaDB db = SynaDB.open(file());
    SynaEmbeddingStore left = SynaEmbeddingStore.builder().database(db).build();
    left.add(EAST);
    db.close();
    assertThatThrownBy(left::size).isInstanceOf(IllegalStateException.class);
    left.close();
    try (SynaEmbeddingStore store = SynaEmbeddingStore.open(file())) {
      assertThat(store.size()).isEqualTo(1);
    }
  }

  @Test
  void readsWhatAVectorStoreHolds() {
    try (VectorStore vectors = VectorStore.open(file(), 2)) {
      vectors.insert("plain", new float[] {1, 0}, Attributes.of("year", 2020, "ok", true));
    }
    try (SynaEmbeddingStore store = SynaEmbeddingStore.open(file())) {
      assertThat(search(store, EAST, 5, metadataKey("year").isGreaterThan(2019)).get(0).embedded())
          .isNull();
      store.database().putText("text/plain", "told later");
      assertThat(search(store, EAST, 5, null).get(0).embedded().metadata().getLong("year"))
          .isEqualTo(2020);
      store.database().putText("text/plain", " ");
      assertThat(search(store, EAST, 5, null).get(0).embedded()).isNull();
    }
  }

  @Test
  void aReaderFollowsAWriter() {
    try (SynaEmbeddingStore writer = SynaEmbeddingStore.open(file())) {
      writer.sync();
      try (SynaEmbeddingStore reader =
          SynaEmbeddingStore.builder()
              .path(file())
              .config(DbConfig.of(OpenMode.READ_ONLY))
              .build()) {
        assertThat(ids(reader, EAST, 5)).isEmpty();
        writer.addAll(List.of("a"), List.of(EAST), List.of(text("seen", "k", 1)));
        writer.sync();
        assertThat(search(reader, EAST, 5, metadataKey("k").isEqualTo(1)).get(0).embedded())
            .isEqualTo(text("seen", "k", 1));
        writer.removeAll(List.of("a"));
        writer.sync();
        assertThat(ids(reader, EAST, 5)).isEmpty();
        assertThatThrownBy(() -> reader.add(EAST)).isInstanceOf(RuntimeException.class);
      }
    }
  }

  @Test
  void scoresAreThoseOfLangChain4j() {
    Random random = new Random(3);
    try (SynaEmbeddingStore store = SynaEmbeddingStore.open(file())) {
      for (int i = 0; i < 50; i++) {
        store.add("" + i, Stores.random(random, 20));
      }
      store.add("zero", embedding(new float[20]));
      Embedding query = Stores.random(random, 20);
      List<EmbeddingMatch<TextSegment>> all = search(store, query, 100, null);
      assertThat(all).hasSize(51).isSortedAccordingTo((a, b) -> b.score().compareTo(a.score()));
      for (EmbeddingMatch<TextSegment> m : all) {
        double cosine = CosineSimilarity.between(query, m.embedding());
        assertThat(m.score())
            .isCloseTo(RelevanceScore.fromCosineSimilarity(cosine), within(1e-6))
            .isBetween(0.0, 1.0);
        List<EmbeddingMatch<TextSegment>> atLeast =
            store
                .search(
                    EmbeddingSearchRequest.builder()
                        .queryEmbedding(query)
                        .maxResults(100)
                        .minScore(m.score())
                        .build())
                .matches();
        assertThat(ids(atLeast)).isEqualTo(ids(all.subList(0, atLeast.size())));
        assertThat(ids(atLeast)).contains(m.embeddingId());
      }
      assertThat(all.stream().filter(m -> m.embeddingId().equals("zero")).findFirst())
          .hasValueSatisfying(m -> assertThat(m.score()).isEqualTo(0.5));
    }
  }

  @Test
  void otherMetricsHaveScoresFromNoneToOne() {
    for (DistanceMetric metric : List.of(DistanceMetric.EUCLIDEAN, DistanceMetric.DOT_PRODUCT)) {
      Path path = folder.resolve(metric + ".db");
      try (SynaEmbeddingStore store =
          SynaEmbeddingStore.builder().path(path).metric(metric).build()) {
        store.add("near", embedding(3, 4));
        store.add("far", embedding(-300, 4));
        List<EmbeddingMatch<TextSegment>> found = search(store, embedding(3, 4), 5, null);
        assertThat(ids(found)).containsExactly("near", "far");
        double best = metric == DistanceMetric.EUCLIDEAN ? 1 : 1 / (1 + Math.exp(-25));
        assertThat(found.get(0).score()).isCloseTo(best, within(1e-12));
        assertThat(found.get(1).score()).isBetween(0.0, 0.01);
      }
      try (SynaEmbeddingStore store = SynaEmbeddingStore.open(path)) {
        assertThat(ids(store, embedding(3, 4), 5)).containsExactly("near", "far");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLAT", "GWI", "HNSW"})
  void filtersLeaveNoShortfall(IndexKind kind) {
    int n = 1200;
    int dimension = 16;
    Random random = new Random(8);
    InMemoryEmbeddingStore<TextSegment> truth = new InMemoryEmbeddingStore<>();
    List<String> ids = new ArrayList<>();
    List<Embedding> embeddings = new ArrayList<>();
    List<TextSegment> segments = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      ids.add(String.format(Locale.ROOT, "%04d", i));
      embeddings.add(Stores.random(random, dimension));
      segments.add(
          TextSegment.from(
              "text " + i,
              new Metadata()
                  .put("percent", i % 100)
                  .put("half", i / 2f)
                  .put("topic", "t" + i % 7)));
    }
    truth.addAll(ids, embeddings, segments);
    List<Filter> filters =
        List.of(
            metadataKey("percent").isEqualTo(17),
            metadataKey("percent").isLessThan(3.5),
            metadataKey("half").isGreaterThanOrEqualTo(598.5),
            metadataKey("topic").isIn("t1", "t2").and(metadataKey("percent").isGreaterThan(50L)),
            Filter.not(metadataKey("topic").containsString("t")),
            metadataKey("topic").isNotEqualTo("t3"),
            o -> ((Metadata) o).getInteger("percent") % 10 == 3);
    try (SynaEmbeddingStore store =
        SynaEmbeddingStore.builder().path(file()).index(kind).recallTarget(0.9).build()) {
      store.addAll(ids, embeddings, segments);
      store.buildIndex(ProgressListener.none());
      for (Filter f : filters) {
        Embedding query = Stores.random(random, dimension);
        List<EmbeddingMatch<TextSegment>> expected = search(truth, query, n, f);
        List<EmbeddingMatch<TextSegment>> all = search(store, query, n, f);
        assertThat(ids(all)).as("%s", f).containsExactlyInAnyOrderElementsOf(ids(expected));
        List<EmbeddingMatch<TextSegment>> some = search(store, query, 10, f);
        assertThat(some).as("%s", f).hasSize(Math.min(10, expected.size()));
        for (EmbeddingMatch<TextSegment> m : some) {
          assertThat(f.test(m.embedded().metadata())).isTrue();
        }
      }
      try (SynaEmbeddingStore exact =
          SynaEmbeddingStore.builder().database(store.database()).exact(true).build()) {
        Embedding query = Stores.random(random, dimension);
        assertThat(ids(search(exact, query, 10, filters.get(5))))
            .isEqualTo(ids(search(truth, query, 10, filters.get(5))));
      }
    }
  }

  @Test
  void removesByFilterWhatMatchesAndNothingElse() {
    try (SynaEmbeddingStore store = SynaEmbeddingStore.open(file())) {
      for (int i = 0; i < 100; i++) {
        store.addAll(List.of("d" + i), List.of(EAST), List.of(text("t", "n", i)));
      }
      store.add("none", EAST);
      store.removeAll(metadataKey("n").isGreaterThanOrEqualTo(10));
      assertThat(store.size()).isEqualTo(11);
      store.removeAll(metadataKey("n").isNotEqualTo(3));
      assertThat(ids(store, EAST, 200)).containsExactly("d3");
      store.removeAll(List.of("d3", "unknown"));
      assertThat(store.database().keys()).isEmpty();
    }
  }

  @Test
  void theStateOfAMomentStaysReadable() {
    try (SynaEmbeddingStore store = SynaEmbeddingStore.open(file())) {
      store.addAll(List.of("a"), List.of(EAST), List.of(text("then", "n", 1)));
      try (Snapshot then = store.database().snapshot()) {
        store.removeAll();
        assertThat(then.getText("text/a")).contains("then");
        assertThat(then.getVector("vec/a")).isPresent();
      }
    }
  }

  @Test
  void listenersHear() {
    AtomicInteger heard = new AtomicInteger();
    EmbeddingStoreListener listener =
        new EmbeddingStoreListener() {
          @Override
          public void onResponse(EmbeddingStoreResponseContext<?> response) {
            heard.incrementAndGet();
          }
        };
    try (SynaEmbeddingStore store = SynaEmbeddingStore.open(file())) {
      var listening = store.addListener(listener);
      listening.add(EAST);
      search(listening, EAST, 3, null);
      assertThat(heard).hasValue(2);
    }
  }
}
