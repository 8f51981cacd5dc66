/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process that tracks a run, says what it has on the disk, and goes on until it is killed or told
 * to end.
 */
final class TrackingChild {
  private TrackingChild() {}

  public static void main(String[] args) throws IOException {
    Path path = Path.of(args[0]);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (ExperimentTracker tracker =
        Files.isDirectory(path)
            ? ExperimentTracker.openDirectory(path)
            : ExperimentTracker.open(path)) {
      Run run = tracker.experiment("child").startRun(RunOptions.named(args[1]).tag("t"));
      run.logParam("p", 1);
      run.logText("a.txt", args[1]);
      run.sync();
      out.println(run.id());
      MetricLogger loss = run.metric("loss");
      for (long step = 0; ; ) {
        for (int i = 0; i < 1000; i++, step++) {
          loss.log(1.0 / (step + 1), step);
          run.logMetric("acc", i, step);
        }
        run.sync();
        out.println(step);
        if (System.in.available() > 0) {
          run.complete();
          return;
        }
      }
    }
  }
}
