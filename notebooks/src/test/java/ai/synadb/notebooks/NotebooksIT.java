/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Executes the notebooks as a reader would, with the Jupyter that {@code SYNADB_JUPYTER} names or
 * that is on the path, in its kernel {@code java}.
 */
@Tag("full")
class NotebooksIT {
  private static final long MAX_MINUTES = 5;

  @TempDir Path folder;

  static Stream<Path> notebooks() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(""))) {
      List<Path> all = files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList();
      assertThat(all).isNotEmpty();
      return all.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("notebooks")
  void runsFromTheFirstCellToTheLast(Path notebook) throws Exception {
    String jupyter = jupyter();
    assumeTrue(jupyter != null, "No Jupyter with a kernel called java is on the path");
    Result executed =
        run(
            jupyter,
            "nbconvert",
            "--to",
            "notebook",
            "--execute",
            "--ExecutePreprocessor.kernel_name=java",
            "--ExecutePreprocessor.timeout=180",
            "--output-dir",
            folder.toString(),
            notebook.toString());
    assertThat(executed.status).as(executed.output).isZero();
    JsonNode cells =
        new ObjectMapper().readTree(folder.resolve(notebook.getFileName()).toFile()).get("cells");
    List<String> types = new ArrayList<>();
    for (JsonNode cell : cells) {
      for (JsonNode output : cell.path("outputs")) {
        assertThat(output.path("output_type").asText()).as("%s", cell).isNotEqualTo("error");
        output.path("data").fieldNames().forEachRemaining(types::add);
      }
    }
    assertThat(types).contains("text/html", "image/png");
  }

  /** The Jupyter to use, or null. */
  private String jupyter() throws Exception {
    String given = System.getenv("SYNADB_JUPYTER");
    String jupyter = given == null ? "jupyter" : given;
    try {
      Result kernels = run(jupyter, "kernelspec", "list", "--json");
      boolean isThere = kernels.status == 0 && kernels.output.contains("\"java\"");
      return isThere ? jupyter : null;
    } catch (IOException e) {
      return null; // there is no such program
    }
  }

  private record Result(int status, String output) {}

  private Result run(String... command) throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    // The kernel starts whatever java comes first: it should be the one that runs this.
    builder
        .environment()
        .merge(
            "PATH",
            Path.of(System.getProperty("java.home"), "bin").toString(),
            (path, bin) -> bin + File.pathSeparator + path);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(MAX_MINUTES, TimeUnit.MINUTES))
          .as("%s ends within %d minutes", String.join(" ", command), MAX_MINUTES)
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
  }
}
