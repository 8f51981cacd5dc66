/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

final class HelpTest {
  static Stream<String> commands() {
    Console none =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            Console.Terminals.NONE);
    List<String> all = new ArrayList<>();
    collect("", Syna.commandLine(none), all);
    return all.stream();
  }

  private static void collect(String path, CommandLine line, List<String> all) {
    for (Map.Entry<String, CommandLine> e : line.getSubcommands().entrySet()) {
      all.add((path + " " + e.getKey()).strip());
      collect(path + " " + e.getKey(), e.getValue(), all);
    }
  }

  @Test
  void hasTheVerbsOfTheOriginalAndMore() {
    assertThat(commands())
        .contains("info", "get", "put", "keys", "search", "export", "compact")
        .contains("history", "verify", "runs", "models", "vectors", "tensor", "runs report");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpOfEveryCommandBeginsWithTwoExamples(String command) {
    List<String> args = new ArrayList<>(List.of(command.split(" ", -1)));
    args.add("--help");

    Cli.Result r = Cli.run(args.toArray());

    assertThat(r.code()).isZero();
    assertThat(r.err()).isEmpty();
    String examples = r.out().substring(0, r.out().indexOf("Usage:"));
    String verb = command.substring(command.lastIndexOf(' ') + 1);
    boolean isShared = command.equals("vectors search");
    String shown = isShared ? "search" : command;
    assertThat(examples.lines().filter(l -> l.startsWith("  syna ") || l.startsWith("  echo ")))
        .as(verb)
        .hasSizeBetween(2, 3);
    assertThat(examples).contains("syna " + shown + " ");
    assertThat(r.out()).contains("Usage: syna " + command + " ", "--output=FORMAT", "--quiet");
    assertThat(r.out().lines()).allMatch(l -> Printable.width(l) <= 80);
  }

  @Test
  void helpOfTheProgramListsVerbsAndExitCodes() {
    Cli.Result r = Cli.run("--help");

    assertThat(r.code()).isZero();
    assertThat(r.out()).contains("Exit codes:", "130   interrupted", "  verify ", "  tensor ");
    assertThat(Cli.run("--version").out()).startsWith("syna ").contains("Java");
  }

  @Test
  void examplesInHelpParse() {
    for (String command : commands().toList()) {
      List<String> args = new ArrayList<>(List.of(command.split(" ", -1)));
      args.add("--help");
      Cli.run(args.toArray())
          .out()
          .lines()
          .takeWhile(l -> !l.startsWith("Usage"))
          .filter(l -> l.startsWith("  syna "))
          .forEach(HelpTest::parse);
    }
  }

  @Test
  void examplesInTheReadmeParse() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("../../README.md")).stream()
            .filter(l -> l.startsWith("bin/syna "))
            .toList();
    assertThat(lines).hasSizeGreaterThan(3);
    lines.forEach(l -> parse(l.replaceFirst("^bin/", "")));
  }

  private static void parse(String example) {
    String line = example.strip().replaceAll(" >.*", "");
    List<String> words = new ArrayList<>();
    var matcher = java.util.regex.Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)").matcher(line);
    while (matcher.find()) {
      for (int g = 1; g <= 3; g++) {
        if (matcher.group(g) != null) {
          words.add(matcher.group(g));
        }
      }
    }
    Console none =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            Console.Terminals.NONE);
    String[] args = words.subList(1, words.size()).toArray(new String[0]);
    assertThat(Syna.commandLine(none, args).parseArgs(args).subcommand()).as(example).isNotNull();
  }
}
