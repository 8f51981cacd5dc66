/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.List;
import java.util.Objects;

/**
 * Runs that belong together, under one name. It is there with its first run.
 *
 * <pre>{@code
 * Experiment mnist = tracker.experiment("mnist_classifier");
 * RunInfo info = mnist.inRun(List.of("baseline"), run -> {
 *   run.logParam("learning_rate", 0.001);
 *   run.logMetric("loss", 0.31, epoch);
 * });
 * List<RunInfo> best = mnist.query(RunQuery.completed().sortBy("accuracy").descending());
 * }</pre>
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class Experiment {
  private final ExperimentTracker tracker;
  private final String name;

  Experiment(ExperimentTracker tracker, String name) {
    this.tracker = tracker;
    this.name = name;
  }

  /** The name. */
  public String name() {
    return name;
  }

  /**
   * Starts a run. It is to be closed; if it is not completed before, it has failed.
   *
   * @param tags tags without values
   * @throws UnsupportedOperationException if the tracker is for reading only
   */
  public Run startRun(String... tags) {
    return startRun(RunOptions.defaults().tags(List.of(tags)));
  }

  /**
   * Starts a run. It is to be closed; if it is not completed before, it has failed.
   *
   * @throws ai.synadb.error.RunNotFoundException if the parent does not exist
   * @throws UnsupportedOperationException if the tracker is for reading only
   */
  public Run startRun(RunOptions options) {
    return tracker.start(name, options);
  }

  /**
   * Does something in a run, which is completed by its return. If it throws, the run has failed,
   * the stack trace is its artifact {@code exception.txt}, and the exception comes out of here.
   *
   * @param tags tags without values
   * @return what is known of the run at its end
   */
  public <X extends Exception> RunInfo inRun(List<String> tags, RunBody<X> body) throws X {
    return inRun(RunOptions.defaults().tags(tags), body);
  }

  /** As {@link #inRun(List, RunBody)}, with options. */
  public <X extends Exception> RunInfo inRun(RunOptions options, RunBody<X> body) throws X {
    Objects.requireNonNull(body, "body");
    try (Run run = startRun(options)) {
      run.runBody(body);
      return run.info();
    }
  }

  /**
   * Goes on with a run.
   *
   * @throws ai.synadb.error.RunNotFoundException if this experiment has no such run
   * @throws IllegalStateException if the run goes on in this process, or the original wrote it
   * @throws ai.synadb.error.DatabaseLockedException if another process writes it
   */
  public Run resume(String runId) {
    tracker.requireIn(name, runId);
    return tracker.resume(runId);
  }

  /** All runs, the oldest first. */
  public List<RunInfo> runs() {
    return query(RunQuery.all());
  }

  /** The runs that a query finds. */
  public List<RunInfo> query(RunQuery query) {
    return tracker.query(query.experiment(name));
  }

  /**
   * The runs of this experiment that a text finds, in the grammar of {@link RunQuery#parse}.
   *
   * @throws QuerySyntaxException if it cannot be read
   */
  public List<RunInfo> search(String query) {
    return query(RunQuery.parse(query));
  }
}
