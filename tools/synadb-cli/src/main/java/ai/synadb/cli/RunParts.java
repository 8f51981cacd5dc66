/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.cli;

import ai.synadb.experiment.DatasetInput;
import ai.synadb.experiment.MetricSummary;
import ai.synadb.experiment.ParamValue;
import ai.synadb.experiment.RunInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is shown of runs. */
final class RunParts {
  private RunParts() {}

  /** Everything that is known without reading points. */
  static Map<String, @Nullable Object> all(RunInfo r) {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("id", r.id());
    parts.put("experiment", r.experiment());
    parts.put("name", r.name());
    parts.put("status", r.status().wireName());
    parts.put("startedAt", r.startedAt());
    parts.put("endedAt", r.endedAt().orElse(null));
    parts.put("seconds", seconds(r));
    parts.put("parentId", r.parentId().orElse(null));
    parts.put("gitCommit", r.gitCommit().orElse(null));
    parts.put("note", r.note().orElse(null));
    parts.put("tags", r.tags());
    parts.put("params", params(r));
    parts.put("metrics", metrics(r));
    parts.put("inputs", r.inputs().stream().map(RunParts::input).toList());
    return parts;
  }

  static @Nullable Double seconds(RunInfo r) {
    return r.duration().map(CompactCommand::seconds).orElse(null);
  }

  static Map<String, @Nullable Object> params(RunInfo r) {
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    r.params().forEach((name, value) -> params.put(name, value(value)));
    return params;
  }

  /** A number, a truth value or a text; JSON as its text. */
  static Object value(ParamValue p) {
    switch (p.kind()) {
      case LONG:
        return Long.valueOf(p.text());
      case DOUBLE:
        return Double.valueOf(p.text());
      case BOOLEAN:
        return Boolean.valueOf(p.text());
      case STRING:
      case JSON:
        return p.text();
    }
    throw new AssertionError(p.kind());
  }

  private static Map<String, Object> metrics(RunInfo r) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    r.metrics().forEach((id, summary) -> metrics.put(id.toString(), summary(summary)));
    return metrics;
  }

  static Map<String, Object> summary(MetricSummary s) {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("last", s.last());
    parts.put("min", s.min());
    parts.put("max", s.max());
    parts.put("first", s.first());
    parts.put("count", s.count());
    parts.put("lastStep", s.lastStep());
    return parts;
  }

  private static Map<String, @Nullable Object> input(DatasetInput i) {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("name", i.name());
    parts.put("position", i.position());
    parts.put("digest", i.digest().orElse(null));
    parts.put("role", i.role().orElse(null));
    return parts;
  }

  /** For a table: lists with a line for each, in the place of maps in maps. */
  static Map<String, @Nullable Object> forTable(RunInfo r) {
    Map<String, @Nullable Object> parts = all(r);
    List<Map<String, Object>> metrics =
        r.metrics().entrySet().stream()
            .map(
                e -> {
                  Map<String, Object> line = new LinkedHashMap<>();
                  line.put("metric", e.getKey().toString());
                  line.putAll(summary(e.getValue()));
                  return line;
                })
            .toList();
    parts.put("metrics", metrics);
    return parts;
  }
}
