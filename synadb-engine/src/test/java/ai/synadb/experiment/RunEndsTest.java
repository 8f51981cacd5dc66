/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.QuietLogs;
import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.SynaIOException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a run when it is over, however it ends. */
@ExtendWith(QuietLogs.class)
class RunEndsTest {
  private static final TrackerConfig READING = TrackerConfig.of(DbConfig.of(OpenMode.READ_ONLY));

  private static final TrackerConfig SLOW =
      TrackerConfig.builder().commitInterval(Duration.ofMinutes(1)).build();

  private static final String STALE = "exp/e/run/" + "0".repeat(32) + "/run";

  @TempDir Path dir;

  @Test
  void everyRunEndsWithItsTrackerThoughTheDiskFails() throws IOException {
    Path path = dir.resolve("x.db");
    SynaDB db = SynaDB.open(path);
    ExperimentTracker tracker = ExperimentTracker.on(db, SLOW);
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      runs.add(tracker.experiment("e").startRun());
      runs.get(i).logMetric("m", i);
    }
    runs.get(0).sync();
    Path known = db.path();
    Files.write(path, new byte[100], StandardOpenOption.APPEND); // somebody who takes no lock
    runs.get(1).logMetric("m", 1);
    assertThatThrownBy(runs.get(1)::sync).isInstanceOf(SynaIOException.class);

    Throwable t = catchThrowable(tracker::close);

    assertThat(t).isInstanceOf(SynaIOException.class);
    assertThat(t.getSuppressed()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(runs).noneMatch(Run::isRunning);
    assertThat(runs).allMatch(run -> LiveRun.find(known, run.id()) == null);
    assertThatThrownBy(db::close).isInstanceOf(SynaIOException.class);
  }

  @Test
  @Timeout(60)
  void systemMetricsStopWithTheTracker() throws InterruptedException {
    ExperimentTracker tracker = ExperimentTracker.open(dir.resolve("x.db"));
    RunOptions options = RunOptions.defaults().systemMetrics(Duration.ofHours(1));
    Run run = tracker.experiment("e").startRun(options);
    String name = "synadb-system-" + run.id();
    while (run.info().metric("system/threads").isEmpty()) {
      Thread.onSpinWait(); // until it has logged once, and waits
    }
    List<Thread> threads =
        Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().equals(name)).toList();
    assertThat(threads).hasSize(1);

    tracker.close();

    threads.get(0).join(10_000);
    assertThat(threads.get(0).isAlive()).isFalse();
  }

  @Test
  void aRunOfAnEarlierProcessWithTheSameIdIsOverForReaders() {
    Path path = dir.resolve("x.db");
    try (SynaDB db = SynaDB.open(path);
        ExperimentTracker reader = reader(db)) {
      RunInfo run = reader.getRun("0".repeat(32));
      assertThat(run.status()).isEqualTo(RunStatus.KILLED);
      assertThat(db.getText(STALE).orElseThrow()).contains("Running");

      db.putText(STALE, running(0)); // when it started is not known
      db.flush();
      assertThat(reader.getRun(run.id()).status()).isEqualTo(RunStatus.RUNNING);
    }
  }

  /** A reader of a run of a process that started in 1970. */
  private static ExperimentTracker reader(SynaDB db) {
    db.putText(STALE, running(1));
    db.flush();
    return ExperimentTracker.open(db.path(), READING);
  }

  private static String running(long since) {
    return "{\"v\":1,\"experiment\":\"e\",\"name\":\"\",\"status\":\"Running\",\"startedAt\":1,"
        + "\"pid\":"
        + ProcessHandle.current().pid()
        + ",\"pidSince\":"
        + since
        + "}";
  }

  @Test
  void theFirstRunOfAWriterSaysThatThoseOfDeadProcessesAreOver() {
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"))) {
      db.putText(STALE, running(1));
      try (ExperimentTracker tracker = ExperimentTracker.on(db)) {
        Run run = tracker.experiment("e").startRun();

        assertThat(db.getText(STALE).orElseThrow()).contains("Killed");
        assertThat(run.isRunning()).isTrue();
      }
    }
  }

  @Test
  void aDeadRunWhosePointsAreDamagedHidesNoOther() throws IOException {
    Path path = dir.resolve("x.db");
    long from;
    long to;
    try (SynaDB db = SynaDB.open(path)) {
      db.putText(STALE, running(1));
      from = db.info().sizeBytes();
      db.putFloats(STALE.replace("0/run", "0/m/x"), new Random(1).doubles(2000).toArray());
      to = db.info().sizeBytes();
      db.putText(STALE.replace("0/run", "1/run"), running(1));
    }
    try (SynaDB db = SynaDB.open(path);
        ExperimentTracker reader = ExperimentTracker.open(path, READING);
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(new byte[16]), (from + to) / 2);
      }
      requireOneIsLeftOut(reader);
      requireOneIsLeftOut(tracker);
      tracker.experiment("e").startRun().complete();
      assertThat(tracker.runs()).hasSize(2);
    }
  }

  private static void requireOneIsLeftOut(ExperimentTracker tracker) {
    for (int i = 0; i < 2; i++) {
      assertThat(tracker.runs()).singleElement().matches(r -> r.status() == RunStatus.KILLED);
      assertThatThrownBy(() -> tracker.getRun("0".repeat(32)))
          .isInstanceOf(SynaFormatException.class);
    }
  }

  @Test
  void aSummaryIsInTheOrderOfTheLogWhenABatchOvertakesWhatWaits() {
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"));
        ExperimentTracker tracker = ExperimentTracker.on(db, SLOW)) {
      Run run = tracker.experiment("e").startRun();
      run.logMetric("m", 1, 1);
      WriteBatch batch = new WriteBatch();
      run.logMetric(batch, "m", 2, 2);
      run.logMetric(batch, "m", 3, 3);
      db.write(batch);
      assertThat(run.info().metric("m").orElseThrow().last()).isEqualTo(1);
      run.logMetric("m", 4);
      run.complete();

      requireSummary(tracker, run, 2, 3, 1, 4);
    }
  }

  @Test
  void aSummaryIsInTheOrderOfTheLogWhenAFlushComesBehindABatch() {
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"));
        ExperimentTracker tracker = ExperimentTracker.on(db, SLOW)) {
      Run run = tracker.experiment("e").startRun();
      run.logMetric("m", 1, 1);
      WriteBatch batch = new WriteBatch().whenWritten(position -> run.flush());
      run.logMetric(batch, "m", 2, 2);
      run.logMetric(batch, "m", 3, 3);
      db.write(batch);
      run.logMetric("m", 4, 4);
      run.complete();

      requireSummary(tracker, run, 2, 3, 1, 4);
    }
  }

  @Test
  void aSummaryIsInTheOrderOfTheLogWhenBatchesAreToldOfInAnother() {
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"));
        ExperimentTracker tracker = ExperimentTracker.on(db, SLOW)) {
      Run run = tracker.experiment("e").startRun();
      WriteBatch second = new WriteBatch();
      run.logMetric(second, "m", 2, 2);
      WriteBatch first = new WriteBatch().whenWritten(position -> db.write(second));
      run.logMetric(first, "m", 1, 1);
      run.logMetric("m", 3, 3);
      db.write(first);
      run.complete();

      requireSummary(tracker, run, 1, 2, 3);
    }
  }

  private static void requireSummary(ExperimentTracker tracker, Run run, double... values) {
    assertThat(tracker.getMetricTensor(run.id(), "m")).containsExactly(values);
    MetricSummary s = tracker.getRun(run.id()).metric("m").orElseThrow();
    assertThat(s.count()).isEqualTo(values.length);
    assertThat(s.first()).isEqualTo(values[0]);
    assertThat(s.last()).isEqualTo(values[values.length - 1]);
  }

  @Test
  void damagedRecordsOfArtifactsAreReplacedAndGoWithTheRun() {
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"));
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      Run run = tracker.experiment("e").startRun();
      String prefix = "exp/e/run/" + run.id() + "/a/";
      db.putText(prefix + "text", "no record");
      db.putInt(prefix + "number", 5);
      run.logText("text", "hello");
      run.logText("number", "hello");
      run.complete();
      assertThat(tracker.getArtifact(run.id(), "text")).asString().isEqualTo("hello");
      db.putText(prefix + "late", "{\"sha256\":3}");
      db.putInt(prefix + "number", 5);

      tracker.deleteRun(run.id());

      assertThat(tracker.findRun(run.id())).isEmpty();
      assertThat(db.keys("exp/")).isEmpty();
    }
  }
}
