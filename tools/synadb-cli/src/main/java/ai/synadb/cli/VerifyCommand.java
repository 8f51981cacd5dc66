/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import ai.synadb.inspect.IntegrityReport;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Checks a whole file. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    header = {
      "Reads the whole file and checks all that can be checked; exit code 4 if something is wrong.",
      "",
      "Examples:",
      "  syna verify my_data.db",
      "  syna verify my_data.db --output json",
      ""
    })
final class VerifyCommand extends SynaCommand {
  @Override
  int run() throws IOException {
    IntegrityReport report;
    // Opens damaged files too, and tells what is wrong with them rather than refuse them.
    try (SynaDB db = open(OpenMode.SALVAGE);
        ProgressBar bar = progress()) {
      report = db.verify(bar);
    }
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    // What an interrupted write left: no damage, and cut off by the next write.
    long torn = Math.max(0, Files.size(database) - report.fileBytes());
    parts.put("file", database.toString());
    parts.put("sound", report.isSound());
    parts.put("fileBytes", report.fileBytes());
    parts.put("tornBytes", torn);
    parts.put("records", report.records());
    parts.put("checkedRecords", report.checkedRecords());
    parts.put("problems", InfoCommand.problems(report.problems()));
    results().record(parts);
    return report.isSound() ? ExitCodes.OK : ExitCodes.CORRUPT;
  }
}
