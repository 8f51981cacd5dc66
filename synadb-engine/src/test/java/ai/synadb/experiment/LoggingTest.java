/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.CompactionPolicy;
import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.ProgressListener;
import ai.synadb.QuietLogs;
import ai.synadb.SynaDB;
import ai.synadb.error.DatabaseNotFoundException;
import ai.synadb.error.SynaIOException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Points on their way to the disk. */
@ExtendWith(QuietLogs.class)
class LoggingTest {
  private static final TrackerConfig SLOW =
      TrackerConfig.builder().commitInterval(Duration.ofMinutes(1)).bufferBytes(1 << 20).build();

  private static final TrackerConfig QUICK =
      TrackerConfig.builder().commitInterval(Duration.ofMillis(1)).build();

  @TempDir Path dir;

  private static Thread start(Runnable work) {
    Thread t = new Thread(work);
    t.start();
    return t;
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread t : threads) {
      t.join(60_000);
      assertThat(t.isAlive()).isFalse();
    }
  }

  @Test
  @Timeout(60)
  void threadsLogToOneRunWithoutLosingAPoint() throws InterruptedException {
    try (ExperimentTracker tracker = ExperimentTracker.open(dir.resolve("x.db"))) {
      Run run = tracker.experiment("e").startRun();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int number = t;
        threads.add(
            start(
                () -> {
                  for (int i = 0; i < 50_000; i++) {
                    run.logMetric("shared", number, i);
                    run.logMetric("own" + number, i, i);
                    if (i % 1000 == 0) {
                      run.logParam("p" + number + "/" + i, i);
                      run.flush();
                    }
                  }
                }));
      }
      join(threads);
      run.complete();

      MetricSeries shared = tracker.getMetric(run.id(), "shared");
      assertThat(shared.size()).isEqualTo(200_000);
      long[] next = new long[4];
      for (int i = 0; i < shared.size(); i++) {
        int t = (int) shared.values()[i];
        assertThat(shared.steps()[i]).isEqualTo(next[t]++);
        assertThat(i == 0 || shared.times()[i] >= shared.times()[i - 1]).isTrue();
      }
      for (int t = 0; t < 4; t++) {
        assertThat(tracker.getMetric(run.id(), "own" + t).size()).isEqualTo(50_000);
      }
      assertThat(tracker.getRun(run.id()).params()).hasSize(200);
      assertThat(tracker.getRun(run.id()).metric("shared").orElseThrow().count())
          .isEqualTo(200_000);
    }
  }

  @Test
  @Timeout(60)
  void whoLogsFasterThanTheBufferWaitsAndLosesNothing() {
    try (ExperimentTracker tracker = ExperimentTracker.open(dir.resolve("x.db"), SLOW)) {
      Run run = tracker.experiment("e").startRun();
      int points = (4 << 20) / SeriesBuffer.POINT_BYTES;
      for (int i = 0; i < points; i++) {
        run.logMetric("a", i, i);
        run.logMetric("b" + i % 10, i, i);
      }
      run.complete();

      assertThat(tracker.getMetric(run.id(), "a").size()).isEqualTo(points);
      assertThat(tracker.getMetric(run.id(), "b3").size()).isEqualTo(points / 10);
    }
  }

  @Test
  void whatWasFlushedIsReadBeforeTheIntervalIsOver() {
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"));
        ExperimentTracker tracker = ExperimentTracker.on(db, SLOW)) {
      Run run = tracker.experiment("e").startRun();
      String key = "exp/e/run/" + run.id() + "/m/m";
      run.logMetric("m", 1);
      assertThat(db.countHistoryFloats(key)).isZero();
      run.flush();
      assertThat(db.countHistoryFloats(key)).isEqualTo(1);
      for (int i = 0; i < 100; i++) {
        run.logMetric("m", i);
      }
      run.sync();
      assertThat(db.countHistoryFloats(key)).isEqualTo(101);
    }
  }

  @Test
  void aFlushWritesOneBlockAndOneRecordOfALongSeries() throws IOException {
    Path path = dir.resolve("x.db");
    try (SynaDB db = SynaDB.open(path);
        ExperimentTracker tracker = ExperimentTracker.on(db, SLOW)) {
      Run run = tracker.experiment("e").startRun();
      for (int i = 0; i < 16; i++) {
        run.logMetric("m", i / 8.0, i);
      }
      long records = db.stats().recordsAppended();
      run.flush();
      assertThat(db.stats().recordsAppended() - records).isEqualTo(2);
    }
  }

  @Test
  @Timeout(60)
  void pointsBecomeDurableByThemselves() {
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"));
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      Run run = tracker.experiment("e").startRun();
      run.logMetric("m", 1);
      String key = "exp/e/run/" + run.id() + "/m/m";
      long end = System.nanoTime() + 30_000_000_000L;
      while (db.countHistoryFloats(key) == 0 && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(db.countHistoryFloats(key)).isEqualTo(1);
    }
  }

  @Test
  @Timeout(60)
  void theFlusherMissesNoWakeUp() {
    for (int i = 0; i < 100; i++) {
      try (ExperimentTracker tracker = ExperimentTracker.open(dir.resolve("y.db"), QUICK)) {
        Run run = tracker.experiment("e").startRun();
        run.logMetric("m", i);
        for (int spin = 0; spin < i % 7 * 100; spin++) {
          Thread.onSpinWait();
        }
      }
    }
  }

  @Test
  @Timeout(60)
  void aRunThatEndsWhileOthersLogToItKeepsASoundSummary() throws InterruptedException {
    Random random = new Random(7);
    try (ExperimentTracker tracker = ExperimentTracker.open(dir.resolve("x.db"))) {
      for (int round = 0; round < 20; round++) {
        Run run = tracker.experiment("e").startRun();
        AtomicInteger logged = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
          threads.add(
              start(
                  () -> {
                    try {
                      while (true) {
                        run.logMetric("m", 1);
                        logged.incrementAndGet();
                      }
                    } catch (IllegalStateException e) {
                      // it has ended
                    }
                  }));
        }
        int wanted = random.nextInt(3000);
        while (logged.get() < wanted) {
          Thread.onSpinWait();
        }
        run.complete();
        join(threads);

        int points = tracker.getMetricTensor(run.id(), "m").length;
        assertThat(points).isEqualTo(logged.get());
        long count = tracker.getRun(run.id()).metric("m").map(MetricSummary::count).orElse(0L);
        assertThat(count).isEqualTo(points);
      }
    }
  }

  @Test
  void manySeriesOfARunAreKept() {
    Path path = dir.resolve("x.db");
    String id;
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Run run = tracker.experiment("e").startRun();
      id = run.id();
      for (int i = 0; i < 20; i++) {
        for (int m = 0; m < 2000; m++) {
          run.logMetric("metric/" + m, m + i, i);
        }
      }
      run.complete();
    }
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      assertThat(tracker.listMetrics(id)).hasSize(2000);
      assertThat(tracker.getRun(id).metric("metric/1234").orElseThrow().last()).isEqualTo(1253);
      assertThat(tracker.getMetricTensor(id, "metric/7")).hasSize(20);
    }
  }

  @Test
  void compactionKeepsRunsAndPoints() {
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"));
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      Run run = tracker.experiment("e").startRun();
      for (int i = 0; i < 500; i++) {
        run.logMetric("m", i, i, Instant.ofEpochMilli(i));
        if (i % 7 == 0) {
          run.flush();
        }
      }
      db.compact(CompactionPolicy.keepAll(), ProgressListener.none());
      run.logMetric("m", 500, 500);
      run.complete();

      MetricSeries m = tracker.getMetric(run.id(), "m");
      assertThat(m.size()).isEqualTo(501);
      assertThat(m.times()[499]).isEqualTo(499_000);
      assertThat(tracker.getRun(run.id()).metric("m").orElseThrow().count()).isEqualTo(501);
    }
  }

  @Test
  @Timeout(60)
  void whatCannotBeWrittenIsToldToWhoLogs() throws IOException {
    Path path = dir.resolve("x.db");
    SynaDB db = SynaDB.open(path);
    ExperimentTracker tracker = ExperimentTracker.on(db);
    Run run = tracker.experiment("e").startRun();
    run.logMetric("m", 1);
    run.sync();
    Files.write(path, new byte[100], StandardOpenOption.APPEND); // somebody who takes no lock

    assertThatThrownBy(
            () -> {
              while (true) {
                run.logMetric("m", 1);
              }
            })
        .isInstanceOf(SynaIOException.class);
    assertThatThrownBy(() -> run.logMetric("other", 1)).isInstanceOf(SynaIOException.class);
    assertThatThrownBy(run::sync).isInstanceOf(SynaIOException.class);
    assertThatThrownBy(run::complete).isInstanceOf(SynaIOException.class);
    assertThatThrownBy(tracker::close).isInstanceOf(SynaIOException.class);
    assertThatThrownBy(db::close).isInstanceOf(SynaIOException.class);
  }

  @Test
  void aClosedTrackerTakesNothing() {
    ExperimentTracker tracker = ExperimentTracker.open(dir.resolve("x.db"), SLOW);
    Run run = tracker.experiment("e").startRun();
    run.logMetric("m", 1);
    tracker.close();
    tracker.close();

    assertThatIllegalStateException().isThrownBy(() -> run.logMetric("m", 1));
    assertThatIllegalStateException().isThrownBy(tracker::runs);
    assertThatIllegalStateException().isThrownBy(() -> tracker.experiment("e").startRun());
  }

  @Test
  @Timeout(60)
  void systemMetricsAreLoggedWhenAskedFor() {
    try (ExperimentTracker tracker = ExperimentTracker.open(dir.resolve("x.db"))) {
      Run run =
          tracker
              .experiment("e")
              .startRun(RunOptions.defaults().systemMetrics(Duration.ofMillis(100)));
      long end = System.nanoTime() + 30_000_000_000L;
      MetricId threads = MetricId.of("system/threads");
      while (!(run.info().metric(threads).map(MetricSummary::count).orElse(0L) >= 2)
          && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      run.complete();

      RunInfo info = tracker.getRun(run.id());
      assertThat(info.metric(threads).orElseThrow().last()).isPositive();
      assertThat(info.metric("system/memory/heap_mib").orElseThrow().last()).isPositive();
      assertThat(info.metric("system/gc/seconds")).isPresent();
    }
  }

  @Test
  void listenersOfTheDatabaseDoNotMeetTheTrackersLocks() throws InterruptedException {
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"));
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      AtomicBoolean done = new AtomicBoolean();
      Thread lister =
          start(
              () -> {
                while (!done.get()) {
                  tracker.query(RunQuery.all().sortBy("m"));
                }
              });
      for (int i = 0; i < 200; i++) {
        int n = i;
        tracker
            .experiment("e" + i % 3)
            .inRun(
                List.of(),
                run -> {
                  run.logParam("i", n);
                  run.logMetric("m", n);
                });
      }
      done.set(true);
      join(List.of(lister));
      assertThat(tracker.query(RunQuery.completed().sortBy("m").descending()).get(0).metric("m"))
          .map(MetricSummary::last)
          .contains(199.0);
    }
  }

  @Test
  void findsTheCommitOfAGitRepository() throws IOException {
    String commit = "0123456789abcdef0123456789abcdef01234567";
    Path git = Files.createDirectories(dir.resolve("r/.git/refs/heads"));
    Path root = git.getParent().getParent();
    assertThat(GitCommit.of(dir)).isNull();
    Files.writeString(root.resolve("HEAD"), "ref: refs/heads/main\n");
    assertThat(GitCommit.of(dir.resolve("r"))).isNull();
    Files.writeString(root.resolve("packed-refs"), "# pack-refs\n" + commit + " refs/heads/main\n");
    Path below = Files.createDirectories(dir.resolve("r/a/b"));
    assertThat(GitCommit.of(below)).isEqualTo(commit);
    Files.writeString(git.resolve("main"), commit.replace('0', 'f') + "\n");
    assertThat(GitCommit.of(below)).isEqualTo(commit.replace('0', 'f'));
    Files.writeString(root.resolve("HEAD"), "ref: ../../../etc/passwd\n");
    assertThat(GitCommit.of(below)).isNull();
    Files.writeString(root.resolve("HEAD"), commit);
    assertThat(GitCommit.of(below)).isEqualTo(commit);
    Path tree = Files.createDirectories(dir.resolve("tree"));
    Files.writeString(tree.resolve(".git"), "gitdir: " + root + "\n");
    assertThat(GitCommit.of(tree)).isEqualTo(commit);
  }

  @Test
  void idsSortByTimeAndAreUnique() {
    TreeMap<String, Integer> ids = new TreeMap<>();
    for (int i = 0; i < 10_000; i++) {
      ids.put(RunIds.next(), i);
    }
    assertThat(ids).hasSize(10_000);
    assertThat(List.copyOf(ids.values())).isSorted();
    assertThat(ids.keySet()).allMatch(RunKeys::isId);
  }

  @Test
  void aTrackerThatReadsCannotBeOpenedOnNothing() {
    assertThatThrownBy(
            () ->
                ExperimentTracker.open(
                    dir.resolve("none.db"), TrackerConfig.of(DbConfig.of(OpenMode.READ_ONLY))))
        .isInstanceOf(DatabaseNotFoundException.class);
    assertThatThrownBy(
            () -> TrackerConfig.builder().commitInterval(Duration.ZERO).bufferBytes(5).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("commitInterval")
        .hasMessageContaining("bufferBytes");
  }
}
