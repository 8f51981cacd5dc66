/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.DbConfig;
import ai.synadb.SynaDB;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.tensor.TensorEntry;
import ai.synadb.tensor.TensorImport;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stores the tensors of a file. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    header = {
      "Stores the tensors of a .npy, .npz, .safetensors, .csv or .tsv file. Writes, and",
      "creates the database if it is absent.",
      "",
      "Examples:",
      "  syna tensor import train.db images.npy images",
      "  syna tensor import train.db model.safetensors model/",
      ""
    })
final class TensorImportCommand extends SynaCommand {
  private static final List<Column> COLUMNS =
      List.of(Column.of("name"), Column.of("dtype"), Column.of("shape"), Column.of("sizeBytes"));

  @Parameters(index = "1", paramLabel = "FILE", description = "The file.")
  Path file = Path.of("");

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "NAME",
      description = {
        "What the tensor is to be called; the file's own name unless given.",
        "Ending in a slash, or for several tensors, what comes before their names."
      })
  @Nullable String name;

  @Override
  int run() {
    try (TensorImport in = TensorImport.open(file);
        SynaDB db = open(DbConfig.defaults());
        TensorEngine engine = TensorEngine.on(db)) {
      List<TensorEntry> stored;
      try (ProgressBar bar = progress()) {
        String n = name == null ? "" : name;
        boolean isPrefix = n.isEmpty() || n.endsWith("/") || in.entries().size() != 1;
        stored = isPrefix ? in.allInto(engine, n, bar) : List.of(in.into(engine, n, bar));
      }
      db.sync();
      try (Rows rows = results().rows(COLUMNS)) {
        for (TensorEntry t : stored) {
          rows.add(t.name(), t.dtype().wireName(), TensorParts.axes(t.shape()), t.sizeBytes());
        }
        rows.end();
      }
    }
    return ExitCodes.OK;
  }
}
