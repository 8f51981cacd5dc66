/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every verb in every format, compared with {@code golden/<verb>.<format>}. With {@code
 * -Dgolden=write} the files are written instead, for a look at what has changed.
 */
final class GoldenTest {
  private static final Map<String, List<String>> CASES = new TreeMap<>();

  static {
    CASES.put(
        "info",
        List.of(
            "info log_python.db",
            "info log_torn_17.db",
            "info own.db",
            "info own.db --prefixes 0"));
    CASES.put(
        "get",
        List.of(
            "get log_python.db vector/3",
            "get log_python.db bytes/special",
            "get log_python.db int/special --long-as-string",
            "get own.db temperature",
            "get own.db text",
            "get own.db long",
            "get own.db bytes",
            "get own.db null",
            "get own.db nothing"));
    CASES.put(
        "put", List.of("put own.db temperature 24.5", "put new.db words [1,2] --type vector"));
    CASES.put(
        "keys",
        List.of(
            "keys log_python.db",
            "keys log_python.db */* --long",
            "keys log_python.db --count",
            "keys own.db te[mx]* --long",
            "keys own.db evil*",
            "keys own.db nothing*"));
    CASES.put(
        "search",
        List.of(
            "search vectors_cosine.db --like k15 -k 3",
            "search vectors_cosine.db --like k15 -k 3 --metric euclidean --exact",
            "search own.db --collection words -q 1,1 -k 2",
            "search own.db --collection words -q 1,1 --where lang=de --where n>=4",
            "search own.db -q 1,1"));
    CASES.put(
        "export",
        List.of(
            "export log_delta_lz4.db",
            "export log_python.db --pattern *special",
            "export own.db --pattern temp* --history",
            "export own.db out.csv --pattern te*"));
    CASES.put(
        "compact",
        List.of(
            "compact log_python.db --dry-run", "compact own.db --keep latest --yes --no-backup"));
    CASES.put(
        "history",
        List.of(
            "history log_python.db mixed",
            "history log_python.db resurrected --deletes --newest-first",
            "history own.db temperature --last 2",
            "history own.db loss",
            "history own.db gone --deletes",
            "history own.db nothing"));
    CASES.put("verify", List.of("verify log_python.db", "verify log_torn_17.db", "verify own.db"));
    CASES.put(
        "runs",
        List.of(
            "runs list experiments_rust.db",
            "runs list experiments_python.db params.lr='0.001'",
            "runs list own.db",
            "runs list own.db metrics.loss>9",
            "runs show experiments_rust.db 50bcc737",
            "runs show own.db small",
            "runs compare own.db small large_<b>rate</b>",
            "runs compare experiments_rust.db 50bcc737 66f9ea47 --differences",
            "runs metrics experiments_rust.db 50bcc737 loss",
            "runs metrics own.db small loss --points 3",
            "runs artifacts own.db small",
            "runs artifacts own.db small notes.txt",
            "runs export own.db runs.csv",
            "runs show own.db nothing"));
    CASES.put(
        "models",
        List.of(
            "models list models_rust.db",
            "models show models_rust.db classifier",
            "models show models_python.db raw/1",
            "models list own.db",
            "models show own.db net@champion",
            "models load own.db net net.bin",
            "models save own.db net net.bin -m acc=0.8",
            "models stage own.db net 3 staging --by ann --comment better",
            "models show own.db net",
            "models show own.db nothing"));
    CASES.put(
        "vectors",
        List.of(
            "vectors list vectors_rust_dot.db",
            "vectors list own.db",
            "vectors info own.db --collection words",
            "vectors recall own.db --collection words -k 2",
            "vectors build own.db --collection words",
            "vectors info own.db"));
    CASES.put(
        "tensor",
        List.of(
            "tensor list own.db",
            "tensor info own.db grid",
            "tensor info tensor_rust.db ba/float32",
            "tensor export own.db grid grid.csv",
            "tensor import own.db grid.csv again",
            "tensor info own.db nothing"));
  }

  @TempDir static Path shared;
  @TempDir Path folder;

  @BeforeAll
  static void make() {
    Fixtures.own(shared.resolve("own.db"));
  }

  static Stream<Arguments> verbsAndFormats() {
    return CASES.keySet().stream()
        .flatMap(v -> Stream.of(OutputFormat.values()).map(f -> Arguments.of(v, f)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("verbsAndFormats")
  void saysWhatItDid(String verb, OutputFormat format) throws IOException {
    Files.copy(shared.resolve("own.db"), folder.resolve("own.db"));
    StringBuilder all = new StringBuilder();
    for (String line : CASES.get(verb)) {
      all.append(transcript(line, format));
    }

    String name = verb + "." + format;
    if (System.getProperty("golden", "").equals("write")) {
      Files.writeString(Path.of("src", "test", "resources", "golden", name), all);
      return;
    }
    assertThat(all.toString()).isEqualTo(golden(name));
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream("/golden/" + name)) {
      assertThat(in).as("golden/" + name + "; -Dgolden=write writes it").isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String transcript(String line, OutputFormat format) {
    List<Object> args = new ArrayList<>();
    for (String word : line.split(" ", -1)) {
      boolean isFile = word.matches("[a-z_0-9]+\\.(db|csv|bin)");
      if (isFile && word.endsWith(".db") && !word.equals("own.db") && !word.equals("new.db")) {
        if (!Files.exists(folder.resolve(word))) {
          Fixtures.original(word, folder);
        }
      }
      args.add(isFile ? folder.resolve(word) : word.replace("large_", "large "));
    }
    args.add("--output");
    args.add(format);
    Cli.Result r = Cli.run(args.toArray());
    StringBuilder s = new StringBuilder("$ syna " + line + " --output " + format + "\n");
    s.append(r.out());
    if (!r.out().isEmpty() && !r.out().endsWith("\n")) {
      s.append("\\ no end of line\n");
    }
    r.err().lines().forEach(l -> s.append("! ").append(l).append('\n'));
    s.append("exit ").append(r.code()).append("\n\n");
    String text = s.toString().replace(folder + "/", "").replace(folder.toString(), ".");
    return Normal.form(text, line, format);
  }
}
