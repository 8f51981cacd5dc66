/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.ChildJvm;
import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.QuietLogs;
import ai.synadb.SynaDB;
import ai.synadb.error.DatabaseLockedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Processes that track beside each other, and die. */
@ExtendWith(QuietLogs.class)
class TrackingProcessesTest {
  private static final TrackerConfig READING = TrackerConfig.of(DbConfig.of(OpenMode.READ_ONLY));

  private static final long SEED = Long.getLong("seed", 11);

  /** At least: a log without its first record is none. */
  private static final int FORMAT_RECORD_BYTES = 200;

  @TempDir Path dir;

  private static long acknowledged(ChildJvm child, int lines) {
    long last = 0;
    for (int i = 0; i < lines; i++) {
      last = Long.parseLong(child.line());
    }
    return last;
  }

  private static void checkPoints(ExperimentTracker tracker, String id, long atLeast) {
    MetricSeries loss = tracker.getMetric(id, "loss");
    assertThat((long) loss.size()).isGreaterThanOrEqualTo(atLeast);
    for (int i = 0; i < loss.size(); i++) {
      assertThat(loss.steps()[i]).isEqualTo(i);
      assertThat(loss.values()[i]).isEqualTo(1.0 / (i + 1));
    }
    MetricSummary s = tracker.getRun(id).metric("loss").orElseThrow();
    assertThat(s.count()).isEqualTo(loss.size());
    assertThat(s.last()).isEqualTo(loss.values()[loss.size() - 1]);
    assertThat(s.min()).isEqualTo(s.last());
  }

  @Test
  @Timeout(120)
  void aRunWhoseProcessDiedIsKilledAndHasWhatWasAcknowledged() {
    Path path = dir.resolve("x.db");
    String id;
    long acknowledged;
    try (ChildJvm child = ChildJvm.start(TrackingChild.class, path, "one")) {
      id = child.line();
      try (ExperimentTracker reader = ExperimentTracker.open(path, READING)) {
        assertThat(reader.getRun(id).status()).isEqualTo(RunStatus.RUNNING);
        acknowledged(child, 2);
        assertThat(reader.getRun(id).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(SynaDB.writerPid(path)).hasValue(child.pid());
        assertThatThrownBy(() -> ExperimentTracker.open(path))
            .isInstanceOf(DatabaseLockedException.class);
        acknowledged = acknowledged(child, 3);
        child.kill();

        assertThat(reader.getRun(id).status()).isEqualTo(RunStatus.KILLED);
        assertThat(reader.getRun(id).endedAt()).isPresent();
        checkPoints(reader, id, acknowledged);
      }
    }
    assertThat(SynaDB.writerPid(path)).isEmpty();
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      RunInfo run = tracker.getRun(id);
      assertThat(run.status()).isEqualTo(RunStatus.KILLED);
      assertThat(run.tags()).containsKey("t");
      assertThat(run.params()).containsKey("p");
      assertThat(tracker.getArtifact(id, "a.txt")).asString().isEqualTo("one");
      checkPoints(tracker, id, acknowledged);
    }
    try (SynaDB db = SynaDB.open(path, DbConfig.of(OpenMode.READ_ONLY))) {
      assertThat(db.getText("exp/child/run/" + id + "/run").orElseThrow()).contains("Killed");
    }
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Run run = tracker.resume(id);
      run.logMetric("loss", 7);
      run.complete();
      MetricSeries loss = tracker.getMetric(id, "loss");
      assertThat(loss.steps()[loss.size() - 1]).isEqualTo(loss.size() - 1);
      assertThat(tracker.getRun(id).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tracker.getRun(id).metric("loss").orElseThrow().count()).isEqualTo(loss.size());
      assertThat(tracker.getRun(id).params()).containsKey("p");
    }
  }

  @Test
  @Timeout(120)
  void severalProcessesTrackInOneDirectory() throws IOException {
    try (ExperimentTracker tracker = ExperimentTracker.openDirectory(dir);
        ChildJvm one = ChildJvm.start(TrackingChild.class, dir, "one");
        ChildJvm two = ChildJvm.start(TrackingChild.class, dir, "two")) {
      assertThat(tracker.runs()).isEmpty();
      assertThat(files()).isEmpty();
      String first = one.line();
      String second = two.line();
      acknowledged(two, 1);
      Run own = tracker.experiment("own").startRun();
      own.logMetric("m", 1);

      assertThat(tracker.runs())
          .extracting(RunInfo::id)
          .containsExactlyInAnyOrder(first, second, own.id());
      assertThat(tracker.runs()).allMatch(r -> r.status() == RunStatus.RUNNING);
      assertThat(tracker.experiments()).containsExactly("child", "own");
      assertThat(files()).hasSize(3);
      assertThat(tracker.getMetric(second, "loss").size()).isGreaterThanOrEqualTo(1000);
      assertThatThrownBy(() -> tracker.resume(second)).isInstanceOf(DatabaseLockedException.class);

      long acknowledged = acknowledged(one, 2);
      one.kill();
      two.tell("end");
      while (two.line() != null) {
        // until it has ended
      }
      assertThat(two.waitFor()).isZero();

      assertThat(tracker.getRun(first).status()).isEqualTo(RunStatus.KILLED);
      assertThat(tracker.getRun(second).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tracker.getRun(own.id()).status()).isEqualTo(RunStatus.RUNNING);
      checkPoints(tracker, first, acknowledged);
      assertThat(tracker.query(RunQuery.completed())).hasSize(1);
      checkKilledInFile(first);

      Run again = tracker.resume(first);
      again.logMetric("loss", 5);
      again.complete();
      assertThat(tracker.getRun(first).status()).isEqualTo(RunStatus.COMPLETED);
      tracker.setTag(second, "seen", "");
      assertThat(tracker.getRun(second).tags()).containsKey("seen");
      tracker.deleteRun(second);
      assertThat(tracker.findRun(second)).isEmpty();
    }
    try (ExperimentTracker reader = ExperimentTracker.openDirectory(dir, READING)) {
      assertThat(reader.runs()).hasSize(2);
      assertThatThrownBy(() -> reader.experiment("e").startRun())
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(dir)) {
      return all.filter(f -> f.toString().endsWith(".db")).toList();
    }
  }

  private void checkKilledInFile(String id) throws IOException {
    boolean found = false;
    for (Path file : files()) {
      try (SynaDB db = SynaDB.open(file, DbConfig.of(OpenMode.READ_ONLY))) {
        found |= db.getText("exp/child/run/" + id + "/run").orElse("").contains("Killed");
      }
    }
    assertThat(found).isTrue();
  }

  @Test
  void whereverTheFileIsCutRunsAreWholeOrPrefixes() throws IOException {
    Path path = dir.resolve("x.db");
    String first;
    String second;
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Run one = tracker.experiment("e").startRun("t");
      first = one.id();
      logSome(one, 3);
      one.complete();
      Run two = tracker.experiment("e").startRun("t");
      second = two.id();
      logSome(two, 5);
      Files.copy(path, dir.resolve("copy.db"));
    }
    byte[] all = Files.readAllBytes(dir.resolve("copy.db"));
    Random random = new Random(SEED);
    for (int i = 0; i < 60; i++) {
      int length = i == 0 ? all.length : random.nextInt(FORMAT_RECORD_BYTES, all.length);
      Path cut = dir.resolve("cut" + i + ".db");
      Files.write(cut, Arrays.copyOf(all, length));
      try (ExperimentTracker tracker = ExperimentTracker.open(cut)) {
        for (RunInfo run : tracker.runs()) {
          checkCut(tracker, run, run.id().equals(first));
        }
        assertThat(i > 0 || tracker.getRun(second).metric("m").orElseThrow().count() == 250)
            .isTrue();
      }
    }
  }

  private static void logSome(Run run, int flushes) {
    run.logParam("p", 1);
    for (int f = 0; f < flushes; f++) {
      for (int i = 0; i < 50; i++) {
        run.logMetric("m", 50 * f + i);
        run.logMetric("n", 50 * f + i);
      }
      run.flush();
    }
  }

  private static void checkCut(ExperimentTracker tracker, RunInfo run, boolean mayBeDone) {
    assertThat(run.tags()).containsKey("t");
    assertThat(run.status())
        .isIn(RunStatus.KILLED, mayBeDone ? RunStatus.COMPLETED : RunStatus.KILLED);
    for (MetricId id : run.metrics().keySet()) {
      MetricSeries s = tracker.getMetric(run.id(), id);
      assertThat(run.metrics().get(id).count()).isEqualTo(s.size());
      for (int i = 0; i < s.size(); i++) {
        assertThat(s.values()[i]).isEqualTo(i);
      }
    }
    if (run.status() == RunStatus.COMPLETED) {
      assertThat(run.metric("m").orElseThrow().count()).isEqualTo(150);
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsLeftOut() throws IOException {
    Files.writeString(dir.resolve("odd.db"), "this is not a database, but long enough to be one");
    try (ExperimentTracker tracker = ExperimentTracker.openDirectory(dir)) {
      tracker.experiment("e").inRun(List.of(), run -> run.logMetric("m", 1));
      assertThat(tracker.runs()).hasSize(1);
    }
  }
}
