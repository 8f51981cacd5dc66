/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import picocli.CommandLine.Command;

/** The model registry. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    header = {
      "Lists, shows, saves and loads models, and moves them from stage to stage.",
      "",
      "Examples:",
      "  syna models list models.db",
      "  syna models stage models.db classifier 3 production",
      ""
    },
    subcommands = {
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsSaveCommand.class,
      ModelsLoadCommand.class,
      ModelsStageCommand.class
    })
final class ModelsCommand extends CommandGroup {}
