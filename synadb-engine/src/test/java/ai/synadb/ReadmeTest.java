/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.RunInfo;
import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.log.Environment;
import ai.synadb.internal.log.LogClock;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelVersion;
import ai.synadb.tensor.Shape;
import ai.synadb.tensor.Tensor;
import ai.synadb.tensor.TensorEngine;
import ai.synadb.vector.Attributes;
import ai.synadb.vector.Filter;
import ai.synadb.vector.SearchHit;
import ai.synadb.vector.SearchOptions;
import ai.synadb.vector.VectorStore;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeps README.md and the other documents true. */
final class ReadmeTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  private static final List<String> DOCUMENTS =
      List.of(
          "README.md",
          "CONTRIBUTING.md",
          "SECURITY.md",
          "CHANGELOG.md",
          "docs/ARCHITECTURE.md",
          "docs/CONCURRENCY.md",
          "docs/FORMAT.md",
          "docs/ORIGINAL_INDEXES.md");

  @TempDir static java.nio.file.Path dir;

  /** Stands in for the JDK's in the example, so that it writes where tests may. */
  private static final class Path {
    static java.nio.file.Path of(String name) {
      return dir.resolve(name);
    }
  }

  @Test
  void exampleDoesWhatTheReadmeSays() {
    // README
    try (SynaDB db = SynaDB.open(Path.of("my_data.db"))) {
      db.putFloat("temperature", 23.5);
      long before = db.position();
      db.putFloat("temperature", 24.1);
      Optional<Atom> latest = db.get("temperature");
      assertThat(latest).contains(Atom.of(24.1));
      double[] series = db.getHistoryFloats("temperature");
      assertThat(series).containsExactly(23.5, 24.1);
      db.delete("temperature");
      Optional<Atom> then = db.asOf(before).get("temperature");
      assertThat(then).contains(Atom.of(23.5));
      db.compact(ProgressListener.none());
    }
    // README
  }

  @Test
  void exampleOfVectorsDoesWhatTheReadmeSays() {
    float[] embedding = new float[384];
    embedding[7] = 1;
    float[] query = embedding.clone();
    // README VECTORS
    try (VectorStore store = VectorStore.open(Path.of("docs.db"), 384)) {
      store.insert("doc/1", embedding, Attributes.of("lang", "en", "year", 2024));
      List<SearchHit> hits = store.search(query, 10);
      assertThat(hits).containsExactly(new SearchHit("doc/1", 0));
      List<SearchHit> recent =
          store.search(
              query, 10, SearchOptions.filtered(Filter.gte("year", 2020)).recallTarget(0.99));
      assertThat(recent).isEqualTo(hits);
    }
    // README VECTORS
  }

  @Test
  void exampleOfLearningDoesWhatTheReadmeSays() {
    float[] pixels = new float[1_000 * 784];
    byte[] weights = {1, 2, 3};
    // README LEARNING
    try (SynaDB db = SynaDB.open(Path.of("lab.db"));
        TensorEngine tensors = TensorEngine.on(db);
        ExperimentTracker tracker = ExperimentTracker.on(db);
        ModelRegistry registry = ModelRegistry.on(db)) {
      tensors.putTensor("train/images", Tensor.of(pixels, 1_000, 784));
      RunInfo info =
          tracker
              .experiment("mnist")
              .inRun(
                  List.of("baseline"),
                  run -> {
                    run.logParam("learning_rate", 0.001);
                    run.logMetric("loss", 0.31, 1);
                  });
      List<RunInfo> best = tracker.search("metrics.loss.min < 0.4 ORDER BY metrics.loss LIMIT 10");
      assertThat(best).containsExactly(info);
      ModelVersion v = registry.saveModel("mnist", weights, Map.of("run", info.id()));
      registry.setAlias("mnist", "champion", v.version());
      assertThat(registry.load("models:/mnist@champion").readAll()).isEqualTo(weights);
      assertThat(tensors.describe("train/images").shape()).isEqualTo(Shape.of(1_000, 784));
    }
    // README LEARNING
  }

  @Test
  void positionOfTheExampleIsNeverAddedTo() {
    LogClock stopped = () -> 1_750_000_000_000_000L;
    Environment quiet = new Environment(DiskStorage.INSTANCE, stopped, false, 1 << 16, 0);
    try (SynaDB db = SynaDB.open(Path.of("stopped.db"), DbConfig.defaults(), quiet)) {
      db.putFloat("temperature", 23.5);
      long before = db.position();
      db.putFloat("temperature", 24.1);

      assertThat(db.asOf(before).getFloat("temperature")).hasValue(23.5);
    }
  }

  @Test
  void exampleIsTheReadmes() {
    List<String> readme = FormatDocTest.lines("README.md");
    int first = readme.indexOf("```java");

    assertThat(example(readme, first)).hasSizeGreaterThan(8).isEqualTo(run("// README"));
  }

  @Test
  void exampleOfVectorsIsTheReadmes() {
    List<String> readme = FormatDocTest.lines("README.md");
    int first = readme.indexOf("```java");
    int second = first + 1 + readme.subList(first + 1, readme.size()).indexOf("```java");

    assertThat(String.join(" ", example(readme, second)))
        .isEqualTo(String.join(" ", run("// README VECTORS")));
  }

  @Test
  void exampleOfLearningIsTheReadmes() {
    List<String> readme = FormatDocTest.lines("README.md");
    int third = readme.indexOf("```java");
    for (int i = 0; i < 2; i++) {
      third += 1 + readme.subList(third + 1, readme.size()).indexOf("```java");
    }

    assertThat(String.join(" ", example(readme, third)))
        .isEqualTo(String.join(" ", run("// README LEARNING")));
  }

  /** What stands between two marks in this file, without its assertions. */
  private static List<String> run(String mark) {
    List<String> test =
        FormatDocTest.lines("synadb-engine/src/test/java/ai/synadb/ReadmeTest.java").stream()
            .map(String::trim)
            .toList();
    int from = test.indexOf(mark) + 1;
    int to = from + test.subList(from, test.size()).indexOf(mark);
    return test.subList(from, to).stream().filter(line -> !line.startsWith("assertThat(")).toList();
  }

  private static List<String> example(List<String> readme, int at) {
    int to = at + 1 + readme.subList(at + 1, readme.size()).indexOf("```");
    return readme.subList(at + 1, to).stream().map(String::trim).toList();
  }

  @Test
  void everyLinkLeadsToAFile() {
    List<String> broken = new ArrayList<>();
    java.nio.file.Path root = FormatDocTest.root();
    for (String name : DOCUMENTS) {
      java.nio.file.Path document = root.resolve(name);
      for (String line : FormatDocTest.lines(name)) {
        Matcher m = LINK.matcher(line);
        while (m.find()) {
          if (!Files.exists(document.resolveSibling(m.group(1)))) {
            broken.add(name + ": " + m.group(1));
          }
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void everyMethodOfTheTableExists() {
    List<String> known =
        Stream.of(SynaDB.class, SynaReader.class)
            .flatMap(c -> Stream.of(c.getMethods()))
            .map(java.lang.reflect.Method::getName)
            .toList();
    List<String> readme = FormatDocTest.lines("README.md");
    int from = readme.indexOf("| Want | Call |") + 2;
    List<String> named = new ArrayList<>();
    for (String line : readme.subList(from, readme.size())) {
      if (!line.startsWith("|")) {
        break;
      }
      Matcher m = Pattern.compile("`(?:SynaDB\\.)?([a-zA-Z]+)").matcher(line);
      while (m.find()) {
        named.add(m.group(1));
      }
    }

    assertThat(named).hasSizeGreaterThan(20);
    assertThat(known).containsAll(named);
  }

  @Test
  void commandsAreOneLineEach() {
    List<String> readme = FormatDocTest.lines("README.md");
    for (String command : List.of("quickstart", "test")) {
      int at = readme.indexOf("<!-- command: " + command + " -->");

      assertThat(at).isNotNegative();
      assertThat(readme.get(at + 1)).startsWith("```");
      assertThat(readme.get(at + 2)).startsWith("mvn ");
      assertThat(readme.get(at + 3)).isEqualTo("```");
    }
  }
}
