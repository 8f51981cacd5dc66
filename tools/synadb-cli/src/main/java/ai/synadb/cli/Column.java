/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

/**
 * A column of a result.
 *
 * @param name what it is called in every format
 * @param isInTable whether a table for people shows it
 */
record Column(String name, boolean isInTable) {
  static Column of(String name) {
    return new Column(name, true);
  }

  /** One for machines alone. */
  static Column hidden(String name) {
    return new Column(name, false);
  }
}
