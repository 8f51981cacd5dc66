/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a command has found, in one of the formats.
 *
 * <p>Values are null, strings, booleans, numbers, {@link java.time.Instant}s, byte arrays, float
 * arrays, {@link ai.synadb.Atom}s, {@link LargeBytes}, lists and maps of them.
 */
interface Results {
  /** Many of a kind. */
  Rows rows(List<Column> columns);

  /** One thing by the names of its parts. */
  void record(Map<String, @Nullable Object> parts);

  static Results of(Console console, Shared shared) {
    switch (shared.output) {
      case TABLE:
        return new TableResults(console.out());
      case JSON:
      case JSONL:
        return new JsonResults(
            console.out(), shared.output == OutputFormat.JSONL, shared.isLongAsString);
      case CSV:
        return new CsvResults(console.out(), console.terminals().out());
    }
    throw new AssertionError(shared.output);
  }
}
