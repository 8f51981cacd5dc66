/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import ai.synadb.error.ConflictException;
import ai.synadb.error.NotFoundException;
import ai.synadb.error.RunNotFoundException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTrackerTest {
  @TempDir Path dir;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = dir.resolve("experiments.db");
  }

  @Test
  void keepsEverythingThatWasLoggedAcrossAReopen() {
    String id;
    RunInfo before;
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      try (Run run = tracker.experiment("mnist").startRun(RunOptions.named("first").tag("a"))) {
        id = run.id();
        run.logParam("lr", 0.001);
        run.logParams(Map.of("layers", 4, "amp", true, "opt", "adam", "j", Map.of("b", 1, "a", 2)));
        for (int i = 0; i < 100; i++) {
          run.logMetric("loss", 1.0 / (i + 1), i, Instant.ofEpochSecond(i));
        }
        run.logMetric(MetricId.of("acc", Map.of("subset", "val")), 0.5);
        run.logMetric(MetricId.of("acc", Map.of("subset", "train")), 0.75);
        run.setTag("team", "vision");
        run.setTag("gone");
        assertThat(run.deleteTag("gone")).isTrue();
        assertThat(run.deleteTag("gone")).isFalse();
        run.setNote("a note");
        run.logInput(DatasetInput.of("train", 17, "abc").as("training"));
        run.complete();
        before = run.info();
      }
    }

    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      RunInfo run = tracker.getRun(id);
      assertThat(run).isEqualTo(before);
      assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(run.name()).isEqualTo("first");
      assertThat(run.tags()).isEqualTo(Map.of("a", "", "team", "vision"));
      assertThat(run.param("lr")).contains(ParamValue.of(0.001));
      assertThat(run.param("layers")).contains(ParamValue.of(4));
      assertThat(run.param("amp")).contains(ParamValue.of(true));
      assertThat(run.param("j").orElseThrow().text()).isEqualTo("{\"a\":2,\"b\":1}");
      assertThat(run.note()).contains("a note");
      assertThat(run.inputs())
          .containsExactly(
              new DatasetInput("train", 17, Optional.of("abc"), Optional.of("training")));
      assertThat(run.metric("loss"))
          .contains(new MetricSummary(100, 1.0, 0.01, 0.01, 1.0, 0, 99, 0, 99_000_000));
      assertThat(run.metric(MetricId.of("acc", Map.of("subset", "val"))).orElseThrow().last())
          .isEqualTo(0.5);
      MetricSeries loss = tracker.getMetric(id, "loss");
      assertThat(loss.size()).isEqualTo(100);
      assertThat(loss.steps()[42]).isEqualTo(42);
      assertThat(loss.times()[42]).isEqualTo(42_000_000);
      assertThat(tracker.getMetricTensor(id, "loss")[42]).isEqualTo(1.0 / 43);
      assertThat(tracker.listMetrics(id)).hasSize(3);
      assertThat(tracker.experiments()).containsExactly("mnist");
    }
  }

  @Test
  void inRunCompletesOrFailsWithTheStackTrace() {
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Experiment e = tracker.experiment("e");

      RunInfo good = e.inRun(List.of("x"), run -> run.logMetric("m", 1));
      IOException reason = new IOException("on fire");
      assertThatThrownBy(
              () ->
                  e.inRun(
                      List.of(),
                      run -> {
                        throw reason;
                      }))
          .isSameAs(reason);

      assertThat(good.status()).isEqualTo(RunStatus.COMPLETED);
      RunInfo bad = e.query(RunQuery.all().status(RunStatus.FAILED)).get(0);
      assertThat(text(tracker.getArtifact(bad.id(), "exception.txt")))
          .contains("IOException: on fire")
          .contains("inRunCompletesOrFails");
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void aRunThatIsClosedWithoutBeingCompletedHasFailed() {
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Run run = tracker.experiment("e").startRun();
      run.close();
      run.close();

      assertThat(tracker.getRun(run.id()).status()).isEqualTo(RunStatus.FAILED);
      assertThatIllegalStateException().isThrownBy(run::complete);
    }
  }

  @Test
  void closingTheTrackerEndsItsRuns() {
    String id;
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Run run = tracker.experiment("e").startRun();
      run.logMetric("m", 5);
      id = run.id();
    }
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      assertThat(tracker.getRun(id).status()).isEqualTo(RunStatus.FAILED);
      assertThat(tracker.getRun(id).metric("m").orElseThrow().last()).isEqualTo(5);
      assertThat(tracker.getMetricTensor(id, "m")).containsExactly(5);
    }
  }

  @Test
  void anEndedRunTakesNothing() {
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Run run = tracker.experiment("e").startRun();
      MetricLogger m = run.metric("m");
      m.log(1);
      run.complete();

      assertThatIllegalStateException().isThrownBy(() -> run.logMetric("m", 1));
      assertThatIllegalStateException().isThrownBy(() -> run.logMetric("new", 1));
      assertThatIllegalStateException().isThrownBy(() -> m.log(1));
      assertThatIllegalStateException().isThrownBy(() -> run.logParam("p", 1));
      assertThatIllegalStateException().isThrownBy(() -> run.setTag("t"));
      assertThatIllegalStateException().isThrownBy(() -> run.setNote("n"));
      assertThatIllegalStateException().isThrownBy(() -> run.logInput(DatasetInput.of("d", 0)));
      assertThatIllegalStateException().isThrownBy(() -> run.logText("a", "b"));
      assertThatIllegalStateException().isThrownBy(() -> run.child("c"));
      assertThatIllegalStateException()
          .isThrownBy(() -> run.logMetric(new WriteBatch(), "m", 1, 1));
      assertThat(tracker.getRun(run.id()).metric("m").orElseThrow().count()).isEqualTo(1);
      assertThat(tracker.getMetricTensor(run.id(), "m")).hasSize(1);
    }
  }

  @Test
  void keepsNanAndInfinities() {
    double[] all = {
      Double.NaN, 1, Double.NEGATIVE_INFINITY, -0.0, Double.POSITIVE_INFINITY, Double.NaN, 2
    };
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Run run = tracker.experiment("e").startRun();
      for (double v : all) {
        run.logMetric("m", v);
      }
      for (int i = 0; i < 100; i++) {
        run.logMetric("nan", Double.NaN);
      }
      run.complete();

      assertThat(tracker.getMetricTensor(run.id(), "m")).containsExactly(all);
      MetricSummary s = tracker.getRun(run.id()).metric("m").orElseThrow();
      assertThat(s.min()).isEqualTo(Double.NEGATIVE_INFINITY);
      assertThat(s.max()).isEqualTo(Double.POSITIVE_INFINITY);
      assertThat(s.first()).isNaN();
      assertThat(tracker.getRun(run.id()).metric("nan").orElseThrow().min()).isNaN();
    }
  }

  @Test
  void stepsCountOnFromTheLastOne() {
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Run run = tracker.experiment("e").startRun();
      run.logMetric("m", 1);
      run.logMetric("m", 2);
      run.logMetric("m", 3, 10);
      run.logMetric("m", 4);
      run.complete();
      Run again = tracker.resume(run.id());
      again.logMetric("m", 5);
      assertThat(again.info().status()).isEqualTo(RunStatus.RUNNING);
      again.complete();

      assertThat(tracker.getMetric(run.id(), "m").steps()).containsExactly(0, 1, 10, 11, 12);
      assertThat(tracker.getRun(run.id()).metric("m").orElseThrow().count()).isEqualTo(5);
    }
  }

  @Test
  void aParameterKeepsItsValue() {
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Run run = tracker.experiment("e").startRun();
      run.logParam("lr", 0.5);
      run.logParam("lr", 0.5);

      assertThatThrownBy(() -> run.logParam("lr", 0.25))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("'lr'")
          .hasMessageContaining("0.5")
          .hasMessageContaining("0.25");
      assertThatThrownBy(() -> run.logParams(Map.of("lr", 1, "other", 2)))
          .isInstanceOf(ConflictException.class);
      assertThat(run.info().params()).isEqualTo(Map.of("lr", ParamValue.of(0.5)));
      run.complete();
      assertThat(tracker.getRun(run.id()).params()).hasSize(1);
    }
  }

  @Test
  void namesOfAllKindsAreKeptApart() {
    List<String> names =
        List.of(
            "a/b", "a%2Fb", "a", "ä€😀", ";", "a;b=c", "=", "%", " ", "\u0000\n", "..", "run/x");
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      for (String name : names) {
        Run run = tracker.experiment(name).startRun(RunOptions.named(name).tag(name, name));
        for (String metric : names) {
          run.logMetric(metric, names.indexOf(metric));
          run.logMetric(MetricId.of(metric, Map.of(name, metric)), 1000 + names.indexOf(metric));
          run.logParam(metric, metric);
        }
        run.complete();
      }
    }
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      assertThat(tracker.experiments()).containsExactlyInAnyOrderElementsOf(names);
      for (String name : names) {
        RunInfo run = tracker.experiment(name).runs().get(0);
        assertThat(run.tags()).isEqualTo(Map.of(name, name));
        assertThat(run.params()).hasSize(names.size());
        for (String metric : names) {
          double i = names.indexOf(metric);
          assertThat(tracker.getMetricTensor(run.id(), metric)).containsExactly(i);
          assertThat(
                  tracker.getMetric(run.id(), MetricId.of(metric, Map.of(name, metric))).values())
              .containsExactly(1000 + i);
          assertThat(run.param(metric).orElseThrow().text()).isEqualTo(metric);
        }
      }
    }
  }

  @Test
  void refusesBadArguments() {
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Experiment e = tracker.experiment("e");
      Run run = e.startRun();
      assertThatIllegalArgumentException().isThrownBy(() -> tracker.experiment(""));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run.logMetric("x".repeat(1025), 1))
          .withMessageContaining("1024")
          .withMessageContaining("1025");
      assertThatIllegalArgumentException().isThrownBy(() -> run.logMetric("\ud800", 1));
      assertThatIllegalArgumentException().isThrownBy(() -> run.logParam("", 1));
      assertThatIllegalArgumentException().isThrownBy(() -> run.logText("../x", ""));
      assertThatIllegalArgumentException().isThrownBy(() -> run.logText("/x", ""));
      assertThatIllegalArgumentException().isThrownBy(() -> run.end(RunStatus.RUNNING));
      assertThatThrownBy(() -> e.startRun(RunOptions.defaults().parent("nobody")))
          .isInstanceOf(RunNotFoundException.class);
      assertThatThrownBy(() -> tracker.getMetric("nobody", "m"))
          .isInstanceOf(RunNotFoundException.class)
          .hasMessageContaining("nobody");
      assertThatThrownBy(() -> tracker.resume("nobody")).isInstanceOf(RunNotFoundException.class);
      assertThatThrownBy(() -> tracker.deleteRun("nobody"))
          .isInstanceOf(RunNotFoundException.class);
      assertThatThrownBy(() -> tracker.getArtifact(run.id(), "none"))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("none");
      assertThatIllegalStateException().isThrownBy(() -> tracker.deleteRun(run.id()));
      assertThatIllegalStateException().isThrownBy(() -> tracker.resume(run.id()));
      assertThat(tracker.findRun("nobody")).isEmpty();
      assertThat(tracker.getMetricTensor(run.id(), "none")).isEmpty();
    }
  }

  @Test
  void queriesByStatusTagsAndParametersAndSorts() {
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Experiment e = tracker.experiment("e");
      for (int i = 0; i < 10; i++) {
        Run run = e.startRun(RunOptions.named("r" + i).tag(i % 2 == 0 ? "even" : "odd", "t"));
        run.logParam("n", i);
        run.logParam("s", "v" + i % 3);
        if (i != 5) {
          run.logMetric("acc", i == 7 ? Double.NaN : (i * 7) % 10);
          run.logMetric("acc", i == 7 ? Double.NaN : (i * 3) % 10);
        }
        run.end(i < 8 ? RunStatus.COMPLETED : RunStatus.KILLED);
      }
      tracker.experiment("other").startRun().complete();

      assertThat(names(e.query(RunQuery.completed().sortBy("acc"))))
          .containsExactly("r0", "r4", "r1", "r2", "r6", "r3", "r7", "r5")
          .hasSize(8);
      assertThat(names(e.query(RunQuery.completed().sortBy("acc").descending())))
          .containsExactly("r3", "r6", "r2", "r1", "r4", "r0", "r7", "r5");
      assertThat(names(e.query(RunQuery.all().sortBy(MetricId.of("acc"), MetricAspect.MAX))))
          .startsWith("r0")
          .endsWith("r7", "r5");
      assertThat(names(e.query(RunQuery.all().tag("even")))).hasSize(5);
      assertThat(names(e.query(RunQuery.all().tag("even", "u")))).isEmpty();
      assertThat(names(e.query(RunQuery.all().param("n", 4.0)))).containsExactly("r4");
      assertThat(names(e.query(RunQuery.all().param("s", "v2").status(RunStatus.KILLED))))
          .containsExactly("r8");
      assertThat(names(e.query(RunQuery.all().sortByParam("n").descending().offset(1).limit(2))))
          .containsExactly("r8", "r7");
      assertThat(tracker.query(RunQuery.all())).hasSize(11);
      assertThat(tracker.query(RunQuery.all().experiment("other"))).hasSize(1);
    }
  }

  private static List<String> names(List<RunInfo> runs) {
    return runs.stream().map(RunInfo::name).toList();
  }

  @Test
  void childrenAreATree() {
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Run parent = tracker.experiment("e").startRun();
      Run a = parent.child("a");
      Run b = parent.child("b");
      a.child("a1").complete();
      a.complete();
      b.complete();
      parent.complete();

      RunTree tree = tracker.tree(parent.id());
      assertThat(tree.run().id()).isEqualTo(parent.id());
      assertThat(tree.children()).extracting(t -> t.run().name()).containsExactly("a", "b");
      assertThat(tree.children().get(0).children()).hasSize(1);
      assertThat(tracker.query(RunQuery.all().parent(parent.id()))).hasSize(2);
    }
  }

  @Test
  void aBatchLogsAPointWithTheRestOfIt() {
    try (SynaDB db = SynaDB.open(path);
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      Run run = tracker.experiment("e").startRun();
      run.logMetric("m", 1, 1);
      run.flush();
      WriteBatch batch = new WriteBatch().putText("doc", "x");
      run.logMetric(batch, "m", 2, 2);
      run.logMetric(new WriteBatch(), "m", 99, 99); // never written
      assertThat(run.info().metric("m").orElseThrow().count()).isEqualTo(1);

      db.write(batch);

      assertThat(run.info().metric("m").orElseThrow().last()).isEqualTo(2);
      WriteBatch late = new WriteBatch();
      run.logMetric(late, "m", 3, 3);
      run.complete();
      db.write(late);
      assertThat(tracker.getMetricTensor(run.id(), "m")).containsExactly(1, 2, 3);
      assertThat(tracker.getRun(run.id()).metric("m").orElseThrow().count()).isEqualTo(3);
    }
  }

  @Test
  void artifactsAreStoredOnceAndGoWithTheLastRun() throws IOException {
    byte[] large = new byte[100_000];
    Arrays.fill(large, (byte) 7);
    Path folder = Files.createDirectories(dir.resolve("folder/deep"));
    Files.writeString(folder.resolve("x.txt"), "x");
    Files.writeString(dir.resolve("folder/y.json"), "{}");
    try (SynaDB db = SynaDB.open(path);
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      Run a = tracker.experiment("e").startRun();
      Run b = tracker.experiment("e").startRun();
      a.logArtifact("model", large);
      a.logArtifact("again", new ByteArrayInputStream(large));
      b.logArtifact("model", large);
      a.logArtifact("dir", dir.resolve("folder"));
      a.logJson("j.json", Map.of("k", List.of(1, 2)));
      a.logTable("t.json", List.of("c"), List.of(List.of(1), List.of("x")));
      a.logText("note.txt", "first");
      a.logText("note.txt", "second");
      a.complete();
      b.complete();

      assertThat(db.info().sizeBytes()).isLessThan(150_000);
      assertThat(tracker.listArtifacts(a.id()))
          .extracting(ArtifactInfo::path)
          .containsExactly(
              "again", "dir/deep/x.txt", "dir/y.json", "j.json", "model", "note.txt", "t.json");
      assertThat(text(tracker.getArtifact(a.id(), "note.txt"))).isEqualTo("second");
      assertThat(text(tracker.getArtifact(a.id(), "dir/deep/x.txt"))).isEqualTo("x");
      assertThat(text(tracker.getArtifact(a.id(), "t.json")))
          .isEqualTo("{\"columns\":[\"c\"],\"data\":[[1],[\"x\"]]}");

      tracker.deleteRun(a.id());

      assertThat(tracker.findRun(a.id())).isEmpty();
      assertThat(db.keys("exp/")).noneMatch(k -> k.contains(a.id()));
      assertThat(tracker.getArtifact(b.id(), "model")).isEqualTo(large);
      tracker.deleteRun(b.id());
      assertThat(db.keys()).isEmpty();
    }
  }

  @Test
  void whatDescribesARunIsBoundedTogether() {
    String large = "\u0001".repeat(1 << 20); // the longest, and six times as long in JSON
    String id;
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      Run run = tracker.experiment("e").startRun();
      id = run.id();
      for (int i = 0; i < 9; i++) {
        run.logParam("p" + i, large);
      }
      run.setTag("t", large.substring(10_000));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run.logParam("p9", large))
          .withMessageContaining(id)
          .withMessageContaining("10485760 characters");
      assertThatIllegalArgumentException().isThrownBy(() -> run.setNote(large));
      run.deleteTag("t");
      run.setNote(large.substring(10_000));
      run.complete();
      assertThatIllegalArgumentException().isThrownBy(() -> tracker.setTag(id, "t", large));
    }
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      assertThat(tracker.getRun(id).params()).hasSize(9);
      assertThat(tracker.getRun(id).tags()).isEmpty();
    }
  }

  @Test
  void runsOfOneIdInTwoDatabasesAreKeptApart() throws IOException {
    Path copy = dir.resolve("copy.db");
    try (ExperimentTracker a = ExperimentTracker.open(path);
        ExperimentTracker b = ExperimentTracker.open(copy)) {
      String id;
      try (Run run = a.experiment("e").startRun()) {
        id = run.id();
        run.complete();
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      a.exportRuns(List.of(id), RunFormat.JSON_LINES, out);
      b.importRuns(RunFormat.JSON_LINES, new ByteArrayInputStream(out.toByteArray()));

      try (Run resumed = a.resume(id)) {
        b.setTag(id, "where", "b");
        resumed.setTag("where", "a");
        try (Run other = b.resume(id)) {
          other.logMetric("m", 1);
          other.complete();
        }
        resumed.complete();
      }

      assertThat(a.getRun(id).tag("where")).contains("a");
      assertThat(b.getRun(id).tag("where")).contains("b");
      assertThat(a.getRun(id).metrics()).isEmpty();
      assertThat(b.getRun(id).metric("m")).isPresent();
    }
  }

  @Test
  void aRunWithManyCopiesOfAnArtifactIsDeleted() {
    try (SynaDB db = SynaDB.open(path);
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      Run run = tracker.experiment("e").startRun();
      for (int i = 0; i < 3000; i++) {
        run.logArtifact("copy-" + i, new byte[] {1, 2, 3});
      }
      run.complete();

      tracker.deleteRun(run.id());

      assertThat(tracker.runs()).isEmpty();
      assertThat(db.keys()).isEmpty();
    }
  }

  @Test
  void trackersOnOneDatabaseSeeTheSameRuns() {
    try (SynaDB db = SynaDB.open(path);
        ExperimentTracker one = ExperimentTracker.on(db);
        ExperimentTracker two = ExperimentTracker.open(path)) {
      Run run = one.experiment("e").startRun();
      run.logMetric("m", 1);

      assertThat(two.getRun(run.id()).status()).isEqualTo(RunStatus.RUNNING);
      assertThat(two.getRun(run.id()).metric("m").orElseThrow().last()).isEqualTo(1);
      assertThat(two.getMetricTensor(run.id(), "m")).containsExactly(1);
      run.complete();
      assertThat(two.getRun(run.id()).status()).isEqualTo(RunStatus.COMPLETED);
      two.setTag(run.id(), "late", "yes");
      assertThat(one.getRun(run.id()).tag("late")).contains("yes");
      two.setNote(run.id(), "n");
      one.deleteTag(run.id(), "late");
      assertThat(two.getRun(run.id()).tags()).isEmpty();
      assertThat(two.getRun(run.id()).note()).contains("n");
    }
  }

  @Test
  void aReaderFollowsTheWriter() {
    TrackerConfig reading = TrackerConfig.of(DbConfig.of(OpenMode.READ_ONLY));
    try (ExperimentTracker writer = ExperimentTracker.open(path)) {
      try (ExperimentTracker reader = ExperimentTracker.open(path, reading)) {
        assertThat(reader.runs()).isEmpty();
        Run run = writer.experiment("e").startRun("t");
        run.logParam("p", 1);
        run.logMetric("m", 1);
        run.flush();

        RunInfo seen = reader.getRun(run.id());
        assertThat(seen.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(seen.tags()).containsKey("t");
        assertThat(seen.params()).containsKey("p");
        assertThat(reader.getMetricTensor(run.id(), "m")).containsExactly(1);
        run.complete();
        assertThat(reader.getRun(run.id()).status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(reader.getRun(run.id()).metric("m")).isPresent();
        assertThatThrownBy(() -> reader.experiment("e").startRun())
            .isInstanceOf(UnsupportedOperationException.class);
      }
    }
  }

  @Test
  void showsRunsAsTheyWereAtAPosition() {
    try (SynaDB db = SynaDB.open(path);
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      Run run = tracker.experiment("e").startRun();
      run.logMetric("m", 1);
      run.setTag("early");
      run.flush();
      long then = db.snapshot().position();
      run.setTag("late");
      run.logMetric("m", 2);
      run.complete();

      try (ExperimentTracker past = tracker.asOf(then)) {
        RunInfo info = past.getRun(run.id());
        assertThat(info.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(info.tags()).containsOnlyKeys("early");
        assertThat(info.metric("m").orElseThrow().count()).isEqualTo(1);
        assertThat(past.getMetricTensor(run.id(), "m")).containsExactly(1);
        assertThatThrownBy(() -> past.experiment("e").startRun())
            .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> past.asOf(then)).isInstanceOf(UnsupportedOperationException.class);
      }
    }
  }
}
