/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.translate.Pipeline;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorLoader;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a dataset and its parts have in common, and which rows are chosen.
 *
 * @param source what is read
 * @param rows gives a new builder of the loader each time
 * @param columns the names of the buffers that make data and labels
 * @param changes what is done with arrays
 * @param name what the data is called
 * @param seed of the order and of splits
 */
record DatasetSettings(
    Source source,
    Supplier<TensorLoader.Builder> rows,
    Columns columns,
    Changes changes,
    String name,
    long seed) {

  /**
   * Tensors at one position.
   *
   * @param owned what is closed with them
   */
  record Source(TensorEngine pinned, @Nullable TensorEngine owned) implements AutoCloseable {
    @Override
    public void close() {
      pinned.close();
      if (owned != null) {
        owned.close();
      }
    }
  }

  /** The names of the buffers. */
  record Columns(List<String> data, List<String> labels) {}

  /**
   * What is done with the arrays of a batch.
   *
   * @param data changes those of the data
   * @param labels changes those of the labels
   * @param copies whether they get memory of their own
   */
  record Changes(@Nullable Pipeline data, @Nullable Pipeline labels, boolean copies) {}

  /** The same, with only some of the rows. */
  DatasetSettings picking(long... indices) {
    return new DatasetSettings(
        source, () -> rows.get().pick(indices), columns, changes, name, seed);
  }
}
