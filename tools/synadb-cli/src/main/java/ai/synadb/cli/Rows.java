/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import org.jspecify.annotations.Nullable;

/**
 * Takes the rows of a result, one by one.
 *
 * <p>Closed without {@link #end}, it leaves what was written as a whole document of the rows so
 * far.
 */
interface Rows extends AutoCloseable {
  /** A row: a value, or null, for every column. */
  void add(@Nullable Object... values);

  /** There are no more. */
  void end();

  @Override
  void close();
}
