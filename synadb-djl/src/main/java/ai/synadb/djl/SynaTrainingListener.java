/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingConfig;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.listener.TrainingListenerAdapter;
import ai.synadb.experiment.DatasetInput;
import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.Run;
import ai.synadb.experiment.RunOptions;
import ai.synadb.registry.ModelRegistry;
import ai.synadb.registry.ModelVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks a training as a run: its parameters, the values of every epoch, the best models.
 *
 * <pre>{@code
 * SynaTrainingListener listener =
 *     SynaTrainingListener.builder()
 *         .setTracker(tracker)
 *         .setExperiment("digits")
 *         .optCheckpoints(registry, "digits", CheckpointPolicy.highest("validate_Accuracy"))
 *         .build();
 * DefaultTrainingConfig config =
 *     new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
 *         .addEvaluator(new Accuracy())
 *         .addTrainingListeners(TrainingListener.Defaults.basic())
 *         .addTrainingListeners(listener);
 * try (Trainer trainer = model.newTrainer(config)) {
 *   trainer.initialize(new Shape(1, 64));
 *   SynaTraining.fit(trainer, 20, training, validation, listener);
 * }
 * }</pre>
 *
 * <p><b>Metrics</b> of each epoch, counted from 0: {@code train_loss} and {@code validate_loss},
 * {@code train_} and {@code validate_} with the name of each evaluator behind it, and {@code
 * epoch_seconds}. With {@link Builder#optBatchInterval}, {@code batch_loss} by the number of the
 * batch.
 *
 * <p><b>Parameters</b>: engine, its version, devices, loss, evaluators, Java and operating system
 * when training begins; batch size, shapes of the input and number of parameters with the first
 * batch; and what {@link Builder#optParam} adds, such as a learning rate, which a trainer does not
 * tell.
 *
 * <p><b>The end.</b> A trainer tells its listeners that it is closed, not why. {@link
 * SynaTraining#fit} knows, and ends the run accordingly. Without it, a run that is closed between
 * two epochs is completed, and one that is closed within an epoch, or before the first ended, has
 * failed; {@link #fail} can say so before.
 *
 * <p><b>Errors</b> of tracking never stop a training: the first is logged as a warning, and kept in
 * {@link #trackingError}; {@link Builder#optFailOnTrackingError} has them thrown.
 *
 * <p>Thread safety: confined to the thread that trains; one listener for each trainer.
 *
 * @since 0.1.0
 */
public final class SynaTrainingListener extends TrainingListenerAdapter implements AutoCloseable {
  static final Logger LOG = LoggerFactory.getLogger(SynaTrainingListener.class);

  private final Builder settings;
  private final EpochValues values = new EpochValues();
  private final @Nullable Checkpoints checkpoints;
  private @Nullable Trainer trainer;
  private @Nullable Run run;
  private @Nullable Exception trackingError;
  private int epochs;
  private long batches;
  private long batchesInEpoch;
  private long epochBegin;

  private SynaTrainingListener(Builder settings) {
    this.settings = settings;
    this.checkpoints = settings.checkpoints();
  }

  /** A builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  // ---- what trainers tell

  @Override
  public void onTrainingBegin(Trainer begun) {
    if (trainer != null) {
      throw new IllegalStateException("The listener has a trainer already; each needs its own");
    }
    trainer = begun;
    epochBegin = System.nanoTime();
    values.begin(begun);
    track(
        () -> {
          Run started =
              settings
                  .required(settings.tracker)
                  .experiment(settings.experiment)
                  .startRun(settings.options);
          run = started;
          started.logParams(params(begun));
          settings.inputs.forEach(started::logInput);
        });
  }

  private Map<String, Object> params(Trainer begun) {
    Engine engine = begun.getManager().getEngine();
    Map<String, Object> p = new LinkedHashMap<>();
    p.put("engine", engine.getEngineName());
    p.put("engine_version", engine.getVersion());
    p.put(
        "devices",
        Arrays.stream(begun.getDevices()).map(Device::toString).collect(Collectors.joining(",")));
    p.put("model", begun.getModel().getName());
    p.put("loss", begun.getLoss().getName());
    p.put(
        "evaluators",
        begun.getEvaluators().stream()
            .filter(e -> e != begun.getLoss())
            .map(Evaluator::getName)
            .collect(Collectors.joining(",")));
    p.put("java_version", System.getProperty("java.version", ""));
    p.put("os", System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));
    p.putAll(settings.params);
    return p;
  }

  @Override
  public void onTrainingBatch(Trainer trains, BatchData batch) {
    batches++;
    batchesInEpoch++;
    values.batch(trains, batch, true);
    if (batches == 1) {
      trackInRun(live -> live.logParams(paramsOfFirst(trains, batch)));
    }
    if (settings.batchInterval > 0 && batches % settings.batchInterval == 0) {
      values
          .batchLoss(trains)
          .ifPresent(loss -> trackInRun(live -> live.logMetric("batch_loss", loss, batches - 1)));
    }
  }

  private static Map<String, Object> paramsOfFirst(Trainer trains, BatchData batch) {
    long parameters = 0;
    for (Parameter p : trains.getModel().getBlock().getParameters().values()) {
      parameters += p.isInitialized() ? p.getShape().size() : 0;
    }
    List<String> shapes = new ArrayList<>();
    for (NDArray input : batch.getBatch().getData()) {
      shapes.add(input.getShape().slice(1).toString());
    }
    return Map.of(
        "batch_size", batch.getBatch().getSize(),
        "input_shapes", String.join(",", shapes),
        "parameters", parameters);
  }

  @Override
  public void onValidationBatch(Trainer trains, BatchData batch) {
    batchesInEpoch++;
    values.batch(trains, batch, false);
  }

  @Override
  public void onEpoch(Trainer trains) {
    Map<String, Double> ended = values.end(trains);
    long now = System.nanoTime();
    Map<String, Double> logged = new LinkedHashMap<>(ended);
    logged.put("epoch_seconds", (now - epochBegin) / 1e9);
    epochBegin = now;
    int epoch = epochs++;
    batchesInEpoch = 0;
    trackInRun(live -> live.logMetrics(logged, epoch));
    Checkpoints saves = checkpoints;
    if (saves != null) {
      trackInRun(live -> saves.epoch(trains, live, epoch + 1, ended));
    }
  }

  @Override
  public void onTrainingEnd(Trainer trains) {
    if (epochs > 0 && batchesInEpoch == 0) {
      complete();
    } else {
      close();
    }
  }

  // ---- the end

  /** Completes the run, unless it has ended. */
  public void complete() {
    trackInRun(Run::complete);
  }

  /** Fails the run with a reason, unless it has ended. */
  public void fail(Throwable reason) {
    Objects.requireNonNull(reason, "reason");
    trackInRun(live -> live.fail(reason));
  }

  void stoppedEarly(Trainer trains, int epoch) {
    if (batchesInEpoch > 0) { // who stopped it was told before us
      onEpoch(trains);
    }
    trackInRun(
        live -> {
          live.setTag("stopped_early", Integer.toString(epoch));
          live.complete();
        });
  }

  /** Fails the run without a reason, unless it has ended; idempotent. */
  @Override
  public void close() {
    trackInRun(Run::fail);
  }

  // ---- what is known

  /** The run; empty before a trainer began, or if it could not be started. */
  public Optional<Run> run() {
    return Optional.ofNullable(run);
  }

  /** The best of the models that were saved. */
  public Optional<ModelVersion> bestModel() {
    return checkpoints == null ? Optional.empty() : checkpoints.best();
  }

  /** The first error of tracking. */
  public Optional<Exception> trackingError() {
    return Optional.ofNullable(trackingError);
  }

  void requireOf(Trainer expected) {
    if (trainer != expected) {
      throw new IllegalArgumentException(
          "The listener is not among those of the trainer's configuration");
    }
  }

  void input(Dataset dataset, String role) {
    if (dataset instanceof SynaDataset stored) {
      trackInRun(live -> live.logInput(stored.ref().as(role)));
    }
  }

  void param(String name, long value) {
    trackInRun(live -> live.logParam(name, value));
  }

  // ---- errors

  private interface Work {
    void run() throws IOException;
  }

  private interface RunWork {
    void with(Run live) throws IOException;
  }

  /** Does something with the run, if it goes on. */
  private void trackInRun(RunWork work) {
    Run live = run;
    if (live != null && live.isRunning()) {
      track(() -> work.with(live));
    }
  }

  private void track(Work work) {
    try {
      work.run();
    } catch (IOException | RuntimeException e) {
      if (trackingError == null) {
        trackingError = e;
        LOG.warn("Tracking the training failed; it goes on, and is not told of again", e);
      } else {
        LOG.debug("Tracking the training failed", e);
      }
      if (settings.failsOnTrackingError) {
        throw new IllegalStateException("Tracking the training failed: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Collects settings; {@link #build} checks them. Thread safety: not safe, guard externally.
   *
   * @since 0.1.0
   */
  public static final class Builder {
    private @Nullable ExperimentTracker tracker;
    private String experiment = "";
    private RunOptions options = RunOptions.defaults();
    private Map<String, Object> params = new LinkedHashMap<>();
    private List<DatasetInput> inputs = new ArrayList<>();
    private int batchInterval;
    private @Nullable ModelRegistry registry;
    private @Nullable CheckpointPolicy policy;
    private String model = "";
    private String alias = "";
    private boolean failsOnTrackingError;

    private Builder() {}

    private Builder(Builder b) {
      tracker = b.tracker;
      experiment = b.experiment;
      options = b.options;
      params = new LinkedHashMap<>(b.params);
      inputs = List.copyOf(b.inputs);
      batchInterval = b.batchInterval;
      registry = b.registry;
      policy = b.policy;
      model = b.model;
      alias = b.alias;
      failsOnTrackingError = b.failsOnTrackingError;
    }

    /** Sets where the run is tracked. */
    public Builder setTracker(ExperimentTracker to) {
      tracker = Objects.requireNonNull(to, "to");
      return this;
    }

    /** Sets the experiment that the run is of. */
    public Builder setExperiment(String name) {
      experiment = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Sets the run's name. */
    public Builder optRunName(String name) {
      options = options.name(name);
      return this;
    }

    /** Makes it the child of another run. */
    public Builder optParentRun(String runId) {
      options = options.parent(runId);
      return this;
    }

    /** Adds a tag. */
    public Builder addTag(String name, String value) {
      options = options.tag(name, value);
      return this;
    }

    /** Has figures of the process logged; see {@link RunOptions#systemMetrics}. */
    public Builder optSystemMetrics(Duration interval) {
      options = options.systemMetrics(interval);
      return this;
    }

    /**
     * Adds a parameter, such as the learning rate.
     *
     * @param value a number, a boolean, text, or a map or a list of these
     */
    public Builder optParam(String name, Object value) {
      params.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** Adds the class of the optimizer as a parameter. */
    public Builder optConfig(TrainingConfig config) {
      optParam("optimizer", config.getOptimizer().getClass().getSimpleName());
      return this;
    }

    /** Adds data that the run uses; {@link SynaTraining#fit} adds what it trains with. */
    public Builder addDataset(DatasetInput input) {
      inputs.add(Objects.requireNonNull(input, "input"));
      return this;
    }

    /**
     * Sets after how many batches the loss of one is logged; 0, which is the default, for never.
     */
    public Builder optBatchInterval(int interval) {
      batchInterval = interval;
      return this;
    }

    /**
     * Has the best models saved while they are trained, by {@link SynaModels#save}: the model's
     * path then names a directory that is gone.
     *
     * @param to where they go
     * @param name what the model is called there
     * @param which says which are the best
     */
    public Builder optCheckpoints(ModelRegistry to, String name, CheckpointPolicy which) {
      registry = Objects.requireNonNull(to, "to");
      model = Objects.requireNonNull(name, "name");
      policy = Objects.requireNonNull(which, "which");
      return this;
    }

    /** Sets an alias, which leads to the best model that is saved. */
    public Builder optAlias(String name) {
      alias = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Sets whether errors of tracking stop the training; they do not unless set. */
    public Builder optFailOnTrackingError(boolean fails) {
      failsOnTrackingError = fails;
      return this;
    }

    private @Nullable Checkpoints checkpoints() {
      return registry == null || policy == null
          ? null
          : new Checkpoints(registry, model, alias, policy);
    }

    private <T> T required(@Nullable T value) {
      return Objects.requireNonNull(value); // build has checked
    }

    /**
     * The listener. The run starts with the trainer.
     *
     * @throws IllegalArgumentException naming everything that is missing or out of its range
     */
    public SynaTrainingListener build() {
      List<String> problems = new ArrayList<>();
      if (tracker == null) {
        problems.add("setTracker says where runs are tracked");
      }
      if (experiment.isEmpty()) {
        problems.add("setExperiment names the experiment");
      }
      if (batchInterval < 0) {
        problems.add("the interval of batches is 0 or more, not " + batchInterval);
      }
      if (!alias.isEmpty() && registry == null) {
        problems.add("an alias needs optCheckpoints");
      }
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException("A training listener: " + String.join("; ", problems));
      }
      return new SynaTrainingListener(new Builder(this));
    }
  }
}
