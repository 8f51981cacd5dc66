/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Positions;
import ai.synadb.WriteBatch;
import ai.synadb.error.SynaIOException;
import ai.synadb.internal.json.Json;
import ai.synadb.registry.ContentSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run that goes on: what is logged goes here.
 *
 * <pre>{@code
 * try (Run run = experiment.startRun("baseline")) {
 *   run.logParam("learning_rate", 0.001);
 *   for (int epoch = 0; epoch < 10; epoch++) {
 *     run.logMetric("loss", train(epoch), epoch);
 *   }
 *   run.complete();
 * }
 * }</pre>
 *
 * <p><b>Its end.</b> {@link #complete} says that it ended as it should. A run that is closed
 * without it has failed: an exception that leaves the block above must not look like success. One
 * whose process dies becomes {@link RunStatus#KILLED}.
 *
 * <p><b>Metrics</b> are put into memory, without reading anything, and written and synced once in
 * {@link TrackerConfig#commitInterval}. A series is a metric's name and, if it has one, a context
 * such as {@code subset=val}. Steps need not ascend. NaN and infinities are kept. Everything else
 * is written when the call returns.
 *
 * <p><b>Errors.</b> After its end every method that logs throws {@link IllegalStateException}. If
 * points could not be written, every further call that logs a metric throws {@link
 * ai.synadb.error.SynaIOException}.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class Run implements AutoCloseable {
  private static final String EXCEPTION = "exception.txt";
  private static final int MAX_STACK_TRACE_CHARS = 1 << 20;

  private final ExperimentTracker tracker;
  private final LiveRun live;

  Run(ExperimentTracker tracker, LiveRun live, RunOptions options) {
    this.tracker = tracker;
    this.live = live;
    options.systemMetrics().ifPresent(live::logSystemMetrics);
  }

  /** The id. */
  public String id() {
    return live.id();
  }

  /** What is known of it now, points that wait included. */
  public RunInfo info() {
    return live.info();
  }

  /** Whether it goes on. */
  public boolean isRunning() {
    return live.isLive();
  }

  // ---- parameters

  /**
   * Logs a parameter. The same value again changes nothing.
   *
   * @throws ai.synadb.error.ConflictException if it has another value already
   * @throws IllegalArgumentException unless the name has 1 to 1024 bytes of UTF-8
   */
  public void logParam(String name, long value) {
    logParam(name, ParamValue.of(value));
  }

  /** Logs a parameter; see {@link #logParam(String, long)}. */
  public void logParam(String name, double value) {
    logParam(name, ParamValue.of(value));
  }

  /** Logs a parameter; see {@link #logParam(String, long)}. */
  public void logParam(String name, boolean value) {
    logParam(name, ParamValue.of(value));
  }

  /** Logs a parameter; see {@link #logParam(String, long)}. */
  public void logParam(String name, String value) {
    logParam(name, ParamValue.of(value));
  }

  /** Logs a parameter; see {@link #logParam(String, long)}. */
  public void logParam(String name, ParamValue value) {
    live.putParams(Map.of(name, value));
  }

  /**
   * Logs parameters, all of them or none; see {@link #logParam(String, long)}.
   *
   * @param params values as for {@link ParamValue#from}
   */
  public void logParams(Map<String, ?> params) {
    Map<String, ParamValue> values = new LinkedHashMap<>();
    params.forEach((name, value) -> values.put(name, ParamValue.from(value)));
    live.putParams(values);
  }

  // ---- metrics

  /** A series, looked up once: for loops that log it often. */
  public MetricLogger metric(String name) {
    return new MetricLogger(live.metric(name));
  }

  /** A series in a context; see {@link #metric(String)}. */
  public MetricLogger metric(MetricId id) {
    return new MetricLogger(live.metric(id));
  }

  /**
   * Logs a value of a metric now, at the step behind its last one; the first is 0.
   *
   * @throws IllegalArgumentException unless the name has 1 to 1024 bytes of UTF-8
   */
  public void logMetric(String name, double value) {
    live.metric(name).add(value);
  }

  /** Logs a value of a metric now; see {@link #logMetric(String, double)}. */
  public void logMetric(String name, double value, long step) {
    live.metric(name).add(value, step);
  }

  /** Logs a value of a metric; see {@link #logMetric(String, double)}. */
  public void logMetric(String name, double value, long step, Instant time) {
    live.metric(name).add(value, step, Positions.of(time));
  }

  /** Logs a value of a metric in a context; see {@link #logMetric(String, double)}. */
  public void logMetric(MetricId id, double value) {
    live.metric(id).add(value);
  }

  /** Logs a value of a metric in a context now; see {@link #logMetric(String, double)}. */
  public void logMetric(MetricId id, double value, long step) {
    live.metric(id).add(value, step);
  }

  /** Logs a value of a metric in a context; see {@link #logMetric(String, double)}. */
  public void logMetric(MetricId id, double value, long step, Instant time) {
    live.metric(id).add(value, step, Positions.of(time));
  }

  /** Logs values of several metrics at one step and one time. */
  public void logMetrics(Map<String, Double> values, long step) {
    long now = live.clock().getAsLong();
    values.forEach((name, value) -> live.metric(name).add(value, step, now));
  }

  /**
   * Has a batch log a value of a metric: it is there with the rest of the batch or not at all. It
   * counts in the run's summary when the batch is written.
   *
   * @param batch to be written to the database that this run is in
   */
  public void logMetric(WriteBatch batch, String name, double value, long step) {
    live.addTo(batch, MetricId.of(name), value, step);
  }

  // ---- artifacts

  /**
   * Logs bytes under a path, in the place of what was there. The same bytes are stored once in a
   * database, however many runs log them.
   *
   * @param path names with single slashes between, such as {@code plots/roc.png}
   * @throws IllegalArgumentException if the path is absolute, has a part '.' or '..' or a
   *     backslash, or is longer than 1024 bytes of UTF-8
   */
  public void logArtifact(String path, byte[] bytes) {
    logBytes(path, MediaTypes.of(path), bytes);
  }

  /**
   * Logs a file, or a directory with all files in it, one by one under the path.
   *
   * @throws IOException if reading fails; files before are then logged
   */
  public void logArtifact(String path, Path source) throws IOException {
    Artifacts.requirePath(path);
    if (!Files.isDirectory(source)) {
      Artifacts.put(live, path, MediaTypes.of(path), ContentSource.of(source));
      return;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(source)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      String inside = path + "/" + source.relativize(file).toString().replace('\\', '/');
      Artifacts.put(live, inside, MediaTypes.of(inside), ContentSource.of(file));
    }
  }

  /**
   * Logs all bytes of a stream, which is not closed.
   *
   * @throws IOException if reading fails; nothing is then logged
   */
  public void logArtifact(String path, InputStream in) throws IOException {
    Artifacts.put(live, path, MediaTypes.of(path), ContentSource.of(in));
  }

  /** Logs a text as an artifact. */
  public void logText(String path, String text) {
    logBytes(path, MediaTypes.TEXT, Names.utf8(text, "The text"));
  }

  /**
   * Logs a JSON document as an artifact.
   *
   * @param value null, text, booleans, numbers, maps with text as keys, and lists of these
   * @throws IllegalArgumentException for another type, NaN or an infinity
   */
  public void logJson(String path, @Nullable Object value) {
    logBytes(path, MediaTypes.JSON, Json.write(value).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Logs a table as an artifact: JSON, {@code {"columns":[...],"data":[[...],...]}}.
   *
   * @throws IllegalArgumentException if a row has another number of cells than there are columns,
   *     or a cell cannot be in {@link #logJson}
   */
  public void logTable(String path, List<String> columns, List<? extends List<?>> rows) {
    for (List<?> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "A row has " + columns.size() + " cells like the columns, not " + row.size());
      }
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("columns", columns);
    json.put("data", rows);
    logJson(path, json);
  }

  private void logBytes(String path, String mediaType, byte[] bytes) {
    try {
      Artifacts.put(live, path, mediaType, ContentSource.of(bytes));
    } catch (IOException e) {
      throw new SynaIOException("Logging artifact '" + path + "' failed", e, null);
    }
  }

  // ---- what describes it

  /** Sets a tag without a value. */
  public void setTag(String name) {
    setTag(name, "");
  }

  /**
   * Sets a tag, in the place of the value that it had.
   *
   * @throws IllegalArgumentException unless the name has 1 to 1024 bytes of UTF-8
   */
  public void setTag(String name, String value) {
    live.putTag(name, value);
  }

  /**
   * Takes a tag off.
   *
   * @return whether the run had it
   */
  public boolean deleteTag(String name) {
    return live.deleteTag(name);
  }

  /** Sets the note, in the place of the one that was there. */
  public void setNote(String text) {
    live.putNote(text);
  }

  /** Notes data that the run uses. */
  public void logInput(DatasetInput input) {
    live.putInput(Objects.requireNonNull(input, "input"));
  }

  // ---- children, end

  /**
   * Starts a child with a name.
   *
   * @throws IllegalStateException if this run has ended
   */
  public Run child(String name) {
    return child(RunOptions.named(name));
  }

  /**
   * Starts a child; its parent is this run, whatever the options say.
   *
   * @throws IllegalStateException if this run has ended
   */
  public Run child(RunOptions options) {
    live.requireLive();
    return tracker.begin(live.info().experiment(), options.parent(id()));
  }

  /** Hands what was logged to the operating system: a crash of this process cannot lose it. */
  public void flush() {
    live.flusher().flush();
    live.store().database().flush();
  }

  /** Puts what was logged on the disk: a crash of the machine cannot lose it. */
  public void sync() {
    live.flusher().flush();
    live.store().database().sync();
  }

  /**
   * Ends it as it should. What waits is written together with its end, and handed to the operating
   * system.
   *
   * @throws IllegalStateException if it has ended
   */
  public void complete() {
    end(RunStatus.COMPLETED);
  }

  /**
   * Ends it as failed, without a reason.
   *
   * @throws IllegalStateException if it has ended
   */
  public void fail() {
    end(RunStatus.FAILED);
  }

  /**
   * Ends it as failed; the stack trace is its artifact {@code exception.txt}.
   *
   * @throws IllegalStateException if it has ended
   */
  public void fail(Throwable reason) {
    live.requireLive();
    StringWriter trace = new StringWriter();
    reason.printStackTrace(new PrintWriter(trace));
    String text = trace.toString();
    text = text.substring(0, Math.min(text.length(), MAX_STACK_TRACE_CHARS));
    logArtifact(EXCEPTION, text.getBytes(StandardCharsets.UTF_8));
    end(RunStatus.FAILED);
  }

  /**
   * Ends it.
   *
   * @param status not {@link RunStatus#RUNNING}
   * @throws IllegalStateException if it has ended
   */
  public void end(RunStatus status) {
    if (status == RunStatus.RUNNING) {
      throw new IllegalArgumentException("A run does not end as " + status);
    }
    live.requireLive();
    try {
      if (live.end(status)) {
        live.store().database().flush();
      }
    } finally {
      tracker.forget(live);
    }
  }

  /** Ends it as failed, unless it has ended; idempotent. */
  @Override
  public void close() {
    if (live.isLive()) {
      end(RunStatus.FAILED);
    }
  }

  /** Does something, and ends as it ends. */
  <X extends Exception> void runBody(RunBody<X> body) throws X {
    try {
      body.accept(this);
    } catch (Throwable t) { // told to the run, and out again
      if (live.isLive()) {
        try {
          fail(t);
        } catch (RuntimeException e) {
          t.addSuppressed(e);
        }
      }
      throw t;
    }
    if (live.isLive()) {
      complete();
    }
  }
}
