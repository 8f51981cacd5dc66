/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorExport;
import ai.synadb.tensor.TensorFormat;
import ai.synadb.tensor.TensorInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a tensor into a file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    header = {
      "Writes a tensor into a file that other programs read.",
      "",
      "Examples:",
      "  syna tensor export train.db images images.npy",
      "  syna tensor export train.db labels labels.csv",
      ""
    },
    description = {
      "",
      "What the file ends in says the format: .npy, .npz, .safetensors, .csv, .tsv, .bin or .raw.",
      ""
    })
final class TensorExportCommand extends SynaCommand {
  @Parameters(index = "1", paramLabel = "NAME", description = "The name of the tensor.")
  String name = "";

  @Parameters(index = "2", paramLabel = "FILE", description = "Where to.")
  Path file = Path.of("");

  @Option(names = "--force", description = "In the place of a file that is there.")
  boolean isForced;

  @Override
  int run() {
    TensorFormat format = TensorFormat.of(file);
    if (!isForced && Files.exists(file)) {
      throw WholeFile.exists(file);
    }
    try (SynaDB db = openForReading();
        TensorEngine engine = TensorEngine.on(db);
        TensorEngine state = engine.asOf(engine.position())) {
      TensorInfo info = TensorParts.require(this, state, name);
      try (ProgressBar bar = progress()) {
        TensorExport.from(state).add(name).to(file, bar);
      }
      Map<String, @Nullable Object> parts = new LinkedHashMap<>();
      parts.put("name", name);
      parts.put("dtype", info.dtype().wireName());
      parts.put("shape", TensorParts.axes(info.shape()));
      parts.put("sizeBytes", info.sizeBytes());
      parts.put("file", file.toString());
      parts.put("format", Hints.word(format));
      results().record(parts);
    }
    return ExitCodes.OK;
  }
}
