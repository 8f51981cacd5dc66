/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.vector;

import ai.synadb.internal.io.CacheLines;

/** Where the vectors of an index's rows are. Thread safety: safe for use by multiple threads. */
interface RowVectors {
  /**
   * Reads a row's vector.
   *
   * @return whether it is there, and of the right length
   */
  boolean read(RowTable rows, int row, float[] target);

  /** Has a row that is read soon come into the cache, see {@link CacheLines}. */
  long touch(RowTable rows, int row);

  /**
   * Whether reading is no more than copying memory. New rows get no codes then until an index is
   * built of them: they are compared as they are.
   */
  boolean isMapped();
}
