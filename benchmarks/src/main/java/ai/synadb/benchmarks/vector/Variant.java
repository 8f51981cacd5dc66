/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.vector;

import org.jspecify.annotations.Nullable;

/**
 * One store in one kind of process.
 *
 * @param mode null for what does not run in a JVM
 * @param hugePages whether its heap has transparent huge pages
 */
record Variant(String store, @Nullable Mode mode, boolean hugePages) {
  static final String THP = "thp";
  static final String SMALL = "4k";

  /** Such as {@code synadb/17v/thp}; natives have only their names. */
  String name() {
    return mode == null ? store : name(store, mode.name(), hugePages ? THP : SMALL);
  }

  static String name(String store, String mode, String pages) {
    return store + "/" + mode + "/" + pages;
  }
}
