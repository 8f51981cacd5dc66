/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.QuietLogs;
import ai.synadb.SynaDB;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files of other processes in one directory. */
@ExtendWith(QuietLogs.class)
class RunDirectoryTest {
  @TempDir Path dir;

  @Test
  void whoChangesAFileSecondGetsWhatTheFirstOpened() {
    String id = endedRun("theirs.db");
    try (RunDirectory directory = new RunDirectory(dir, TrackerConfig.defaults())) {
      RunStore reading = directory.all().get(0);
      RunStore first = directory.forChanges(reading);

      assertThat(first.isWritable()).isTrue();
      assertThat(directory.forChanges(reading)).isSameAs(first);
      assertThat(directory.all()).containsExactly(first);
      assertThat(first.find(id)).isNotNull();
    }
  }

  private String endedRun(String file) {
    try (ExperimentTracker tracker = ExperimentTracker.open(dir.resolve(file))) {
      return tracker.experiment("e").inRun(List.of(), run -> run.logMetric("m", 1)).id();
    }
  }

  @Test
  void aFileThatCannotBeLockedHidesNoOther() throws IOException {
    String good = endedRun("good.db");
    String dead = "0".repeat(32);
    try (SynaDB db = SynaDB.open(dir.resolve("odd.db"))) {
      db.putText(
          "exp/e/run/" + dead + "/run",
          "{\"v\":1,\"experiment\":\"e\",\"name\":\"\",\"status\":\"Running\",\"startedAt\":1,"
              + "\"pid\":1,\"pidSince\":1}");
    }
    Path lock = dir.resolve("odd.db.lock");
    Files.deleteIfExists(lock);
    Files.createDirectory(lock);

    try (ExperimentTracker tracker = ExperimentTracker.openDirectory(dir)) {
      assertThat(tracker.runs()).extracting(RunInfo::id).contains(good);
      assertThat(tracker.getRun(good).status()).isEqualTo(RunStatus.COMPLETED);
      tracker.setTag(good, "seen", "");
      assertThat(tracker.search("tags.seen = ''")).hasSize(1);
    }
  }
}
