/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.SynaDB;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonOutputTest {
  @TempDir static Path folder;
  private static Path db;

  @BeforeAll
  static void make() {
    db = Fixtures.own(folder.resolve("own.db"));
  }

  static Stream<String> lines() {
    return Stream.of(
        "info DB",
        "get DB temperature",
        "get DB long",
        "get DB bytes",
        "get DB nothing",
        "get DB",
        "get MISSING key",
        "get DB key --at never",
        "nonsense",
        "keys DB",
        "keys DB --long",
        "keys DB nothing*",
        "keys DB [",
        "search DB --collection words -q 1,1",
        "search DB --collection words -q 1,1,1",
        "export DB",
        "history DB temperature",
        "verify DB",
        "verify MISSING",
        "runs list DB",
        "runs list DB nonsense~",
        "runs show DB small",
        "runs compare DB small",
        "runs metrics DB small",
        "runs artifacts DB small",
        "models list DB",
        "models show DB net",
        "models show DB nothing",
        "vectors list DB",
        "vectors info DB",
        "tensor list DB",
        "tensor info DB grid",
        "compact DB --keep nonsense");
  }

  private static Object[] arguments(String line, String format) {
    return Stream.concat(
            Stream.of(line.split(" ", -1))
                .map(a -> a.equals("DB") ? db : a.equals("MISSING") ? "no.db" : a),
            Stream.of("--output", format))
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void isOneDocumentWhateverHappens(String line) throws IOException {
    Cli.Result r = Cli.run(arguments(line, "json"));

    assertThat(Cli.documents(r.out())).isOne();
    assertThat(r.out().startsWith("{\n  \"error\"")).isEqualTo(r.code() != 0);
    assertThat(r.err().isEmpty()).isEqualTo(r.code() == 0);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void isOneDocumentInEachLineWhateverHappens(String line) throws IOException {
    Cli.Result r = Cli.run(arguments(line, "jsonl"));

    for (String l : r.lines()) {
      assertThat(Cli.documents(l)).as(l).isOne();
    }
    assertThat(r.out().startsWith("{\"error\"")).isEqualTo(r.code() != 0);
  }

  @Test
  void theErrorSaysAllThatPeopleAreTold() {
    Cli.Result r = Cli.run("get", db, "nothing", "--output=jsonl");

    assertThat(r.out())
        .isEqualTo(
            "{\"error\":{\"code\":\"NOT_FOUND\",\"exitCode\":3,"
                + "\"message\":\"The key 'nothing' has no value\","
                + ("\"hint\":\"syna keys " + db + ", which lists the keys\"}}\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "jsonl", "csv"})
  void anErrorInTheMiddleLeavesAWholeDocumentOfWhatCameBefore(String format) throws IOException {
    Path damaged = folder.resolve("damaged." + format + ".db");
    byte[] large = new byte[20 << 20];
    new Random(3).nextBytes(large);
    byte[] mark = "here it is to be damaged".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(mark, 0, large, 12 << 20, mark.length);
    try (SynaDB d = SynaDB.open(damaged)) {
      d.putText("a", "before");
      d.putBytes("b", new ByteArrayInputStream(large)); // in parts, beside the record of its key
      d.putText("c", "behind");
    }
    try (var channel = Files.newByteChannel(damaged, StandardOpenOption.WRITE)) {
      String text = new String(Files.readAllBytes(damaged), StandardCharsets.ISO_8859_1);
      channel.position(text.indexOf("here it is to be damaged"));
      channel.write(ByteBuffer.wrap(new byte[] {'H'}));
    }

    Cli.Result r = Cli.run("export", damaged, "--output", format);

    assertThat(r.code()).as(r.err()).isEqualTo(4);
    assertThat(r.err()).contains("syna verify");
    assertThat(r.out()).contains("before").doesNotContain("behind", "error").hasSizeLessThan(200);
    if (format.equals("json")) {
      assertThat(Cli.documents(r.out())).isOne();
    }
  }

  @Test
  void spellsWhatJsonHasNoNumberFor() {
    assertThat(Cli.run("history", db, "temperature", "--output", "jsonl").out())
        .contains("\"value\":\"NaN\"");
    assertThat(Cli.run("get", db, "count", "--output", "jsonl").out())
        .contains("\"value\":9223372036854775807}");
    assertThat(Cli.run("get", db, "count", "--output", "jsonl", "--long-as-string").out())
        .contains("\"value\":\"9223372036854775807\"}");
    assertThat(Cli.run("get", db, "bytes", "--output", "jsonl").out())
        .contains("\"value\":\"AAH+QQo=\"");
  }

  @Test
  void holdsNothingThatATerminalWouldObey() {
    for (String verb : List.of("keys", "export", "info")) {
      String out = Cli.run(verb, db, "--output", "json").out();
      assertThat(
              out.chars()
                  .filter(
                      c -> c != '\n' && !Printable.isSafe(c) && !Character.isSurrogate((char) c)))
          .as(verb)
          .isEmpty();
    }
  }
}
