/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Snapshot;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The points of one series that wait to be written, and the summary of all its points.
 *
 * <p>Arrays that have grown to what comes between two flushes are kept, so that a point costs no
 * allocation. They grow only while {@link MetricFlusher} grants the bytes; when it does not,
 * whoever logs waits for the flush that empties them.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class SeriesBuffer {
  /** What one point takes in memory. */
  static final int POINT_BYTES = 3 * Long.BYTES;

  /** The most points that wait. */
  static final int MAX_POINTS = 1 << 17;

  private static final int FIRST_POINTS = 16;
  private static final int MIN_SHRUNK = 1024;
  private static final long PATIENCE_MILLIS = 50;

  final LiveRun run;
  final MetricId id;

  /** Where the points are in the database. */
  final String key;

  /** The next one of those that wait for a flush; of {@link MetricFlusher}. */
  @Nullable SeriesBuffer nextDirty;

  private final MetricFlusher flusher;
  private final LongSupplier clock;

  @GuardedBy("this")
  private long[] steps = new long[FIRST_POINTS];

  @GuardedBy("this")
  private long[] times = new long[FIRST_POINTS];

  @GuardedBy("this")
  private double[] values = new double[FIRST_POINTS];

  @GuardedBy("this")
  private int count;

  @GuardedBy("this")
  private boolean isDirty;

  @GuardedBy("this")
  private SummaryBuilder summary = new SummaryBuilder();

  /** The summary of what was handed to the database, in the order of the log. */
  @GuardedBy("this")
  private @Nullable MetricSummary persisted;

  /** The last position of a point of this process that is in {@link #persisted}. */
  @GuardedBy("this")
  private long upTo = Long.MIN_VALUE;

  /** Up to where {@link #persisted} was taken from the log. */
  @GuardedBy("this")
  private long rebuiltTo = Long.MIN_VALUE;

  SeriesBuffer(LiveRun run, MetricId id, @Nullable MetricSummary before) {
    this.run = run;
    this.id = id;
    this.key = run.prefix() + RunKeys.METRIC + RunKeys.escape(id);
    this.flusher = run.flusher();
    this.clock = run.clock();
    this.persisted = before;
    if (before != null) {
      summary.set(before);
    }
    flusher.reserveAnyway((long) FIRST_POINTS * POINT_BYTES);
  }

  /** The columns of points that were taken out. */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Points(long[] steps, long[] times, double[] values) {}

  /** A point of its own. */
  record Point(double value, long step, long micros) {}

  /** Logs a point, with the next step and the time that it is. */
  void add(double value) {
    synchronized (this) {
      makeRoom();
      put(value, summary.nextStep(), clock.getAsLong());
    }
  }

  /** Logs a point at the time that it is. */
  void add(double value, long step) {
    synchronized (this) {
      makeRoom();
      put(value, step, clock.getAsLong());
    }
  }

  /** Logs a point. */
  void add(double value, long step, long micros) {
    synchronized (this) {
      makeRoom();
      put(value, step, micros);
    }
  }

  @GuardedBy("this")
  private void makeRoom() {
    if (count == values.length) {
      makeMoreRoom();
    }
    run.requireLive();
    if (flusher.hasFailed()) {
      flusher.requireSound();
    }
  }

  @GuardedBy("this")
  private void put(double value, long step, long micros) {
    int i = count++;
    values[i] = value;
    steps[i] = step;
    times[i] = micros;
    summary.add(value, step, micros);
    if (!isDirty) {
      isDirty = true;
      flusher.push(this);
    } else if (i == MAX_POINTS / 2) {
      flusher.hurry();
    }
  }

  @GuardedBy("this")
  private void makeMoreRoom() {
    boolean isInterrupted = false;
    while (count == values.length) {
      int more = Math.min(values.length, MAX_POINTS - values.length);
      if (more > 0 && flusher.reserve((long) more * POINT_BYTES)) {
        resize(values.length + more);
      } else {
        run.requireLive();
        flusher.requireSound();
        flusher.hurry();
        try {
          TimeUnit.MILLISECONDS.timedWait(this, PATIENCE_MILLIS);
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @GuardedBy("this")
  private void resize(int points) {
    steps = Arrays.copyOf(steps, points);
    times = Arrays.copyOf(times, points);
    values = Arrays.copyOf(values, points);
  }

  /** Takes out what waits; null if nothing does. */
  synchronized @Nullable Points take() {
    isDirty = false;
    if (count == 0) {
      return null;
    }
    Points p =
        new Points(
            Arrays.copyOf(steps, count), Arrays.copyOf(times, count), Arrays.copyOf(values, count));
    if (flusher.isTight() && values.length > MIN_SHRUNK && count <= values.length / 8) {
      flusher.release((long) values.length / 2 * POINT_BYTES);
      count = 0;
      resize(values.length / 2);
    }
    count = 0;
    persisted = summary.build();
    notifyAll();
    return p;
  }

  /** Notes where points that were taken out were written. */
  synchronized void written(long position) {
    upTo = Math.max(upTo, position);
  }

  /**
   * Takes in a point that was written in another way, ahead of those that wait; under the flusher's
   * lock, so that none are on their way.
   */
  synchronized void note(Point point, long position) {
    if (position <= rebuiltTo) {
      return;
    }
    SummaryBuilder inLog = new SummaryBuilder();
    if (position < upTo) { // others were written after it and noted before it
      try (Snapshot now = run.store().database().snapshot()) {
        inLog = SummaryBuilder.over(now.series(key));
        rebuiltTo = now.position();
      }
    } else {
      if (persisted != null) {
        inLog.set(persisted);
      }
      inLog.add(point.value, point.step, point.micros);
    }
    upTo = Math.max(upTo, Math.max(position, rebuiltTo));
    persisted = inLog.build();
    for (int i = 0; i < count; i++) {
      inLog.add(values[i], steps[i], times[i]);
    }
    summary = inLog;
  }

  /** The summary of all points; null if there is none. */
  synchronized @Nullable MetricSummary summary() {
    return summary.build();
  }

  /** The summary of the points that were handed to the database; null if there is none. */
  synchronized @Nullable MetricSummary persisted() {
    return persisted;
  }

  /** Gives the memory back. */
  synchronized void release() {
    flusher.release((long) values.length * POINT_BYTES);
    steps = new long[0];
    times = new long[0];
    values = new double[0];
    count = 0;
    notifyAll();
  }
}
