/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.Atom;
import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Putting, and what is shown of it. */
final class ValuesTest {
  private static final Console.Terminals ALL = new Console.Terminals(true, true, true);

  @TempDir Path folder;

  private Path db() {
    return folder.resolve("a.db");
  }

  private Atom stored(String key) {
    try (SynaDB db = SynaDB.open(db(), DbConfig.of(OpenMode.READ_ONLY))) {
      return db.require(key);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "42|auto|INT",
        "-42|int|INT",
        "+7|auto|INT",
        "42.0|auto|FLOAT",
        ".5e-3|auto|FLOAT",
        "99999999999999999999|auto|FLOAT",
        "9999999999999999999|auto|FLOAT",
        "1.|auto|FLOAT",
        "4 2|auto|TEXT",
        "0x10|auto|TEXT",
        "1f|auto|TEXT",
        "NaN|auto|TEXT",
        "NaN|float|FLOAT",
        "42|text|TEXT",
        "42|t|TEXT",
        "42|f64|FLOAT",
        "00fe|hex|BYTES",
        "00fe|b|BYTES",
        "42|bytes|BYTES",
        "[1, 2.5]|vector|VECTOR",
        "1 2 3|vector|VECTOR",
        "x|null|NULL"
      })
  void putsTheTypeThatIsMeant(String value, String type, String expected) {
    Cli.Result r = Cli.run("put", db(), "key", "--type", type, "--", value);

    assertThat(r.code()).as(r.err()).isZero();
    assertThat(stored("key").type().name()).isEqualTo(expected);
  }

  @Test
  void putsFromStandardInput() {
    byte[] bytes = new byte[100_000];
    new Random(7).nextBytes(bytes);

    assertThat(Cli.run(bytes, Console.Terminals.NONE, "put", db(), "b", "-").code()).isZero();
    assertThat(
            Cli.run("größe\n", Console.Terminals.NONE, "put", db(), "t", "-", "-t", "text").code())
        .isZero();
    assertThat(
            Cli.run("3.5\n", Console.Terminals.NONE, "put", db(), "f", "-", "-t", "float").code())
        .isZero();

    assertThat(stored("b").asBytes()).isEqualTo(bytes);
    assertThat(stored("t").asText()).isEqualTo("größe\n");
    assertThat(stored("f").asFloat()).isEqualTo(3.5);
    assertThat(Cli.run("get", db(), "b", "--raw").bytes()).isEqualTo(bytes);
    assertThat(Cli.run("get", db(), "t", "--raw").out()).isEqualTo("größe\n");
  }

  @Test
  void refusesTextThatIsNone() {
    Cli.Result r =
        Cli.run(
            new byte[] {(byte) 0xff}, Console.Terminals.NONE, "put", db(), "t", "-", "-t", "text");

    assertThat(r.code()).isEqualTo(1);
    assertThat(r.err()).contains("UTF-8", "Try: --type bytes");
    assertThat(db()).doesNotExist();
  }

  @Test
  void putsAndGetsWhatIsTooLargeForMemory() throws IOException {
    byte[] bytes = new byte[SynaCommand.MAX_VALUE_BYTES + 1_000_001];
    new Random(8).nextBytes(bytes);
    Path file = Files.write(folder.resolve("large.bin"), bytes);

    assertThat(Cli.run("put", db(), "large", "--file", file).code()).isZero();

    assertThat(Arrays.equals(Cli.run("get", db(), "large", "--raw").bytes(), bytes)).isTrue();
    Cli.Result shown = Cli.run("get", db(), "large");
    assertThat(shown.lines()).hasSize(17);
    assertThat(shown.err()).isEqualTo("256 of " + bytes.length + " bytes; --raw gives all.\n");
    String json = Cli.run("get", db(), "large", "--output", "jsonl").out();
    assertThat(Cli.documents(json)).isOne();
    String base64 = json.substring(json.indexOf("\"value\":\"") + 9, json.length() - 3);
    assertThat(Arrays.equals(Base64.getDecoder().decode(base64), bytes)).isTrue();
    assertThat(Cli.run("keys", db(), "--long").out()).contains("… (" + bytes.length + " bytes)");
    String csv = Cli.run("export", db(), "--output", "csv").out();
    assertThat(csv)
        .hasSize("key,type,time,value\n".length() + csv.lines().toList().get(1).length() + 1);
    assertThat(csv).contains(base64);
  }

  @Test
  void elidesInTablesAndTellsSo() {
    String text = "word ".repeat(20_000);
    Cli.run(text, Console.Terminals.NONE, "put", db(), "text", "-", "-t", "text");
    Cli.run("put", db(), "vector", "-t", "vector", "1,".repeat(999) + "1");

    Cli.Result r = Cli.run("get", db(), "text");
    assertThat(r.out()).hasSizeLessThan(4200).endsWith("…\n");
    assertThat(r.err()).isEqualTo("4096 of 100000 characters; --raw gives all.\n");
    assertThat(Cli.run("get", db(), "text", "--quiet").err()).isEmpty();
    assertThat(Cli.run("get", db(), "text", "--raw").out()).isEqualTo(text);
    assertThat(Cli.run("get", db(), "vector").out()).endsWith(", …]\n");
    for (String line : Cli.run("keys", db(), "--long").lines()) {
      assertThat(Printable.width(line)).isLessThan(110);
    }
  }

  @Test
  void showsKeysThatATerminalWouldObeyAsEscapes() {
    try (SynaDB db = SynaDB.open(db())) {
      db.putText(Fixtures.EVIL_KEY, Fixtures.EVIL_KEY);
    }

    String escaped = "evil\\u001b[2J\\u009b1m\\u202etxt";
    assertThat(Cli.run("keys", db()).out()).isEqualTo(escaped + "\n");
    assertThat(Cli.run("keys", db(), "--long").out()).contains(escaped);
    assertThat(Cli.run("get", db(), Fixtures.EVIL_KEY).out()).isEqualTo(escaped + "\n");
    assertThat(Cli.run("history", db(), Fixtures.EVIL_KEY).out()).contains(escaped);
    Cli.Result missing = Cli.run("get", db(), "no" + Fixtures.EVIL_KEY);
    assertThat(missing.err()).doesNotContain("\u001b", "\u009b", "\u202e").contains("\\u001b");
    Cli.Result wrong = Cli.run("get", db(), "x", "\u001b[2J");
    assertThat(wrong.err()).doesNotContain("\u001b").contains("\\u001b");
  }

  @Test
  void csvIsAsItIsInAFileAndEscapedOnATerminal() {
    try (SynaDB db = SynaDB.open(db())) {
      db.putText(Fixtures.EVIL_KEY, "a");
    }

    assertThat(Cli.run("keys", db(), "--output", "csv").out()).contains(Fixtures.EVIL_KEY);
    assertThat(Cli.run("", ALL, "keys", db(), "--output", "csv").out()).doesNotContain("\u001b");
  }

  @Test
  void listsPages() {
    try (SynaDB db = SynaDB.open(db())) {
      for (String k : new String[] {"a", "b", "ä", "\uD83D\uDE00", "\uffee"}) {
        db.putInt(k, 1);
      }
    }

    assertThat(Cli.run("keys", db(), "--limit", 2).lines()).containsExactly("a", "b");
    assertThat(Cli.run("keys", db(), "--after", "b").lines())
        .containsExactly("ä", "\uffee", "\uD83D\uDE00");
    assertThat(Cli.run("keys", db(), "--prefix", "a", "-p", "?").lines()).containsExactly("a");
  }

  @Test
  void goesBackInTime() {
    Cli.run("put", db(), "k", "old");
    long position;
    try (SynaDB db = SynaDB.open(db())) {
      position = db.position();
      db.putText("k", "new");
      db.putText("more", "x");
    }

    assertThat(Cli.run("get", db(), "k").out()).isEqualTo("new\n");
    assertThat(Cli.run("get", db(), "k", "--at", position).out()).isEqualTo("old\n");
    String time = ai.synadb.Positions.toInstant(position).toString();
    assertThat(Cli.run("keys", db(), "--at", time).lines()).containsExactly("k");
    assertThat(Cli.run("get", db(), "k", "--at", "2001-01-01").code()).isEqualTo(3);
  }

  @Test
  void asksBeforeHistoryIsDropped() {
    Cli.run("put", db(), "k", "old");
    Cli.run("put", db(), "k", "new");

    Cli.Result no = Cli.run("n\n", ALL, "compact", db(), "--keep", "latest");
    assertThat(no.code()).isEqualTo(1);
    assertThat(no.err()).contains("[y/N]", "Nothing was done");
    assertThat(Cli.run("history", db(), "k").lines()).hasSize(3);

    Cli.Result yes = Cli.run("y\n", ALL, "compact", db(), "--keep", "latest", "--output", "jsonl");
    assertThat(yes.code()).as(yes.err()).isZero();
    assertThat(Cli.run("history", db(), "k").lines()).hasSize(2);
    String backup = yes.out().replaceAll("(?s).*\"backup\":\"([^\"]*)\".*", "$1");
    assertThat(backup).endsWith("Z.bak");
    assertThat(Cli.run("history", backup, "k").lines()).hasSize(3);
  }

  @Test
  void exportsAFileWholeOrNotAtAll() throws IOException {
    Cli.run("put", db(), "k", "v");
    Path target = folder.resolve("out.json");

    Thread.currentThread().interrupt();
    Cli.Result r = Cli.run("export", db(), target);
    Thread.interrupted();

    assertThat(r.code()).isEqualTo(130);
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(n -> n.contains("out"));
    }
    assertThat(Cli.run("export", db(), target).code()).isZero();
    assertThat(Cli.documents(Files.readString(target))).isOne();
  }

  @Test
  void barsAreForTerminals() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console c = new Console(new java.io.ByteArrayInputStream(new byte[0]), err, err, ALL);
    try (ProgressBar bar = new ProgressBar(c.err());
        ProgressBar none = new ProgressBar(null)) {
      for (ProgressBar b : new ProgressBar[] {bar, none}) {
        b.onProgress(new ai.synadb.Progress("verify", 1, 4, java.time.Duration.ofMillis(499)));
        b.onProgress(new ai.synadb.Progress("verify", 2, 4, java.time.Duration.ofSeconds(2)));
        b.onProgress(new ai.synadb.Progress("verify", 3, 4, java.time.Duration.ofMillis(2001)));
        b.onProgress(new ai.synadb.Progress("verify", 0, 0, java.time.Duration.ofSeconds(3)));
      }
    }

    String s = err.toString(StandardCharsets.UTF_8);
    assertThat(s).contains("\rverify [###############---------------]  50 %, 2 s left");
    assertThat(s).doesNotContain(" 25 %", " 75 %").contains("100 %").endsWith("\r");
    assertThat(s.split("\r", -1)).hasSize(5);
  }
}
