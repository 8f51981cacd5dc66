/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Snapshot;
import ai.synadb.SynaDB;
import ai.synadb.SynaException;
import ai.synadb.SynaReader;
import ai.synadb.error.RunNotFoundException;
import ai.synadb.error.SynaIOException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Experiments: runs with their parameters, metrics and artifacts, logged, queried and compared.
 *
 * <pre>{@code
 * try (ExperimentTracker tracker = ExperimentTracker.open(Path.of("experiments.db"))) {
 *   Experiment mnist = tracker.experiment("mnist_classifier");
 *   try (Run run = mnist.startRun("baseline")) {
 *     run.logParam("learning_rate", 0.001);
 *     run.logMetric("loss", 0.31, epoch);
 *     run.complete();
 *   }
 *   List<RunInfo> best = mnist.query(RunQuery.completed().sortBy("accuracy").descending());
 *   double[] loss = tracker.getMetricTensor(best.get(0).id(), "loss");
 * }
 * }</pre>
 *
 * <p><b>One file or many.</b> {@link #open} owns a file, {@link #on(SynaDB)} shares a database with
 * other components, {@link #openDirectory} lets several processes track at once, each into a file
 * of its own, and reads those of all.
 *
 * <p><b>Listing</b> takes what is known of runs from memory, where it is brought when somebody
 * first asks: one record and one summary of each run, never its points. In a process that only
 * reads, summaries of a run that goes on elsewhere are up to a second old.
 *
 * <p><b>Runs whose process died</b> show as {@link RunStatus#KILLED}, and become so in the file
 * when a process that can write looks at the runs. All points that were written are there.
 *
 * <p><b>Files of the original</b>, Rust's and Python's, are read. With {@link
 * ai.synadb.DbConfig#originalCompatible} everything that it knows of is written for it too, at the
 * price of a key for every point.
 *
 * <p>Thread safety: safe for use by multiple threads.
 *
 * @since 0.1.0
 */
public final class ExperimentTracker implements AutoCloseable {
  private final RunStores stores;
  private final Set<LiveRun> mine = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private ExperimentTracker(RunStores stores) {
    this.stores = stores;
  }

  /** Opens a file, and creates it when it is absent; see {@link SynaDB#open(Path)}. */
  public static ExperimentTracker open(Path path) {
    return open(path, TrackerConfig.defaults());
  }

  /** Opens a file; see {@link SynaDB#open(Path, ai.synadb.DbConfig)}. */
  public static ExperimentTracker open(Path path, TrackerConfig config) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(config, "config");
    return new ExperimentTracker(RunStores.of(RunStore.open(path, config)));
  }

  /** A tracker on an open database, which stays open when the tracker is closed. */
  public static ExperimentTracker on(SynaDB database) {
    return on(database, TrackerConfig.defaults());
  }

  /**
   * A tracker on an open database.
   *
   * @param config its {@link TrackerConfig#database} is that of the database
   */
  public static ExperimentTracker on(SynaDB database, TrackerConfig config) {
    Objects.requireNonNull(database, "database");
    Objects.requireNonNull(config, "config");
    return new ExperimentTracker(RunStores.of(RunStore.on(database, config)));
  }

  /** The runs in a state of a database, for reading only. */
  public static ExperimentTracker on(SynaReader reader) {
    if (reader instanceof SynaDB database) {
      return on(database);
    }
    Objects.requireNonNull(reader, "reader");
    return new ExperimentTracker(RunStores.of(RunStore.on(reader, null)));
  }

  /**
   * Some of the runs in a state of a database, for reading only. The others are as if they were not
   * there: nothing of them is read.
   *
   * @param isWanted whether the run with an id is one of them
   */
  public static ExperimentTracker on(Snapshot snapshot, Predicate<String> isWanted) {
    Objects.requireNonNull(snapshot, "snapshot");
    Objects.requireNonNull(isWanted, "isWanted");
    return new ExperimentTracker(RunStores.of(RunStore.some(snapshot, isWanted)));
  }

  /** As {@link #openDirectory(Path, TrackerConfig)}, with all defaults. */
  public static ExperimentTracker openDirectory(Path directory) {
    return openDirectory(directory, TrackerConfig.defaults());
  }

  /**
   * Opens a directory of databases. What this process logs goes into a file of its own there, which
   * is created, with the directory, by its first run; what it reads are the runs in all files that
   * end in {@code .db}.
   *
   * @throws ai.synadb.error.InvalidDatabasePathException if the path is no directory
   */
  public static ExperimentTracker openDirectory(Path directory, TrackerConfig config) {
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(config, "config");
    return new ExperimentTracker(new RunDirectory(directory, config));
  }

  /**
   * The runs as they were at a position, for reading only; to be closed.
   *
   * @throws UnsupportedOperationException if this is a tracker on a directory or on a state of the
   *     past
   * @throws ai.synadb.error.PositionTooOldException if a compaction dropped what is needed for it
   */
  public ExperimentTracker asOf(long position) {
    List<RunStore> all = all();
    SynaDB database =
        all.size() == 1 && !(stores instanceof RunDirectory) ? all.get(0).followed() : null;
    if (database == null) {
      throw new UnsupportedOperationException(
          "Only a tracker on one database can go back to a position");
    }
    all.get(0).flushPending();
    Snapshot past = database.asOf(position);
    return new ExperimentTracker(RunStores.of(RunStore.on(past, past)));
  }

  private List<RunStore> all() {
    requireOpen();
    return stores.all();
  }

  private void requireOpen() {
    if (isClosed.get()) {
      throw new IllegalStateException("The experiment tracker is closed");
    }
  }

  // ---- writing

  /**
   * An experiment. Nothing is written before its first run.
   *
   * @throws IllegalArgumentException unless the name has 1 to 1024 bytes of UTF-8
   */
  public Experiment experiment(String name) {
    return new Experiment(this, Names.require(name, "An experiment's name"));
  }

  Run start(String experiment, RunOptions options) {
    options.parentId().ifPresent(this::getRun);
    return begin(experiment, options);
  }

  Run begin(String experiment, RunOptions options) {
    requireOpen();
    return track(stores.forNewRuns().start(experiment, options), options);
  }

  private Run track(LiveRun live, RunOptions options) {
    mine.add(live);
    return new Run(this, live, options);
  }

  void forget(LiveRun live) {
    mine.remove(live);
  }

  void requireIn(String experiment, String runId) {
    if (!getRun(runId).experiment().equals(experiment)) {
      throw new RunNotFoundException(runId);
    }
  }

  /**
   * Goes on with a run that has ended, or whose process died.
   *
   * @throws RunNotFoundException if there is no such run
   * @throws IllegalStateException if it goes on in this process, or the original wrote it
   * @throws ai.synadb.error.DatabaseLockedException if another process writes it
   */
  public Run resume(String runId) {
    RunStore store = stores.forChanges(storeOf(runId));
    return track(store.resume(runId), RunOptions.defaults());
  }

  /**
   * Sets a tag of a run, whether it has ended or goes on in this process.
   *
   * @throws RunNotFoundException if there is no such run
   * @throws IllegalStateException if the run goes on elsewhere, or the original wrote it
   */
  public void setTag(String runId, String name, String value) {
    Names.require(name, "A tag's name");
    Names.requireText(value, "A tag's value", ParamValue.MAX_BYTES);
    RunStore store = storeOf(runId);
    LiveRun live = store.live(runId);
    if (live != null) {
      live.putTag(name, value);
    } else {
      updateTags(
          store,
          runId,
          tags -> {
            tags.put(name, value);
            return tags;
          });
    }
  }

  /** Takes a tag off a run; see {@link #setTag}. */
  public void deleteTag(String runId, String name) {
    RunStore store = storeOf(runId);
    LiveRun live = store.live(runId);
    if (live != null) {
      live.deleteTag(name);
    } else {
      updateTags(
          store,
          runId,
          tags -> {
            tags.remove(name);
            return tags;
          });
    }
  }

  private void updateTags(
      RunStore store, String runId, UnaryOperator<SortedMap<String, String>> change) {
    stores
        .forChanges(store)
        .update(
            runId,
            c ->
                new RunDocument.Contents(
                    change.apply(new TreeMap<>(c.tags())), c.params(), c.inputs(), c.note()));
  }

  /** Sets the note of a run; see {@link #setTag}. */
  public void setNote(String runId, String text) {
    Names.requireText(text, "A note", ParamValue.MAX_BYTES);
    RunStore store = storeOf(runId);
    LiveRun live = store.live(runId);
    if (live != null) {
      live.putNote(text);
    } else {
      stores
          .forChanges(store)
          .update(runId, c -> new RunDocument.Contents(c.tags(), c.params(), c.inputs(), text));
    }
  }

  /**
   * Deletes a run and everything that was logged to it. Its children stay.
   *
   * @throws RunNotFoundException if there is no such run
   * @throws IllegalStateException if it goes on
   */
  public void deleteRun(String runId) {
    RunStore store = stores.forChanges(storeOf(runId));
    store.delete(stored(store, runId));
  }

  private static void flush(@Nullable LiveRun live) {
    if (live != null) {
      live.flusher().flush();
    }
  }

  // ---- reading

  private RunStore storeOf(String runId) {
    RunStore store = lookFor(runId);
    if (store == null) {
      throw new RunNotFoundException(runId);
    }
    return store;
  }

  private @Nullable RunStore lookFor(String runId) {
    requireOpen();
    return stores.of(runId);
  }

  private static RunReader.Stored stored(RunStore store, String runId) {
    RunReader.Stored s = store.stored(runId);
    if (s == null) {
      throw new RunNotFoundException(runId);
    }
    return s;
  }

  /** The names of all experiments, sorted. */
  public List<String> experiments() {
    Set<String> names = new HashSet<>();
    runs().forEach(r -> names.add(r.experiment()));
    return names.stream().sorted().toList();
  }

  /** All runs, the oldest first. */
  public List<RunInfo> runs() {
    return query(RunQuery.all());
  }

  /**
   * The runs that are there but cannot be read, hence are left out of lists, with what is wrong
   * with them. Empty unless a file is damaged.
   */
  public Map<String, SynaException> damagedRuns() {
    Map<String, SynaException> damaged = new TreeMap<>();
    all().forEach(store -> damaged.putAll(store.damaged()));
    return damaged;
  }

  /** The runs that a query finds. */
  public List<RunInfo> query(RunQuery query) {
    Objects.requireNonNull(query, "query");
    List<RunInfo> runs = new ArrayList<>();
    all().forEach(store -> runs.addAll(store.runs()));
    return query.apply(runs);
  }

  /**
   * The runs that a text finds, in the grammar of {@link RunQuery#parse}.
   *
   * @throws QuerySyntaxException if it cannot be read
   */
  public List<RunInfo> search(String query) {
    return query(RunQuery.parse(query));
  }

  /**
   * Some runs side by side, in this order.
   *
   * @throws RunNotFoundException if there is none with one of the ids
   * @throws IllegalArgumentException unless there are 1 to {@value RunComparison#MAX_RUNS}
   */
  public RunComparison compareRuns(List<String> runIds) {
    return RunComparison.of(runIds.stream().map(this::getRun).toList());
  }

  /**
   * How one run differs from another.
   *
   * @throws RunNotFoundException if there is none with one of the ids
   */
  public RunDiff diff(String before, String after) {
    return RunDiff.of(getRun(before), getRun(after));
  }

  /** A run; empty if there is none with the id. */
  public Optional<RunInfo> findRun(String runId) {
    Objects.requireNonNull(runId, "runId");
    RunStore store = lookFor(runId);
    return store == null ? Optional.empty() : Optional.ofNullable(store.find(runId));
  }

  /**
   * A run.
   *
   * @throws RunNotFoundException if there is none with the id
   */
  public RunInfo getRun(String runId) {
    return findRun(runId).orElseThrow(() -> new RunNotFoundException(runId));
  }

  /**
   * A run with its children, their children and so on, as far as they are in this tracker.
   *
   * @throws RunNotFoundException if there is none with the id
   */
  public RunTree tree(String runId) {
    Map<String, List<RunInfo>> children = new HashMap<>();
    RunInfo root = null;
    for (RunInfo r : runs()) {
      root = r.id().equals(runId) ? r : root;
      r.parentId().ifPresent(p -> children.computeIfAbsent(p, k -> new ArrayList<>()).add(r));
    }
    if (root == null) {
      throw new RunNotFoundException(runId);
    }
    return tree(root, children, new HashSet<>());
  }

  private static RunTree tree(RunInfo run, Map<String, List<RunInfo>> children, Set<String> above) {
    List<RunTree> below = new ArrayList<>();
    if (above.add(run.id())) { // a file may claim anything, a circle too
      for (RunInfo child : children.getOrDefault(run.id(), List.of())) {
        below.add(tree(child, children, above));
      }
    }
    return new RunTree(run, below);
  }

  /**
   * The metrics of a run, sorted.
   *
   * @throws RunNotFoundException if there is none with the id
   */
  public List<MetricId> listMetrics(String runId) {
    return getRun(runId).metrics().keySet().stream().sorted().toList();
  }

  /**
   * All points of a metric without a context; none if nothing was logged under the name.
   *
   * @throws RunNotFoundException if there is no such run
   */
  public MetricSeries getMetric(String runId, String name) {
    return getMetric(runId, MetricId.of(name));
  }

  /**
   * All points of a metric; none if nothing was logged under it.
   *
   * @throws RunNotFoundException if there is no such run
   */
  public MetricSeries getMetric(String runId, MetricId metric) {
    Objects.requireNonNull(metric, "metric");
    RunStore store = storeOf(runId);
    flush(store.live(runId));
    return store.series(stored(store, runId), metric);
  }

  /**
   * How many points {@link #getMetric(String, MetricId)} would return. Packed ones are not
   * unpacked. It differs from the summary's count where a compaction has dropped points.
   *
   * @throws RunNotFoundException if there is no such run
   */
  public long countPoints(String runId, MetricId metric) {
    Objects.requireNonNull(metric, "metric");
    RunStore store = storeOf(runId);
    flush(store.live(runId));
    return store.countPoints(stored(store, runId), metric);
  }

  /**
   * The values of a metric without a context, in the order in which they were logged.
   *
   * @throws RunNotFoundException if there is no such run
   */
  public double[] getMetricTensor(String runId, String name) {
    return getMetric(runId, name).values();
  }

  /**
   * The artifacts of a run, sorted by path.
   *
   * @throws RunNotFoundException if there is no such run
   */
  public List<ArtifactInfo> listArtifacts(String runId) {
    RunStore store = storeOf(runId);
    return Artifacts.list(store.reader(), stored(store, runId));
  }

  /**
   * The bytes of an artifact, to be closed. They are verified on the way: a digest that is wrong
   * shows before the last byte.
   *
   * @throws RunNotFoundException if there is no such run
   * @throws ai.synadb.error.NotFoundException if it has no such artifact
   */
  public InputStream openArtifact(String runId, String path) {
    Objects.requireNonNull(path, "path");
    RunStore store = storeOf(runId);
    return Artifacts.open(store.reader(), stored(store, runId), path);
  }

  /**
   * The bytes of an artifact in memory; see {@link #openArtifact}.
   *
   * @throws ai.synadb.error.ChecksumMismatchException if they are not those that were logged
   */
  public byte[] getArtifact(String runId, String path) {
    try (InputStream in = openArtifact(runId, path)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new SynaIOException("Reading artifact '" + path + "' failed", e, null);
    }
  }

  // ---- export and import

  /**
   * Writes runs with all that was logged to them, artifacts too, to a stream that is not closed.
   *
   * @throws RunNotFoundException if there is none with one of the ids
   */
  public void exportRuns(Collection<String> runIds, RunFormat format, OutputStream out)
      throws IOException {
    new RunExporter(this, RunEventWriter.of(format, out)).export(List.copyOf(runIds));
  }

  /**
   * Reads runs that were exported from a stream that is not closed. They keep their ids. Each is
   * there as a whole or not at all; at an error those that came before it in the stream stay. A run
   * that went on when it was exported becomes killed.
   *
   * @return the ids, in the order of the stream
   * @throws ai.synadb.error.SynaFormatException naming the line, if it is no such stream or was cut
   * @throws ai.synadb.error.ConflictException if a run is there already
   * @throws UnsupportedOperationException with {@code originalCompatible}, which needs other ids
   */
  public List<String> importRuns(RunFormat format, InputStream in) throws IOException {
    requireOpen();
    RunEventReader events = RunEventReader.of(format, in);
    return new RunImporter(this, stores.forNewRuns(), events).importAll();
  }

  /**
   * Writes a run into a database in the words of the original, for its Rust and, but for the
   * status, its Python layer: a key for every point, so times of points are those of writing, and
   * names as they are. A context becomes a part of the metric's name, and a tag's value of the
   * tag's.
   *
   * @return the id that it has there, the same as the text of a UUID
   * @throws RunNotFoundException if there is no such run
   */
  public String exportOriginal(String runId, SynaDB target) {
    Objects.requireNonNull(target, "target");
    RunStore store = storeOf(runId);
    flush(store.live(runId));
    return OriginalExport.write(store, getRun(runId), stored(store, runId), target);
  }

  /**
   * Ends the runs that were started through this tracker and go on, as failed, writes what waits
   * and closes; idempotent. A database that it was put on stays open.
   */
  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    Failures failures = new Failures();
    mine.stream()
        .sorted(Comparator.comparing(LiveRun::id))
        .forEach(r -> failures.collect(() -> r.end(RunStatus.FAILED)));
    mine.clear();
    failures.collect(stores::close);
    failures.rethrow();
  }
}
