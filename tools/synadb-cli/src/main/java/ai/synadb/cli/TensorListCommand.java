/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** All tensors. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    header = {
      "Lists the stored tensors.",
      "",
      "Examples:",
      "  syna tensor list train.db",
      "  syna tensor list train.db model/ --output json",
      ""
    },
    description = {
      "",
      "Tensors of the original are found by name only: syna tensor info DB NAME.",
      ""
    })
final class TensorListCommand extends SynaCommand {
  private static final List<Column> COLUMNS =
      List.of(Column.of("name"), Column.of("dtype"), Column.of("shape"), Column.of("sizeBytes"));

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PREFIX",
      description = "Only names that begin so.")
  @Nullable String prefix;

  @Override
  int run() {
    try (SynaDB db = openForReading();
        TensorEngine engine = TensorEngine.on(db);
        TensorEngine state = engine.snapshot();
        Rows rows = results().rows(COLUMNS)) {
      for (String name : state.list(prefix == null ? "" : prefix)) {
        TensorInfo t = state.describe(name);
        rows.add(name, t.dtype().wireName(), TensorParts.axes(t.shape()), t.sizeBytes());
      }
      rows.end();
    }
    return ExitCodes.OK;
  }
}
