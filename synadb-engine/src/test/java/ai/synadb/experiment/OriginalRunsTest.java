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
import ai.synadb.QuietLogs;
import ai.synadb.SynaDB;
import ai.synadb.error.SynaFormatException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that the original wrote, and what we write for it. */
@ExtendWith(QuietLogs.class)
class OriginalRunsTest {
  private static final TrackerConfig READING = TrackerConfig.of(DbConfig.of(OpenMode.READ_ONLY));

  @TempDir Path dir;

  private Path copy(String name) throws IOException {
    Path path = dir.resolve(name);
    try (InputStream in = getClass().getResourceAsStream("/original/" + name)) {
      Files.write(path, in.readAllBytes());
    }
    return path;
  }

  private JsonNode expected(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/original/MANIFEST.json")) {
      return new ObjectMapper().readTree(in).get("files").get(name).get("expect").get("runs");
    }
  }

  @Test
  void oneRunThatCannotBeReadHidesNoOther() {
    try (SynaDB db = SynaDB.open(dir.resolve("one.db"));
        ExperimentTracker tracker = ExperimentTracker.on(db)) {
      Run good = tracker.experiment("e").startRun();
      good.complete();
      String id = "9c1d3a52-6f0e-4c1c-8a53-0a2e1f7d6b11";
      db.putText(
          "exp/e/run/" + id + "/meta",
          "{\"id\":\"x\",\"experiment_name\":\"e\",\"started_at\":9223372036854775807,"
              + "\"ended_at\":null,\"status\":\"Running\",\"params\":{},\"tags\":[]}");

      assertThat(tracker.runs()).extracting(RunInfo::id).containsExactly(good.id());
      assertThatThrownBy(() -> tracker.getRun(id)).isInstanceOf(SynaFormatException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"experiments_rust.db", "experiments_python.db"})
  void readsWhatTheManifestSays(String name) throws IOException {
    JsonNode runs = expected(name);
    try (ExperimentTracker tracker = ExperimentTracker.open(copy(name), READING)) {
      assertThat(tracker.runs()).hasSize(runs.size());
      assertThat(tracker.experiments()).containsExactly("mnist");
      for (JsonNode expect : runs) {
        checkRun(tracker, expect);
      }
    }
  }

  private static void checkRun(ExperimentTracker tracker, JsonNode expect) {
    RunInfo run = tracker.getRun(expect.get("id").asText());
    assertThat(run.experiment()).isEqualTo(expect.get("experiment").asText());
    assertThat(run.status()).isEqualTo(RunStatus.of(expect.get("status").asText()));
    assertThat(run.endedAt().isPresent()).isEqualTo(run.status() != RunStatus.RUNNING);
    assertThat(run.startedAt().getEpochSecond()).isGreaterThan(1_700_000_000);
    for (JsonNode tag : expect.get("tags")) {
      assertThat(run.tags()).containsEntry(tag.asText(), "");
    }
    Map<String, String> params = new TreeMap<>();
    run.params().forEach((k, v) -> params.put(k, v.text()));
    Map<String, String> wanted = new TreeMap<>();
    expect
        .get("params")
        .fields()
        .forEachRemaining(e -> wanted.put(e.getKey(), e.getValue().asText()));
    assertThat(params).isEqualTo(wanted);
    assertThat(run.metrics()).hasSize(expect.get("metrics").size());
    expect
        .get("metrics")
        .fields()
        .forEachRemaining(
            e -> {
              JsonNode points = e.getValue();
              MetricSeries s = tracker.getMetric(run.id(), e.getKey());
              assertThat(s.size()).isEqualTo(points.size());
              for (int i = 0; i < s.size(); i++) {
                assertThat(s.steps()[i]).isEqualTo(points.get(i).get(0).asLong());
                assertThat(s.values()[i]).isEqualTo(points.get(i).get(1).asDouble());
              }
              MetricSummary m = run.metric(e.getKey()).orElseThrow();
              assertThat(m.count()).isEqualTo(points.size());
              assertThat(m.last()).isEqualTo(s.values()[s.size() - 1]);
            });
    expect
        .get("artifacts")
        .fields()
        .forEachRemaining(
            e -> {
              byte[] bytes = tracker.getArtifact(run.id(), e.getKey());
              if (!e.getValue().asText().equals("pickle")) {
                assertThat(bytes).isEqualTo(HexFormat.of().parseHex(e.getValue().asText()));
              }
            });
    assertThat(tracker.listArtifacts(run.id())).hasSize(expect.get("artifacts").size());
  }

  @Test
  void runsOfTheOriginalAreQueriedAndDeletedButNotResumed() throws IOException {
    Path path = copy("experiments_rust.db");
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      List<RunInfo> best =
          tracker.query(RunQuery.all().param("lr", 0.001).sortBy("loss").descending());
      assertThat(best).hasSize(4);
      RunInfo first = best.get(0);
      assertThat(first.metric("loss").orElseThrow().last()).isEqualTo(0.2);
      assertThatIllegalStateException()
          .isThrownBy(() -> tracker.resume(first.id()))
          .withMessageContaining("original");
      tracker.deleteRun(first.id());
      assertThat(tracker.runs()).hasSize(3);
      tracker.experiment("mnist").inRun(List.of(), run -> run.logMetric("loss", 0));
      assertThat(tracker.experiment("mnist").runs()).hasSize(4);
    }
    try (SynaDB db = SynaDB.open(path)) {
      assertThat(db.keys("exp/mnist/run/")).isNotEmpty();
    }
  }

  @Test
  void experienceOfThePythonLayerIsNoRun() throws IOException {
    try (ExperimentTracker tracker = ExperimentTracker.open(copy("experience.db"))) {
      assertThat(tracker.runs()).isEmpty();
      tracker.experiment("s1").inRun(List.of(), run -> run.logMetric("m", 1));
      assertThat(tracker.runs()).hasSize(1);
    }
  }

  @Test
  void writesTheRustDialectWhenAskedTo() {
    TrackerConfig config = TrackerConfig.of(DbConfig.builder().originalCompatible(true).build());
    Path path = dir.resolve("both.db");
    String id;
    RunInfo info;
    try (ExperimentTracker tracker = ExperimentTracker.open(path, config)) {
      Run run = tracker.experiment("e").startRun("t");
      id = run.id();
      run.logParam("lr", 0.5);
      for (int i = 0; i < 100; i++) {
        run.logMetric("a/b", i / 8.0, 3L * i);
      }
      run.logArtifact("x.bin", new byte[] {1, 2, 3});
      run.complete();
      info = run.info();
      assertThatIllegalArgumentException().isThrownBy(() -> tracker.experiment("a/b").startRun());
    }
    try (SynaDB db = SynaDB.open(path)) {
      String prefix = "exp/e/run/" + id + "/";
      assertThat(id).hasSize(36);
      assertThat(db.getText(prefix + "param/lr")).contains("0.5");
      assertThat(db.getFloat(prefix + "metric/a/b/297")).hasValue(99 / 8.0);
      assertThat(db.keys(prefix + "metric/")).hasSize(100);
      assertThat(db.getBytes(prefix + "artifact/x.bin")).contains(new byte[] {1, 2, 3});
      assertThat(db.getText(prefix + "meta").orElseThrow())
          .contains("\"experiment_name\":\"e\"")
          .contains("\"status\":\"Completed\"")
          .contains("\"params\":{\"lr\":\"0.5\"}")
          .contains("\"tags\":[\"t\"]");
      // What is ours goes: what is left is a run of the original.
      for (String key : db.keys(prefix)) {
        if (!key.matches(".*/(meta|param/.*|metric/.*|artifact/.*)")) {
          db.delete(key);
        }
      }
    }
    try (ExperimentTracker tracker = ExperimentTracker.open(path)) {
      RunInfo run = tracker.getRun(id);
      assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(run.metric("a/b").orElseThrow().count()).isEqualTo(100);
      assertThat(run.metric("a/b").orElseThrow().lastStep())
          .isEqualTo(info.metric("a/b").orElseThrow().lastStep());
      assertThat(tracker.getArtifact(id, "x.bin")).containsExactly(1, 2, 3);
    }
  }

  @Test
  void namesThatTheOriginalCannotHaveAreRefusedBeforeTheyStopTheRest() {
    TrackerConfig config = TrackerConfig.of(DbConfig.builder().originalCompatible(true).build());
    try (ExperimentTracker tracker = ExperimentTracker.open(dir.resolve("both.db"), config)) {
      Run run = tracker.experiment("e").startRun();
      assertThatIllegalArgumentException().isThrownBy(() -> run.logMetric("a\0b", 1));
      assertThatIllegalArgumentException().isThrownBy(() -> run.metric("a\0b"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> run.logMetric(MetricId.of("a", Map.of("k", "\0")), 1))
          .withMessageContaining("NUL");

      run.logMetric("a", 2);
      run.flush();
      run.complete();

      assertThat(run.info().metrics()).containsOnlyKeys(MetricId.of("a"));
      assertThat(tracker.getMetricTensor(run.id(), "a")).containsExactly(2);
    }
  }

  @Test
  void exportsARunForTheOriginal() {
    try (ExperimentTracker tracker = ExperimentTracker.open(dir.resolve("ours.db"));
        SynaDB target = SynaDB.open(dir.resolve("theirs.db"))) {
      Run run = tracker.experiment("a b").startRun(RunOptions.defaults().tag("x").tag("k", "v"));
      run.logParam("n", 3);
      run.logMetric("m", 1.5, 7);
      run.logMetric(MetricId.of("m", Map.of("s", "val")), 2.5, 8);
      run.logText("t.txt", "hello");
      run.complete();

      String exported = tracker.exportOriginal(run.id(), target);

      assertThat(exported.replace("-", "")).isEqualTo(run.id());
      assertThat(target.keys("exp/"))
          .allMatch(k -> k.startsWith("exp/a b/run/" + exported + "/"))
          .hasSize(5);
      try (ExperimentTracker theirs = ExperimentTracker.on(target)) {
        RunInfo seen = theirs.getRun(exported);
        assertThat(seen.tags()).containsOnlyKeys("x", "k=v");
        assertThat(seen.params()).containsEntry("n", ParamValue.of("3"));
        assertThat(seen.metrics()).hasSize(2);
        assertThat(theirs.getMetric(exported, "m").steps()).containsExactly(7);
        assertThat(theirs.getArtifact(exported, "t.txt")).asString().isEqualTo("hello");
      }
    }
  }

  @Test
  void damagedRecordsOfRunsAreLeftOutAndNamed() throws IOException {
    Path path = dir.resolve("x.db");
    String good;
    try (SynaDB db = SynaDB.open(path)) {
      String[] bad = {
        "",
        "[]",
        "{}",
        "{\"v\":2}",
        "{\"v\":1,\"experiment\":3}",
        "{\"v\":1",
        "null",
        "{\"v\":1,\"experiment\":\"e\",\"name\":\"\",\"status\":\"Odd\",\"startedAt\":1,"
            + "\"pid\":1,\"pidSince\":1}",
        document("Completed", ",\"params\":{\"lr\":null}"),
        document("Completed", ",\"tags\":{\"a\":null}"),
        document("Completed", ",\"inputs\":[null]")
      };
      for (int i = 0; i < bad.length; i++) {
        db.putText("exp/e/run/" + "0".repeat(31) + Integer.toHexString(i) + "/run", bad[i]);
        db.putText("exp/e/run/" + "1".repeat(31) + Integer.toHexString(i) + "/meta", bad[i]);
      }
      String dead = "4".repeat(32); // of an experiment whose name cannot be written
      String odd = document("Running", "").replace("\"e\"", "\"e\\ud800\"");
      db.putText("exp/e/run/" + dead + "/run", odd);
      db.putInt("exp/e/run/" + "2".repeat(32) + "/run", 5);
      db.putText("exp/e/run/" + "3".repeat(32) + "/m/x", "no number");
      db.putText("exp/e/run//run", "{}");
      db.putText("exp/run/x", "{}");
      try (ExperimentTracker tracker = ExperimentTracker.on(db)) {
        Run run = tracker.experiment("e").startRun();
        run.complete();
        good = run.id();
        assertThat(tracker.runs()).extracting(RunInfo::id).containsExactly(good);
        for (int i = 0; i < bad.length; i++) {
          String id = "0".repeat(31) + Integer.toHexString(i);
          assertThatThrownBy(() -> tracker.getRun(id)).isInstanceOf(SynaFormatException.class);
          assertThat(tracker.damagedRuns().get(id)).isInstanceOf(SynaFormatException.class);
        }
        assertThat(tracker.damagedRuns()).hasSizeGreaterThan(bad.length).doesNotContainKey(good);
        assertThatThrownBy(() -> tracker.getRun(dead)).isInstanceOf(SynaFormatException.class);
        tracker.setTag(good, "t", "");
        tracker.resume(good).complete();
        db.putText("exp/e/run/" + dead + "/run", document("Running", ""));
        assertThat(tracker.getRun(dead).status()).isEqualTo(RunStatus.KILLED);
      }
    }
  }

  @Test
  void aDeadRunThatTheOriginalCannotHaveIsKilledWithoutIt() {
    DbConfig config = DbConfig.builder().originalCompatible(true).build();
    String key = "exp/a%00/run/" + "5".repeat(32) + "/run";
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"), config)) {
      db.putText(key, document("Running", "").replace("\"e\"", "\"a\\u0000\""));
      try (ExperimentTracker tracker = ExperimentTracker.on(db, TrackerConfig.of(config))) {
        tracker.experiment("e").startRun().complete();
        assertThat(tracker.runs())
            .extracting(RunInfo::status)
            .containsExactlyInAnyOrder(RunStatus.KILLED, RunStatus.COMPLETED);
      }
      assertThat(db.getText(key).orElseThrow()).contains("Killed");
    }
  }

  private static String document(String status, String more) {
    return "{\"v\":1,\"experiment\":\"e\",\"name\":\"\",\"status\":\""
        + status
        + "\",\"startedAt\":1,\"pid\":1,\"pidSince\":1"
        + more
        + "}";
  }

  @Test
  void cutSummariesAreRefused() {
    byte[] whole =
        SummaryCodec.encode(
            Map.of(
                MetricId.of("a/b", Map.of("c", "d")),
                new MetricSummary(3, 1, 2, 0.5, 4, 0, 2, 5, 9)));
    assertThat(SummaryCodec.decode(whole, "k")).hasSize(1);
    for (int n = 0; n < whole.length; n++) {
      byte[] cut = Arrays.copyOf(whole, n);
      assertThatThrownBy(() -> SummaryCodec.decode(cut, "k"))
          .isInstanceOf(SynaFormatException.class);
    }
    Random random = new Random(5);
    for (int i = 0; i < 2000; i++) {
      byte[] odd = whole.clone();
      odd[random.nextInt(odd.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        SummaryCodec.decode(odd, "k");
      } catch (SynaFormatException e) {
        assertThat(e.key()).isEqualTo("k");
      }
    }
  }
}
