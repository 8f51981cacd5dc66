/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a run at one moment: everything but the points of its metrics and its artifacts.
 *
 * <p>A tag has a name and a value, which is empty for mere labels. Maps are sorted by name, but for
 * the tags of runs that the original wrote.
 *
 * <p>Thread safety: immutable.
 *
 * @param id 32 hex digits that sort by time; of runs that the original wrote, the text of a UUID
 * @param experiment the experiment
 * @param name the name; empty if it was given none
 * @param status what became of it
 * @param startedAt when it started
 * @param endedAt when it ended; empty while it goes on
 * @param parentId the run that it is a child of
 * @param tags tags by name
 * @param params parameters by name
 * @param metrics summaries of the metrics
 * @param inputs the data that it used
 * @param note a text about it
 * @param gitCommit the commit of the source, in hex
 * @since 0.1.0
 */
public record RunInfo(
    String id,
    String experiment,
    String name,
    RunStatus status,
    Instant startedAt,
    Optional<Instant> endedAt,
    Optional<String> parentId,
    Map<String, String> tags,
    Map<String, ParamValue> params,
    Map<MetricId, MetricSummary> metrics,
    List<DatasetInput> inputs,
    Optional<String> note,
    Optional<String> gitCommit) {

  /** Copies the maps and the list. */
  public RunInfo {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(experiment, "experiment");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(endedAt, "endedAt");
    Objects.requireNonNull(parentId, "parentId");
    tags = copy(tags);
    params = copy(params);
    metrics = copy(metrics);
    inputs = List.copyOf(inputs);
    Objects.requireNonNull(note, "note");
    Objects.requireNonNull(gitCommit, "gitCommit");
  }

  private static <K, V> Map<K, V> copy(Map<K, V> map) {
    return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** The summary of a metric without a context; empty if nothing was logged under the name. */
  public Optional<MetricSummary> metric(String name) {
    return metric(MetricId.of(name));
  }

  /** The summary of a metric; empty if nothing was logged under it. */
  public Optional<MetricSummary> metric(MetricId id) {
    return Optional.ofNullable(metrics.get(id));
  }

  /** A parameter; empty if it was not logged. */
  public Optional<ParamValue> param(String name) {
    return Optional.ofNullable(params.get(name));
  }

  /** A tag's value; empty if the run does not have the tag. */
  public Optional<String> tag(String name) {
    return Optional.ofNullable(tags.get(name));
  }

  /** How long it took; empty while it goes on. */
  public Optional<Duration> duration() {
    return endedAt.map(end -> Duration.between(startedAt, end));
  }
}
