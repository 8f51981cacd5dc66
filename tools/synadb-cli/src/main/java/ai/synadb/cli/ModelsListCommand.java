/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelVersion;
import java.util.List;
import picocli.CommandLine.Command;

/** All models. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    header = {
      "Lists the models, each with its newest version.",
      "",
      "Examples:",
      "  syna models list models.db",
      "  syna models list models.db --output json",
      ""
    })
final class ModelsListCommand extends SynaCommand {
  private static final List<Column> COLUMNS =
      List.of(
          Column.of("name"),
          Column.of("versions"),
          Column.of("latest"),
          Column.of("stage"),
          Column.of("production"),
          Column.of("sizeBytes"),
          Column.of("createdAt"));

  @Override
  int run() {
    try (SynaDB db = openForReading();
        ModelRegistry registry = ModelRegistry.reading(db);
        Rows rows = results().rows(COLUMNS)) {
      for (String name : registry.listModels()) {
        List<ModelVersion> versions = registry.listVersions(name);
        if (versions.isEmpty()) {
          continue;
        }
        ModelVersion latest = versions.get(versions.size() - 1);
        rows.add(
            name,
            versions.size(),
            latest.version(),
            latest.stage().wireName(),
            registry.getProduction(name).map(ModelVersion::version).orElse(null),
            latest.sizeBytes(),
            latest.createdAt());
      }
      rows.end();
    }
    return ExitCodes.OK;
  }
}
