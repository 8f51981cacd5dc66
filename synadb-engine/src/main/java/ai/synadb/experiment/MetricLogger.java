/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Positions;
import java.time.Instant;

/**
 * One series of a run, looked up once: for loops that log a metric often.
 *
 * <pre>{@code
 * MetricLogger loss = run.metric("loss");
 * for (long step = 0; step < steps; step++) {
 *   loss.log(train(), step);
 * }
 * }</pre>
 *
 * <p>Logging puts the point into memory and returns; it allocates nothing and reads nothing. If the
 * points that wait take {@link TrackerConfig#bufferBytes} already, it waits until they are written.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class MetricLogger {
  private final SeriesBuffer series;

  MetricLogger(SeriesBuffer series) {
    this.series = series;
  }

  /** The metric and its context. */
  public MetricId id() {
    return series.id;
  }

  /**
   * Logs a value now, at the step behind the last one; the first is 0.
   *
   * @throws IllegalStateException if the run has ended
   * @throws ai.synadb.error.SynaIOException if what was logged before could not be written
   */
  public void log(double value) {
    series.add(value);
  }

  /** Logs a value now; see {@link #log(double)}. */
  public void log(double value, long step) {
    series.add(value, step);
  }

  /** Logs a value of a time; see {@link #log(double)}. */
  public void log(double value, long step, Instant time) {
    series.add(value, step, Positions.of(time));
  }

  /**
   * Logs a value of a time, without an object for it; see {@link #log(double)}.
   *
   * @param micros microseconds since 1970
   */
  public void log(double value, long step, long micros) {
    series.add(value, step, micros);
  }
}
