/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import static ai.synadb.examples.quickstart.Steps.check;
import static ai.synadb.examples.quickstart.Steps.result;
import static ai.synadb.examples.quickstart.Steps.step;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The part about the command line: a page about the runs, made as a user would. */
final class Report {
  private Report() {}

  static void run(Path database, Path page) throws IOException, InterruptedException {
    step("A page about the runs: syna runs report");
    Process syna =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "ai.synadb.cli.Main",
                    "runs",
                    "report",
                    database.toString(),
                    page.toString()))
            .redirectErrorStream(true)
            .redirectOutput(page.resolveSibling("report.log").toFile())
            .start();
    int status = syna.waitFor();
    check("syna ends well", status == 0);
    check(
        "the page is there and shows the runs",
        Files.exists(page) && Files.readString(page).contains("network-"));
    result("%s", page);
  }
}
