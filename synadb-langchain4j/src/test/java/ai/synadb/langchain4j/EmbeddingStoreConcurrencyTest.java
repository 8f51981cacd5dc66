/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import static ai.synadb.langchain4j.Stores.embedding;
import static ai.synadb.langchain4j.Stores.search;
import static dev.langchain4j.store.embedding.filter.MetadataFilterBuilder.metadataKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Searches, adds and removals at once. */
@Timeout(120)
class EmbeddingStoreConcurrencyTest {
  private static final int IDS = 40;

  @TempDir Path folder;

  private static void together(List<Callable<Void>> tasks) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
    try {
      for (Future<Void> f : executor.invokeAll(tasks)) {
        f.get();
      }
    } finally {
      executor.shutdown();
    }
  }

  /** Version v of an id: text, metadata and vector tell the same. */
  private static void put(SynaEmbeddingStore store, int id, int version) {
    store.addAll(
        List.of("id" + id),
        List.of(vector(id, version)),
        List.of(
            TextSegment.from(
                id + " at " + version, new Metadata().put("id", id).put("version", version))));
  }

  private static Embedding vector(int id, int version) {
    return embedding(1, id, version);
  }

  @Test
  void matchesAreWholeAndNoneIsMissingWhileTheyAreReplaced() throws Exception {
    try (SynaEmbeddingStore store = SynaEmbeddingStore.open(folder.resolve("c.db"))) {
      for (int id = 0; id < IDS; id++) {
        put(store, id, 0);
      }
      AtomicInteger writing = new AtomicInteger(2);
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int w = 0; w < 2; w++) {
        int first = w;
        tasks.add(
            () -> {
              try {
                for (int version = 1; version <= 60; version++) {
                  for (int id = first; id < IDS; id += 2) {
                    put(store, id, version);
                  }
                }
                return null;
              } finally {
                writing.decrementAndGet();
              }
            });
      }
      tasks.add(
          () -> {
            do {
              check(search(store, vector(3, 30), IDS, metadataKey("id").isLessThan(IDS)));
              check(search(store, vector(3, 30), IDS, null));
            } while (writing.get() > 0);
            return null;
          });
      together(tasks);
      List<EmbeddingMatch<TextSegment>> end =
          search(store, vector(3, 30), 2 * IDS, metadataKey("version").isEqualTo(60));
      assertThat(end).hasSize(IDS);
    }
  }

  private static void check(List<EmbeddingMatch<TextSegment>> found) {
    assertThat(found).hasSize(IDS).isSortedAccordingTo((a, b) -> b.score().compareTo(a.score()));
    assertThat(Stores.ids(found)).doesNotHaveDuplicates();
    for (EmbeddingMatch<TextSegment> m : found) {
      int id = m.embedded().metadata().getInteger("id");
      int version = m.embedded().metadata().getInteger("version");
      assertThat(m.embeddingId()).isEqualTo("id" + id);
      assertThat(m.embedded().text()).isEqualTo(id + " at " + version);
      assertThat(m.embedding()).isEqualTo(vector(id, version));
    }
  }

  @Test
  void aRemovalByFilterSparesWhatIsReplacedMeanwhile() throws Exception {
    try (SynaEmbeddingStore store = SynaEmbeddingStore.open(folder.resolve("r.db"))) {
      for (int round = 0; round < 20; round++) {
        for (int id = 0; id < IDS; id++) {
          put(store, id, 0);
        }
        together(
            List.of(
                () -> {
                  store.removeAll(metadataKey("version").isEqualTo(0));
                  return null;
                },
                () -> {
                  for (int id = 0; id < IDS; id++) {
                    put(store, id, 1);
                  }
                  return null;
                }));
        assertThat(search(store, vector(1, 1), 2 * IDS, metadataKey("version").isEqualTo(1)))
            .hasSize(IDS);
        assertThat(store.size()).isEqualTo(IDS);
      }
    }
  }

  @Test
  void theFirstAddsAgreeOnALength() throws Exception {
    for (int round = 0; round < 10; round++) {
      Path path = folder.resolve("first" + round + ".db");
      AtomicInteger added = new AtomicInteger();
      CountDownLatch together = new CountDownLatch(3);
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int n = 1; n <= 3; n++) {
        int dimension = n;
        tasks.add(
            () -> {
              try (SynaEmbeddingStore store = SynaEmbeddingStore.open(path)) {
                together.countDown();
                together.await();
                store.add(embedding(new float[dimension]));
                added.incrementAndGet();
              } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("dimensions");
              }
              return null;
            });
      }
      together(tasks);
      assertThat(added).hasValue(1);
      try (SynaEmbeddingStore store = SynaEmbeddingStore.open(path)) {
        assertThat(store.size()).isEqualTo(1);
      }
    }
  }
}
