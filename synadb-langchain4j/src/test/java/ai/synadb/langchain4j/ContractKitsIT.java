/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import ai.synadb.vector.IndexKind;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.EmbeddingStoreWithFilteringIT;
import dev.langchain4j.store.embedding.EmbeddingStoreWithRemovalIT;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/**
 * LangChain4j's own tests of embedding stores, with everything on: searches with and without
 * metadata, filters, removals. Each for a store that compares all and for one with a graph, and for
 * both closed and opened again before every call.
 */
class ContractKitsIT {

  /** The kit for filters, which extends those for metadata and for stores without. */
  abstract static class Filtering extends EmbeddingStoreWithFilteringIT {
    private final KitStore store;
    @TempDir Path folder;

    Filtering(IndexKind kind, boolean reopens) {
      store = new KitStore(kind, reopens);
    }

    @Override
    protected EmbeddingStore<TextSegment> embeddingStore() {
      return store.get(folder);
    }

    @Override
    protected EmbeddingModel embeddingModel() {
      return CachedModel.INSTANCE;
    }

    @Override
    protected boolean supportsContains() {
      return true;
    }

    @AfterEach
    void close() {
      store.close();
    }
  }

  /** The kit for removals. */
  abstract static class Removal extends EmbeddingStoreWithRemovalIT {
    private final KitStore store;
    @TempDir Path folder;

    Removal(IndexKind kind, boolean reopens) {
      store = new KitStore(kind, reopens);
    }

    @Override
    protected EmbeddingStore<TextSegment> embeddingStore() {
      return store.get(folder);
    }

    @Override
    protected EmbeddingModel embeddingModel() {
      return CachedModel.INSTANCE;
    }

    @AfterEach
    void close() {
      store.close();
    }
  }

  @Nested
  class FlatTest extends Filtering {
    FlatTest() {
      super(IndexKind.FLAT, false);
    }
  }

  @Nested
  class GraphTest extends Filtering {
    GraphTest() {
      super(IndexKind.HNSW, false);
    }
  }

  @Nested
  class FlatReopenedTest extends Filtering {
    FlatReopenedTest() {
      super(IndexKind.FLAT, true);
    }
  }

  @Nested
  class GraphReopenedTest extends Filtering {
    GraphReopenedTest() {
      super(IndexKind.HNSW, true);
    }
  }

  @Nested
  class FlatRemovalTest extends Removal {
    FlatRemovalTest() {
      super(IndexKind.FLAT, false);
    }
  }

  @Nested
  class GraphRemovalTest extends Removal {
    GraphRemovalTest() {
      super(IndexKind.HNSW, false);
    }
  }

  @Nested
  class FlatReopenedRemovalTest extends Removal {
    FlatReopenedRemovalTest() {
      super(IndexKind.FLAT, true);
    }
  }

  @Nested
  class GraphReopenedRemovalTest extends Removal {
    GraphReopenedRemovalTest() {
      super(IndexKind.HNSW, true);
    }
  }
}
