/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.repository.Repository;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.util.Utils;
import ai.synadb.registry.ContentSource;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelSpec;
import ai.synadb.registry.ModelStage;
import ai.synadb.registry.ModelVersion;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnPyTorch
final class SynaModelsTest {
  private static final String CACHE = "DJL_CACHE_DIR";
  private static final float[] INPUT = {1, -2};

  @TempDir private Path directory;
  private Path file;
  private ModelRegistry registry;
  private Set<Path> unpackedBefore = Set.of();

  @BeforeEach
  void open() throws IOException {
    Engine.getInstance(); // has its native library by now
    System.setProperty(CACHE, directory.resolve("cache").toString());
    file = directory.resolve("models, of mine.db");
    registry = ModelRegistry.open(file);
    unpackedBefore = allUnpacked();
  }

  @AfterEach
  void close() throws IOException {
    registry.close();
    for (Path p : unpacked()) {
      Utils.deleteQuietly(p);
    }
    System.clearProperty(CACHE);
  }

  /** What is unpacked: elsewhere than the property says if the environment has a variable too. */
  private static Set<Path> allUnpacked() throws IOException {
    Path all = ModelCache.directory();
    if (!Files.exists(all)) {
      return Set.of();
    }
    try (Stream<Path> list = Files.list(all)) {
      return list.collect(Collectors.toSet());
    }
  }

  /** What this test has unpacked. */
  private Set<Path> unpacked() throws IOException {
    Set<Path> all = new HashSet<>(allUnpacked());
    all.removeAll(unpackedBefore);
    return all;
  }

  /** A model whose parameters depend on the seed. */
  private static Model model(int seed) {
    Engine.getInstance().setRandomSeed(seed);
    Model model = TinyTraining.newModel();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss()).optInitializer(new UniformInitializer(), "weight");
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, 2));
    }
    return model;
  }

  private static final class Scores implements Translator<float[], float[]> {
    @Override
    public NDList processInput(TranslatorContext context, float[] input) {
      return new NDList(context.getNDManager().create(input));
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList list) {
      return list.singletonOrThrow().toFloatArray();
    }
  }

  private static float[] scores(Model model) throws Exception {
    try (Predictor<float[], float[]> p = model.newPredictor(new Scores())) {
      return p.predict(INPUT);
    }
  }

  private static Criteria<float[], float[]> criteria(String url) {
    return Criteria.builder()
        .setTypes(float[].class, float[].class)
        .optModelUrls(url)
        .optBlock(TinyTraining.block())
        .optTranslator(new Scores())
        .build();
  }

  private static float[] scores(String url) throws Exception {
    try (ZooModel<float[], float[]> model = criteria(url).loadModel()) {
      return scores(model);
    }
  }

  @Test
  void aModelComesBackWithTheSameScores() throws Exception {
    try (Model one = model(1);
        Model two = model(2);
        Model empty = TinyTraining.newModel()) {
      ModelVersion first = SynaModels.save(one, registry, "tiny");
      ModelVersion second = SynaModels.save(two, registry, "tiny");
      float[] ofOne = scores(one);
      float[] ofTwo = scores(two);
      assertThat(ofOne).isNotEqualTo(ofTwo);

      assertThat(scores(SynaModels.url(file, first))).isEqualTo(ofOne);
      assertThat(scores(SynaModels.url(file, second))).isEqualTo(ofTwo);
      assertThat(SynaModels.load(registry, first.uri(), empty)).isEqualTo(first);
      assertThat(scores(empty)).isEqualTo(ofOne);
      Criteria.Builder<float[], float[]> like =
          Criteria.builder()
              .setTypes(float[].class, float[].class)
              .optBlock(TinyTraining.block())
              .optTranslator(new Scores());
      try (ZooModel<float[], float[]> loaded =
          SynaModels.load(registry, "models:/tiny/latest", like)) {
        assertThat(scores(loaded)).isEqualTo(ofTwo);
        assertThat(loaded.getName()).isEqualTo("tiny");
      }
    }
  }

  @Test
  void whatIsSaidOfAModelIsSavedAndTheRestIsTakenFromIt() throws Exception {
    try (Model one = model(1)) {
      ModelSpec spec =
          ModelSpec.builder()
              .metadata("accuracy", "0.9")
              .tag("team", "cv")
              .description("A text")
              .format("mine")
              .build();
      ModelVersion saved = SynaModels.save(one, registry, "tiny", spec);

      assertThat(saved.spec().metadata()).containsEntry("accuracy", "0.9");
      assertThat(saved.spec().tags()).containsEntry("team", "cv");
      assertThat(saved.spec().description()).isEqualTo("A text");
      assertThat(saved.spec().format()).contains("mine");
      assertThat(saved.spec().framework()).contains("djl");
      assertThat(saved.spec().signature().orElseThrow().inputs().get(0).dtype())
          .isEqualTo("float32");
      ModelVersion again = SynaModels.save(one, registry, "copy");
      assertThat(again.checksum()).as("no date in it").isEqualTo(saved.checksum());
    }
  }

  @Test
  void anAliasIsOneVersionFromTheLookUpOn() throws Exception {
    try (Model one = model(1);
        Model two = model(2)) {
      registry.setAlias("tiny", "champion", SynaModels.save(one, registry, "tiny").version());
      int second = SynaModels.save(two, registry, "tiny").version();
      String url = SynaModels.url(file, "tiny", "champion");
      Criteria<float[], float[]> before = criteria(url);
      assertThat(before.isDownloaded()).isFalse();
      registry.setAlias("tiny", "champion", second);

      try (ZooModel<float[], float[]> model = before.loadModel()) {
        assertThat(scores(model)).isEqualTo(scores(one));
      }
      assertThat(before.isDownloaded()).isTrue();
      assertThat(scores(url)).isEqualTo(scores(two));
      registry.setStage("tiny", 1, ModelStage.PRODUCTION);
      String base = url.substring(0, url.indexOf('&'));
      assertThat(scores(base + "&stage=production")).isEqualTo(scores(one));
      assertThat(scores(base)).isEqualTo(scores(two));
    }
  }

  @Test
  void modelsAreUnpackedOnceByTheirDigest() throws Exception {
    try (Model one = model(1)) {
      ModelVersion saved = SynaModels.save(one, registry, "tiny");
      ModelVersion same = SynaModels.save(one, registry, "other name");
      Path unpacked = ModelCache.unpack(registry.load(saved.uri()));
      assertThat(unpacked).startsWith(Utils.getCacheDir());
      assertThat(unpacked.getFileName()).hasToString(saved.checksum());
      assertThat(ModelCache.unpack(registry.load(same.uri()))).isEqualTo(unpacked);
      assertThat(unpacked()).containsExactly(unpacked);
      assertThat(Files.readString(unpacked.resolve("serving.properties")))
          .isEqualTo("engine=PyTorch\noption.modelName=tiny\n");
    }
  }

  @Test
  void aFileIsUnpackedUnderTheNameThatEnginesLookFor() throws Exception {
    byte[] bytes = "a graph".getBytes(StandardCharsets.UTF_8);
    ModelVersion plain =
        registry.saveModel("a/b c", bytes, ModelSpec.builder().format("ONNX").build());
    ModelVersion script =
        registry.saveModel("net", bytes, ModelSpec.builder().format("torchscript").build());
    Path onnx = ModelCache.unpack(registry.load(plain.uri()));
    assertThat(onnx.resolve("a_b_c.onnx")).hasBinaryContent(bytes);
    assertThat(ModelCache.unpack(registry.load(script.uri())).resolve("net.pt"))
        .hasBinaryContent(bytes);
  }

  @Test
  void namesAndPathsMayHaveAnyCharacters() throws Exception {
    try (Model one = model(1)) {
      String name = "über & größer=?+%/,#";
      registry.setAlias(name, "best of 3 & more", SynaModels.save(one, registry, name).version());
      String url = SynaModels.url(file, name, "best of 3 & more");
      assertThat(url).doesNotContain(",").doesNotContain(" ");
      assertThat(scores(url)).isEqualTo(scores(one));
    }
  }

  @Test
  void otherParametersOfAUrlAreArgumentsOfTheModel() throws Exception {
    try (Model one = model(1)) {
      ModelVersion saved = SynaModels.save(one, registry, "tiny");
      String url = SynaModels.url(file, saved) + "&width=224&title=a%26b";
      try (ZooModel<float[], float[]> model = criteria(url).loadModel()) {
        assertThat(model.getProperty("width")).isEqualTo("224");
        assertThat(model.getProperty("title")).isEqualTo("a&b");
        assertThat(model.getProperty("version")).isNull();
      }
    }
  }

  @Test
  void aModelWithAnotherBlockIsMalformed() throws Exception {
    try (Model one = model(1);
        Model other = Model.newInstance("tiny")) {
      ModelVersion saved = SynaModels.save(one, registry, "tiny");
      other.setBlock(
          new SequentialBlock()
              .add(Linear.builder().setUnits(2).build())
              .add(Linear.builder().setUnits(2).build()));
      assertThatThrownBy(() -> SynaModels.load(registry, saved.uri(), other))
          .isInstanceOfAny(ai.djl.MalformedModelException.class, IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "synadb:///data/models.db",
        "synadb:///data/models.db?model=",
        "synadb:///data/models.db?version=3",
        "synadb:///?model=tiny",
        "synadb://data/models.db?model=tiny",
        "synadb:models.db?model=tiny",
        "synadb:///data/models.db?model=tiny&version=3&alias=best"
      })
  void aWrongUrlIsRefusedWithTheRightForm(String url) {
    assertThatThrownBy(() -> Repository.newInstance("r", url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("synadb:///path/to/file.db?model=name")
        .hasMessageContaining(url);
  }

  @Test
  void whatIsNotThereIsToldWithItsName() throws Exception {
    try (Model one = model(1)) {
      SynaModels.save(one, registry, "tiny");
    }
    String url = SynaModels.url(file, "tiny", "nobody");
    assertThatThrownBy(() -> criteria(url).loadModel())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("models:/tiny@nobody");
    assertThatThrownBy(() -> criteria(url.replace("alias=nobody", "version=99")).loadModel())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("99");
    String nowhere = SynaModels.url(directory.resolve("no.db"), "tiny", "nobody");
    assertThatThrownBy(() -> criteria(nowhere).loadModel())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no.db");
    try (Model empty = TinyTraining.newModel()) {
      assertThatThrownBy(() -> SynaModels.load(registry, "models:/tiny/7", empty))
          .isInstanceOf(ModelNotFoundException.class)
          .hasMessageContaining("7");
      assertThatThrownBy(() -> SynaModels.load(registry, "tiny", empty))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> SynaModels.save(empty, registry, "empty"))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(registry.listModels()).containsExactly("tiny");
  }

  @Test
  void aDamagedModelIsNotUnpacked() throws Exception {
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((i * 7919) >> 3);
    }
    ModelVersion saved = registry.saveModel("raw", ContentSource.of(bytes), ModelSpec.empty());
    registry.close();
    long at = find(Files.readAllBytes(file), bytes);
    try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
      f.seek(at + 70_000);
      f.write(bytes[70_000] ^ 1);
    }
    String url = SynaModels.url(file, saved);
    assertThatThrownBy(() -> criteria(url).loadModel())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("raw");
    Path cached = ModelCache.directory(saved);
    assertThat(cached).doesNotExist();
    assertThat(unpacked()).isEmpty();
    registry = ModelRegistry.open(directory.resolve("another.db"));
  }

  private static long find(byte[] all, byte[] part) {
    for (int at = 0; at + part.length <= all.length; at++) {
      int n = 0;
      while (n < 64 && all[at + n] == part[n]) {
        n++;
      }
      if (n == 64) {
        return at;
      }
    }
    throw new AssertionError("The bytes are not in the file");
  }

  @Test
  void theRepositoryTellsWhereItsFilesAre() throws Exception {
    try (Model one = model(1)) {
      ModelVersion saved = SynaModels.save(one, registry, "tiny");
      Repository r =
          new SynaRepositoryFactory().newInstance("r", URI.create(SynaModels.url(file, saved)));
      assertThat(r.getResources()).hasSize(1);
      var artifact = r.resolve(r.getResources().get(0), null);
      r.prepare(artifact);
      var item = artifact.getFiles().values().iterator().next();
      assertThat(List.of(r.listDirectory(item, "")))
          .containsExactlyInAnyOrder("serving.properties", "tiny-0000.params");
      try (var in = r.openStream(item, "serving.properties")) {
        assertThat(in.readAllBytes()).isNotEmpty();
      }
      assertThatThrownBy(() -> r.openStream(item, "../../x"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
