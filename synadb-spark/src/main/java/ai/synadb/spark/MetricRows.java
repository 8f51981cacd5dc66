/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.spark;

import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.MetricId;
import ai.synadb.experiment.MetricSeries;
import ai.synadb.experiment.RunInfo;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** {@code experiments.metrics}: a row for each point of each metric of each run. */
final class MetricRows implements RowSource<MetricRows.Row> {
  private static final Set<String> OF_RUN =
      Set.of("run_id", "experiment", "run_name", "_file", "_position");
  private static final Set<String> OF_METRIC =
      Set.of("run_id", "experiment", "run_name", "metric", "context", "_file", "_position");
  private static final Set<String> OF_POINT = Set.of("step", "logged_at", "value");

  private final Layout<Row> layout =
      new Layout<>(
          List.of(
              Field.required("run_id", DataTypes.StringType, r -> Values.text(r.run.id())),
              Field.required(
                  "experiment", DataTypes.StringType, r -> Values.text(r.run.experiment())),
              Field.required("run_name", DataTypes.StringType, r -> Values.text(r.run.name())),
              Field.required("metric", DataTypes.StringType, r -> Values.text(r.metric.name())),
              Field.required(
                  "context",
                  DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, false),
                  r -> Values.texts(r.metric.context())),
              Field.required("step", DataTypes.LongType, r -> r.series().steps()[r.at]),
              Field.required("logged_at", DataTypes.TimestampType, r -> r.series().times()[r.at]),
              Field.required("value", DataTypes.DoubleType, r -> r.series().values()[r.at])));

  /** A point; the same object stands for one after the other. */
  static final class Row extends TableRow {
    private final RunInfo run;
    private final MetricId metric;
    private @Nullable MetricSeries series;
    private long left;
    private int at = -1;

    Row(OpenFile file, RunInfo run, MetricId metric) {
      super(file);
      this.run = run;
      this.metric = metric;
    }

    private MetricSeries series() {
      MetricSeries s = series;
      if (s == null) {
        throw new IllegalStateException("The points of a metric were not read");
      }
      return s;
    }
  }

  @Override
  public Layout<Row> layout() {
    return layout;
  }

  @Override
  public List<Slice> slices(OpenFile file, List<Condition> conditions, int rows) {
    Predicate<Row> isWanted = Evaluator.all(RowSource.among(conditions, OF_METRIC), layout);
    List<Slice> slices = new ArrayList<>();
    String after = null;
    String last = null;
    long points = 0;
    for (RunInfo run : Runs.of(file)) {
      long more =
          run.metrics().entrySet().stream()
              .filter(e -> isWanted.test(new Row(file, run, e.getKey())))
              .mapToLong(e -> e.getValue().count())
              .sum();
      if (points > 0 && points + more > rows) {
        slices.add(new Slice(file.state(), after, last, points));
        after = last;
        points = 0;
      }
      points += more;
      last = run.id();
    }
    slices.add(new Slice(file.state(), after, null, points));
    return slices;
  }

  @Override
  public Iterator<Row> rows(OpenFile file, Slice slice, ScanPlan plan) {
    return new Points(file, slice, plan);
  }

  /** Goes from point to point, passing over runs and metrics that conditions leave out. */
  private final class Points implements Iterator<Row> {
    private final ExperimentTracker tracker;
    private final boolean readsPoints;
    private final Iterator<Row> metrics;
    private @Nullable Row row;
    private boolean isReady;

    Points(OpenFile file, Slice slice, ScanPlan plan) {
      List<Condition> conditions = plan.conditions();
      Predicate<Row> ofRun = Evaluator.all(RowSource.among(conditions, OF_RUN), layout);
      Predicate<Row> ofMetric = Evaluator.all(RowSource.among(conditions, OF_METRIC), layout);
      this.tracker = Runs.tracker(file, slice); // of the snapshot: nothing to close
      this.readsPoints = plan.reads(OF_POINT);
      this.metrics =
          Runs.of(tracker, file).stream()
              .flatMap(
                  run -> run.metrics().keySet().stream().sorted().map(m -> new Row(file, run, m)))
              .filter(ofRun.and(ofMetric))
              .iterator();
    }

    @Override
    public boolean hasNext() {
      while (!isReady) {
        Row r = row;
        if (r != null && r.left > 0) {
          r.left--;
          r.at++;
          isReady = true;
        } else if (metrics.hasNext()) {
          row = read(metrics.next());
        } else {
          return false;
        }
      }
      return true;
    }

    /** The summary has a count too, but not of points that a compaction has dropped. */
    private Row read(Row next) {
      if (readsPoints) {
        MetricSeries series = tracker.getMetric(next.run.id(), next.metric);
        next.series = series;
        next.left = series.size();
      } else {
        next.left = tracker.countPoints(next.run.id(), next.metric);
      }
      return next;
    }

    @Override
    public Row next() {
      if (!hasNext() || row == null) {
        throw new NoSuchElementException();
      }
      isReady = false;
      return row;
    }
  }
}
