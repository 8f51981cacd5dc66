/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.listener.EarlyStoppingListener.EarlyStoppedException;
import ai.djl.training.listener.EpochTrainingListener;
import ai.djl.training.listener.EvaluatorTrainingListener;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.synadb.SynaDB;
import ai.synadb.experiment.DatasetInput;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.MetricId;
import ai.synadb.experiment.RunInfo;
import ai.synadb.experiment.RunStatus;
import ai.synadb.registry.ModelVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@OnPyTorch
final class SynaTrainingListenerTest {
  private static final int EPOCHS = 4;

  @TempDir private Path directory;
  private TinyTraining tiny;
  private SynaDataset data;

  @BeforeEach
  void open() {
    tiny = new TinyTraining(directory.resolve("tiny.db"));
    data = tiny.data().build();
  }

  @AfterEach
  void close() {
    data.close();
    tiny.close();
  }

  private static TrainingListener[] basicAnd(TrainingListener last) {
    return new TrainingListener[] {
      new EpochTrainingListener(), new EvaluatorTrainingListener(), last
    };
  }

  private RunInfo info(SynaTrainingListener listener) {
    return tiny.tracker.getRun(listener.run().orElseThrow().id());
  }

  private double[] points(SynaTrainingListener listener, String metric) {
    return tiny.tracker.getMetricTensor(listener.run().orElseThrow().id(), metric);
  }

  @Test
  void aTrainingIsARunWithItsParametersMetricsAndInputs() throws Exception {
    SynaTrainingListener listener =
        tiny.listener()
            .optRunName("first")
            .addTag("team", "cv")
            .optParam("learning_rate", 0.1f)
            .optBatchInterval(2)
            .addDataset(DatasetInput.of("elsewhere", 0))
            .build();
    TrainingResult result;
    try (Trainer trainer = tiny.trainer(basicAnd(listener))) {
      assertThat(info(listener).status()).isEqualTo(RunStatus.RUNNING);
      result = SynaTraining.fit(trainer, EPOCHS, data, data, listener);
    }

    RunInfo run = info(listener);
    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(run.name()).isEqualTo("first");
    assertThat(run.tag("team")).contains("cv");
    assertThat(run.params().keySet())
        .contains("engine", "engine_version", "devices", "model", "loss", "evaluators")
        .contains("java_version", "os", "input_shapes");
    assertThat(run.param("engine").orElseThrow().text()).isEqualTo("PyTorch");
    assertThat(run.param("evaluators").orElseThrow().text()).isEqualTo("Accuracy");
    assertThat(run.param("learning_rate").orElseThrow().text()).isEqualTo("0.1");
    assertThat(run.param("epochs").orElseThrow().text()).isEqualTo("4");
    assertThat(run.param("batch_size").orElseThrow().text()).isEqualTo("20");
    assertThat(run.param("parameters").orElseThrow().text()).isEqualTo("17");
    assertThat(run.metrics().keySet())
        .extracting(MetricId::name)
        .containsExactlyInAnyOrder(
            "train_loss",
            "train_Accuracy",
            "validate_loss",
            "validate_Accuracy",
            "epoch_seconds",
            "batch_loss");
    double[] loss = points(listener, "train_loss");
    assertThat(loss).hasSize(EPOCHS);
    assertThat(loss[3]).isLessThan(loss[0]);
    assertThat((float) loss[3]).isEqualTo(result.getTrainLoss());
    assertThat((float) points(listener, "validate_Accuracy")[3])
        .isEqualTo(result.getValidateEvaluation("Accuracy"));
    assertThat(points(listener, "batch_loss")).hasSize(EPOCHS * 3 / 2);
    assertThat(run.inputs())
        .containsExactlyInAnyOrder(
            DatasetInput.of("elsewhere", 0),
            data.ref().as("training"),
            data.ref().as("validation"));
  }

  @Test
  void valuesAreTheSameWhereverTheListenerStandsAndWithNoOther() throws Exception {
    List<Map<String, double[]>> found = new ArrayList<>();
    for (int order = 0; order < 3; order++) {
      SynaTrainingListener listener = tiny.listener().build();
      TrainingListener[] all =
          switch (order) {
            case 0 -> basicAnd(listener);
            case 1 -> new TrainingListener[] {listener, new EvaluatorTrainingListener()};
            default -> new TrainingListener[] {listener};
          };
      ai.djl.engine.Engine.getInstance().setRandomSeed(5);
      try (TinyTraining again = new TinyTraining(directory.resolve("again" + order));
          SynaDataset rows = again.data().optSeed(1).build();
          Trainer trainer = again.trainer(all)) {
        SynaTraining.fit(trainer, 3, rows, rows, listener);
        found.add(
            Map.of(
                "train_loss", points(listener, "train_loss"),
                "train_Accuracy", points(listener, "train_Accuracy"),
                "validate_loss", points(listener, "validate_loss"),
                "validate_Accuracy", points(listener, "validate_Accuracy")));
      }
    }
    assertThat(found.get(0).get("train_loss")).hasSize(3).doesNotContain(Double.NaN);
    found
        .get(0)
        .forEach(
            (name, points) -> {
              assertThat(found.get(1).get(name)).as(name).containsExactly(points);
              assertThat(found.get(2).get(name)).as(name).containsExactly(points);
            });
  }

  @Test
  void nothingIsSaidOfValidationWithoutAny() throws Exception {
    SynaTrainingListener listener = tiny.listener().build();
    try (Trainer trainer = tiny.trainer(basicAnd(listener))) {
      SynaTraining.fit(trainer, 2, data, null, listener);
    }
    assertThat(info(listener).metrics().keySet())
        .extracting(MetricId::name)
        .containsExactlyInAnyOrder("train_loss", "train_Accuracy", "epoch_seconds");
  }

  /** Throws in an epoch: when it ends, or at its second batch. */
  private static TrainingListener failing(int inEpoch, boolean atEnd, RuntimeException reason) {
    return new TrainingListenerAdapter() {
      private int epochs;
      private int batches;

      @Override
      public void onTrainingBatch(Trainer trainer, BatchData batch) {
        if (!atEnd && epochs == inEpoch && ++batches == 2) {
          throw reason;
        }
      }

      @Override
      public void onEpoch(Trainer trainer) {
        if (atEnd && epochs == inEpoch) {
          throw reason;
        }
        epochs++;
      }
    };
  }

  @Test
  void whatIsThrownFailsTheRunAndComesOut() {
    SynaTrainingListener listener = tiny.listener().build();
    IllegalStateException reason = new IllegalStateException("out of luck");
    try (Trainer trainer =
        tiny.trainer(new EvaluatorTrainingListener(), listener, failing(1, false, reason))) {
      assertThatThrownBy(() -> SynaTraining.fit(trainer, EPOCHS, data, data, listener))
          .isSameAs(reason);
    }
    RunInfo run = info(listener);
    assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(
            new String(tiny.tracker.getArtifact(run.id(), "exception.txt"), StandardCharsets.UTF_8))
        .contains("out of luck");
    assertThat(points(listener, "train_loss")).hasSize(1);
  }

  @Test
  void dataThatCannotBeReadFailsTheRun() {
    SynaTrainingListener listener = tiny.listener().build();
    try (Trainer trainer = tiny.trainer(basicAnd(listener));
        SynaDataset closed = tiny.data().build()) {
      closed.close();
      assertThatThrownBy(() -> SynaTraining.fit(trainer, EPOCHS, closed, null, listener))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(info(listener).status()).isEqualTo(RunStatus.FAILED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTrainingThatIsStoppedEarlyIsCompleted(boolean stopperIsFirst) throws Exception {
    SynaTrainingListener listener = tiny.listener().build();
    TrainingListener stopper = failing(2, true, new EarlyStoppedException(3, "good enough"));
    try (Trainer trainer =
        tiny.trainer(
            new EvaluatorTrainingListener(),
            stopperIsFirst ? stopper : listener,
            stopperIsFirst ? listener : stopper)) {
      SynaTraining.fit(trainer, 10, data, data, listener);
    }
    RunInfo run = info(listener);
    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(run.tag("stopped_early")).contains("3");
    assertThat(points(listener, "validate_loss")).hasSize(3);
  }

  @Test
  void withoutFitARunEndsAsItLooks() throws Exception {
    SynaTrainingListener whole = tiny.listener().build();
    try (Trainer trainer = tiny.trainer(basicAnd(whole))) {
      EasyTrain.fit(trainer, 2, data, data);
    }
    SynaTrainingListener broken = tiny.listener().build();
    RuntimeException reason = new IllegalStateException("broken");
    try (Trainer trainer =
        tiny.trainer(new EvaluatorTrainingListener(), broken, failing(1, false, reason))) {
      assertThatThrownBy(() -> EasyTrain.fit(trainer, 2, data, data)).isSameAs(reason);
    }
    SynaTrainingListener told = tiny.listener().build();
    try (Trainer trainer = tiny.trainer(basicAnd(told))) {
      EasyTrain.fit(trainer, 1, data, data);
      told.fail(reason);
    }
    SynaTrainingListener unused = tiny.listener().build();
    tiny.trainer(basicAnd(unused)).close();

    assertThat(info(whole).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(info(broken).status()).isEqualTo(RunStatus.FAILED);
    assertThat(info(told).status()).isEqualTo(RunStatus.FAILED);
    assertThat(info(unused).status()).isEqualTo(RunStatus.FAILED);
  }

  @Test
  void errorsOfTrackingDoNotStopATraining() throws Exception {
    SynaDB other = SynaDB.open(directory.resolve("other.db"));
    ExperimentTracker tracker = ExperimentTracker.on(other);
    SynaTrainingListener listener =
        SynaTrainingListener.builder().setTracker(tracker).setExperiment("lost").build();
    TrainingListener closing =
        new TrainingListenerAdapter() {
          @Override
          public void onEpoch(Trainer trainer) {
            tracker.close();
            other.close();
          }
        };
    TrainingResult result;
    try (Trainer trainer =
        tiny.trainer(
            new EpochTrainingListener(), new EvaluatorTrainingListener(), closing, listener)) {
      result = SynaTraining.fit(trainer, EPOCHS, data, data, listener);
    }
    assertThat(result.getEpoch()).isEqualTo(EPOCHS);
    assertThat(result.getTrainEvaluation("Accuracy")).isGreaterThan(0);
    SynaTrainingListener late =
        SynaTrainingListener.builder().setTracker(tracker).setExperiment("lost").build();
    try (Trainer trainer = tiny.trainer(basicAnd(late))) {
      SynaTraining.fit(trainer, 1, data, data, late);
    }
    assertThat(late.run()).isEmpty();
    assertThat(late.trackingError()).isPresent();
  }

  @Test
  void errorsOfTrackingStopATrainingIfSoAsked() {
    SynaTrainingListener listener =
        tiny.listener().optParam("engine", new Object()).optFailOnTrackingError(true).build();
    assertThatThrownBy(() -> tiny.trainer(basicAnd(listener)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Tracking the training failed");
    SynaTrainingListener lenient = tiny.listener().optParam("engine", new Object()).build();
    tiny.trainer(basicAnd(lenient)).close();
    assertThat(lenient.trackingError()).get().isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theErrorOfATrainingIsToldEvenIfTrackingItFails() {
    SynaTrainingListener listener = tiny.listener().optFailOnTrackingError(true).build();
    RuntimeException boom =
        new RuntimeException() {
          @Override
          public String getMessage() {
            throw new IllegalStateException("has none");
          }
        };
    TrainingListener failing =
        new TrainingListenerAdapter() {
          @Override
          public void onEpoch(Trainer trainer) {
            throw boom;
          }
        };
    Trainer trainer = tiny.trainer(failing, listener);
    Throwable thrown =
        catchThrowable(() -> SynaTraining.fit(trainer, EPOCHS, data, data, listener));
    assertThat(thrown == boom).isTrue();
    assertThat(boom.getSuppressed()[0]).hasMessageContaining("Tracking the training failed");
    assertThat(listener.trackingError()).isPresent();
    trainer.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 2", "10, 1"})
  void theBestModelsAreKept(int keep, int every) throws Exception {
    SynaTrainingListener listener =
        tiny.listener()
            .optCheckpoints(
                tiny.registry,
                "tiny",
                CheckpointPolicy.lowest("validate_loss").keep(keep).every(every))
            .optAlias("best")
            .build();
    assertThat(listener.bestModel()).isEmpty();
    try (Trainer trainer = tiny.trainer(basicAnd(listener))) {
      SynaTraining.fit(trainer, 6, data, data, listener);
    }

    double[] loss = points(listener, "validate_loss");
    List<Integer> expected = new ArrayList<>();
    for (int epoch = every; epoch <= 6; epoch += every) {
      expected.add(epoch);
    }
    expected.sort((a, b) -> Double.compare(loss[a - 1], loss[b - 1]));
    List<Integer> best = expected.subList(0, Math.min(keep, expected.size()));
    List<ModelVersion> kept = tiny.registry.listVersions("tiny");
    assertThat(kept)
        .extracting(v -> Integer.valueOf(v.spec().metadata().get("epoch")))
        .containsExactlyInAnyOrderElementsOf(best);
    ModelVersion first = listener.bestModel().orElseThrow();
    assertThat(first.spec().metadata().get("epoch")).isEqualTo(best.get(0).toString());
    assertThat(tiny.registry.aliases("tiny")).containsEntry("best", first.version());
    assertThat(first.spec().lineage().runId()).contains(info(listener).id());
    assertThat(first.spec().framework()).contains("djl");
    assertThat(first.spec().signature().orElseThrow().inputs().get(0).shape())
        .containsExactly(-1L, 2L);
    assertThat(first.spec().signature().orElseThrow().outputs().get(0).shape())
        .containsExactly(-1L, 2L);
  }

  @Test
  void aKeptModelThatSomebodyUsesStays() throws Exception {
    SynaTrainingListener listener =
        tiny.listener()
            .optCheckpoints(tiny.registry, "tiny", CheckpointPolicy.lowest("train_loss"))
            .build();
    TrainingListener user =
        new TrainingListenerAdapter() {
          @Override
          public void onEpoch(Trainer trainer) {
            if (tiny.registry.aliases("tiny").isEmpty()) {
              tiny.registry.setAlias("tiny", "mine", 1);
            }
          }
        };
    try (Trainer trainer =
        tiny.trainer(
            new EpochTrainingListener(), new EvaluatorTrainingListener(), listener, user)) {
      SynaTraining.fit(trainer, EPOCHS, data, null, listener);
    }
    assertThat(listener.trackingError()).isEmpty();
    assertThat(tiny.registry.listVersions("tiny"))
        .extracting(ModelVersion::version)
        .containsExactly(1, listener.bestModel().orElseThrow().version());
  }

  @Test
  void aMetricThatIsNotThereSavesNothing() throws Exception {
    SynaTrainingListener listener =
        tiny.listener()
            .optCheckpoints(tiny.registry, "tiny", CheckpointPolicy.highest("validate_F1"))
            .build();
    try (Trainer trainer = tiny.trainer(basicAnd(listener))) {
      SynaTraining.fit(trainer, 2, data, null, listener);
    }
    assertThat(listener.bestModel()).isEmpty();
    assertThat(tiny.registry.listModels()).isEmpty();
  }

  @Test
  void wrongSettingsAndWrongTrainersAreRefused() {
    assertThatThrownBy(
            () -> SynaTrainingListener.builder().optBatchInterval(-1).optAlias("a").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("setTracker")
        .hasMessageContaining("setExperiment")
        .hasMessageContaining("0 or more, not -1")
        .hasMessageContaining("optCheckpoints");
    assertThatThrownBy(() -> CheckpointPolicy.lowest("loss").keep(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 0");
    assertThatThrownBy(() -> CheckpointPolicy.lowest("loss").every(-2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not -2");
    SynaTrainingListener listener = tiny.listener().build();
    SynaTrainingListener stranger = tiny.listener().build();
    try (Trainer trainer = tiny.trainer(basicAnd(listener))) {
      assertThatThrownBy(() -> SynaTraining.fit(trainer, 1, data, null, stranger))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> SynaTraining.fit(trainer, -1, data, null, listener))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1");
      assertThatThrownBy(() -> tiny.trainer(basicAnd(listener)))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
