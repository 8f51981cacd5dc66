/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import picocli.CommandLine.Command;

/** Collections of vectors. */
@Command(
    name = "vectors",
    mixinStandardHelpOptions = true,
    header = {
      "Lists, describes, searches and indexes collections of vectors.",
      "",
      "Examples:",
      "  syna vectors list docs.db",
      "  syna vectors recall docs.db --queries 200",
      ""
    },
    subcommands = {
      VectorsListCommand.class,
      VectorsInfoCommand.class,
      SearchCommand.class,
      VectorsBuildCommand.class,
      VectorsRecallCommand.class
    })
final class VectorsCommand extends CommandGroup {}
