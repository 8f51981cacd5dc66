/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import ai.synadb.tensor.TensorEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One tensor. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    header = {
      "Describes a tensor: type, shape, smallest and largest element, digest.",
      "",
      "Examples:",
      "  syna tensor info train.db images",
      "  syna tensor info train.db images --output json",
      ""
    })
final class TensorInfoCommand extends SynaCommand {
  @Parameters(index = "1", paramLabel = "NAME", description = "The name of the tensor.")
  String name = "";

  @Override
  int run() {
    try (SynaDB db = openForReading();
        TensorEngine engine = TensorEngine.on(db)) {
      results().record(TensorParts.of(TensorParts.require(this, engine, name)));
    }
    return ExitCodes.OK;
  }
}
