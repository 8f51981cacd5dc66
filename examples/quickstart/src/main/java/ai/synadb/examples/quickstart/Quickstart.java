/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.examples.quickstart;

import ai.synadb.SynaDB;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Shows what SynaDB does, in one program, on real data. It checks what it finds, and its exit
 * status is not zero if something is not as it should be. Its files are in the folder {@code
 * quickstart} of the working directory.
 */
public final class Quickstart {
  private Quickstart() {}

  /**
   * Runs the example.
   *
   * @param args not used
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of("quickstart").toAbsolutePath();
    delete(folder);
    Files.createDirectories(folder);
    System.out.println("SynaDB quickstart: everything is in " + folder);

    Path file = folder.resolve("quickstart.db");
    EngineTour.run(file);
    try (SynaDB db = SynaDB.open(file)) {
      Sentences.search(db);
      Digits.learn(db);
      DjlTraining.run(db);
      TensorFlowReading.run(db);
      Answers.run(db);
      SparkQuestions.run(db);
    }
    Report.run(file, folder.resolve("runs.html"));
    KilledWriter.run(folder.resolve("killed.db"));

    int status = Steps.summary();
    System.out.println("The files stay in " + folder);
    System.exit(status);
  }

  /** Deletes what an earlier run left. */
  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path f : all) {
      Files.delete(f);
    }
  }
}
