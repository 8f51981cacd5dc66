/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

/**
 * What a row is made of; at least the file that it is in. One may stand for several rows, one after
 * the other.
 */
abstract class TableRow {
  private final OpenFile file;

  TableRow(OpenFile file) {
    this.file = file;
  }

  final OpenFile file() {
    return file;
  }
}
