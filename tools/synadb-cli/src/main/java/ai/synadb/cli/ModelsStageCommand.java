/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelStage;
import ai.synadb.registry.ModelTransition;
import ai.synadb.registry.StageChange;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves a version to a stage. */
@Command(
    name = "stage",
    mixinStandardHelpOptions = true,
    header = {
      "Moves a version of a model to a stage: development, staging, production, archived. Writes.",
      "",
      "Examples:",
      "  syna models stage models.db classifier 3 production --archive",
      "  syna models stage models.db classifier 2 archived --comment 'replaced by 3'",
      ""
    })
final class ModelsStageCommand extends SynaCommand {
  @Parameters(index = "1", paramLabel = "NAME", description = "The name of the model.")
  String name = "";

  @Parameters(index = "2", paramLabel = "VERSION", description = "The version.")
  int version;

  @Parameters(index = "3", paramLabel = "STAGE", description = "The stage.")
  String stage = "";

  @Option(names = "--comment", paramLabel = "TEXT", description = "Why.")
  String comment = "";

  @Option(names = "--archive", description = "Archives what else is in that stage.")
  boolean isArchiving;

  @Option(names = "--by", paramLabel = "NAME", description = "Who; the user unless given.")
  @Nullable String who;

  @Override
  int run() {
    StageChange change = StageChange.to(ModelStage.of(stage)).because(comment);
    change = who == null ? change : change.by(who);
    change = isArchiving ? change.archiving() : change;
    try (SynaDB db = openForWriting();
        ModelRegistry registry = ModelRegistry.on(db)) {
      registry.setStage(name, version, change);
      db.sync();
      List<ModelTransition> all = registry.transitions(name);
      results().record(ModelParts.of(all.get(all.size() - 1)));
    }
    return ExitCodes.OK;
  }
}
