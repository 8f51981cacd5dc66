/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.QuietLogs;
import ai.synadb.SynaDB;
import ai.synadb.error.SynaIOException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

  private String deadRun(String file) {
    String id = "0".repeat(32);
    try (SynaDB db = SynaDB.open(dir.resolve(file))) {
      db.putText(
          "exp/e/run/" + id + "/run",
          "{\"v\":1,\"experiment\":\"e\",\"name\":\"\",\"status\":\"Running\",\"startedAt\":1,"
              + "\"pid\":1,\"pidSince\":1}");
    }
    return id;
  }

  @Test
  void aDeadRunInAFileThatCannotBeWrittenIsShownAsKilled() throws IOException {
    String good = endedRun("good.db");
    String dead = deadRun("odd.db");
    Files.createDirectories(dir.resolve("odd.db.compact").resolve("x")); // a writer deletes it

    try (ExperimentTracker tracker = ExperimentTracker.openDirectory(dir)) {
      assertThat(tracker.runs()).extracting(RunInfo::id).containsExactlyInAnyOrder(good, dead);
      assertThat(tracker.getRun(dead).status()).isEqualTo(RunStatus.KILLED);
      assertThatThrownBy(() -> tracker.setTag(dead, "t", "")).isInstanceOf(SynaIOException.class);
      assertThat(tracker.getRun(good).status()).isEqualTo(RunStatus.COMPLETED);
    }
  }

  @Test
  @Timeout(60)
  void aRunThatWasSeenIsLookedForInItsFileAlone() throws Exception {
    String busy = endedRun("a.db");
    String wanted = endedRun("b.db");
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (RunDirectory directory = new RunDirectory(dir, TrackerConfig.defaults())) {
      assertThat(directory.of(wanted)).isNotNull();
      RunStore changed = directory.forChanges(requireNonNull(directory.of(busy)));
      changed.update(
          busy,
          contents -> { // nobody can look into this file
            Future<@Nullable RunStore> found = other.submit(() -> directory.of(wanted));
            assertThat(found).succeedsWithin(Duration.ofSeconds(30));
            return contents;
          });
    } finally {
      other.shutdown();
    }
  }

  @Test
  void aRunIsNotFoundInAFileThatIsGoneAndFoundInOneThatIsNew() throws IOException {
    String id = endedRun("a.db");
    try (ExperimentTracker tracker = ExperimentTracker.openDirectory(dir)) {
      assertThat(tracker.getRun(id).status()).isEqualTo(RunStatus.COMPLETED);
      Files.move(dir.resolve("a.db"), dir.resolve("a.old"));
      assertThat(tracker.findRun(id)).isEmpty();
      Files.move(dir.resolve("a.old"), dir.resolve("b.db"));
      assertThat(tracker.findRun(id)).isPresent();
      String later = endedRun("c.db");
      assertThat(tracker.getRun(later).status()).isEqualTo(RunStatus.COMPLETED);
      tracker.deleteRun(later);
      assertThat(tracker.findRun(later)).isEmpty();
    }
  }

  private String endedRun(String file) {
    try (ExperimentTracker tracker = ExperimentTracker.open(dir.resolve(file))) {
      return tracker.experiment("e").inRun(List.of(), run -> run.logMetric("m", 1)).id();
    }
  }
}
