/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.langchain4j;

import ai.synadb.vector.IndexKind;
import java.nio.file.Path;

/** The store under a contract kit, of one kind, and opened anew for every call if so wished. */
final class KitStore implements AutoCloseable {
  private final IndexKind kind;
  private final boolean reopens;
  private SynaEmbeddingStore store;

  KitStore(IndexKind kind, boolean reopens) {
    this.kind = kind;
    this.reopens = reopens;
  }

  SynaEmbeddingStore get(Path folder) {
    if (store != null && reopens) {
      close();
    }
    if (store == null) {
      store = SynaEmbeddingStore.builder().path(folder.resolve("kit.db")).index(kind).build();
    }
    return store;
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
      store = null;
    }
  }
}
