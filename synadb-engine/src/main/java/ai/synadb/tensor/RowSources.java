/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

import java.util.Optional;

/**
 * Where a loader finds its columns: all at one position of the log.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
interface RowSources extends AutoCloseable {

  /**
   * Opens a column for reading; the caller closes it.
   *
   * @throws ai.synadb.SynaException if there is none of that name
   */
  RowSource open(String name);

  /** The first row of each series but the first, ascending; none if all rows are one series. */
  default long[] seriesStarts() {
    return new long[0];
  }

  /** The name of the series that a row, one that there is, is of; empty if there are no names. */
  default Optional<String> seriesOf(long row) {
    return Optional.empty();
  }

  @Override
  void close();
}
