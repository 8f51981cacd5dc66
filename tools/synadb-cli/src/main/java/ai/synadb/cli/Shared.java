/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command has. */
final class Shared {
  @Option(
      names = "--output",
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      defaultValue = "table",
      order = 100,
      description = "How results are written: table, json, jsonl or csv.")
  OutputFormat output = OutputFormat.TABLE;

  @Option(
      names = "--quiet",
      scope = ScopeType.INHERIT,
      order = 101,
      description = "No progress, no notes.")
  boolean isQuiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      order = 102,
      description = "Errors with their stack traces, and what the engine logs.")
  boolean isVerbose;

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      order = 103,
      description = "No colours; so does NO_COLOR in the environment.")
  boolean hasNoColor;

  @Option(
      names = "--long-as-string",
      scope = ScopeType.INHERIT,
      order = 104,
      description = "In JSON, integers of 64 bits as strings, for readers that round them.")
  boolean isLongAsString;
}
