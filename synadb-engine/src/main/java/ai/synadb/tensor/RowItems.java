/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensor;

/**
 * The items of an epoch in their stored order, and the rows at which they begin. An item is a row
 * that was chosen, or a window of rows.
 *
 * <p>Thread safety: immutable.
 */
abstract class RowItems {

  /** The number of items. */
  abstract long size();

  /** The row at which an item begins, 0 to the size - 1. */
  abstract long row(long item);

  /** The row before which an item has to end. */
  abstract long endRow(long item);

  /** These items as they would be if there were only the first rows. */
  abstract RowItems upTo(long rows);

  /** The bytes of memory that this takes, about. */
  abstract long sizeBytes();

  /** A digest of which items these are. */
  abstract long digest();
}
