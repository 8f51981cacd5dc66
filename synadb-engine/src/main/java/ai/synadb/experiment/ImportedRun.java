/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.WriteBatch;
import ai.synadb.registry.ContentSource;
import ai.synadb.registry.ContentStore;
import ai.synadb.registry.PreparedContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A run that is being imported.
 *
 * <p>Thread safety: confined.
 */
final class ImportedRun {
  /** How many points are held in memory. */
  private static final int MAX_WAITING = 1 << 16;

  /** The most metrics of a run. */
  private static final int MAX_METRICS = 100_000;

  /** The most parameters, tags and inputs. */
  private static final int MAX_ENTRIES = 100_000;

  private final RunStore store;
  private final RunEventReader in;
  private final String id;
  private final String experiment;
  private final String name;
  private final long startedAt;
  private final RunKeys.Place place;
  private final SortedMap<String, String> tags = new TreeMap<>();
  private final SortedMap<String, ParamValue> params = new TreeMap<>();
  private final List<DatasetInput> inputs = new ArrayList<>();
  private final Map<MetricId, Points> metrics = new LinkedHashMap<>();
  private @Nullable String parent;
  private @Nullable String commit;
  private @Nullable String note;
  private long chars;
  private int waiting;

  private ImportedRun(RunStore store, RunEvent begin, RunEventReader in) {
    this.store = store;
    this.in = in;
    this.id = begin.run();
    this.experiment = Names.require(begin.value(), "An experiment's name");
    this.name = Names.requireText(begin.name(), "A run's name", Names.MAX_BYTES);
    this.startedAt = begin.time();
    this.place = new RunKeys.Place(RunKeys.prefix(experiment, id), RunKeys.escape(experiment), id);
  }

  static ImportedRun begin(RunStore store, RunEvent begin, RunEventReader in) {
    if (store.isOriginalCompatible()) {
      throw new UnsupportedOperationException(
          "With originalCompatible runs cannot be imported, since they keep their ids");
    }
    return new ImportedRun(store, begin, in);
  }

  /** The points of a series that wait to be written. */
  private static final class Points {
    private final SummaryBuilder summary = new SummaryBuilder();
    private long[] steps = new long[16];
    private long[] times = new long[16];
    private double[] values = new double[16];
    private int count;

    void add(RunEvent e) {
      if (count == values.length) {
        steps = Arrays.copyOf(steps, 2 * count);
        times = Arrays.copyOf(times, 2 * count);
        values = Arrays.copyOf(values, 2 * count);
      }
      steps[count] = e.step();
      times[count] = e.time();
      values[count++] = e.number();
      summary.add(e.number(), e.step(), e.time());
    }

    void addTo(WriteBatch batch, String key) {
      if (count > 0) {
        batch.putFloats(
            key,
            Arrays.copyOf(steps, count),
            Arrays.copyOf(times, count),
            Arrays.copyOf(values, count));
        count = 0;
      }
    }
  }

  /** Drops what an import that was not finished has left, which is invisible without its run. */
  void dropRemains() {
    if (!store.reader().keys(place.prefix(), null, 1).isEmpty()) {
      store.drop(place);
    }
  }

  /** Takes in what describes the run. */
  void describe(RunEvent e) {
    chars += (long) e.name().length() + e.kind().length() + e.value().length();
    if (chars > RunDocument.Contents.MAX_CHARS) {
      throw in.wrong(
          "what describes a run has at most " + RunDocument.Contents.MAX_CHARS + " characters");
    }
    if (tags.size() + params.size() + inputs.size() == MAX_ENTRIES) {
      throw in.wrong("a run has at most " + MAX_ENTRIES + " parameters, tags and inputs");
    }
    boolean isNew = take(e);
    if (!isNew) {
      throw in.wrong("the run has this already");
    }
  }

  /** Takes in a part; tells whether the run did not have it. */
  private boolean take(RunEvent e) {
    switch (e.type()) {
      case TAG:
        return tag(e);
      case PARAM:
        return param(e);
      case INPUT:
        return inputs.add(input(e));
      default:
        break;
    }
    String before;
    if (e.type() == RunEvent.Type.PARENT) {
      before = parent;
      parent = Names.require(e.value(), "A run's id");
    } else if (e.type() == RunEvent.Type.COMMIT) {
      before = commit;
      commit = Names.require(e.value(), "A commit");
    } else {
      before = note;
      note = Names.requireText(e.value(), "A note", ParamValue.MAX_BYTES);
    }
    return before == null;
  }

  private boolean tag(RunEvent e) {
    Names.requireText(e.value(), "A tag's value", ParamValue.MAX_BYTES);
    return tags.put(Names.require(e.name(), "A tag's name"), e.value()) == null;
  }

  private boolean param(RunEvent e) {
    ParamValue value = new ParamValue(kind(e.kind()), e.value());
    return params.put(Names.require(e.name(), "A parameter's name"), value) == null;
  }

  private ParamValue.Kind kind(String word) {
    for (ParamValue.Kind kind : ParamValue.Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
        return kind;
      }
    }
    throw in.wrong("there is no type of parameter " + RunEventReader.quoted(word));
  }

  private static DatasetInput input(RunEvent e) {
    return new DatasetInput(
        e.name(),
        e.step(),
        Optional.of(e.value()).filter(v -> !v.isEmpty()),
        Optional.of(e.kind()).filter(v -> !v.isEmpty()));
  }

  /** Takes in a point of a metric. */
  void point(RunEvent e) {
    MetricId metric = MetricId.of(e.name(), e.context());
    Points points = metrics.get(metric);
    if (points == null) {
      if (metrics.size() == MAX_METRICS) {
        throw in.wrong("a run has at most " + MAX_METRICS + " metrics");
      }
      points = new Points();
      metrics.put(metric, points);
    }
    points.add(e);
    if (++waiting == MAX_WAITING) {
      WriteBatch batch = new WriteBatch();
      addPoints(batch);
      store.write(batch);
    }
  }

  private void addPoints(WriteBatch batch) {
    metrics.forEach(
        (metric, points) ->
            points.addTo(batch, place.prefix() + RunKeys.METRIC + RunKeys.escape(metric)));
    waiting = 0;
  }

  /** Takes in an artifact, whose bytes are read from the stream. */
  void artifact(RunEvent e, InputStream bytes) throws IOException {
    String key =
        place.prefix() + RunKeys.ARTIFACT + RunKeys.escape(Artifacts.requirePath(e.name()));
    if (store.reader().getText(key).isPresent()) {
      throw in.wrong("the run has this already");
    }
    String mediaType = Names.require(e.kind(), "A media type");
    ContentStore contents = ContentStore.on(store.database());
    try (PreparedContent content = contents.prepare(ContentSource.of(bytes, e.step()))) {
      String sha256 = content.content().sha256();
      if (!e.value().isEmpty() && !sha256.equals(e.value())) {
        throw in.wrong("the artifact before it has the SHA-256 " + sha256 + ", not " + e.value());
      }
      Artifacts.retrying(
          () -> {
            WriteBatch batch = new WriteBatch();
            content.addTo(batch, key);
            store.write(batch.putText(key, Artifacts.record(content.content(), mediaType)));
          });
    }
  }

  /** Writes what is left, and with it that the run is there. */
  void end(RunEvent e) {
    RunStatus status = RunStatus.of(e.kind());
    SortedMap<MetricId, MetricSummary> summaries = new TreeMap<>();
    long last = startedAt;
    for (Map.Entry<MetricId, Points> m : metrics.entrySet()) {
      MetricSummary summary = m.getValue().summary.build();
      if (summary != null) {
        summaries.put(m.getKey(), summary);
        last = Math.max(last, summary.lastMicros());
      }
    }
    boolean wasRunning = status == RunStatus.RUNNING;
    Long endedAt = e.time() == RunEvent.NO_TIME ? null : (Long) e.time();
    RunDocument document =
        new RunDocument(
            experiment,
            name,
            wasRunning ? RunStatus.KILLED : status,
            startedAt,
            wasRunning ? (Long) last : endedAt,
            RunDocument.Writer.SELF,
            parent,
            commit,
            new RunDocument.Contents(tags, params, inputs, note));
    WriteBatch batch = new WriteBatch();
    addPoints(batch);
    String prefix = place.prefix();
    tags.forEach((k, v) -> batch.putText(prefix + RunKeys.TAG + RunKeys.escape(k), v));
    params.forEach(
        (k, v) -> batch.putText(prefix + RunKeys.PARAM + RunKeys.escape(k), RunDocument.encode(v)));
    for (int i = 0; i < inputs.size(); i++) {
      String key = prefix + RunKeys.INPUT + String.format(Locale.ROOT, "%06d", i);
      batch.putText(key, RunDocument.encode(inputs.get(i)));
    }
    if (note != null) {
      batch.putText(prefix + RunKeys.NOTE, note);
    }
    batch.putBytes(prefix + RunKeys.SUMMARY, SummaryCodec.encode(summaries));
    store.write(batch.putText(prefix + RunKeys.RUN, document.toJson()));
  }
}
