/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.SynaDB;
import ai.synadb.error.ModelNotFoundException;
import ai.synadb.registry.ModelLineage;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelSignature;
import ai.synadb.registry.ModelSpec;
import ai.synadb.registry.ModelStage;
import ai.synadb.registry.ModelVersion;
import ai.synadb.tensor.TensorEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.SessionFunction;
import org.tensorflow.Signature;
import org.tensorflow.TensorFunction;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

@NeedsTensorFlow
final class SynaSavedModelsTest {
  @TempDir Path dir;
  private SynaDB db;
  private ModelRegistry registry;
  private Set<String> before;

  @BeforeEach
  void open() throws IOException {
    db = SynaDB.open(dir.resolve("test.db"));
    registry = ModelRegistry.on(db);
    before = temporary();
  }

  @AfterEach
  void close() throws IOException {
    db.close();
    assertThat(temporary()).isEqualTo(before);
  }

  /** The temporary directories of models that there are. */
  private static Set<String> temporary() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      Set<String> names = new TreeSet<>();
      all.map(p -> p.getFileName().toString())
          .filter(n -> n.startsWith(TempDirectory.prefix()))
          .forEach(names::add);
      return names;
    }
  }

  /** The logits of all rows of a dataset, and how many of their largest are the label's. */
  private record Predictions(List<Float> logits, double accuracy) {}

  private static Predictions predictions(SynaTfDataset data, TensorFunction function) {
    List<Float> all = new ArrayList<>();
    int right = 0;
    for (TfBatch batch : data) {
      try (batch;
          Result result = function.call(Map.of("pixels", batch.feature()))) {
        TFloat32 logits = (TFloat32) result.get("logits").orElseThrow();
        TInt32 labels = batch.get(DigitsData.LABELS, TInt32.class);
        for (int r = 0; r < batch.rows(); r++) {
          int best = 0;
          for (int c = 0; c < DigitsData.CLASSES; c++) {
            all.add(logits.getFloat(r, c));
            best = logits.getFloat(r, c) > logits.getFloat(r, best) ? c : best;
          }
          right += best == labels.getInt(r) ? 1 : 0;
        }
      }
    }
    return new Predictions(all, (double) right / data.size());
  }

  @Test
  void aNetworkLearnsDigitsAndPredictsTheSameFromTheRegistry() throws IOException {
    TensorEngine engine = TensorEngine.on(db);
    DigitsData.store(engine);
    SynaTfDataset.Builder train =
        SynaTfDataset.builder(engine)
            .features(DigitsData.PIXELS)
            .labels(DigitsData.LABELS)
            .filter(DigitsData.TRAIN)
            .batchSize(32)
            .shuffle(42);
    SynaTfDataset.Builder test =
        SynaTfDataset.builder(engine)
            .features(DigitsData.PIXELS)
            .labels(DigitsData.LABELS)
            .filter(DigitsData.TEST)
            .batchSize(100);
    try (SynaTfDataset trained = train.build();
        SynaTfDataset tested = test.build();
        DigitsNetwork network = new DigitsNetwork(3)) {
      assertThat(trained.size() + tested.size()).isEqualTo(1797);
      assertThat(tested.size()).isBetween(358L, 362L);
      double first = network.train(trained, 0);
      double last = first;
      for (int epoch = 1; epoch < 20; epoch++) {
        last = network.train(trained, epoch);
      }
      assertThat(last).isLessThan(first / 10);
      Predictions wanted = predictions(tested, network.predict());
      assertThat(wanted.accuracy()).isGreaterThanOrEqualTo(0.94);

      ModelVersion v =
          SynaSavedModels.save(
              registry,
              "digits",
              ModelSpec.builder().metadata("accuracy", "" + wanted.accuracy()).build(),
              network.predict());
      registry.setStage("digits", v.version(), ModelStage.PRODUCTION);
      try (SynaSavedModel model = SynaSavedModels.load(registry, "models:/digits/production")) {
        assertThat(model.version().uri()).isEqualTo("models:/digits/1");
        assertThat(predictions(tested, model.function(Signature.DEFAULT_KEY))).isEqualTo(wanted);
      }
      assertThat(trained.stats().copiesPerByte()).isEqualTo(1);
      assertThat(trained.stats().buffersInUse()).isZero();
      assertThat(v.spec().signature())
          .contains(
              new ModelSignature(
                  List.of(ModelSignature.Field.of("pixels", "float32", -1, 64)),
                  List.of(ModelSignature.Field.of("logits", "float32", -1, 10))));
    }
  }

  /** A model without variables that adds one to what it gets. */
  private ModelVersion saveAddOne(ModelSpec spec, String key) throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> in = tf.placeholder(TFloat32.class);
      try (Session session = new Session(graph)) {
        SessionFunction f =
            session.function(
                Signature.builder(key)
                    .input("in", in)
                    .output("out", tf.math.add(in, tf.variable(tf.constant(1f))))
                    .build());
        return SynaSavedModels.save(registry, "one", spec, f);
      }
    }
  }

  @Test
  void whatIsSaidOfAModelIsKept() throws IOException {
    ModelSignature signature = new ModelSignature(List.of(), List.of());
    ModelSpec spec =
        ModelSpec.builder()
            .metadata("k", "v")
            .tag("t", "w")
            .description("adds one")
            .inputExample("[1]")
            .format("other")
            .lineage(ModelLineage.none().withRun("r"))
            .signature(signature)
            .build();
    ModelVersion kept = saveAddOne(spec, "serving_default");

    assertThat(kept.isDirectory()).isTrue();
    assertThat(kept.spec().metadata()).isEqualTo(Map.of("k", "v"));
    assertThat(kept.spec().tags()).isEqualTo(Map.of("t", "w"));
    assertThat(kept.spec().description()).isEqualTo("adds one");
    assertThat(kept.spec().inputExample()).contains("[1]");
    assertThat(kept.spec().framework()).contains("tensorflow");
    assertThat(kept.spec().format()).contains("other");
    assertThat(kept.spec().lineage()).isEqualTo(ModelLineage.none().withRun("r"));
    assertThat(kept.spec().signature()).contains(signature);
    // Any number of axes is nothing that a signature can say.
    assertThat(saveAddOne(ModelSpec.empty(), "serving_default").spec().signature()).isEmpty();
  }

  @Test
  void aModelIsCalledUntilItIsClosed() throws IOException {
    saveAddOne(ModelSpec.empty(), "serving_default");
    SynaSavedModel model = SynaSavedModels.load(registry.loadModel("one"));
    try (TFloat32 in = TFloat32.vectorOf(1, 2);
        Result result = model.call(Map.of("in", in))) {
      assertThat(((TFloat32) result.get(0)).getFloat(1)).isEqualTo(3);
      assertThatThrownBy(() -> model.call(Map.of())).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> model.function("other"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(temporary()).hasSize(before.size() + 1);
    SavedModelBundle bundle = model.bundle();
    assertThat(bundle.signatures()).hasSize(1);
    model.close();
    model.close();

    assertThatThrownBy(model::bundle)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The model models:/one/1 is closed");
    assertThatThrownBy(() -> model.call(Map.of())).isInstanceOf(IllegalStateException.class);
    assertThat(model.version().version()).isEqualTo(1);
  }

  @Test
  void directoriesOfOtherProgramsAreSaved() throws IOException {
    saveAddOne(ModelSpec.empty(), "other_key");
    Path exported = dir.resolve("exported");
    registry.loadModel("one").copyTo(exported);

    ModelVersion v = SynaSavedModels.save(registry, "two", ModelSpec.empty(), exported);

    assertThat(v.spec().framework()).contains("tensorflow");
    try (SynaSavedModel model = SynaSavedModels.load(registry, "models:/two/1", "serve");
        TFloat32 in = TFloat32.vectorOf(1);
        Result result = model.function("other_key").call(Map.of("in", in))) {
      assertThat(((TFloat32) result.get(0)).getFloat(0)).isEqualTo(2);
    }
    assertThatThrownBy(() -> SynaSavedModels.load(registry, "models:/two/1", "no-such-tag"))
        .isInstanceOf(TensorFlowException.class);
  }

  @Test
  void whatIsNoSavedModelIsRefused() throws IOException {
    Path empty = Files.createDirectory(dir.resolve("empty"));
    assertThatThrownBy(() -> SynaSavedModels.save(registry, "m", ModelSpec.empty(), empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("is no SavedModel: it is not a directory with a saved_model.pb");
    assertThat(registry.listModels()).isEmpty();
    Files.writeString(empty.resolve("weights.txt"), "1");
    registry.saveModel("dir", empty, Map.of());
    registry.saveModel("file", new byte[] {1}, Map.of());

    assertThatThrownBy(() -> SynaSavedModels.load(registry, "models:/dir/1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The model models:/dir/1 is no SavedModel");
    assertThatThrownBy(() -> SynaSavedModels.load(registry, "models:/file/1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one file");
    assertThatThrownBy(() -> SynaSavedModels.load(registry, "models:/none/1"))
        .isInstanceOf(ModelNotFoundException.class);
    assertThatThrownBy(() -> SynaSavedModels.load(registry, "one"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bytesThatTensorFlowDoesNotUnderstandLeaveNothingBehind() throws IOException {
    Path broken = Files.createDirectory(dir.resolve("broken"));
    Files.write(broken.resolve("saved_model.pb"), new byte[] {1, 2, 3});
    registry.saveModel("broken", broken, Map.of());

    assertThatThrownBy(() -> SynaSavedModels.load(registry, "models:/broken/1"))
        .isInstanceOf(TensorFlowException.class);
    assertThatThrownBy(() -> SynaSavedModels.save(registry, "b", ModelSpec.empty(), broken))
        .isInstanceOf(IOException.class);
    assertThat(registry.listModels()).containsExactly("broken");
  }
}
