/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Atom;
import ai.synadb.SynaReader;
import ai.synadb.error.SynaFormatException;
import ai.synadb.internal.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads runs as the original writes them, in Rust and in Python.
 *
 * <p>The two differ in the name of the experiment in {@code meta}, in the case of the status, in
 * where the parameters are, and in the key {@code metric_ts/}, which repeats the values and is left
 * alone. A point is a key of its own that ends in its step, so the summaries of such a run take a
 * look at every point.
 */
final class OriginalRuns {
  private static final String PARAM = "param/";
  private static final String METRIC = "metric/";
  private static final String ARTIFACT = "artifact/";
  private static final String WHAT = "The record of a run of the original";

  private OriginalRuns() {}

  /**
   * Reads a run.
   *
   * @throws SynaFormatException if its {@code meta} is none
   */
  static RunInfo read(SynaReader reader, RunKeys.Place place, String meta) {
    Map<String, @Nullable Object> json = Json.readObject(meta, WHAT);
    try {
      Map<String, String> tags = new LinkedHashMap<>();
      if (json.get("tags") instanceof List<?> list) {
        list.forEach(tag -> tags.put(String.valueOf(tag), ""));
      }
      Object ended = json.get("ended_at");
      return new RunInfo(
          place.id(),
          experiment(json, place),
          "",
          RunStatus.of(String.valueOf(json.get("status"))),
          Instant.ofEpochSecond(seconds(json.get("started_at"))),
          ended == null ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds(ended))),
          Optional.empty(),
          tags,
          params(reader, place, json),
          summaries(reader, place),
          List.of(),
          Optional.empty(),
          Optional.empty());
    } catch (ClassCastException
        | IllegalArgumentException
        | ArithmeticException
        | DateTimeException e) {
      throw new SynaFormatException(
          WHAT + " cannot be read: " + e.getMessage(), e, null, -1, place.prefix());
    }
  }

  private static String experiment(Map<String, @Nullable Object> json, RunKeys.Place place) {
    for (String name : List.of("experiment_name", "experiment")) {
      if (json.get(name) instanceof String s) {
        return s;
      }
    }
    return place.experiment();
  }

  private static long seconds(@Nullable Object value) {
    if (value instanceof Long n) {
      return n;
    } else if (value instanceof Double d) {
      return (long) Math.floor(d);
    }
    throw new IllegalArgumentException("'" + value + "' is no time");
  }

  private static Map<String, ParamValue> params(
      SynaReader reader, RunKeys.Place place, Map<String, @Nullable Object> json) {
    Map<String, ParamValue> params = new TreeMap<>();
    if (json.get("params") instanceof Map<?, ?> map) {
      map.forEach((name, value) -> params.put((String) name, ParamValue.of(text(value))));
    }
    String prefix = place.prefix() + PARAM;
    for (String key : reader.keys(prefix)) {
      if (reader.get(key).orElse(null) instanceof Atom.Text t && key.length() > prefix.length()) {
        params.put(key.substring(prefix.length()), ParamValue.of(t.value()));
      }
    }
    return params;
  }

  private static String text(@Nullable Object value) {
    return value instanceof String s ? s : Json.write(value);
  }

  // ---- metrics

  /** One point. */
  private record Point(long step, String key) {}

  /** The keys of a run's points by metric, in the order of their steps. */
  private static Map<String, TreeMap<Long, Point>> points(SynaReader reader, String prefix) {
    Map<String, TreeMap<Long, Point>> metrics = new TreeMap<>();
    for (String key : reader.keys(prefix + METRIC)) {
      int from = prefix.length() + METRIC.length();
      int slash = key.lastIndexOf('/');
      Long step = slash > from ? step(key.substring(slash + 1)) : null;
      if (step != null) {
        metrics
            .computeIfAbsent(key.substring(from, slash), name -> new TreeMap<>())
            .put(step, new Point(step, key));
      }
    }
    return metrics;
  }

  private static @Nullable Long step(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static Map<MetricId, MetricSummary> summaries(SynaReader reader, RunKeys.Place place) {
    Map<MetricId, MetricSummary> summaries = new TreeMap<>();
    points(reader, place.prefix())
        .forEach(
            (name, points) -> {
              MetricId id = idOf(name);
              SummaryBuilder b = new SummaryBuilder();
              points.values().forEach(p -> read(reader, p, b::add));
              MetricSummary s = b.build();
              if (id != null && s != null) {
                summaries.put(id, s);
              }
            });
    return summaries;
  }

  private static @Nullable MetricId idOf(String name) {
    try {
      return MetricId.of(name);
    } catch (IllegalArgumentException e) {
      return null; // longer than a name of ours
    }
  }

  /** Takes points in. */
  private interface Sink {
    void add(double value, long step, long micros);
  }

  private static void read(SynaReader reader, Point p, Sink sink) {
    if (reader.get(p.key()).orElse(null) instanceof Atom.Float f) {
      long micros = reader.ref(p.key()).map(ref -> ref.position()).orElse(0L);
      sink.add(f.value(), p.step(), micros);
    }
  }

  /** The points of a metric in the order of their steps; each at the time when it was written. */
  static MetricSeries series(SynaReader reader, RunKeys.Place place, MetricId metric) {
    TreeMap<Long, Point> points =
        points(reader, place.prefix()).getOrDefault(metric.toString(), new TreeMap<>());
    long[] steps = new long[points.size()];
    long[] times = new long[points.size()];
    double[] values = new double[points.size()];
    int[] n = {0};
    for (Point p : points.values()) {
      read(
          reader,
          p,
          (value, step, micros) -> {
            values[n[0]] = value;
            steps[n[0]] = step;
            times[n[0]++] = micros;
          });
    }
    return new MetricSeries(
        place.id(),
        metric,
        Arrays.copyOf(steps, n[0]),
        Arrays.copyOf(times, n[0]),
        Arrays.copyOf(values, n[0]));
  }

  // ---- artifacts

  /** What the keys of a run's artifacts begin with. */
  static String artifactPrefix(RunKeys.Place place) {
    return place.prefix() + ARTIFACT;
  }
}
