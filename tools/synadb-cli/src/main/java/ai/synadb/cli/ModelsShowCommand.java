/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import ai.synadb.error.ModelNotFoundException;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One model, or a version of it. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    header = {
      "Shows a model with its versions and changes of stage, or one version with all that is said of it.",
      "",
      "Examples:",
      "  syna models show models.db classifier",
      "  syna models show models.db classifier/3",
      ""
    })
final class ModelsShowCommand extends SynaCommand {
  @Parameters(
      index = "1",
      paramLabel = "MODEL",
      description =
          "A name; or for one version name/3, name@alias, name/latest or name/production.")
  String model = "";

  @Override
  int run() {
    try (SynaDB db = openForReading();
        ModelRegistry registry = ModelRegistry.reading(db)) {
      List<ModelVersion> versions = registry.listVersions(model);
      if (!versions.isEmpty()) {
        results().record(parts(registry, versions));
        return ExitCodes.OK;
      }
      if (ModelParts.uri(model).endsWith("/latest") && !model.endsWith("/latest")) {
        throw new ModelNotFoundException("There is no model '" + model + "'", model);
      }
      results().record(ModelParts.all(registry.load(ModelParts.uri(model)).info()));
    }
    return ExitCodes.OK;
  }

  private Map<String, @Nullable Object> parts(ModelRegistry registry, List<ModelVersion> versions) {
    boolean isTable = format() == OutputFormat.TABLE;
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("name", model);
    parts.put("aliases", registry.aliases(model));
    parts.put(
        "versions",
        versions.stream().map(v -> isTable ? ModelParts.brief(v) : ModelParts.all(v)).toList());
    parts.put("transitions", registry.transitions(model).stream().map(ModelParts::of).toList());
    return parts;
  }
}
