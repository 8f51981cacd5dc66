/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import java.util.List;

/**
 * What a store consists of at one moment.
 *
 * <p>Thread safety: immutable.
 *
 * @param vectors how many vectors there are
 * @param waiting how many of them are searched one by one, until they are built into the index
 * @param segments the parts of the index
 * @param heapBytes the heap that codes and graphs take, without the keys
 * @param kernels which arithmetic this JVM uses
 * @since 0.1.0
 */
public record VectorStoreStats(
    long vectors, long waiting, List<Part> segments, long heapBytes, String kernels) {
  /** Copies the list. */
  public VectorStoreStats {
    segments = List.copyOf(segments);
  }

  /**
   * A part of the index.
   *
   * @param kind how it is searched
   * @param rows how many rows it has, those that were replaced or deleted included
   * @param live how many of them count
   */
  public record Part(IndexKind kind, int rows, int live) {}
}
