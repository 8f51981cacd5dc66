/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import picocli.CommandLine.Command;

/** Tensors. */
@Command(
    name = "tensor",
    mixinStandardHelpOptions = true,
    header = {
      "Lists, describes, exports and imports tensors.",
      "",
      "Examples:",
      "  syna tensor info train.db images",
      "  syna tensor export train.db images images.npy",
      ""
    },
    subcommands = {
      TensorListCommand.class,
      TensorInfoCommand.class,
      TensorExportCommand.class,
      TensorImportCommand.class
    })
final class TensorCommand extends CommandGroup {}
