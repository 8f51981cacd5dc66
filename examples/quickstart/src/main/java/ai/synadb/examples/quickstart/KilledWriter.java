/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import static ai.synadb.examples.quickstart.Steps.check;
import static ai.synadb.examples.quickstart.Steps.result;
import static ai.synadb.examples.quickstart.Steps.say;
import static ai.synadb.examples.quickstart.Steps.step;

import ai.synadb.DbConfig;
import ai.synadb.ProgressListener;
import ai.synadb.SynaDB;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The part about crashes: another process writes, tells through a pipe what was acknowledged, and
 * is killed in the middle of it.
 */
final class KilledWriter {
  private static final int ENOUGH = 2_000;

  private KilledWriter() {}

  /** The process that will be killed: puts numbers until it is. */
  public static void main(String[] args) {
    PrintStream acknowledged = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    DbConfig durable = DbConfig.builder().syncOnWrite(true).build();
    try (SynaDB db = SynaDB.open(Path.of(args[0]), durable)) {
      for (long i = 1; ; i++) {
        db.putInt("n/" + i, i * i);
        acknowledged.println(i);
      }
    }
  }

  static void run(Path file) throws IOException, InterruptedException {
    step("Kill a process that writes, open its file");
    Process writer =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-cp",
                    System.getProperty("java.class.path"),
                    KilledWriter.class.getName(),
                    file.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long acknowledged = 0;
    try (BufferedReader pipe =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = pipe.readLine(); line != null; line = pipe.readLine()) {
        acknowledged = Long.parseLong(line);
        if (acknowledged == ENOUGH) {
          writer.toHandle().destroyForcibly(); // which keeps the pipe: what is in it counts
        }
      }
    } finally {
      writer.destroyForcibly().waitFor();
    }
    say("Killed after %,d durable puts were acknowledged", acknowledged);
    try (SynaDB db = SynaDB.open(file)) {
      long lost = 0;
      for (long i = 1; i <= acknowledged; i++) {
        lost += db.getInt("n/" + i).orElse(-1) == i * i ? 0 : 1;
      }
      result(
          "%,d acknowledged, %d lost, %d more found", acknowledged, lost, db.size() - acknowledged);
      check("the writer was killed at work", acknowledged >= ENOUGH);
      check("nothing acknowledged is lost", lost == 0);
      check("the file is sound", db.verify(ProgressListener.none()).isSound());
    }
  }
}
