/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.WriteBatch;
import ai.synadb.internal.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in the words of the Rust original: {@code meta}, {@code param/<name>}, {@code
 * metric/<name>/<step>} and {@code artifact/<name>}, names as they are.
 *
 * <p>Thread safety: immutable.
 */
final class OriginalMirror {
  private final String prefix;
  private final String id;

  OriginalMirror(String experiment, String id) {
    this.id = id;
    this.prefix = RunKeys.ROOT + experiment + "/run/" + id + "/";
  }

  void meta(WriteBatch batch, RunInfo info) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("experiment_name", info.experiment());
    json.put("started_at", info.startedAt().getEpochSecond());
    json.put("ended_at", info.endedAt().map(t -> t.getEpochSecond()).orElse(null));
    json.put("status", info.status().wireName());
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    info.params().forEach((name, value) -> params.put(name, value.text()));
    json.put("params", params);
    List<String> tags =
        info.tags().entrySet().stream()
            .map(e -> e.getValue().isEmpty() ? e.getKey() : e.getKey() + "=" + e.getValue())
            .toList();
    json.put("tags", tags);
    batch.putText(prefix + RunKeys.ORIGINAL_META, Json.write(json));
  }

  void param(WriteBatch batch, String name, ParamValue value) {
    batch.putText(prefix + "param/" + name, value.text());
  }

  /** A point for each step; the original knows no context, so that is a part of the name. */
  void points(WriteBatch batch, MetricId metric, SeriesBuffer.Points p) {
    for (int i = 0; i < p.values().length; i++) {
      point(batch, metric, p.steps()[i], p.values()[i]);
    }
  }

  /**
   * Checks that the key of every point can be written.
   *
   * @throws IllegalArgumentException if the metric's name or context makes a key that cannot be
   */
  void require(MetricId metric) {
    try {
      point(new WriteBatch(), metric, -1, 0); // the longest step
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "With originalCompatible a metric is a part of a key, as '"
              + metric
              + "' cannot be: "
              + e.getMessage(),
          e);
    }
  }

  void point(WriteBatch batch, MetricId metric, long step, double value) {
    batch.putFloat(prefix + "metric/" + metric + "/" + Long.toUnsignedString(step), value);
  }

  String artifactKey(String name) {
    return prefix + "artifact/" + name;
  }
}
