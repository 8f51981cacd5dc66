/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is started, which Maven has built by now. */
final class LauncherIT {
  private static final Path LAUNCHER =
      Path.of("..", "..", "bin", "syna").toAbsolutePath().normalize();

  @TempDir Path folder;

  private record Result(int code, String out, String err) {}

  @BeforeAll
  static void needsAShell() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs /bin/sh");
  }

  private ProcessBuilder shell(String script, Object... args) {
    ProcessBuilder b = new ProcessBuilder("/bin/sh", "-c", script, "sh");
    for (Object a : args) {
      b.command().add(a.toString());
    }
    b.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return b.directory(folder.toFile());
  }

  private Result run(String script, Object... args) throws Exception {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process p =
        shell(script, args).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    p.getOutputStream().close();
    assertThat(p.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Result(p.exitValue(), Files.readString(out), Files.readString(err));
  }

  @Test
  void runsThroughLinksFromAnyDirectoryWithBlanksInPaths() throws Exception {
    Path places = Files.createDirectories(folder.resolve("a place with blanks"));
    Path first = Files.createSymbolicLink(places.resolve("first link"), LAUNCHER);
    Path link =
        Files.createSymbolicLink(
            folder.resolve("syna"),
            places.relativize(first).isAbsolute() ? first : folder.relativize(first));

    Result put = run("\"$1\" put 'my data.db' 'a key' 'a value' --output jsonl", link);
    Result get = run("./syna get 'my data.db' 'a key'");

    assertThat(put.err()).isEmpty();
    assertThat(put.code()).isZero();
    assertThat(put.out())
        .startsWith("{\"key\":\"a key\",\"type\":\"text\"")
        .endsWith("\"created\":true}\n");
    assertThat(get).isEqualTo(new Result(0, "a value\n", ""));
  }

  @Test
  void endsWithoutAWordWhenItsReaderHasGone() throws Exception {
    try (SynaDB db = SynaDB.open(folder.resolve("a.db"))) {
      for (int i = 0; i < 50_000; i++) {
        db.putInt("a key that is long enough to fill buffers and pipes/" + i, i);
      }
    }

    Result r = run("{ \"$1\" export a.db; echo $? >code; } | head -n 1", LAUNCHER);

    assertThat(r.out()).startsWith("{\"key\":\"a key").hasLineCount(1);
    assertThat(r.err()).isEmpty();
    assertThat(folder.resolve("code")).hasContent("141");
  }

  @Test
  void anInterruptEndsItAndLeavesTheFileIntact() throws Exception {
    assumeTrue(
        new ProcessBuilder("/bin/sh", "-c", "kill -INT $$; exit 7").start().waitFor() != 7,
        "The tests were started in the background, where interrupts are ignored");
    try (SynaDB db = SynaDB.open(folder.resolve("a.db"))) {
      db.putText("key", "value");
    }
    Process p = shell("exec \"$1\" put a.db key -", LAUNCHER).redirectErrorStream(true).start();
    p.getOutputStream().write("half a val".getBytes(StandardCharsets.UTF_8));
    p.getOutputStream().flush();
    awaitWriter(p);

    new ProcessBuilder("/bin/sh", "-c", "kill -INT " + p.pid()).start().waitFor();

    assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(p.exitValue()).isEqualTo(130);
    try (SynaDB db = SynaDB.open(folder.resolve("a.db"), DbConfig.of(OpenMode.READ_ONLY))) {
      assertThat(db.getText("key")).contains("value");
    }
    assertThat(Cli.run("verify", folder.resolve("a.db")).code()).isZero();
  }

  /** Until it has the database open, and so waits for input. */
  private void awaitWriter(Process p) throws InterruptedException {
    for (int i = 0; i < 600 && p.isAlive(); i++) {
      if (SynaDB.writerPid(folder.resolve("a.db")).orElse(0) == p.pid()) {
        return;
      }
      p.waitFor(100, TimeUnit.MILLISECONDS);
    }
    assertThat(p.isAlive()).as("the program waits for input").isTrue();
  }

  @Test
  void saysHowItIsBuiltWhereItIsNot() throws Exception {
    Path copy = Files.createDirectories(folder.resolve("not built/bin")).resolve("syna");
    Files.copy(LAUNCHER, copy);

    Result r = run("\"$1\" info a.db", copy);

    assertThat(r.code()).isEqualTo(1);
    assertThat(r.out()).isEmpty();
    List<String> lines = r.err().lines().toList();
    assertThat(lines.get(0)).startsWith("syna: it is not built");
    assertThat(lines.get(1)).startsWith("Try: mvn ").contains("tools/synadb-cli");
  }

  @Test
  void keepsStandardOutputForDataWhateverTheJvmHasToSay() throws Exception {
    Path copy = Fixtures.original("log_torn_17.db", folder);
    Path archive = Files.writeString(folder.resolve("other.jsa"), "an archive of another JDK");

    Result r =
        run(
            "SYNA_JAVA_OPTS=-XX:SharedArchiveFile=$3 \"$1\" info \"$2\" --output json --verbose",
            LAUNCHER,
            copy,
            archive);

    assertThat(r.code()).as(r.err()).isZero();
    assertThat(Cli.documents(r.out())).isOne();
  }

  @Test
  void tellsOfWarningsInALine() throws Exception {
    Path copy = Fixtures.original("log_torn_17.db", folder);

    Result r = run("\"$1\" put \"$2\" key 1 --output jsonl", LAUNCHER, copy);

    assertThat(r.code()).isZero();
    assertThat(r.err()).startsWith("syna: warning: log_torn_17.db: ").hasLineCount(1);
    assertThat(Cli.documents(r.out())).isOne();
  }
}
