/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.translate.Pipeline;
import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.tensor.Batch;
import ai.synadb.tensor.TensorEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a dataset and its parts have in common.
 *
 * @param source what is read
 * @param tensors what the rows are of
 * @param columns the names of the buffers that make data and labels
 * @param changes what is done with arrays
 * @param name what the data is called
 * @param seed of the order and of splits
 */
record DatasetSettings(
    Source source, List<String> tensors, Columns columns, Changes changes, String name, long seed) {
  private static final String HORIZON = Batch.HORIZON;
  private static final int CUT = HORIZON.length();
  private static final int MAX_NAME_BYTES = 1024;

  /**
   * Tensors at one position.
   *
   * @param owned what is closed with them
   */
  record Source(TensorEngine pinned, @Nullable TensorEngine owned) implements AutoCloseable {
    private static final DbConfig READING = DbConfig.builder().mode(OpenMode.READ_ONLY).build();

    /** Opens an engine's tensors, or else those of a file, as they are or were at a position. */
    static Source open(@Nullable TensorEngine engine, @Nullable Path file, OptionalLong position) {
      TensorEngine owned = file == null ? null : TensorEngine.open(file, READING);
      TensorEngine base = Objects.requireNonNull(owned == null ? engine : owned);
      try {
        return new Source(
            position.isPresent() ? base.asOf(position.getAsLong()) : base.snapshot(), owned);
      } catch (RuntimeException | Error e) {
        if (owned != null) {
          owned.close();
        }
        throw e;
      }
    }

    @Override
    public void close() {
      pinned.close();
      if (owned != null) {
        owned.close();
      }
    }
  }

  /** The names of the buffers. */
  record Columns(List<String> data, List<String> labels) {

    /** The tensors that they are read from, each once. */
    List<String> tensors(boolean hasWindows) {
      return Stream.concat(data.stream(), labels.stream())
          .map(c -> hasWindows && c.endsWith(HORIZON) ? c.substring(0, c.length() - CUT) : c)
          .distinct()
          .toList();
    }
  }

  /**
   * What is done with the arrays of a batch.
   *
   * @param data changes those of the data
   * @param labels changes those of the labels
   * @param copies whether they get memory of their own
   */
  record Changes(@Nullable Pipeline data, @Nullable Pipeline labels, boolean copies) {}

  /** What tensors are called together. */
  static String nameOf(List<String> tensors) {
    String all = String.join(",", tensors);
    return all.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES ? tensors.get(0) : all;
  }
}
