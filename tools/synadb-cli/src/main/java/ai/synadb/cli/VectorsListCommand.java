/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import ai.synadb.vector.VectorCollection;
import ai.synadb.vector.VectorStore;
import java.util.List;
import picocli.CommandLine.Command;

/** The collections of a database. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    header = {
      "Lists the collections of vectors.",
      "",
      "Examples:",
      "  syna vectors list docs.db",
      "  syna vectors list docs.db --output json",
      ""
    })
final class VectorsListCommand extends SynaCommand {
  private static final List<Column> COLUMNS =
      List.of(
          Column.of("collection"),
          Column.of("vectors"),
          Column.of("dimensions"),
          Column.of("metric"));

  @Override
  int run() {
    try (SynaDB db = openForReading();
        Rows rows = results().rows(COLUMNS)) {
      for (VectorCollection c : VectorStore.collections(db)) {
        rows.add(c.name(), c.vectors(), c.dimensions(), c.metric().map(Hints::word).orElse(null));
      }
      rows.end();
    }
    return ExitCodes.OK;
  }
}
