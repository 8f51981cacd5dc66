/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.SynaDB;
import ai.synadb.registry.LoadedModel;
import ai.synadb.registry.ModelRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes a model's bytes into a file. */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    header = {
      "Writes a model into a new file or directory, which is there when its SHA-256 is verified.",
      "",
      "Examples:",
      "  syna models load models.db classifier@champion model.pt",
      "  syna models load models.db classifier/3 - > model.pt",
      ""
    })
final class ModelsLoadCommand extends SynaCommand {
  @Parameters(
      index = "1",
      paramLabel = "MODEL",
      description = "name (the newest version), name/3, name@alias or name/production.")
  String model = "";

  @Parameters(
      index = "2",
      paramLabel = "FILE",
      description = "Where to; - writes to standard output, a directory as a tar file.")
  String file = "";

  @Override
  int run() throws IOException {
    try (SynaDB db = openForReading();
        ModelRegistry registry = ModelRegistry.reading(db)) {
      LoadedModel loaded = registry.load(ModelParts.uri(model));
      if (file.equals("-")) {
        OutputStream out = console().bytes();
        try (InputStream in = loaded.openStream()) {
          in.transferTo(out);
        }
        out.flush();
        return ExitCodes.OK;
      }
      loaded.copyTo(Path.of(file));
      Map<String, @Nullable Object> parts = new LinkedHashMap<>();
      parts.put("name", loaded.info().name());
      parts.put("version", loaded.info().version());
      parts.put("file", file);
      parts.put("sizeBytes", loaded.info().sizeBytes());
      parts.put("sha256", loaded.info().checksum());
      results().record(parts);
    }
    return ExitCodes.OK;
  }
}
