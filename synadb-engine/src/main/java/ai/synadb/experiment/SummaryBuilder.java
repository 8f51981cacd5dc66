/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Series;
import org.jspecify.annotations.Nullable;

/**
 * A summary while points come in.
 *
 * <p>Thread safety: not safe, guard externally.
 */
final class SummaryBuilder {
  private long count;
  private double first;
  private double last;
  private double min = Double.NaN;
  private double max = Double.NaN;
  private long firstStep;
  private long lastStep;
  private long firstMicros;
  private long lastMicros;

  void add(double value, long step, long micros) {
    if (count++ == 0) {
      first = value;
      firstStep = step;
      firstMicros = micros;
      min = value;
      max = value;
    } else {
      // False for NaN, but for the one that stands for 'none yet'.
      if (value < min || (Double.isNaN(min) && !Double.isNaN(value))) {
        min = value;
      }
      if (value > max || (Double.isNaN(max) && !Double.isNaN(value))) {
        max = value;
      }
    }
    last = value;
    lastStep = step;
    lastMicros = micros;
  }

  void set(MetricSummary s) {
    count = s.count();
    first = s.first();
    last = s.last();
    min = s.min();
    max = s.max();
    firstStep = s.firstStep();
    lastStep = s.lastStep();
    firstMicros = s.firstMicros();
    lastMicros = s.lastMicros();
  }

  long nextStep() {
    return count == 0 ? 0 : lastStep + 1;
  }

  @Nullable MetricSummary build() {
    return count == 0
        ? null
        : new MetricSummary(
            count, first, last, min, max, firstStep, lastStep, firstMicros, lastMicros);
  }

  /** The summary of a whole history; null if it is empty. */
  static @Nullable MetricSummary of(Series series) {
    return over(series).build();
  }

  /** One that has taken in a whole history. */
  static SummaryBuilder over(Series series) {
    SummaryBuilder b = new SummaryBuilder();
    for (int i = 0; i < series.size(); i++) {
      b.add(series.values()[i], series.steps()[i], series.times()[i]);
    }
    return b;
  }
}
