/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.synadb.DbConfig;
import ai.synadb.ErrorCode;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import ai.synadb.SynaException;
import ai.synadb.error.InternalErrorException;
import ai.synadb.error.OperationCancelledException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExitCodeTest {
  @TempDir Path folder;
  private Path db;

  @BeforeEach
  void make() {
    db = folder.resolve("a.db");
    try (SynaDB d = SynaDB.open(db)) {
      d.putText("key", "the value");
      for (int i = 0; i < 20; i++) {
        d.putText("more/" + i, "x".repeat(50));
      }
    }
  }

  private static void assertFails(Cli.Result r, int code, String message, String hint) {
    assertThat(r.code()).as(r.err()).isEqualTo(code);
    List<String> lines = r.err().lines().toList();
    assertThat(lines.get(0)).startsWith("syna: ").contains(message);
    assertThat(lines.get(1)).startsWith("Try: ").contains(hint);
    assertThat(lines).hasSize(2);
  }

  /** Damages a byte in the middle of the file, so that what follows it is intact. */
  private void damage() throws IOException {
    byte[] bytes = Files.readAllBytes(db);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    bytes[text.indexOf("the value")] ^= 1;
    Files.write(db, bytes);
    Files.deleteIfExists(folder.resolve("a.db.ckpt"));
  }

  @Test
  void zeroForWhatIsDone() {
    Cli.Result r = Cli.run("get", db, "key");

    assertThat(r.code()).isZero();
    assertThat(r.out()).isEqualTo("the value\n");
    assertThat(r.err()).isEmpty();
  }

  @Test
  void noForceWritesOverTheDatabaseOrWhatIsNoFile() throws IOException {
    byte[] before = Files.readAllBytes(db);
    Path link = Files.createSymbolicLink(folder.resolve("link"), db);
    Path other = Files.writeString(folder.resolve("other"), "old");
    Path toOther = Files.createSymbolicLink(folder.resolve("to other"), other);

    assertFails(Cli.run("export", db, db, "--force"), 1, "is the database", "another file");
    assertFails(Cli.run("export", db, link, "--force"), 1, "is the database", "another file");
    assertFails(Cli.run("export", db, folder, "--force"), 1, "is no file", "another file");
    assertThat(Cli.run("export", db, toOther, "--force").code()).isZero();

    assertThat(Files.readAllBytes(db)).isEqualTo(before);
    assertThat(toOther).isSymbolicLink();
    assertThat(Files.readString(other)).contains("the value");
  }

  @Test
  void twoForWhatIsSaidTwice() {
    Path out = folder.resolve("out");
    assertFails(Cli.run("export", db, out, "-o", out), 2, "two files", "one of them");
    assertFails(Cli.run("keys", db, "a*", "-p", "t*"), 2, "two patterns", "one of them");
    assertFails(Cli.run("runs", "list", db, "a", "--query", "b"), 2, "two queries", "one of them");
    assertFails(
        Cli.run("runs", "report", db, out, "--run", "a", "--experiment", "b"), 2, "named", "--run");
    assertThat(Cli.run("keys", db, "--at", "99999999999999999999").err())
        .contains("A position is at most 9223372036854775807");
    assertThat(Cli.run("runs", "list", db, "--experimen", "x").err())
        .contains("Try: syna runs list --experiment");
  }

  @Test
  void whatFailsMakesNoDatabase() {
    Path absent = folder.resolve("absent.db");
    assertThat(Cli.run("put", absent, "k", "--file", folder.resolve("nope")).code()).isEqualTo(6);
    assertThat(Cli.run("put", absent, "", "x").code()).isNotZero();
    assertThat(Cli.run("models", "save", absent, "", db).code()).isNotZero();
    assertThat(folder).isDirectoryNotContaining(f -> f.getFileName().toString().startsWith("abs"));
  }

  @Test
  void oneForWhatFailed() throws IOException {
    Files.writeString(folder.resolve("out.jsonl"), "mine");

    Cli.Result r = Cli.run("export", db, folder.resolve("out.jsonl"));

    assertFails(r, 1, "exists already", "--force");
    assertThat(folder.resolve("out.jsonl")).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "get",
        "get DB",
        "get DB key more",
        "get DB key --nonsense",
        "get DB key --output xml",
        "get DB key --at yesterday",
        "get DB ''",
        "put DB key",
        "put DB key x --type complex",
        "put DB key x --type int",
        "put DB key 1,x --type vector",
        "keys DB [a",
        "keys DB --limit -1",
        "history DB key --last -2",
        "search DB",
        "search DB -q 1,2 --like key",
        "runs",
        "runs nonsense",
        "runs list DB status~~",
        "compact DB --keep some",
        "compact DB --keep latest",
        "export DB --format table",
        "models stage DB net one production",
        "vectors recall DB --queries 0"
      })
  void twoForAWrongCommandLine(String line) {
    Object[] args =
        line.isEmpty()
            ? new Object[0]
            : List.of(line.split(" ", -1)).stream()
                .map(a -> a.equals("DB") ? db : a.equals("''") ? "" : (Object) a)
                .toArray();

    Cli.Result r = Cli.run(args);

    assertThat(r.code()).as(r.err()).isEqualTo(2);
    assertThat(r.out()).isEmpty();
    assertThat(r.err()).startsWith("syna: ").doesNotContain("Exception", "\tat ");
  }

  @Test
  void twoWithASuggestionForAVerbThatIsAlmostOne() {
    assertFails(Cli.run("verfy", db), 2, "'verfy'", "syna verify");
  }

  @Test
  void threeForAKeyThatIsNotThere() {
    assertFails(Cli.run("get", db, "other"), 3, "The key 'other' has no value", "syna keys ");
    assertFails(Cli.run("history", db, "other"), 3, "'other'", "syna keys ");
  }

  @Test
  void threeForAModelARunACollectionATensorThatIsNotThere() {
    assertFails(Cli.run("models", "show", db, "net"), 3, "'net'", "syna models list");
    assertFails(Cli.run("models", "load", db, "net/3", "x"), 3, "'net'", "syna models list");
    assertFails(Cli.run("runs", "show", db, "one"), 3, "'one'", "syna runs list");
    assertFails(Cli.run("search", db, "-q", "1"), 3, "no vectors", "syna vectors list");
    assertFails(Cli.run("tensor", "info", db, "grid"), 3, "'grid'", "syna tensor list");
  }

  @Test
  void fourForDamage() throws IOException {
    damage();

    assertFails(Cli.run("get", db, "key"), 4, "a.db", "syna verify " + db);
    Cli.Result r = Cli.run("verify", db);
    assertThat(r.code()).isEqualTo(4);
    assertThat(r.out()).contains("sound           false", "offset", "no record");
  }

  @Test
  void fourForAFileOfSomethingElse() throws IOException {
    Path text = folder.resolve("text.db");
    Files.writeString(text, "This is no database but a text, and quite a long one, in fact.");

    assertFails(Cli.run("info", text), 4, "text.db", "a file that SynaDB has written");
  }

  @Test
  void fiveForALockedDatabase() throws IOException {
    // As another process would: this one shares its own handles.
    try (ForeignLock lock = ForeignLock.on(db)) {
      assumeTrue(lock.isHeld());
      assertFails(Cli.run("put", db, "key", "x"), 5, "a.db", "ending the process");
      assertThat(Cli.run("get", db, "key").code()).isZero();
    }
  }

  @Test
  void sixForAFileThatCannotBeOpened() {
    assertFails(Cli.run("get", folder.resolve("no.db"), "key"), 6, "no.db", "another path");
    assertFails(Cli.run("get", folder, "key"), 6, folder.getFileName().toString(), "a file in");
    assertFails(Cli.run("put", folder.resolve("no/a.db"), "k", "1"), 6, "no does", "a file in");
  }

  @Test
  void sixForAFileToReadThatIsNotThere() {
    Cli.Result r = Cli.run("put", db, "k", "--file", folder.resolve("nothing"));

    assertThat(r.code()).isEqualTo(6);
    assertThat(r.err()).startsWith("syna: There is no file or directory").hasLineCount(1);
  }

  @Test
  void sixForADiskThatIsFullBehindStandardOutput() {
    int code = writeTo(new FailingOutput("No space left on device"));

    assertThat(code).isEqualTo(6);
  }

  @Test
  void oneHundredAndFortyOneAndNotAWordWhenTheReaderHasGone() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream out = new FailingOutput("Broken pipe");

    int code = Cli.run(new byte[0], out, err, Console.Terminals.NONE, "keys", db);

    assertThat(code).isEqualTo(141);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private int writeTo(OutputStream out) {
    return Cli.run(
        new byte[0], out, OutputStream.nullOutputStream(), Console.Terminals.NONE, "keys", db);
  }

  private static final class FailingOutput extends OutputStream {
    private final String message;

    FailingOutput(String message) {
      this.message = message;
    }

    @Override
    public void write(int b) throws IOException {
      throw new IOException(message);
    }
  }

  @Test
  void seventyForADefect() {
    assertThat(ExitCodes.of(new InternalErrorException("x", null))).isEqualTo(70);
    assertThat(ExitCodes.of(new NullPointerException())).isEqualTo(70);
  }

  @Test
  void oneHundredAndThirtyForAnInterrupt() throws IOException {
    byte[] before = Files.readAllBytes(db);

    Thread.currentThread().interrupt();
    Cli.Result r = Cli.run("compact", db, "--keep", "latest", "--yes", "--no-backup");

    assertThat(Thread.interrupted() || r.code() == 130).isTrue();
    assertThat(r.code()).as(r.err()).isEqualTo(130);
    assertThat(Files.readAllBytes(db)).isEqualTo(before);
    assertThat(ExitCodes.of(new OperationCancelledException("x"))).isEqualTo(130);
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void hasACodeForEveryErrorOfTheEngine(ErrorCode code) {
    assertThat(ExitCodes.of(new SynaException(code, "x"))).isBetween(1, 130);
  }

  @Test
  void neverCreatesWhatItOnlyReads() throws IOException {
    Path missing = folder.resolve("missing.db");
    for (String line :
        List.of(
            "info DB",
            "get DB k",
            "keys DB",
            "search DB -q 1",
            "export DB",
            "history DB k",
            "verify DB",
            "runs list DB",
            "models list DB",
            "vectors list DB",
            "tensor list DB",
            "compact DB",
            "compact DB --dry-run",
            "put DB k v --no-create",
            "vectors build DB",
            "models stage DB n 1 staging",
            "runs report DB x.html")) {
      Object[] args =
          List.of(line.split(" ", -1)).stream()
              .map(
                  a ->
                      a.equals("DB")
                          ? missing
                          : a.equals("x.html") ? folder.resolve(a) : (Object) a)
              .toArray();
      Cli.Result r = Cli.run(args);
      assertThat(r.code()).as(line + "\n" + r.err()).isEqualTo(6);
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()).filter(n -> !n.startsWith("a.db")))
          .isEmpty();
    }
  }

  @Test
  void readsWithoutALockOrAnyFileBeside() throws IOException {
    Path copy = Fixtures.original("log_python.db", folder);
    byte[] before = Files.readAllBytes(copy);

    Cli.run("info", copy);
    Cli.run("export", copy);
    Cli.run("verify", copy);
    Cli.run("runs", "list", copy);

    assertThat(Files.readAllBytes(copy)).isEqualTo(before);
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()).filter(n -> n.startsWith("log_")))
          .containsExactly("log_python.db");
    }
  }

  @Test
  void aDryRunLeavesTheFileAsItIs() throws IOException {
    Path copy = Fixtures.original("log_python.db", folder);
    byte[] before = Files.readAllBytes(copy);

    Cli.Result r = Cli.run("compact", copy, "--keep", "latest", "--dry-run");

    assertThat(r.code()).as(r.err()).isZero();
    assertThat(Files.readAllBytes(copy)).isEqualTo(before);
  }

  @Test
  void sharesAHandleThatThisProcessHas() {
    try (SynaDB open = SynaDB.open(db, DbConfig.of(OpenMode.READ_WRITE))) {
      open.putText("fresh", "yes");
      open.flush();

      assertThat(Cli.run("get", db, "fresh").out()).isEqualTo("yes\n");
    }
  }
}
