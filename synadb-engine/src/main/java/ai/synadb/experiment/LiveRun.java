/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.WriteBatch;
import ai.synadb.error.ConflictException;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A run that this process writes, from its start to its end.
 *
 * <p>Thread safety: safe for use by multiple threads. Locks are taken in the order: this run's, the
 * flusher's, a buffer's, the database's.
 */
final class LiveRun {
  private static final Map<Place, LiveRun> ALL = new ConcurrentHashMap<>();

  /** Where a run is: runs that were imported have the ids that they had elsewhere. */
  private record Place(Path database, String id) {}

  private static final long SUMMARY_NANOS = 1_000_000_000;

  private final RunStore store;
  private final String id;
  private final String prefix;
  private final MetricFlusher flusher;
  private final @Nullable OriginalMirror mirror;
  private final Map<String, SeriesBuffer> plain = new ConcurrentHashMap<>();
  private final Map<MetricId, SeriesBuffer> all = new ConcurrentHashMap<>();
  private final Map<MetricId, MetricSummary> before;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private RunDocument document;

  @GuardedBy("lock")
  private final SortedMap<String, String> tags;

  @GuardedBy("lock")
  private final SortedMap<String, ParamValue> params;

  @GuardedBy("lock")
  private final List<DatasetInput> inputs;

  @GuardedBy("lock")
  private @Nullable String note;

  /** See {@link RunDocument.Contents#chars()}. */
  @GuardedBy("lock")
  private long chars;

  private volatile boolean isLive = true;
  private volatile @Nullable SystemMetrics systemMetrics;
  private long summaryDue = System.nanoTime() + SUMMARY_NANOS; // guarded by the flusher's lock

  LiveRun(
      RunStore store,
      String id,
      RunDocument document,
      RunDocument.Contents contents,
      Map<MetricId, MetricSummary> before) {
    this.store = store;
    this.id = id;
    this.prefix = RunKeys.prefix(document.experiment(), id);
    this.flusher = store.flusher();
    this.document = document;
    this.tags = new TreeMap<>(contents.tags());
    this.params = new TreeMap<>(contents.params());
    this.inputs = new ArrayList<>(contents.inputs());
    this.note = contents.note();
    this.chars = contents.chars();
    this.before = before;
    this.mirror =
        store.isOriginalCompatible() ? new OriginalMirror(document.experiment(), id) : null;
  }

  /** A run that this process writes to a database, and that has not ended; null if none is. */
  static @Nullable LiveRun find(Path database, String id) {
    return ALL.get(new Place(database, id));
  }

  private Place place() {
    return new Place(store.database().path(), id);
  }

  /** The runs of a store that have not ended. */
  static List<LiveRun> of(RunStore store) {
    return ALL.values().stream().filter(r -> r.store == store).toList();
  }

  String id() {
    return id;
  }

  String prefix() {
    return prefix;
  }

  RunStore store() {
    return store;
  }

  MetricFlusher flusher() {
    return flusher;
  }

  LongSupplier clock() {
    return store.clock();
  }

  boolean isLive() {
    return isLive;
  }

  /**
   * Checks that the run goes on.
   *
   * @throws IllegalStateException if it has ended
   */
  void requireLive() {
    if (!isLive) {
      throw new IllegalStateException(
          "Run " + id + " has ended; it can be resumed, but not logged to as it is");
    }
  }

  // ---- beginning and end

  /** Writes that it goes on, and lets it be found. */
  void begin() {
    flusher.start();
    if (ALL.putIfAbsent(place(), this) != null) {
      throw new IllegalStateException("Run " + id + " is going on in this process");
    }
    boolean isWritten = false;
    lock.lock();
    try {
      WriteBatch batch = new WriteBatch().putText(prefix + RunKeys.RUN, document.toJson());
      tags.forEach((name, value) -> batch.putText(tagKey(name), value));
      if (mirror != null) {
        mirror.meta(batch, info());
      }
      store.write(batch);
      isWritten = true;
    } finally {
      lock.unlock();
      if (!isWritten) {
        ALL.remove(place(), this);
      }
    }
  }

  /**
   * Ends it, unless it has ended, in one batch with all that waits.
   *
   * @return whether it had not ended
   */
  boolean end(RunStatus status) {
    lock.lock();
    flusher.lock.lock();
    try {
      if (!isLive) {
        return false;
      }
      isLive = false;
      WriteBatch batch = new WriteBatch();
      flusher.takeAll(this, batch);
      document = document.ended(status, store.clock().getAsLong(), contents());
      batch.putText(prefix + RunKeys.RUN, document.toJson());
      batch.putBytes(prefix + RunKeys.SUMMARY, SummaryCodec.encode(persisted()));
      if (mirror != null) {
        mirror.meta(batch, info());
      }
      store.write(batch);
      return true;
    } finally {
      all.values().forEach(SeriesBuffer::release);
      ALL.remove(place(), this);
      flusher.lock.unlock();
      lock.unlock();
      stopSystemMetrics();
    }
  }

  /** Logs figures of this process from time to time, until the end. */
  void logSystemMetrics(Duration interval) {
    systemMetrics = SystemMetrics.start(this, interval);
    if (!isLive) { // it ended meanwhile
      stopSystemMetrics();
    }
  }

  private void stopSystemMetrics() {
    SystemMetrics s = systemMetrics;
    if (s != null) {
      s.stop();
    }
  }

  // ---- parameters, tags, inputs, note

  /**
   * Logs parameters, all or none.
   *
   * @throws ConflictException if one has another value already
   */
  void putParams(Map<String, ParamValue> more) {
    more.keySet().forEach(name -> Names.require(name, "A parameter's name"));
    lock.lock();
    try {
      requireLive();
      WriteBatch batch = new WriteBatch();
      long added = 0;
      for (Map.Entry<String, ParamValue> e : more.entrySet()) {
        ParamValue old = params.get(e.getKey());
        if (old == null) {
          added += RunDocument.Contents.chars(e.getKey(), e.getValue().text());
          batch.putText(prefix + RunKeys.PARAM + RunKeys.escape(e.getKey()), encode(e.getValue()));
          if (mirror != null) {
            mirror.param(batch, e.getKey(), e.getValue());
          }
        } else if (!old.text().equals(e.getValue().text())) {
          throw new ConflictException(
              "Parameter '"
                  + e.getKey()
                  + "' of run "
                  + id
                  + " is "
                  + old
                  + ", not "
                  + e.getValue()
                  + ": a parameter keeps its value",
              e.getKey());
        }
      }
      if (batch.size() > 0) {
        requireRoom(added);
        store.write(batch);
        chars += added;
        more.forEach(params::putIfAbsent);
      }
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private long tagChars(String name) {
    String old = tags.get(name);
    return old == null ? 0 : RunDocument.Contents.chars(name, old);
  }

  @GuardedBy("lock")
  private void requireRoom(long added) {
    if (added > 0) {
      RunDocument.Contents.requireRoom(id, chars + added);
    }
  }

  private static String encode(ParamValue value) {
    return RunDocument.encode(value);
  }

  private String tagKey(String name) {
    return prefix + RunKeys.TAG + RunKeys.escape(name);
  }

  void putTag(String name, String value) {
    Names.require(name, "A tag's name");
    Names.requireText(value, "A tag's value", ParamValue.MAX_BYTES);
    lock.lock();
    try {
      requireLive();
      long added = RunDocument.Contents.chars(name, value) - tagChars(name);
      requireRoom(added);
      store.write(new WriteBatch().putText(tagKey(name), value));
      chars += added;
      tags.put(name, value);
    } finally {
      lock.unlock();
    }
  }

  boolean deleteTag(String name) {
    Names.require(name, "A tag's name");
    lock.lock();
    try {
      requireLive();
      store.write(new WriteBatch().delete(tagKey(name)));
      chars -= tagChars(name);
      return tags.remove(name) != null;
    } finally {
      lock.unlock();
    }
  }

  void putNote(String text) {
    Names.requireText(text, "A note", ParamValue.MAX_BYTES);
    lock.lock();
    try {
      requireLive();
      long added = (long) text.length() - (note == null ? 0 : note.length());
      requireRoom(added);
      store.write(new WriteBatch().putText(prefix + RunKeys.NOTE, text));
      chars += added;
      note = text;
    } finally {
      lock.unlock();
    }
  }

  void putInput(DatasetInput input) {
    lock.lock();
    try {
      requireLive();
      String key = prefix + RunKeys.INPUT + String.format(Locale.ROOT, "%06d", inputs.size());
      long added = RunDocument.Contents.chars(input);
      requireRoom(added);
      store.write(new WriteBatch().putText(key, RunDocument.encode(input)));
      chars += added;
      inputs.add(input);
    } finally {
      lock.unlock();
    }
  }

  /** Fills a batch. */
  interface Filler {
    void fill(WriteBatch batch) throws IOException;
  }

  /** Writes a batch while nobody else changes the run. */
  void write(Filler filler) throws IOException {
    lock.lock();
    try {
      requireLive();
      WriteBatch batch = new WriteBatch();
      filler.fill(batch);
      store.write(batch);
    } finally {
      lock.unlock();
    }
  }

  /** Where the original looks for an artifact; null if it need not find it. */
  @Nullable String artifactBytesKey(String path) {
    return mirror == null ? null : mirror.artifactKey(path);
  }

  // ---- metrics

  SeriesBuffer metric(String name) {
    SeriesBuffer s = plain.get(name);
    return s != null ? s : firstMetric(name);
  }

  private SeriesBuffer firstMetric(String name) {
    SeriesBuffer s = metric(MetricId.of(name));
    plain.put(name, s);
    return s;
  }

  SeriesBuffer metric(MetricId metric) {
    SeriesBuffer s = all.get(metric);
    if (s == null) {
      requireLive();
      if (mirror != null) {
        mirror.require(metric);
      }
      s = all.computeIfAbsent(metric, m -> new SeriesBuffer(this, m, before.get(m)));
    }
    return s;
  }

  /** Has a batch log a point, which counts when the batch is written. */
  void addTo(WriteBatch batch, MetricId metric, double value, long step) {
    SeriesBuffer s = metric(metric);
    requireLive();
    long now = store.clock().getAsLong();
    SeriesBuffer.Points p =
        new SeriesBuffer.Points(new long[] {step}, new long[] {now}, new double[] {value});
    batch.putFloats(s.key, p.steps(), p.times(), p.values());
    mirror(batch, s, p);
    batch.whenWritten(
        position -> {
          flusher.note(s, new SeriesBuffer.Point(value, step, now), position);
          if (!isLive) {
            store.rebuild(id);
          }
        });
  }

  Collection<SeriesBuffer> series() {
    return all.values();
  }

  boolean isMirrored() {
    return mirror != null;
  }

  /** Adds what the original shows of points. */
  void mirror(WriteBatch batch, SeriesBuffer s, SeriesBuffer.Points p) {
    if (mirror != null) {
      mirror.points(batch, s.id, p);
    }
  }

  long summaryDue() {
    return summaryDue;
  }

  void setSummaryDue(long nanos) {
    summaryDue = nanos;
  }

  /** The summaries of what was handed to the database. */
  Map<MetricId, MetricSummary> persisted() {
    return summaries(false);
  }

  private Map<MetricId, MetricSummary> summaries(boolean withWaiting) {
    SortedMap<MetricId, MetricSummary> summaries = new TreeMap<>(before);
    for (SeriesBuffer s : all.values()) {
      MetricSummary m = withWaiting ? s.summary() : s.persisted();
      if (m != null) {
        summaries.put(s.id, m);
      }
    }
    return summaries;
  }

  @GuardedBy("lock")
  private RunDocument.Contents contents() {
    return new RunDocument.Contents(
        new TreeMap<>(tags), new TreeMap<>(params), List.copyOf(inputs), note);
  }

  /** What is known of it now. */
  RunInfo info() {
    lock.lock();
    try {
      return document.with(contents()).toInfo(id, summaries(true));
    } finally {
      lock.unlock();
    }
  }
}
