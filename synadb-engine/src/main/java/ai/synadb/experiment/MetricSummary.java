/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Positions;
import java.time.Instant;

/**
 * What is known of a series without reading it.
 *
 * <p>Thread safety: immutable.
 *
 * @param count how many points were logged; 1 or more
 * @param first the value of the first point
 * @param last the value of the newest point
 * @param min the smallest value; NaN only if all are
 * @param max the largest value; NaN only if all are
 * @param firstStep the step of the first point
 * @param lastStep the step of the newest point
 * @param firstMicros the time of the first point, in microseconds since 1970
 * @param lastMicros the time of the newest point, in microseconds since 1970
 * @since 0.1.0
 */
public record MetricSummary(
    long count,
    double first,
    double last,
    double min,
    double max,
    long firstStep,
    long lastStep,
    long firstMicros,
    long lastMicros) {

  /** The time of the first point. */
  public Instant firstTime() {
    return Positions.toInstant(firstMicros);
  }

  /** The time of the newest point. */
  public Instant lastTime() {
    return Positions.toInstant(lastMicros);
  }
}
