/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.CompactionPolicy;
import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.ProgressListener;
import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import ai.synadb.error.ChecksumMismatchException;
import ai.synadb.error.ConflictException;
import ai.synadb.error.ModelNotFoundException;
import ai.synadb.error.SynaFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models in versions, with stages, aliases and lineage. */
class ModelRegistryTest {
  @TempDir Path dir;
  private SynaDB db;
  private ModelRegistry registry;

  @BeforeEach
  void open() {
    open(DbConfig.defaults());
  }

  private void open(DbConfig config) {
    db = SynaDB.open(path(), config);
    registry = ModelRegistry.on(db);
  }

  /** So that everything is read from the file. */
  private void reopen() {
    db.close();
    open();
  }

  private Path path() {
    return dir.resolve("m.db");
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static byte[] model(int seed) {
    return ContentStoreTest.randomBytes(seed, 5000 + seed);
  }

  private ModelVersion save(String name, int seed) {
    return registry.saveModel(name, model(seed), Map.of());
  }

  private List<Integer> versions(String name) {
    return registry.listVersions(name).stream().map(ModelVersion::version).toList();
  }

  @Test
  void whoReadsTheFileSeesEveryChangeWhenItsCallReturns() {
    DbConfig reading = DbConfig.builder().mode(OpenMode.READ_ONLY).build();
    for (int seed = 1; seed <= 3; seed++) {
      ModelVersion saved = save("m", seed);
      try (ModelRegistry other = ModelRegistry.open(path(), reading)) {
        assertThat(other.loadModel("m").readAll()).isEqualTo(model(seed));
      }
      registry.setAlias("m", "best", saved.version());
      try (ModelRegistry other = ModelRegistry.open(path(), reading)) {
        assertThat(other.load("models:/m@best").info().version()).isEqualTo(seed);
      }
    }
  }

  @Test
  void whatIsSavedIsLoadedWithAllThatWasSaidOfIt() throws IOException {
    ModelSpec spec =
        ModelSpec.builder()
            .metadata("accuracy", "0.95")
            .metadata(Map.of("n\u00e4me", "\u00fc"))
            .tag("team", "cv")
            .description("a first try")
            .framework("djl")
            .format("onnx")
            .inputExample("[[1,2]]")
            .signature(
                new ModelSignature(
                    List.of(ModelSignature.Field.of("x", "float32", -1, 28, 28)),
                    List.of(ModelSignature.Field.of("", "string"))))
            .lineage(
                ModelLineage.none()
                    .withRun("run-1")
                    .withDataset("train", 12, "sha:1")
                    .withDataset("test", 0, "")
                    .withParent("base", 2))
            .build();
    ModelVersion saved = registry.saveModel("m", ContentSource.of(model(1)), spec);

    for (int round = 0; round < 3; round++) {
      LoadedModel loaded = registry.loadModel("m");
      assertThat(loaded.readAll()).isEqualTo(model(1));
      assertThat(loaded.info()).isEqualTo(saved);
      assertThat(loaded.info().spec()).isEqualTo(spec);
      assertThat(loaded.info().version()).isEqualTo(1);
      assertThat(loaded.info().sizeBytes()).isEqualTo(5001);
      assertThat(loaded.info().stage()).isEqualTo(ModelStage.DEVELOPMENT);
      assertThat(loaded.info().uri()).isEqualTo("models:/m/1");
      if (round == 0) {
        db.close();
        open();
      } else {
        db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
      }
    }
  }

  @Test
  void aVersionIsSavedWithTheRestOfABatchOrNotAtAll() throws IOException {
    save("m", 1);
    long before = db.position();
    ModelSpec spec = ModelSpec.builder().tag("t", "1").build();
    WriteBatch batch = new WriteBatch().putInt("step", 7);
    assertThat(registry.saveModel(batch, "m", model(2), spec)).isEqualTo(2);
    assertThat(db.position()).isEqualTo(before);
    db.write(batch.putInt("best", 2));

    assertThat(registry.loadModel("m").readAll()).isEqualTo(model(2));
    assertThat(registry.loadModel("m").info().spec()).isEqualTo(spec);
    assertThat(db.getInt("step")).hasValue(7);
    WriteBatch late = new WriteBatch().putInt("step", 8);
    registry.saveModel(late, "m", model(3), spec);
    save("m", 4);
    assertThatThrownBy(() -> db.write(late)).isInstanceOf(ConflictException.class);
    assertThat(db.getInt("step")).hasValue(7);
    assertThat(versions("m")).containsExactly(1, 2, 3);

    // The same bytes as another's, and a payload that goes meanwhile.
    WriteBatch same = new WriteBatch();
    registry.saveModel(same, "n", model(1), spec);
    db.write(same);
    assertThat(db.exists("model/n/v1/data")).isFalse();
    WriteBatch gone = new WriteBatch();
    registry.saveModel(gone, "o", model(4), spec);
    registry.deleteVersion("m", 3);
    assertThatThrownBy(() -> db.write(gone)).isInstanceOf(ConflictException.class);
    assertThat(registry.listModels()).containsExactly("m", "n");
    registry.forceDeleteModel("m");
    assertThat(registry.loadModel("n").readAll()).isEqualTo(model(1));
  }

  @Test
  void aBatchSavesAModelAndAPayloadOnce() {
    WriteBatch batch = new WriteBatch();
    registry.saveModel(batch, "m", model(1), ModelSpec.empty());
    registry.saveModel(batch, "n", model(2), ModelSpec.empty());
    for (String name : List.of("m", "x")) {
      WriteBatch bad = new WriteBatch();
      registry.saveModel(bad, "m", model(1), ModelSpec.empty());
      assertThatThrownBy(() -> registry.saveModel(bad, name, model(1), ModelSpec.empty()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> registry.saveModel(batch, "", model(1), ModelSpec.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    db.write(batch);
    assertThat(registry.listModels()).containsExactly("m", "n");
    assertThat(registry.loadModel("n").readAll()).isEqualTo(model(2));
  }

  @Test
  void aBatchSavesForTheOriginalToo() {
    db.close();
    open(DbConfig.builder().originalCompatible(true).build());
    for (String name : List.of("m", "n")) {
      WriteBatch batch = new WriteBatch();
      registry.saveModel(batch, name, model(1), ModelSpec.empty());
      db.write(batch);
      assertThat(db.getBytes("model/" + name + "/v1/data")).hasValue(model(1));
    }
    assertThat(registry.loadModel("n").readAll()).isEqualTo(model(1));
  }

  @Test
  void versionsAreNumberedAndListedAsNumbers() {
    for (int i = 1; i <= 12; i++) {
      assertThat(save("m", i).version()).isEqualTo(i);
    }

    assertThat(versions("m")).isEqualTo(IntStream.rangeClosed(1, 12).boxed().toList());
    assertThat(registry.loadModel("m").info().version()).isEqualTo(12);
    assertThat(registry.loadModel("m", 2).readAll()).isEqualTo(model(2));
    assertThat(registry.latest("m").orElseThrow().version()).isEqualTo(12);
    assertThat(registry.version("m", 13)).isEmpty();
  }

  @Test
  void namesThatContainEachOtherStayApart() throws IOException {
    List<String> names =
        List.of(
            "a",
            "a/v2",
            "a/v2/v3",
            "a/v",
            "a/v1x",
            "a/v19",
            "a/v-1",
            "a/head",
            "a/@x",
            "a/~1",
            "a/v1/meta",
            "/",
            "v1",
            "a/v1/data/",
            "\u00fc\ud83d\ude80 x",
            "a@b");
    for (String name : names) {
      save(name, 1);
      save(name, 2);
      registry.setAlias(name, "x", 1);
      registry.setStage(name, 2, ModelStage.STAGING);
    }

    assertThat(registry.listModels()).containsExactlyElementsOf(new TreeSet<>(names));
    for (String name : names) {
      assertThat(versions(name)).as(name).containsExactly(1, 2);
      assertThat(registry.aliases(name)).as(name).isEqualTo(Map.of("x", 1));
      assertThat(registry.transitions(name)).as(name).hasSize(1);
      for (ModelVersion v : registry.listVersions(name)) {
        assertThat(v.name()).isEqualTo(name);
        assertThat(registry.load(v.uri()).info()).isEqualTo(v);
      }
      assertThat(registry.load("models:/" + name + "@x").info().version()).isEqualTo(1);
      assertThat(registry.load("models:/" + name + "/Staging").info().version()).isEqualTo(2);
    }
    registry.forceDeleteModel("a");
    assertThat(registry.listModels()).hasSize(names.size() - 1).doesNotContain("a");
    assertThat(registry.load("models:/a/v2/1").readAll()).isEqualTo(model(1));
  }

  @Test
  void identicalModelsAreStoredOnceAndGoWithTheLast() throws IOException {
    byte[] big = ContentStoreTest.randomBytes(1, 3_000_000);
    registry.saveModel("a", big, Map.of());
    registry.saveModel("a", new ByteArrayInputStream(big), Map.of());
    registry.saveModel("b", big, Map.of());

    assertThat(db.getBytes("model/a/v1/data").orElseThrow()).isEqualTo(big);
    assertThat(db.exists("model/a/v2/data")).isFalse();
    registry.deleteVersion("a", 1);
    assertThat(registry.loadModel("a").readAll()).isEqualTo(big);
    registry.deleteModel("a");
    assertThat(registry.loadModel("b").readAll()).isEqualTo(big);
    // The bytes of "b" still lie where version 1 of "a" was.
    save("a", 7);
    assertThat(registry.loadModel("b").readAll()).isEqualTo(big);
    assertThat(registry.loadModel("a").readAll()).isEqualTo(model(7));
    registry.deleteModel("b");
    registry.deleteModel("a");
    assertThat(db.keys()).containsExactly("model/a/head", "model/b/head");
    db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
    assertThat(db.info().sizeBytes()).isLessThan(10_000);
  }

  @Test
  void numbersAreNeverGivenTwice() {
    save("m", 1);
    save("m", 2);
    registry.deleteVersion("m", 2);
    assertThat(registry.loadModel("m").info().version()).isEqualTo(1);
    assertThat(save("m", 3).version()).isEqualTo(3);
    registry.deleteModel("m");

    assertThat(registry.listModels()).isEmpty();
    assertThat(registry.listVersions("m")).isEmpty();
    assertThat(registry.latest("m")).isEmpty();
    assertThat(save("m", 4).version()).isEqualTo(4);
    assertThat(versions("m")).containsExactly(4);
  }

  @Test
  void stagesHaveAHistoryAndTheLastPromotedIsInProduction() {
    for (int i = 1; i <= 3; i++) {
      save("m", i);
    }
    assertThat(registry.getProduction("m")).isEmpty();
    registry.setStage("m", 3, ModelStage.PRODUCTION);
    registry.setStage(
        "m", 1, StageChange.to(ModelStage.PRODUCTION).by("ann").because("it is \"better\""));
    assertThat(registry.getProduction("m").orElseThrow().version()).isEqualTo(1);
    assertThat(registry.load("models:/m/production").info().version()).isEqualTo(1);
    registry.setStage("m", 2, StageChange.to(ModelStage.PRODUCTION).by("bob").archiving());
    registry.setStage("m", 2, ModelStage.PRODUCTION);

    assertThat(registry.getProduction("m").orElseThrow().version()).isEqualTo(2);
    assertThat(registry.listVersions("m"))
        .extracting(ModelVersion::stage)
        .containsExactly(ModelStage.ARCHIVED, ModelStage.PRODUCTION, ModelStage.ARCHIVED);
    for (int round = 0; round < 2; round++) {
      List<ModelTransition> all = registry.transitions("m");
      assertThat(all).extracting(ModelTransition::version).containsExactly(3, 1, 2, 1, 3);
      assertThat(all.get(1))
          .isEqualTo(
              new ModelTransition(
                  "m",
                  1,
                  ModelStage.DEVELOPMENT,
                  ModelStage.PRODUCTION,
                  "ann",
                  "it is \"better\"",
                  all.get(1).position()));
      assertThat(all).extracting(ModelTransition::position).isSorted();
      assertThat(all.get(3).who()).isEqualTo("bob");
      assertThat(all.get(3).to()).isEqualTo(ModelStage.ARCHIVED);
      db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
    }
  }

  @Test
  void aliasesAreComparedAndSet() {
    save("m", 1);
    save("m", 2);
    registry.setAlias("m", "champion", 1, 0);
    registry.setAlias("m", "champion", 2, 1);

    assertThat(registry.load("models:/m@champion").info().version()).isEqualTo(2);
    assertThat(registry.loadModel("m").info().aliases()).containsExactly("champion");
    for (int wrong : new int[] {0, 1, 3}) {
      assertThatThrownBy(() -> registry.setAlias("m", "champion", 1, wrong))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("version 2");
    }
    assertThatThrownBy(() -> registry.setAlias("m", "other", 1, 2))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("not there");
    assertThatThrownBy(() -> registry.setAlias("m", "champion", 9))
        .isInstanceOf(ModelNotFoundException.class);
    assertThat(registry.aliases("m")).isEqualTo(Map.of("champion", 2));
    assertThat(registry.deleteAlias("m", "champion")).isTrue();
    assertThat(registry.deleteAlias("m", "champion")).isFalse();
    assertThatThrownBy(() -> registry.load("models:/m@champion"))
        .isInstanceOf(ModelNotFoundException.class);
  }

  @Test
  void whatIsInUseIsDeletedOnlyByForce() {
    for (int i = 1; i <= 4; i++) {
      save("m", i);
    }
    registry.setStage("m", 1, ModelStage.PRODUCTION);
    registry.setAlias("m", "champion", 2);
    for (int v : new int[] {1, 2}) {
      assertThatThrownBy(() -> registry.deleteVersion("m", v))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> registry.deleteModel("m")).isInstanceOf(IllegalStateException.class);
    assertThat(versions("m")).containsExactly(1, 2, 3, 4);

    registry.deleteVersion("m", 3);
    registry.forceDeleteVersion("m", 2);
    assertThat(registry.aliases("m")).isEmpty();
    assertThat(versions("m")).containsExactly(1, 4);
    assertThatThrownBy(() -> registry.deleteVersion("m", 3))
        .isInstanceOf(ModelNotFoundException.class);
    registry.forceDeleteModel("m");
    assertThat(db.keys()).containsExactly("model/m/head");
    assertThatThrownBy(() -> registry.deleteModel("m")).isInstanceOf(ModelNotFoundException.class);
  }

  @Test
  void tagsAndDescriptionChangeAndNothingElse() {
    ModelVersion before = save("m", 1);
    registry.setTag("m", 1, "a", "1");
    registry.setTag("m", 1, "b", "2");
    registry.setTag("m", 1, "a", "3");
    registry.deleteTag("m", 1, "b");
    registry.deleteTag("m", 1, "missing");
    registry.setDescription("m", 1, "text");

    ModelVersion after = registry.version("m", 1).orElseThrow();
    assertThat(after.spec().tags()).isEqualTo(Map.of("a", "3"));
    assertThat(after.spec().description()).isEqualTo("text");
    assertThat(after.content()).isEqualTo(before.content());
    assertThat(after.createdAt()).isEqualTo(before.createdAt());
    assertThatThrownBy(() -> registry.setTag("m", 2, "a", "1"))
        .isInstanceOf(ModelNotFoundException.class);
  }

  @Test
  void lineageGoesBackToTheFirstKnown() throws IOException {
    save("base", 1);
    ModelSpec first =
        ModelSpec.builder().lineage(ModelLineage.none().withParent("base", 1)).build();
    registry.saveModel("m", ContentSource.of(model(2)), first);
    ModelSpec second =
        ModelSpec.builder().lineage(ModelLineage.none().withRun("r").withParent("m", 1)).build();
    registry.saveModel("m", ContentSource.of(model(3)), second);
    ModelSpec self = ModelSpec.builder().lineage(ModelLineage.none().withParent("m", 3)).build();
    registry.saveModel("m", ContentSource.of(model(4)), self);

    assertThat(registry.lineage("m", 2))
        .extracting(ModelVersion::uri)
        .containsExactly("models:/m/2", "models:/m/1", "models:/base/1");
    assertThat(registry.lineage("m", 3)).hasSize(1);
    registry.deleteVersion("m", 1);
    assertThat(registry.lineage("m", 2)).hasSize(1);
  }

  @Test
  void filesDirectoriesAndStreamsAreModels() throws IOException {
    Path tree = dir.resolve("tree");
    Files.createDirectories(tree.resolve("variables"));
    Files.write(tree.resolve("saved_model.pb"), model(1));
    Files.write(tree.resolve("variables/0"), model(2));
    registry.saveModel("d", tree, Map.of());
    registry.saveModel("f", tree.resolve("saved_model.pb"), Map.of("from", "file"));
    registry.saveModel("s", new ByteArrayInputStream(model(3)), Map.of());

    registry.loadModel("d").copyTo(dir.resolve("d"));
    registry.loadModel("f").copyTo(dir.resolve("f"));
    assertThat(registry.loadModel("d").info().isDirectory()).isTrue();
    assertThat(Files.readAllBytes(dir.resolve("d/variables/0"))).isEqualTo(model(2));
    assertThat(Files.readAllBytes(dir.resolve("f"))).isEqualTo(model(1));
    try (InputStream in = registry.loadModel("s").openStream()) {
      assertThat(in.readAllBytes()).isEqualTo(model(3));
    }
    assertThatThrownBy(() -> registry.saveModel("x", dir.resolve("missing"), Map.of()))
        .isInstanceOf(IOException.class);
    assertThat(registry.listModels()).containsExactly("d", "f", "s");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 5001, 200_000, 9 << 20}) // in one record or parts, checked early or late
  void anyFlippedBitOfAModelIsRefused(int length) throws IOException {
    byte[] bytes = ContentStoreTest.randomBytes(length, length);
    registry.saveModel("m", bytes, Map.of());
    reopen();
    byte[] first = Arrays.copyOf(bytes, Math.min(length, 500_000));
    for (int i = 0; i < first.length; i += 1 + first.length / (length > 1 << 20 ? 8 : 40)) {
      ContentStoreTest.flipBit(path(), first, i);
      LoadedModel loaded = registry.loadModel("m");
      assertThatThrownBy(loaded::readAll).isInstanceOf(ChecksumMismatchException.class);
      assertThatThrownBy(
              () -> {
                try (InputStream in = loaded.openStream()) {
                  in.readAllBytes();
                }
              })
          .isInstanceOf(ChecksumMismatchException.class);
      Path target = dir.resolve("t");
      assertThatThrownBy(() -> loaded.copyTo(target)).isInstanceOf(ChecksumMismatchException.class);
      assertThat(target).doesNotExist();
      byte[] damaged = first.clone();
      damaged[i] ^= 4;
      ContentStoreTest.flipBit(path(), damaged, i);
    }
    assertThat(registry.loadModel("m").readAll()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {5001, 200_000})
  void aFlippedBitBesideTheBytesIsRefusedOrDoesNoHarm(int length) throws IOException {
    byte[] bytes = ContentStoreTest.randomBytes(length, length);
    registry.saveModel("m", bytes, Map.of());
    reopen();
    int refused = 0;
    for (int i = -45; i < length + 12; i = i == -1 ? length : i + 1) {
      ContentStoreTest.flipBit(path(), bytes, i);
      try {
        assertThat(registry.loadModel("m").readAll()).isEqualTo(bytes);
      } catch (ChecksumMismatchException e) {
        refused++;
      }
      ContentStoreTest.flipBit(path(), bytes, i);
    }
    assertThat(refused).isGreaterThan(30);
  }

  @Test
  void otherBytesWithRightChecksumsAreRefusedToo() {
    save("m", 1);
    byte[] other = model(1);
    other[17] ^= 1;
    db.putBytes("model/m/v1/data", other);

    assertThatThrownBy(() -> registry.loadModel("m").readAll())
        .isInstanceOf(ChecksumMismatchException.class);
    db.putBytes("model/m/v1/data", new byte[5]);
    assertThatThrownBy(() -> registry.loadModel("m").openStream())
        .isInstanceOf(ChecksumMismatchException.class);
  }

  @Test
  void manyThreadsOnTwoHandlesSaveAndPromoteOneModel() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (ModelRegistry second = ModelRegistry.open(path())) {
      List<Future<Void>> all = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int thread = t;
        ModelRegistry mine = t % 2 == 0 ? registry : second;
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 10; i++) {
                    int v = mine.saveModel("m", model(i), Map.of("t", "" + thread)).version();
                    mine.setStage(
                        "m", v, StageChange.to(ModelStage.PRODUCTION).by("" + v).archiving());
                    mine.setTag("m", 1, thread + "." + i, "x");
                  }
                  return null;
                }));
      }
      for (Future<Void> f : all) {
        f.get();
      }
    } finally {
      threads.shutdown();
    }

    List<ModelVersion> versions = registry.listVersions("m");
    assertThat(versions("m")).isEqualTo(IntStream.rangeClosed(1, 40).boxed().toList());
    assertThat(versions.stream().filter(v -> v.stage() == ModelStage.PRODUCTION)).hasSize(1);
    assertThat(versions.get(0).spec().tags()).hasSize(40);
    assertThat(registry.transitions("m")).hasSize(79);
    for (ModelVersion v : versions) {
      assertThat(registry.load(v.uri()).readAll()).hasSize((int) v.sizeBytes());
    }
    assertThat(db.keys("blob/").stream().filter(k -> !k.contains("/ref/") && k.length() == 69))
        .hasSize(10);
  }

  @Test
  void oneOfManyThreadsWinsAnAlias() throws Exception {
    for (int i = 1; i <= 4; i++) {
      save("m", i);
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 20; round++) {
        int expected = registry.aliases("m").getOrDefault("x", 0);
        List<Future<Boolean>> all = new ArrayList<>();
        for (int t = 1; t <= 4; t++) {
          int version = t;
          all.add(
              threads.submit(
                  () -> {
                    try {
                      registry.setAlias("m", "x", version, expected);
                      return version != expected;
                    } catch (ConflictException e) {
                      return false;
                    }
                  }));
        }
        int won = 0;
        for (Future<Boolean> f : all) {
          won += f.get() ? 1 : 0;
        }
        assertThat(won).isEqualTo(1);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void theRegistryOfAnEarlierMomentIsRead() {
    save("m", 1);
    registry.setStage("m", 1, ModelStage.PRODUCTION);
    registry.setAlias("m", "x", 1);
    long then = db.position();
    LoadedModel held = registry.loadModel("m");
    save("m", 2);
    registry.forceDeleteVersion("m", 1);

    ModelRegistry past = registry.asOf(then);
    assertThat(past.loadModel("m").readAll()).isEqualTo(model(1));
    assertThat(past.getProduction("m").orElseThrow().version()).isEqualTo(1);
    assertThat(past.aliases("m")).isEqualTo(Map.of("x", 1));
    assertThat(past.listVersions("m")).hasSize(1);
    assertThat(held.readAll()).isEqualTo(model(1));
    assertThat(versions("m")).containsExactly(2);
    assertThatThrownBy(() -> past.saveModel("m", new byte[1], Map.of()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> past.deleteModel("m")).isInstanceOf(IllegalStateException.class);
    past.close();
    assertThat(db.isClosed()).isFalse();
  }

  @Test
  void badNamesVersionsAliasesAndUrisAreRefused() {
    save("m", 1);
    for (String name : new String[] {"", "x".repeat(4097), "a\0b", "\ud800"}) {
      assertThatThrownBy(() -> save(name, 1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> registry.listVersions(name))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String alias : new String[] {"", "a/b", "a@b", "a\n", "x".repeat(257)}) {
      assertThatThrownBy(() -> registry.setAlias("m", alias, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> registry.loadModel("m", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> registry.setAlias("m", "x", 1, -1))
        .isInstanceOf(IllegalArgumentException.class);
    for (String uri : new String[] {"", "m", "models:/", "models:/m", "models:/m@", "models:/@x"}) {
      assertThatThrownBy(() -> registry.load(uri)).isInstanceOf(IllegalArgumentException.class);
    }
    for (String uri :
        new String[] {
          "models:/m/2", "models:/m/01", "models:/m/99999999999", "models:/m/what",
          "models:/m/archived", "models:/m@x", "models:/n/1", "models:/n/latest"
        }) {
      assertThatThrownBy(() -> registry.load(uri)).isInstanceOf(ModelNotFoundException.class);
    }
    assertThatThrownBy(() -> registry.loadModel("n")).isInstanceOf(ModelNotFoundException.class);
    assertThatThrownBy(() -> ModelSignature.Field.of("x", "", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ModelSignature.Field.of("x", "float32", -2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void damagedDescriptionsAreRefusedByName() {
    save("m", 1);
    String meta = db.getText("model/m/v1/meta").orElseThrow();
    for (String bad :
        List.of(
            "",
            "[]",
            meta.substring(1),
            meta.replace("checksum", "x"),
            meta.replace("\"size_bytes\":5001", "\"size_bytes\":-1"),
            meta.replace("Development", "What"),
            meta.replace("\"metadata\":{}", "\"metadata\":[]"))) {
      db.putText("model/m/v1/meta", bad);
      assertThatThrownBy(() -> registry.loadModel("m")).isInstanceOf(SynaFormatException.class);
      assertThatThrownBy(() -> registry.listVersions("m")).isInstanceOf(SynaFormatException.class);
    }
    db.putText("model/m/v1/meta", meta);
    for (String bad :
        List.of(
            "1",
            "{\"inputs\":1}",
            "{\"inputs\":[{\"name\":\"x\",\"dtype\":\"f\",\"shape\":[-2]}]}",
            "{\"parent\":{\"name\":\"\",\"version\":1}}",
            "{\"datasets\":[{\"name\":\"x\",\"position\":-1,\"digest\":\"\"}]}")) {
      db.putText("model/m/v1/info", bad);
      assertThatThrownBy(() -> registry.loadModel("m")).isInstanceOf(SynaFormatException.class);
    }
  }

  @Test
  void otherKeysDoNotMakeItRead() {
    for (int i = 0; i < 3000; i++) {
      db.putInt("model/m/v" + i + "x/v1/other", i);
      db.putInt("model/m" + i, i);
    }
    save("m", 1);
    save("m", 2);

    assertThat(versions("m")).containsExactly(1, 2);
    assertThat(registry.listModels()).containsExactly("m");
  }

  @Test
  void aRegistryOfItsOwnClosesItsFile() {
    Path own = dir.resolve("own.db");
    ModelRegistry r = ModelRegistry.open(own);
    r.saveModel("m", new byte[0], Map.of());
    r.close();
    r.close();
    assertThatThrownBy(() -> r.loadModel("m")).isInstanceOf(IllegalStateException.class);
    try (ModelRegistry again = ModelRegistry.open(own)) {
      assertThat(again.loadModel("m").readAll()).isEmpty();
    }
  }
}
