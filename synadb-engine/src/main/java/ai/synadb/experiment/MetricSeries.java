/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.util.Objects;

/**
 * All points of a metric of a run as arrays of one length, in the order in which they were logged.
 *
 * <p>The arrays are the caller's: nothing else refers to them. Thread safety: not safe, guard
 * externally.
 *
 * @param runId the run
 * @param id the metric and its context
 * @param steps the steps
 * @param times the times, in microseconds since 1970
 * @param values the values; NaN and infinities as they were logged
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent") // made to hand columns over; equality is not meant
public record MetricSeries(String runId, MetricId id, long[] steps, long[] times, double[] values) {

  /**
   * Takes the arrays without copying them.
   *
   * @throws IllegalArgumentException unless they are of one length
   */
  public MetricSeries {
    Objects.requireNonNull(runId, "runId");
    Objects.requireNonNull(id, "id");
    if (steps.length != values.length || times.length != values.length) {
      throw new IllegalArgumentException(
          "Steps, times and values are of one length, not "
              + steps.length
              + ", "
              + times.length
              + " and "
              + values.length);
    }
  }

  /** The number of points. */
  public int size() {
    return values.length;
  }

  /**
   * So many points that show the shape of the series, or all if there are no more: for drawing it.
   * The first and the last are among them; in between, of as many groups of points, that one which
   * stands out most (Largest Triangle Three Buckets, by step and value). NaN and infinities are
   * taken only where a group has nothing else. Cost: one pass.
   *
   * @param points 2 or more
   */
  public MetricSeries downsample(int points) {
    requirePoints(points);
    return points >= size() ? this : pick(new Downsampler(steps, values).triangles(points));
  }

  /**
   * So many points of which no spike is missing, or all if there are no more: the first, the last,
   * and the least and greatest of groups of points in between, infinities too. Cost: one pass.
   *
   * @param points 2 or more
   */
  public MetricSeries downsampleExtremes(int points) {
    requirePoints(points);
    return points >= size() ? this : pick(new Downsampler(steps, values).extremes(points));
  }

  private static void requirePoints(int points) {
    if (points < 2) {
      throw new IllegalArgumentException("A series is drawn by 2 points or more, not " + points);
    }
  }

  private MetricSeries pick(int[] chosen) {
    long[] pickedSteps = new long[chosen.length];
    long[] pickedTimes = new long[chosen.length];
    double[] pickedValues = new double[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      pickedSteps[i] = steps[chosen[i]];
      pickedTimes[i] = times[chosen[i]];
      pickedValues[i] = values[chosen[i]];
    }
    return new MetricSeries(runId, id, pickedSteps, pickedTimes, pickedValues);
  }
}
