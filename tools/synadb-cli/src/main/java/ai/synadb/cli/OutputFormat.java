/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.util.Locale;

/** How results are written. */
enum OutputFormat {
  /** For people. */
  TABLE,
  /** One document. */
  JSON,
  /** One object a line. */
  JSONL,
  /** With a line of headings. */
  CSV;

  boolean isJson() {
    return this == JSON || this == JSONL;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
