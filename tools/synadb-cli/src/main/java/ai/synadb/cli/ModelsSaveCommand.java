/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.DbConfig;
import ai.synadb.SynaDB;
import ai.synadb.registry.ContentSource;
import ai.synadb.registry.ModelLineage;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelSpec;
import ai.synadb.registry.ModelVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Saves a version of a model. */
@Command(
    name = "save",
    mixinStandardHelpOptions = true,
    header = {
      "Saves a file or a directory as the next version of a model. Writes, and",
      "creates the database if it is absent.",
      "",
      "Examples:",
      "  syna models save models.db classifier model.pt -m accuracy=0.95",
      "  syna models save models.db classifier saved_model/ --framework tensorflow",
      ""
    })
final class ModelsSaveCommand extends SynaCommand {
  @Parameters(index = "1", paramLabel = "NAME", description = "The name of the model.")
  String name = "";

  @Parameters(
      index = "2",
      paramLabel = "FILE",
      description = "A file or a directory; - takes standard input.")
  String file = "";

  @Option(
      names = {"-m", "--metadata"},
      paramLabel = "NAME=VALUE",
      description = "What is to be said of it; several times.")
  Map<String, String> metadata = new LinkedHashMap<>();

  @Option(names = "--tag", paramLabel = "NAME=VALUE", description = "A tag; several times.")
  Map<String, String> tags = new LinkedHashMap<>();

  @Option(names = "--description", paramLabel = "TEXT", description = "A description.")
  @Nullable String description;

  @Option(
      names = "--framework",
      paramLabel = "NAME",
      description = "What it is for, such as pytorch.")
  @Nullable String framework;

  @Option(names = "--format", paramLabel = "NAME", description = "The format of its bytes.")
  @Nullable String modelFormat;

  @Option(names = "--run", paramLabel = "ID", description = "The run that made it.")
  @Nullable String runId;

  @Override
  int run() throws IOException {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("The name of a model is not empty");
    }
    boolean isStream = file.equals("-");
    if (!isStream && !Files.exists(Path.of(file))) {
      throw new NoSuchFileException(file);
    }
    try (SynaDB db = open(DbConfig.defaults());
        ModelRegistry registry = ModelRegistry.on(db)) {
      ContentSource source =
          isStream ? ContentSource.of(console().in()) : ContentSource.of(Path.of(file));
      ModelVersion version = registry.saveModel(name, source, spec());
      db.sync();
      results().record(ModelParts.all(version));
    }
    return ExitCodes.OK;
  }

  private ModelSpec spec() {
    ModelSpec.Builder b = ModelSpec.builder().metadata(metadata);
    tags.forEach(b::tag);
    if (description != null) {
      b.description(description);
    }
    if (framework != null) {
      b.framework(framework);
    }
    if (modelFormat != null) {
      b.format(modelFormat);
    }
    if (runId != null) {
      b.lineage(ModelLineage.none().withRun(runId));
    }
    return b.build();
  }
}
