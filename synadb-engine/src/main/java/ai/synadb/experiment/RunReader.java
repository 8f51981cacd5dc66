/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Series;
import ai.synadb.SynaReader;
import ai.synadb.error.SynaFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads what the log has of one run. */
final class RunReader {
  private static final int MAX_IDS = 100_000;

  private final SynaReader reader;
  private final boolean isPast;

  /** Runs have the same metrics mostly: one id for all. */
  private final Map<String, MetricId> ids = new ConcurrentHashMap<>();

  /**
   * A reader.
   *
   * @param isPast whether nothing will change any more, so that summaries of runs that went on are
   *     as old as they are
   */
  RunReader(SynaReader reader, boolean isPast) {
    this.reader = reader;
    this.isPast = isPast;
  }

  /**
   * A run as it is in the log.
   *
   * @param document its record; null if the original wrote it
   */
  record Stored(RunKeys.Place place, @Nullable RunDocument document, RunInfo info) {
    boolean isRunningHere() {
      return document != null && document.isRunning();
    }
  }

  /**
   * Reads a run; null if there is none.
   *
   * @throws SynaFormatException if a record of it is none
   */
  @Nullable Stored read(RunKeys.Place place) {
    String key = place.prefix() + RunKeys.RUN;
    String text = reader.getText(key).orElse(null);
    if (text != null) {
      RunDocument d = RunDocument.parse(text, key);
      if (d.isRunning()) {
        d = d.with(contents(place));
      }
      boolean isStale = isPast && d.isRunning();
      Map<MetricId, MetricSummary> metrics = isStale ? rebuiltSummaries(place) : summaries(place);
      return new Stored(place, d, d.toInfo(place.id(), metrics));
    }
    String meta = reader.getText(place.prefix() + RunKeys.ORIGINAL_META).orElse(null);
    return meta == null ? null : new Stored(place, null, OriginalRuns.read(reader, place, meta));
  }

  /** What was logged of a run that goes on, from the records of their own. */
  RunDocument.Contents contents(RunKeys.Place place) {
    SortedMap<String, String> tags = new TreeMap<>();
    SortedMap<String, ParamValue> params = new TreeMap<>();
    texts(place.prefix() + RunKeys.TAG).forEach((key, text) -> tags.put(named(key), text));
    texts(place.prefix() + RunKeys.PARAM)
        .forEach((key, text) -> params.put(named(key), param(key, text)));
    List<DatasetInput> inputs = new ArrayList<>();
    texts(place.prefix() + RunKeys.INPUT)
        .forEach((key, text) -> inputs.add(RunDocument.input(text, key)));
    return new RunDocument.Contents(
        tags, params, inputs, reader.getText(place.prefix() + RunKeys.NOTE).orElse(null));
  }

  private Map<String, String> texts(String prefix) {
    Map<String, String> texts = new TreeMap<>();
    for (String key : reader.keys(prefix)) {
      reader.getText(key).ifPresent(t -> texts.put(key, t));
    }
    return texts;
  }

  private static String named(String key) {
    String name = RunKeys.unescape(key.substring(key.lastIndexOf('/') + 1));
    if (name == null) {
      throw new SynaFormatException("A key of a run names nothing", null, null, -1, key);
    }
    return name;
  }

  private static ParamValue param(String key, String text) {
    try {
      return RunDocument.param(text);
    } catch (IllegalArgumentException e) {
      throw new SynaFormatException(
          "A parameter of a run cannot be read: " + e.getMessage(), e, null, -1, key);
    }
  }

  /** The summaries as they were written last. */
  private Map<MetricId, MetricSummary> summaries(RunKeys.Place place) {
    String key = place.prefix() + RunKeys.SUMMARY;
    return reader.getBytes(key).map(b -> SummaryCodec.decode(b, key, this::idOf)).orElse(Map.of());
  }

  private @Nullable MetricId idOf(String name) {
    MetricId id = ids.get(name);
    if (id == null) {
      id = RunKeys.metricId(name);
      if (id != null && ids.size() < MAX_IDS) {
        ids.put(name, id);
      }
    }
    return id;
  }

  /** The summaries by the histories themselves. */
  Map<MetricId, MetricSummary> rebuiltSummaries(RunKeys.Place place) {
    Map<MetricId, MetricSummary> summaries = new TreeMap<>();
    String prefix = place.prefix() + RunKeys.METRIC;
    for (String key : reader.keys(prefix)) {
      MetricId id = RunKeys.metricId(key.substring(prefix.length()));
      MetricSummary s = id == null ? null : SummaryBuilder.of(reader.series(key));
      if (id != null && s != null) {
        summaries.put(id, s);
      }
    }
    return summaries;
  }

  /** How many points a metric has. */
  long countPoints(Stored run, MetricId metric) {
    RunKeys.Place place = run.place();
    return run.document() == null
        ? OriginalRuns.series(reader, place, metric).size()
        : reader.countHistoryFloats(place.prefix() + RunKeys.METRIC + RunKeys.escape(metric));
  }

  /** The points of a metric. */
  MetricSeries series(Stored run, MetricId metric) {
    RunKeys.Place place = run.place();
    if (run.document() == null) {
      return OriginalRuns.series(reader, place, metric);
    }
    Series s = reader.series(place.prefix() + RunKeys.METRIC + RunKeys.escape(metric));
    return new MetricSeries(place.id(), metric, s.steps(), s.times(), s.values());
  }
}
