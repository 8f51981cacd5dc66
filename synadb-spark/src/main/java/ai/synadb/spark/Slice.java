/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive keys of a table in one file.
 *
 * @param file the file
 * @param after the key that they are behind; null for the first ones
 * @param to the last of them; null for all that are left
 * @param rows about how many rows there are
 */
record Slice(FileState file, @Nullable String after, @Nullable String to, long rows)
    implements Serializable {

  /** All of a file. */
  static Slice whole(FileState file, long rows) {
    return new Slice(file, null, null, rows);
  }

  boolean contains(String key) {
    return (after == null || Values.compareKeys(key, after) > 0) && !isBefore(key);
  }

  /** Whether a key lies behind the slice. */
  boolean isBefore(String key) {
    return to != null && Values.compareKeys(key, to) > 0;
  }
}
