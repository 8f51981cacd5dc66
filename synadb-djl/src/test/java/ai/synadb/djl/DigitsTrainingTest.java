/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDManager;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.synadb.SynaDB;
import ai.synadb.experiment.DatasetInput;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.RunInfo;
import ai.synadb.experiment.RunStatus;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelVersion;
import ai.synadb.tensor.TensorEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

@OnPyTorch
final class DigitsTrainingTest {
  @TempDir private Path directory;
  private Path file;
  private SynaDB db;

  @BeforeEach
  void store() {
    file = directory.resolve("digits.db");
    db = SynaDB.open(file);
    try (TensorEngine tensors = TensorEngine.on(db)) {
      DigitsData.store(tensors);
    }
  }

  @AfterEach
  void close() {
    db.close();
  }

  private double accuracy(long[] testRows, int seed) throws Exception {
    return DigitsTraining.train(db, testRows, 0.005f, seed)
        .result()
        .getValidateEvaluation("Accuracy");
  }

  @Test
  void digitsAreLearnedOnAFixedStratifiedSplit(TestReporter reporter) throws Exception {
    List<Double> found = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      found.add(accuracy(DigitsData.testRows(), seed));
    }
    double otherWriters = accuracy(DigitsData.lastRows(), 1);
    reporter.publishEntry("accuracy, stratified split", found.toString());
    reporter.publishEntry("accuracy, split by file order", Double.toString(otherWriters));

    Collections.sort(found);
    assertThat(found).allMatch(a -> a >= 0.94);
    assertThat(found.get(1)).isGreaterThanOrEqualTo(0.96);
    assertThat(otherWriters).isGreaterThan(0.88).isLessThan(found.get(1));
  }

  @Test
  void theSplitIsStratifiedAndDrawnAsItSays() {
    int[] labels;
    try (TensorEngine tensors = TensorEngine.on(db)) {
      labels =
          Arrays.stream(tensors.getTensor(DigitsData.LABELS).toLongArray())
              .mapToInt(l -> (int) l)
              .toArray();
    }
    int[] counts = new int[10];
    Arrays.stream(labels).forEach(l -> counts[l]++);
    long[] rows = DigitsData.testRows();
    SplittableRandom random = new SplittableRandom(42);
    List<Long> drawn = new ArrayList<>();
    for (int digit = 0; digit < 10; digit++) {
      int d = digit;
      long n = Arrays.stream(rows).filter(r -> labels[(int) r] == d).count();
      assertThat(Math.abs(n - counts[d] * 360.0 / 1797)).isLessThan(1);
      List<Long> of = new ArrayList<>();
      for (long row = 0; row < labels.length; row++) {
        if (labels[(int) row] == d) {
          of.add(row);
        }
      }
      for (int i = 0; i < n; i++) {
        Collections.swap(of, i, i + random.nextInt(of.size() - i));
        drawn.add(of.get(i));
      }
    }
    assertThat(NumberedRows.sorted(drawn)).isEqualTo(Arrays.stream(rows).boxed().toList());
    assertThat(rows).hasSize(360);
    assertThat(DigitsData.others(rows)).hasSize(1437);
  }

  @Test
  void theBestModelComesBackThroughItsUrlWithTheSamePredictions() throws Exception {
    DigitsTraining.Outcome outcome = DigitsTraining.train(db, DigitsData.testRows(), 0.005f, 1);
    ModelVersion best = outcome.best();
    RunInfo run;
    try (ExperimentTracker tracker = ExperimentTracker.on(db);
        ModelRegistry registry = ModelRegistry.on(db)) {
      registry.setAlias("digits", "champion", best.version());
      run = tracker.getRun(outcome.runId());
      assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(run.inputs())
          .extracting(i -> i.role().orElseThrow())
          .containsExactlyInAnyOrder("training", "validation");
      assertThat(best.spec().lineage().runId()).contains(run.id());
      assertThat(best.spec().lineage().datasets())
          .extracting(d -> d.digest())
          .containsExactlyInAnyOrderElementsOf(
              run.inputs().stream().map(DatasetInput::digest).map(d -> d.orElseThrow()).toList());
      int epoch = Integer.parseInt(best.spec().metadata().get("epoch"));
      double lowest = run.metric("validate_loss").orElseThrow().min();
      assertThat(tracker.getMetricTensor(run.id(), "validate_loss")[epoch - 1]).isEqualTo(lowest);
      assertThat(registry.listVersions("digits")).hasSize(1);
    }
    List<Long> inMemory = new ArrayList<>();
    List<Long> fromUrl = new ArrayList<>();
    Criteria.Builder<float[], Long> like =
        Criteria.builder()
            .setTypes(float[].class, Long.class)
            .optBlock(DigitsTraining.network())
            .optTranslator(new DigitsTraining.DigitTranslator());
    try (ModelRegistry registry = ModelRegistry.on(db);
        ZooModel<float[], Long> model = SynaModels.load(registry, best.uri(), like)) {
      predict(model, inMemory);
    }
    Criteria<float[], Long> criteria =
        Criteria.builder()
            .setTypes(float[].class, Long.class)
            .optModelUrls(SynaModels.url(file, "digits", "champion"))
            .optBlock(DigitsTraining.network())
            .optTranslator(new DigitsTraining.DigitTranslator())
            .build();
    try (ZooModel<float[], Long> model = criteria.loadModel()) {
      predict(model, fromUrl);
    }
    assertThat(fromUrl).isEqualTo(inMemory);
    double accuracy = 0;
    long[] rows = DigitsData.testRows();
    try (TensorEngine tensors = TensorEngine.on(db)) {
      long[] labels = tensors.getTensor(DigitsData.LABELS).toLongArray();
      for (int i = 0; i < rows.length; i++) {
        accuracy += labels[(int) rows[i]] == fromUrl.get(i) ? 1.0 / rows.length : 0;
      }
    }
    assertThat(accuracy).isGreaterThan(0.94);
  }

  private void predict(ZooModel<float[], Long> model, List<Long> predictions) throws Exception {
    try (TensorEngine tensors = TensorEngine.on(db);
        SynaDataset test = DigitsTraining.digits(tensors, DigitsData.testRows(), false, 0);
        NDManager manager = NDManager.newBaseManager();
        Predictor<float[], Long> predictor = model.newPredictor();
        SynaBatch all = test.getByRange(manager, 0, test.size())) {
      List<float[]> rows = new ArrayList<>();
      float[] pixels = all.getData().head().toFloatArray();
      for (int i = 0; i < all.getSize(); i++) {
        rows.add(Arrays.copyOfRange(pixels, 64 * i, 64 * i + 64));
      }
      predictions.addAll(predictor.batchPredict(rows));
    }
  }
}
