/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import static ai.synadb.langchain4j.Stores.embedding;
import static ai.synadb.langchain4j.Stores.search;
import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.SynaDB;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input that is wrong, which LangChain4j wants refused as an illegal argument. */
class EmbeddingStoreBadInputTest {
  private static final Embedding EAST = embedding(1, 0);

  @TempDir Path folder;
  private SynaEmbeddingStore store;

  @BeforeEach
  void open() {
    store = SynaEmbeddingStore.open(folder.resolve("bad.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
    assertThat(store.size()).isZero();
    assertThat(store.database().keys()).isEmpty();
    assertThat(store.dimension()).as("nothing was added").isEmpty();
  }

  @Test
  void idsAreNotBlank() {
    for (String id : Arrays.asList(null, "", " \t")) {
      refused(() -> store.add(id, EAST), "id cannot be null or blank");
      refused(() -> store.remove(id), "id cannot be null or blank");
      refused(() -> store.removeAll(Arrays.asList("a", id)), "id cannot be null or blank");
      refused(() -> store.contains(id), "id cannot be null or blank");
      refused(
          () -> store.addAll(Arrays.asList("a", id), List.of(EAST, EAST), null),
          "id cannot be null or blank");
    }
    refused(() -> store.add("x".repeat(70_000), EAST), "70005");
    refused(() -> store.add("a\0b", EAST), "");
    refused(() -> store.add("a\ud800", EAST), "");
  }

  @Test
  void listsAreOfOneLength() {
    List<Embedding> two = List.of(EAST, EAST);
    TextSegment segment = TextSegment.from("x");
    refused(
        () -> store.addAll(List.of("a"), two, null),
        "ids size (1) is not equal to embeddings size (2)");
    refused(
        () -> store.addAll(List.of("a", "b"), two, List.of(segment)),
        "embeddings size (2) is not equal to embedded size (1)");
    refused(
        () -> store.addAll(two, List.of(segment)),
        "embeddings size (2) is not equal to embedded size (1)");
    refused(
        () -> store.addAll(null, two, null), "ids size (0) is not equal to embeddings size (2)");
    refused(
        () -> store.addAll(List.of("a"), null, null),
        "ids size (1) is not equal to embeddings size (0)");
    store.addAll(null, null, null);
    store.addAll(List.of(), List.of(), List.of());
    assertThat(store.addAll(List.of())).isEmpty();
    refused(() -> store.addAll(null), "embeddings cannot be null");
    refused(() -> store.removeAll((List<String>) null), "ids cannot be null or empty");
    refused(() -> store.removeAll(List.of()), "ids cannot be null or empty");
  }

  @Test
  void embeddingsAreFiniteAndOfOneLength() {
    refused(() -> store.add((Embedding) null), "embedding cannot be null");
    refused(() -> store.addAll(Collections.singletonList(null)), "embedding cannot be null");
    refused(() -> store.addAll(Arrays.asList(EAST, null)), "embedding cannot be null");
    for (float f : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      refused(() -> store.addAll(List.of(EAST, embedding(0, f))), "finite");
    }
    refused(() -> store.addAll(List.of(EAST, embedding(1, 2, 3))), "2 dimensions, not 3");
    refused(() -> store.add(embedding()), "0");
    refused(() -> store.add(embedding(new float[8193])), "8193");
  }

  @Test
  void queriesAreFiniteAndOfTheSameLength() {
    store.add("a", EAST);
    assertThatThrownBy(() -> search(store, embedding(Float.NaN, 0), 3, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> search(store, embedding(1), 3, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 dimensions, not 1");
    assertThatThrownBy(() -> search(store, EAST, 0, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.search(null)).isInstanceOf(IllegalArgumentException.class);
    assertThat(search(store, EAST, Integer.MAX_VALUE, null)).hasSize(1);
  }

  @Test
  void metadataStayWithinTheirBounds() {
    for (Metadata m :
        List.of(
            new Metadata().put("x".repeat(256), 1),
            new Metadata().put("a\0b", 1),
            new Metadata().put(SegmentMetadata.TYPES, "i"),
            new Metadata().put("long", "x".repeat(1 << 20)))) {
      refused(
          () -> store.addAll(List.of("a"), List.of(EAST), List.of(TextSegment.from("t", m))), "");
    }
    refused(() -> store.add(EAST, TextSegment.from("unpaired \ud800")), "");
    refused(
        () -> store.add(EAST, TextSegment.from("t", new Metadata().put("k", "unpaired \udc00"))),
        "");
  }

  @Test
  void filtersOfOddKeysMatchNothing() {
    store.addAll(
        List.of("a"), List.of(EAST), List.of(TextSegment.from("t", new Metadata().put("k", 1))));
    for (String key : List.of("x".repeat(300), "a\0b", SegmentMetadata.TYPES, "K")) {
      assertThat(search(store, EAST, 3, metadataKey(key).isEqualTo("i"))).isEmpty();
      assertThat(search(store, EAST, 3, metadataKey(key).isNotEqualTo("i"))).hasSize(1);
      assertThat(search(store, EAST, 3, metadataKey(key).containsString(""))).isEmpty();
    }
    assertThatThrownBy(() -> metadataKey(" ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new IsEqualTo("", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.removeAll((Filter) null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("filter cannot be null");
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void buildersSayWhatIsMissing() {
    assertThatThrownBy(() -> SynaEmbeddingStore.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path");
    try (SynaDB db = SynaDB.open(folder.resolve("other.db"))) {
      assertThatThrownBy(() -> SynaEmbeddingStore.builder().path(db.path()).database(db).build())
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> SynaEmbeddingStore.builder().database(db).collection("a/b").build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a/b");
    }
    for (int dimension : new int[] {0, -1, 8193}) {
      assertThatThrownBy(
              () ->
                  SynaEmbeddingStore.builder()
                      .path(folder.resolve("d.db"))
                      .dimension(dimension)
                      .build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("" + dimension);
    }
    for (double target : new double[] {0, 1, Double.NaN}) {
      assertThatThrownBy(() -> SynaEmbeddingStore.builder().recallTarget(target))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> SynaEmbeddingStore.builder().path(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path cannot be null");
  }
}
