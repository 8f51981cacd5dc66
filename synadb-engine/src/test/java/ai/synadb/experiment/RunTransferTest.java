/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import ai.synadb.SynaDB;
import ai.synadb.SynaException;
import ai.synadb.error.ConflictException;
import ai.synadb.error.FormatTooNewException;
import ai.synadb.error.RunNotFoundException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.UnknownFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that leave one database and come into another. */
final class RunTransferTest {
  private static final long SEED = Long.getLong("seed", 20261128L);
  private static final String ODD = "a,\"b\"\r\n\u00e4\ud83d\ude00\t'`=;%/\u0001\n";

  @TempDir Path folder;
  private int files;

  private ExperimentTracker open() {
    return ExperimentTracker.open(folder.resolve("t" + files++ + ".db"));
  }

  private static byte[] export(ExperimentTracker t, RunFormat format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      t.exportRuns(t.runs().stream().map(RunInfo::id).toList(), format, out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static List<String> load(ExperimentTracker t, RunFormat format, byte[] bytes) {
    try {
      return t.importRuns(format, new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> load(ExperimentTracker t, String jsonLines) {
    return load(t, RunFormat.JSON_LINES, jsonLines.getBytes(StandardCharsets.UTF_8));
  }

  /** A run of everything that is hard to keep, and a child of it. */
  private static void fill(ExperimentTracker t) {
    Run run =
        t.experiment("exp/ \u00fc" + ODD)
            .startRun(RunOptions.named("name " + ODD).tag("label").tag(ODD, ODD).gitCommit("c0"));
    run.logParam("long", Long.MIN_VALUE);
    run.logParam("double", 1.0);
    run.logParam("nan", Double.NaN);
    run.logParam("bool", true);
    run.logParam("text", "1.0");
    run.logParam("empty", "");
    run.logParam("return", "a\rb");
    run.logParam(ODD, ODD);
    run.logParams(Map.of("json", Map.of("a", List.of(1, "x\n"))));
    run.setNote(ODD);
    run.logInput(DatasetInput.of("train", 7, "digest").as("training"));
    run.logInput(DatasetInput.of(ODD, 0));
    double[] values = {
      0.1,
      -0.0,
      0,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      1e300,
      Double.MIN_VALUE,
      12345678901234568.0,
      1
    };
    for (int i = 0; i < values.length; i++) {
      Instant time = Instant.ofEpochSecond(1_700_000_000L + i, 123_456_000);
      run.logMetric("loss", values[i], (long) i * i - 5, time);
      run.logMetric(MetricId.of(ODD, Map.of("sub set", "val" + ODD, "x", "")), values[i], i, time);
    }
    byte[] bytes = new byte[3 * RunFormat.PIECE_BYTES / 2];
    new Random(SEED).nextBytes(bytes);
    run.logArtifact("a/b.bin", bytes);
    run.logArtifact("same", bytes);
    run.logArtifact("none", new byte[0]);
    run.logText("note.txt", ODD);
    Run child = run.child("child");
    child.fail();
    run.complete();
    t.experiment("other").startRun(RunOptions.defaults().gitCommit("")).complete();
  }

  private static void assertSame(ExperimentTracker a, ExperimentTracker b) throws IOException {
    assertThat(b.runs()).isEqualTo(a.runs());
    for (RunInfo run : a.runs()) {
      for (MetricId m : run.metrics().keySet()) {
        MetricSeries x = a.getMetric(run.id(), m);
        MetricSeries y = b.getMetric(run.id(), m);
        assertThat(y.steps()).isEqualTo(x.steps());
        assertThat(y.times()).isEqualTo(x.times());
        assertThat(bits(y)).isEqualTo(bits(x));
      }
      assertThat(b.listArtifacts(run.id())).isEqualTo(a.listArtifacts(run.id()));
      for (ArtifactInfo artifact : a.listArtifacts(run.id())) {
        try (InputStream x = a.openArtifact(run.id(), artifact.path());
            InputStream y = b.openArtifact(run.id(), artifact.path())) {
          assertThat(y.readAllBytes()).isEqualTo(x.readAllBytes());
        }
      }
    }
  }

  private static long[] bits(MetricSeries s) {
    return java.util.Arrays.stream(s.values()).mapToLong(Double::doubleToLongBits).toArray();
  }

  @ParameterizedTest
  @EnumSource(RunFormat.class)
  void nothingIsLost(RunFormat format) throws IOException {
    try (ExperimentTracker a = open();
        ExperimentTracker b = open()) {
      fill(a);
      byte[] bytes = export(a, format);

      List<String> ids = load(b, format, bytes);

      assertThat(ids).isEqualTo(a.runs().stream().map(RunInfo::id).toList()).hasSize(3);
      assertSame(a, b);
      assertThat(new String(export(b, format), StandardCharsets.UTF_8))
          .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }
    try (ExperimentTracker a = ExperimentTracker.open(folder.resolve("t0.db"));
        ExperimentTracker b = ExperimentTracker.open(folder.resolve("t1.db"))) {
      assertSame(a, b);
    }
  }

  @Test
  void anImportedRunGoesOn() {
    try (ExperimentTracker a = open();
        ExperimentTracker b = open()) {
      fill(a);
      load(b, RunFormat.CSV, export(a, RunFormat.CSV));
      RunInfo before = b.search("run_name LIKE 'name%'").get(0);

      Run run = b.resume(before.id());
      run.logMetric("loss", 5, 1000);
      run.logParam("long", Long.MIN_VALUE);
      run.logInput(DatasetInput.of("more", 1));
      run.complete();

      RunInfo after = b.getRun(before.id());
      assertThat(after.params()).isEqualTo(before.params());
      assertThat(after.tags()).isEqualTo(before.tags());
      assertThat(after.note()).isEqualTo(before.note());
      assertThat(after.inputs()).hasSize(3);
      assertThat(after.metric("loss").orElseThrow().count()).isEqualTo(11);
      assertThat(b.getMetric(before.id(), "loss").size()).isEqualTo(11);
      b.deleteRun(before.id());
      assertThat(b.findRun(before.id())).isEmpty();
    }
  }

  @Test
  void aRunThatGoesOnIsImportedAsKilled() {
    try (ExperimentTracker a = open();
        ExperimentTracker b = open()) {
      Run run = a.experiment("e").startRun();
      run.logMetric("m", 1, 0, Instant.parse("2100-01-01T00:00:00Z"));
      byte[] bytes = export(a, RunFormat.JSON_LINES);
      run.complete();

      load(b, RunFormat.JSON_LINES, bytes);

      RunInfo info = b.getRun(run.id());
      assertThat(info.status()).isEqualTo(RunStatus.KILLED);
      assertThat(info.endedAt()).contains(Instant.parse("2100-01-01T00:00:00Z"));
    }
  }

  @Test
  void aRunIsNotImportedTwice() {
    try (ExperimentTracker a = open()) {
      fill(a);
      byte[] bytes = export(a, RunFormat.CSV);
      int runs = a.runs().size();

      assertThatThrownBy(() -> load(a, RunFormat.CSV, bytes))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("Line 3");
      assertThat(a.runs()).hasSize(runs);
      assertThatThrownBy(
              () -> a.exportRuns(List.of("x"), RunFormat.CSV, new ByteArrayOutputStream()))
          .isInstanceOf(RunNotFoundException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(RunFormat.class)
  void aCutStreamIsRefusedAndLeavesNoPartOfARun(RunFormat format) throws IOException {
    Path path = folder.resolve("cut.db");
    try (ExperimentTracker a = open()) {
      fill(a);
      byte[] bytes = export(a, format);
      Map<String, RunInfo> all = new java.util.HashMap<>();
      a.runs().forEach(r -> all.put(r.id(), r));
      Random r = new Random(SEED);
      List<Integer> cuts = new ArrayList<>(List.of(0, 1, bytes.length / 2, bytes.length - 2));
      for (int i = 0; i < 30; i++) {
        cuts.add(r.nextInt(bytes.length - 1));
      }
      for (int cut : cuts) {
        try (ExperimentTracker b = ExperimentTracker.open(path)) {
          byte[] some = java.util.Arrays.copyOf(bytes, cut);
          assertThatThrownBy(() -> load(b, format, some))
              .as("cut at %d, seed %d", cut, SEED)
              .isInstanceOf(SynaFormatException.class);
          for (RunInfo run : b.runs()) {
            assertThat(run).isEqualTo(all.get(run.id()));
            b.deleteRun(run.id());
          }
        }
        try (SynaDB db = SynaDB.open(path)) {
          assertThat(db.keys()).as("cut at %d, seed %d", cut, SEED).isEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RunFormat.class)
  void changedCharactersThrowNothingElse(RunFormat format) {
    try (ExperimentTracker a = open()) {
      Run run = a.experiment("e").startRun(RunOptions.named("n").tag("t", "v"));
      run.logParam("p", 1.5);
      run.logMetric(MetricId.of("m", Map.of("a", "b")), 1, 2);
      run.logText("x.txt", "some text");
      run.logInput(DatasetInput.of("d", 1));
      run.complete();
      byte[] bytes = export(a, format);
      Random r = new Random(SEED);
      try (ExperimentTracker b = open()) {
        for (int i = 0; i < 400; i++) {
          byte[] changed = bytes.clone();
          int at = r.nextInt(bytes.length);
          changed[at] = (byte) (r.nextBoolean() ? changed[at] ^ 1 << r.nextInt(8) : r.nextInt());
          try {
            load(b, format, changed);
          } catch (SynaFormatException | ConflictException e) {
            assertThat(e.getMessage()).as("seed %d", SEED).isNotEmpty();
          } catch (SynaException e) {
            fail("byte " + at + " became " + changed[at] + ", seed " + SEED, e);
          }
          b.runs().forEach(x -> b.deleteRun(x.id()));
        }
      }
    }
  }

  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final String FORMAT =
      "{\"type\":\"format\",\"name\":\"synadb-runs\",\"step\":1}\n";
  private static final String RUN =
      "{\"type\":\"run\",\"run\":\"" + ID + "\",\"time\":5,\"value\":\"e\"}\n";
  private static final String END =
      "{\"type\":\"end\",\"run\":\"" + ID + "\",\"kind\":\"completed\",\"time\":9}\n";
  private static final String DONE = "{\"type\":\"done\",\"step\":1}\n";

  private static String record(String type, String rest) {
    return "{\"type\":\"" + type + "\",\"run\":\"" + ID + "\"" + rest + "}\n";
  }

  @Test
  void errorsNameTheLine() {
    Map<String, String> wrong = new java.util.LinkedHashMap<>();
    wrong.put(FORMAT + RUN + END, "Line 4 .*the file ends");
    wrong.put(FORMAT + RUN + END + "{\"type\":\"done\",\"step\":2}\n", "Line 4 .*after 1 runs");
    wrong.put(FORMAT + RUN + END + DONE + DONE, "Line 5 .*follows the last");
    wrong.put(FORMAT + RUN + RUN + END + DONE, "Line 3 .*out of its place");
    wrong.put(FORMAT + RUN + "\n" + END + DONE, "Line 3 .*empty");
    wrong.put(FORMAT + RUN + "{\"type\":\"nix\"}\n", "Line 3 .*no type of record 'nix'");
    wrong.put(FORMAT + RUN + "{}\n", "Line 3 .*it has no type");
    wrong.put(FORMAT + RUN + record("tag", ",\"step\":1"), "Line 3 .*tag has no 'step'");
    wrong.put(FORMAT + RUN + record("tag", ""), "Line 3 .*tag's name is not empty");
    wrong.put(FORMAT + RUN + record("note", "") + record("note", ""), "Line 4 .*already");
    wrong.put(
        FORMAT + RUN + record("param", ",\"name\":\"p\",\"kind\":\"long\",\"value\":\"1.5\""),
        "Line 3 .*'1.5'");
    wrong.put(
        FORMAT + RUN + record("param", ",\"name\":\"p\",\"kind\":\"big\",\"value\":\"1\""),
        "Line 3 .*no type of parameter 'big'");
    wrong.put(FORMAT + RUN + record("metric", ",\"name\":\"m\",\"step\":0"), "Line 3 .*its time");
    wrong.put(
        FORMAT + RUN + record("metric", ",\"name\":\"m\",\"step\":0,\"time\":1,\"value\":\"x\""),
        "Line 3 .*no number: 'x'");
    wrong.put(
        FORMAT + RUN + record("metric", ",\"name\":\"m\",\"context\":{\"a\":1},\"step\":0"),
        "Line 3 .*context is no text");
    wrong.put(
        FORMAT + RUN + record("artifact", ",\"name\":\"../x\",\"kind\":\"t\",\"step\":0"),
        "Line 3 .*'\\.\\./x'");
    wrong.put(
        FORMAT + RUN + record("artifact", ",\"name\":\"x\",\"kind\":\"t\",\"step\":-1"),
        "Line 3 .*not -1");
    wrong.put(
        FORMAT
            + RUN
            + record("artifact", ",\"name\":\"x\",\"kind\":\"t\",\"step\":9223372036854775807")
            + record("bytes", ",\"value\":\"AAAA\"")
            + END,
        "Line 5 .*more bytes");
    wrong.put(
        FORMAT
            + RUN
            + record("artifact", ",\"name\":\"x\",\"kind\":\"t\",\"step\":2")
            + record("bytes", ",\"value\":\"AAAA\""),
        "Line 4 .*2 more bytes are expected, and it has 3");
    wrong.put(
        FORMAT
            + RUN
            + record("artifact", ",\"name\":\"x\",\"kind\":\"t\",\"step\":3,\"value\":\"00\"")
            + record("bytes", ",\"value\":\"AAAA\""),
        "Line 4 .*SHA-256");
    wrong.put(FORMAT + RUN.replace(ID, "../../x"), "Line 2 .*no id");
    wrong.put(FORMAT + RUN + END.replace(ID, ID.replace('0', '1')), "Line 3 .*not of run " + ID);
    wrong.put(FORMAT + RUN + END.replace("completed", "done"), "Line 3 .*'done'");
    wrong.put(FORMAT + RUN + "x".repeat(RunFormat.MAX_CHARS + 1), "Line 3 .*more than 8388608");
    try (ExperimentTracker t = open()) {
      wrong.forEach(
          (text, message) -> {
            assertThatThrownBy(() -> load(t, text))
                .as(message)
                .isInstanceOf(SynaFormatException.class)
                .hasMessageMatching("(?s)" + message + ".*");
            t.runs().forEach(run -> t.deleteRun(run.id()));
          });
      assertThatThrownBy(() -> load(t, "hello\n")).isInstanceOf(SynaFormatException.class);
      assertThatThrownBy(() -> load(t, "")).isInstanceOf(UnknownFormatException.class);
      assertThatThrownBy(() -> load(t, RUN)).isInstanceOf(UnknownFormatException.class);
      assertThatThrownBy(() -> load(t, FORMAT.replace("1}", "2}")))
          .isInstanceOf(FormatTooNewException.class)
          .hasMessageContaining("2");
      byte[] latin = (FORMAT + RUN + "{\"\u00e4\"").getBytes(StandardCharsets.ISO_8859_1);
      assertThatThrownBy(() -> load(t, RunFormat.JSON_LINES, latin))
          .isInstanceOf(SynaFormatException.class)
          .hasMessageContaining("UTF-8");
      assertThat(load(t, FORMAT + RUN + END + DONE)).containsExactly(ID);
      assertThat(t.getRun(ID).startedAt()).isEqualTo(Instant.ofEpochSecond(0, 5000));
    }
  }

  @Test
  void wrongCsvIsRefused() {
    String columns = "type,run,name,context,kind,step,time,value\n";
    String format = columns + "format,,synadb-runs,,,1,,\n";
    Map<String, String> wrong = new java.util.LinkedHashMap<>();
    wrong.put("type,run\n", "Line 1 .*columns");
    wrong.put(format + "run,x\n", "Line 3 .*2 cells");
    wrong.put(format + "run,x,,,,,,,\n", "Line 3 .*more than 8 cells");
    wrong.put(format + "run,\"x\"y,,,,,,\n", "Line 3 .*follows the quote");
    wrong.put(format + "run,x\"y,,,,,,\n", "Line 3 .*quote stands within");
    wrong.put(format + "run,\"x,,,\n\n,,,\n", "Line 3 .*does not end");
    wrong.put(format + "run," + ID + ",\"a\n\nb\",,,,5,e\nnix,,,,,,,\n", "Line 6 .*'nix'");
    wrong.put(format + "run," + ID + ",,,,,5x,e\n", "Line 3 .*time is no integer");
    try (ExperimentTracker t = open()) {
      wrong.forEach(
          (text, message) ->
              assertThatThrownBy(
                      () -> load(t, RunFormat.CSV, text.getBytes(StandardCharsets.UTF_8)))
                  .as(message)
                  .isInstanceOf(SynaFormatException.class)
                  .hasMessageMatching("(?s)" + message + ".*"));
      String crlf =
          (format + "run," + ID + ",,,,,5,e\nend," + ID + ",,,failed,,9,\ndone,,,,,1,,")
              .replace("\n", "\r\n");
      assertThat(load(t, RunFormat.CSV, crlf.getBytes(StandardCharsets.UTF_8))).containsExactly(ID);
    }
  }
}
