/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.notebooks;

import ai.synadb.experiment.ExperimentTracker;
import ai.synadb.experiment.MetricSeries;
import ai.synadb.experiment.MetricSummary;
import ai.synadb.experiment.RunInfo;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Things to hand to {@code display} in a notebook: tables as HTML, charts as pictures.
 *
 * <pre>{@code
 * var shown = display(Show.table(List.of("key", "score"), rows), "text/html");
 * var curve = display(Show.metric(tracker, runs, "loss"));
 * }</pre>
 */
public final class Show {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int MAX_POINTS = 2_000;

  private Show() {}

  /** A table as HTML; what is in its cells is text. */
  public static String table(List<String> columns, List<? extends List<?>> rows) {
    StringBuilder html = new StringBuilder("<table><thead>");
    row(html, "th", columns);
    html.append("</thead><tbody>");
    for (List<?> r : rows) {
      if (r.size() != columns.size()) {
        throw new IllegalArgumentException(
            "A row has " + r.size() + " cells, and there are " + columns.size() + " columns");
      }
      row(html, "td", r);
    }
    return html.append("</tbody></table>").toString();
  }

  private static void row(StringBuilder html, String tag, List<?> cells) {
    html.append("<tr>");
    for (Object cell : cells) {
      html.append('<').append(tag).append('>').append(escape(text(cell)));
      html.append("</").append(tag).append('>');
    }
    html.append("</tr>");
  }

  private static String text(@Nullable Object cell) {
    return cell instanceof Double || cell instanceof Float
        ? String.format(Locale.ROOT, "%.4g", ((Number) cell).doubleValue())
        : Objects.toString(cell, "");
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** Runs as HTML: a parameter, and the last and the least value of a metric. */
  public static String runs(List<RunInfo> runs, String param, String metric) {
    List<List<?>> rows = new ArrayList<>();
    for (RunInfo run : runs) {
      MetricSummary m = run.metric(metric).orElse(null);
      rows.add(
          List.of(
              run.name(),
              run.status(),
              run.param(param).map(Object::toString).orElse(""),
              m == null ? "" : m.last(),
              m == null ? "" : m.min()));
    }
    return table(List.of("run", "status", param, metric, metric + ", least"), rows);
  }

  /**
   * A metric of several runs over its steps, as a picture.
   *
   * @throws IllegalArgumentException if no run has it
   */
  public static BufferedImage metric(ExperimentTracker tracker, List<RunInfo> runs, String metric) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(metric)
            .xAxisTitle("step")
            .yAxisTitle(metric)
            .build();
    for (RunInfo run : runs) {
      if (run.metric(metric).isEmpty()) {
        continue;
      }
      MetricSeries series = tracker.getMetric(run.id(), metric).downsample(MAX_POINTS);
      double[] steps = new double[series.size()];
      for (int i = 0; i < steps.length; i++) {
        steps[i] = series.steps()[i];
      }
      // Two runs may have one name, and the chart tells its lines apart by theirs.
      String name = run.name();
      String label =
          chart.getSeriesMap().containsKey(name) ? name + " " + run.id().substring(0, 8) : name;
      chart.addSeries(label, steps, series.values()).setMarker(SeriesMarkers.NONE);
    }
    if (chart.getSeriesMap().isEmpty()) {
      throw new IllegalArgumentException("None of the runs has a metric " + metric);
    }
    return BitmapEncoder.getBufferedImage(chart);
  }
}
