/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that the original wrote, in either of its languages, and ours as it reads them. */
class OriginalModelsTest {
  @TempDir Path dir;

  private static InputStream resource(String name) {
    return OriginalModelsTest.class.getResourceAsStream("/original/" + name);
  }

  private Path copy(String name) throws IOException {
    Path target = dir.resolve(name);
    try (InputStream in = resource(name)) {
      Files.copy(in, target);
    }
    return target;
  }

  private static JsonNode log(String name) throws IOException {
    try (InputStream in = resource("MANIFEST.json")) {
      return new ObjectMapper().readTree(in).get("files").get(name).get("expect").get("log");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"models_rust.db", "models_python.db"})
  void everyModelIsReadAsItSays(String name) throws IOException {
    JsonNode log = log(name);
    List<String> found = new ArrayList<>();
    try (SynaDB db = SynaDB.open(copy(name), DbConfig.of(OpenMode.READ_ONLY))) {
      ModelRegistry registry = ModelRegistry.reading(db);
      for (String model : registry.listModels()) {
        for (ModelVersion v : registry.listVersions(model)) {
          found.add("model/" + model + "/v" + v.version() + "/meta");
          JsonNode meta = meta(log, v);
          assertThat(v.name()).isEqualTo(meta.get("name").asText());
          assertThat(v.checksum()).isEqualTo(meta.get("checksum").asText());
          assertThat(v.sizeBytes()).isEqualTo(meta.get("size_bytes").asLong());
          assertThat(v.createdAt().getEpochSecond()).isEqualTo(meta.get("created_at").asLong());
          assertThat(v.stage()).isEqualTo(ModelStage.of(meta.get("stage").asText()));
          assertThat(v.spec().metadata()).hasSize(meta.get("metadata").size());
          String hex =
              log.get("model/" + model + "/v" + v.version() + "/data")
                  .get("get")
                  .get("hex")
                  .asText();
          assertThat(registry.load(v.uri()).readAll()).asHexString().isEqualToIgnoringCase(hex);
          assertThat(v.spec().format().isPresent()).isEqualTo(name.contains("python"));
        }
      }
    }
    List<String> expected = new ArrayList<>();
    log.fieldNames()
        .forEachRemaining(
            k -> {
              if (k.endsWith("/meta")) {
                expected.add(k);
              }
            });
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static JsonNode meta(JsonNode log, ModelVersion v) throws IOException {
    String key = "model/" + v.name() + "/v" + v.version() + "/meta";
    return new ObjectMapper().readTree(log.get(key).get("get").get("value").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"models_rust.db", "models_python.db"})
  void theyAreGoneOnWithInTheirOwnSpelling(String name) throws IOException {
    try (ModelRegistry registry = ModelRegistry.open(copy(name))) {
      String model = registry.listModels().get(0);
      int before = registry.listVersions(model).size();
      List<ModelTransition> transitions = registry.transitions(model);
      byte[] bytes = {1, 2, 3};
      ModelVersion saved = registry.saveModel(model, bytes, Map.of("k", "v"));
      registry.setStage(model, 1, ModelStage.STAGING);

      assertThat(saved.version()).isEqualTo(before + 1);
      assertThat(registry.loadModel(model).readAll()).isEqualTo(bytes);
      assertThat(registry.version(model, 1).orElseThrow().stage()).isEqualTo(ModelStage.STAGING);
      assertThat(registry.transitions(model)).hasSize(transitions.size() + 1);
      registry.forceDeleteVersion(model, 1);
      assertThat(registry.version(model, 1)).isEmpty();
    }
  }

  @Test
  void stagesThatTheOriginalChangedShowInTheHistory() throws IOException {
    try (ModelRegistry registry = ModelRegistry.open(copy("models_rust.db"))) {
      List<ModelTransition> all = registry.transitions("classifier");

      assertThat(all).isNotEmpty();
      assertThat(all.get(0).version()).isEqualTo(1);
      assertThat(all.get(0).from()).isEqualTo(ModelStage.DEVELOPMENT);
      assertThat(all).allSatisfy(t -> assertThat(t.who()).isEmpty());
    }
  }

  @Test
  void aPythonStageStaysInLowerCase() throws IOException {
    Path file = copy("models_python.db");
    try (SynaDB db = SynaDB.open(file)) {
      ModelRegistry.on(db).setStage("raw", 2, ModelStage.STAGING);
      String meta = db.getText("model/raw/v2/meta").orElseThrow();

      assertThat(meta).contains("\"staging\"").contains("\"created_at\"");
      assertThat(meta.toLowerCase(Locale.ROOT)).isEqualTo(meta);
    }
  }

  @Test
  void versionsThatTheOriginalAddedMeanwhileAreFound() {
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"))) {
      ModelRegistry registry = ModelRegistry.on(db);
      registry.saveModel("m", new byte[] {1}, Map.of());
      String meta = db.getText("model/m/v1/meta").orElseThrow();
      for (int v = 2; v <= 11; v++) {
        db.putBytes("model/m/v" + v + "/data", new byte[] {1});
        db.putText("model/m/v" + v + "/meta", meta.replace("\"version\":1", "\"version\":" + v));
      }

      assertThat(registry.loadModel("m").info().version()).isEqualTo(11);
      assertThat(registry.saveModel("m", new byte[] {2}, Map.of()).version()).isEqualTo(12);
      registry.deleteVersion("m", 5);
      assertThat(db.exists("model/m/v5/data")).isFalse();
      assertThat(registry.loadModel("m", 6).readAll()).containsExactly(1);
    }
  }

  @Test
  void forTheOriginalEveryVersionHasItsDataAndTheMetaIsRustsToTheByte() {
    DbConfig config = DbConfig.builder().originalCompatible(true).build();
    try (SynaDB db = SynaDB.open(dir.resolve("x.db"), config)) {
      ModelRegistry registry = ModelRegistry.on(db);
      byte[] bytes = "weights".getBytes(java.nio.charset.StandardCharsets.UTF_8);
      ModelVersion v = registry.saveModel("m", bytes, Map.of("accuracy", "0.9"));
      registry.saveModel("m", bytes, Map.of());
      registry.setStage("m", 1, ModelStage.PRODUCTION);

      assertThat(db.getBytes("model/m/v2/data").orElseThrow()).isEqualTo(bytes);
      assertThat(db.keys("blob/")).isEmpty();
      assertThat(db.getText("model/m/v1/meta").orElseThrow())
          .isEqualTo(
              "{\"name\":\"m\",\"version\":1,\"created_at\":"
                  + v.createdAt().getEpochSecond()
                  + ",\"checksum\":\""
                  + v.checksum()
                  + "\",\"size_bytes\":7,\"metadata\":{\"accuracy\":\"0.9\"},"
                  + "\"stage\":\"Production\"}");
      assertThat(db.keys())
          .containsExactly(
              "model/m/head",
              "model/m/v1/data",
              "model/m/v1/meta",
              "model/m/v2/data",
              "model/m/v2/meta",
              "model/m/~0000000000000000001");
      registry.deleteVersion("m", 2);
      assertThat(db.exists("model/m/v2/data")).isFalse();
      assertThat(registry.loadModel("m").readAll()).isEqualTo(bytes);
    }
  }
}
