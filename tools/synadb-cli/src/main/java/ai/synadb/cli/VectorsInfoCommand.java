/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import ai.synadb.vector.VectorStore;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A collection and its index. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    header = {
      "Describes a collection and its index.",
      "",
      "Examples:",
      "  syna vectors info docs.db",
      "  syna vectors info docs.db --collection words",
      ""
    })
final class VectorsInfoCommand extends SynaCommand {
  @Mixin Collections collection = new Collections();

  @Override
  int run() {
    try (SynaDB db = openForReading();
        VectorStore store = collection.open(this, db)) {
      results().record(VectorsBuildCommand.parts(collection.name, store, List.of()));
    }
    return ExitCodes.OK;
  }
}
