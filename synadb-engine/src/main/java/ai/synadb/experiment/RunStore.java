/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import ai.synadb.SynaException;
import ai.synadb.SynaReader;
import ai.synadb.WriteBatch;
import ai.synadb.error.RunNotFoundException;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.TypeMismatchException;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one database: those in the log, and those that this process writes. Trackers on one
 * database share it.
 *
 * <p><b>Runs whose process died.</b> A record says which process writes a run. If that process does
 * not hold the writer's lock of the database any more, the run is over: who can write says so in
 * the log, who only reads shows it so.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class RunStore implements AutoCloseable {
  private static final ReentrantLock SHARED_LOCK = new ReentrantLock();

  @GuardedBy("SHARED_LOCK")
  private static final Map<Shared, RunStore> SHARED = new HashMap<>();

  private final SynaReader reader;
  private final @Nullable SynaDB db;
  private final @Nullable MetricFlusher flusher;
  private final RunTable table;
  private final LongSupplier clock = MicroClock.SYSTEM;
  private final @Nullable Shared shared;
  private final @Nullable AutoCloseable owned;

  @GuardedBy("SHARED_LOCK")
  private int handles = 1;

  /** Whether runs are shown as killed that are not so in the log. */
  @GuardedBy("table.lock")
  private boolean hasUnwrittenEnds;

  /** Whether runs were looked for whose process died, before the first run. */
  @GuardedBy("table.lock")
  private boolean isSettled;

  /** What trackers have to agree in to share a store. */
  private record Shared(Path path, TrackerConfig config) {}

  private RunStore(
      SynaReader reader,
      @Nullable SynaDB db,
      @Nullable MetricFlusher flusher,
      @Nullable Shared shared,
      @Nullable AutoCloseable owned) {
    this(reader, db, flusher, shared, owned, new RunTable(reader, db, id -> true));
  }

  private RunStore(
      SynaReader reader,
      @Nullable SynaDB db,
      @Nullable MetricFlusher flusher,
      @Nullable Shared shared,
      @Nullable AutoCloseable owned,
      RunTable table) {
    this.reader = reader;
    this.db = db;
    this.flusher = flusher;
    this.table = table;
    this.shared = shared;
    this.owned = owned;
  }

  /** Opens a file. */
  static RunStore open(Path path, TrackerConfig config) {
    SynaDB db = SynaDB.open(path, config.database());
    boolean isDone = false;
    try {
      RunStore store = isWritable(db) ? share(db, config) : new RunStore(db, db, null, null, db);
      isDone = true;
      return store;
    } finally {
      if (!isDone || isWritable(config.database().mode())) {
        db.close(); // a shared store has a handle of its own
      }
    }
  }

  /** The store on an open database. */
  static RunStore on(SynaDB db, TrackerConfig config) {
    return isWritable(db) ? share(db, config) : new RunStore(db, db, null, null, null);
  }

  /** A store for reading some of the runs of what does not change. */
  static RunStore some(SynaReader reader, Predicate<String> isWanted) {
    RunTable table = new RunTable(reader, null, isWanted);
    return new RunStore(reader, null, null, null, null, table);
  }

  /** A store for reading what does not change. */
  static RunStore on(SynaReader reader, @Nullable AutoCloseable owned) {
    return new RunStore(reader, null, null, null, owned);
  }

  private static boolean isWritable(SynaDB db) {
    return isWritable(db.config().mode());
  }

  private static boolean isWritable(OpenMode mode) {
    return mode == OpenMode.READ_WRITE || mode == OpenMode.CREATE_NEW;
  }

  private static RunStore share(SynaDB db, TrackerConfig config) {
    DbConfig dbConfig = db.config().toBuilder().mode(OpenMode.READ_WRITE).build();
    TrackerConfig settings =
        new TrackerConfig(config.commitInterval(), config.bufferBytes(), dbConfig);
    SHARED_LOCK.lock();
    try {
      Shared key = new Shared(db.path(), settings);
      RunStore store = SHARED.get(key);
      if (store != null) {
        store.handles++;
        return store;
      }
      SynaDB own = SynaDB.open(db.path(), dbConfig);
      store = new RunStore(own, own, new MetricFlusher(own, settings), key, own);
      SHARED.put(key, store);
      return store;
    } finally {
      SHARED_LOCK.unlock();
    }
  }

  boolean isWritable() {
    return flusher != null;
  }

  boolean isOriginalCompatible() {
    return db != null && db.config().originalCompatible();
  }

  MetricFlusher flusher() {
    MetricFlusher f = flusher;
    if (f == null) {
      throw new UnsupportedOperationException("The experiments are open for reading only");
    }
    return f;
  }

  SynaDB database() {
    return flusher().database();
  }

  SynaReader reader() {
    return reader;
  }

  /** The database for a state of the past; only if it is one that changes. */
  @Nullable SynaDB followed() {
    return db;
  }

  LongSupplier clock() {
    return clock;
  }

  void write(WriteBatch batch) {
    database().write(batch);
  }

  // ---- writing

  /** Starts a run. */
  LiveRun start(String experiment, RunOptions options) {
    Names.require(experiment, "An experiment's name");
    if (isOriginalCompatible() && !isOriginalName(experiment)) {
      throw new IllegalArgumentException(
          "With originalCompatible an experiment's name has none of '%/;=', unlike '"
              + experiment
              + "'");
    }
    flusher();
    settle();
    String id = isOriginalCompatible() ? UUID.randomUUID().toString() : RunIds.next();
    RunDocument document =
        new RunDocument(
            experiment,
            options.name(),
            RunStatus.RUNNING,
            clock.getAsLong(),
            null,
            RunDocument.Writer.SELF,
            options.parentId().orElse(null),
            commit(options),
            RunDocument.Contents.NONE);
    SortedMap<String, String> tags = new TreeMap<>(options.tags());
    LiveRun run =
        new LiveRun(
            this,
            id,
            document,
            new RunDocument.Contents(tags, new TreeMap<>(), List.of(), null),
            Map.of());
    run.begin();
    return run;
  }

  /** Whether the original can have an experiment of this name, as it does not escape. */
  private static boolean isOriginalName(String experiment) {
    return RunKeys.escape(experiment).equals(experiment);
  }

  /** Before the first run of this process: who only reads may not tell its runs from older ones. */
  private void settle() {
    table.lock.lock();
    try {
      if (!isSettled) {
        refresh();
        isSettled = true;
      }
    } finally {
      table.lock.unlock();
    }
  }

  private static @Nullable String commit(RunOptions options) {
    String commit = options.gitCommit().orElseGet(WorkingDirectory::commit);
    return commit.isEmpty() ? null : commit;
  }

  /** The commit of the working directory, found out once. */
  private static final class WorkingDirectory {
    private static final String COMMIT = find();

    private static String find() {
      String commit = GitCommit.of(Path.of(""));
      return commit == null ? "" : commit;
    }

    static String commit() {
      return COMMIT;
    }
  }

  /**
   * Goes on with a run.
   *
   * @throws IllegalStateException if this process writes it, or the original wrote it
   */
  LiveRun resume(String id) {
    flusher();
    RunReader.Stored s;
    table.lock.lock();
    try {
      refresh();
      s = requireOurs(id);
    } finally {
      table.lock.unlock();
    }
    RunDocument d = s.document();
    if (d == null || live(id) != null) {
      throw new IllegalStateException("Run " + id + " is going on in this process");
    }
    LiveRun run = new LiveRun(this, id, d.resumed(), d.contents(), s.info().metrics());
    run.begin();
    return run;
  }

  @GuardedBy("table.lock")
  private RunReader.Stored requireOurs(String id) {
    RunReader.Stored s = table.find(id);
    if (s == null) {
      throw new RunNotFoundException(id);
    }
    if (s.document() == null) {
      throw new IllegalStateException(
          "Run " + id + " was written by the original and can only be read");
    }
    return s;
  }

  /** Changes tags, note or inputs of a run that has ended. */
  void update(String id, UnaryOperator<RunDocument.Contents> change) {
    flusher();
    table.lock.lock();
    try {
      refresh();
      RunReader.Stored s = requireOurs(id);
      RunDocument d = s.document();
      if (d == null || d.isRunning()) {
        throw new IllegalStateException("Run " + id + " goes on elsewhere");
      }
      String prefix = s.place().prefix();
      RunDocument.Contents now = change.apply(d.contents());
      now.requireRoom(id);
      WriteBatch batch = new WriteBatch().putText(prefix + RunKeys.RUN, d.with(now).toJson());
      now.tags().forEach((k, v) -> batch.putText(prefix + RunKeys.TAG + RunKeys.escape(k), v));
      for (String k : d.contents().tags().keySet()) {
        if (!now.tags().containsKey(k)) {
          batch.delete(prefix + RunKeys.TAG + RunKeys.escape(k));
        }
      }
      if (now.note() != null) {
        batch.putText(prefix + RunKeys.NOTE, now.note());
      }
      write(batch);
    } finally {
      table.lock.unlock();
    }
  }

  /** Writes the summaries of a run anew, after points came in behind its end. */
  void rebuild(String id) {
    table.lock.lock();
    try {
      refresh();
      RunReader.Stored s = table.find(id);
      if (s != null && s.document() != null) {
        byte[] summary = SummaryCodec.encode(table.reader().rebuiltSummaries(s.place()));
        write(new WriteBatch().putBytes(s.place().prefix() + RunKeys.SUMMARY, summary));
      }
    } finally {
      table.lock.unlock();
    }
  }

  // ---- reading

  /** Has what was logged in this process shown by the log. */
  void flushPending() {
    if (flusher != null) {
      flusher.flush();
    }
  }

  /** All runs, as they are now. */
  List<RunInfo> runs() {
    table.lock.lock();
    try {
      refresh();
      List<RunInfo> all = new ArrayList<>(table.all().size());
      for (RunReader.Stored s : table.all()) {
        all.add(infoOf(s));
      }
      return all;
    } finally {
      table.lock.unlock();
    }
  }

  /** What is wrong with the runs that cannot be read, by their ids. */
  Map<String, SynaException> damaged() {
    table.lock.lock();
    try {
      refresh();
      return new HashMap<>(table.damaged());
    } finally {
      table.lock.unlock();
    }
  }

  /** A run as it is now; null if there is none. */
  @Nullable RunInfo find(String id) {
    LiveRun live = liveHere(id);
    if (live != null) {
      return live.info();
    }
    RunReader.Stored s = stored(id);
    return s == null ? null : infoOf(s);
  }

  /** Whether a run was here when somebody last looked; waits for nobody. */
  boolean hasSeen(String id) {
    return live(id) != null || table.hasSeen(id);
  }

  /** A run as the log has it; null if there is none. */
  RunReader.@Nullable Stored stored(String id) {
    table.lock.lock();
    try {
      refresh();
      return table.find(id);
    } finally {
      table.lock.unlock();
    }
  }

  long countPoints(RunReader.Stored run, MetricId metric) {
    return table.reader().countPoints(run, metric);
  }

  MetricSeries series(RunReader.Stored run, MetricId metric) {
    return table.reader().series(run, metric);
  }

  private RunInfo infoOf(RunReader.Stored s) {
    LiveRun live = s.isRunningHere() ? liveHere(s.place().id()) : null;
    return live == null ? s.info() : live.info();
  }

  /** A run that this process writes to this database; null if it does not. */
  @Nullable LiveRun live(String id) {
    return db == null ? null : LiveRun.find(db.path(), id);
  }

  /** The same for who shows runs as they go on; who only reads shows what is in the log. */
  private @Nullable LiveRun liveHere(String id) {
    return flusher == null ? null : live(id);
  }

  // ---- runs whose process died

  @GuardedBy("table.lock")
  private void refresh() {
    table.refresh();
    if (db == null || db.config().mode() == OpenMode.SALVAGE) {
      return;
    }
    if (!dead().isEmpty()) {
      table.refresh(); // a run that ended and gave the lock back since is not dead
      dead().forEach(this::killUnlessDamaged);
      table.refresh();
    }
  }

  @GuardedBy("table.lock")
  private Collection<RunReader.Stored> dead() {
    List<RunReader.Stored> dead = new ArrayList<>();
    if (table.running().isEmpty()) {
      return dead;
    }
    // Who can write holds the lock, so no other process does.
    RunDocument.Writer writer = flusher == null ? RunDocument.Writer.of(databasePath()) : null;
    for (RunReader.Stored s : table.running()) {
      RunDocument d = s.document();
      if (d != null
          && liveHere(s.place().id()) == null
          && (writer == null || d.writer().isOtherThan(writer))) {
        dead.add(s);
      }
    }
    return dead;
  }

  private Path databasePath() {
    SynaDB d = db;
    if (d == null) {
      throw new IllegalStateException("A state of the past has no writer");
    }
    return d.path();
  }

  /** One run whose points cannot be read is left out, and hides no other. */
  @GuardedBy("table.lock")
  private void killUnlessDamaged(RunReader.Stored s) {
    try {
      kill(s);
    } catch (SynaFormatException | TypeMismatchException e) {
      table.leaveOut(s.place(), e);
    } catch (IllegalArgumentException e) { // names that can be read and not written
      String key = s.place().prefix() + RunKeys.RUN;
      table.leaveOut(s.place(), RunDocument.damaged(key, e));
    }
  }

  @GuardedBy("table.lock")
  private void kill(RunReader.Stored s) {
    RunDocument d = s.document();
    if (d == null) {
      return;
    }
    Map<MetricId, MetricSummary> metrics = table.reader().rebuiltSummaries(s.place());
    long end =
        metrics.values().stream()
            .mapToLong(MetricSummary::lastMicros)
            .reduce(d.startedAt(), Math::max);
    RunDocument killed = d.ended(RunStatus.KILLED, end, d.contents());
    if (flusher == null) {
      hasUnwrittenEnds = true;
      table.replace(
          new RunReader.Stored(s.place(), killed, killed.toInfo(s.place().id(), metrics)));
      return;
    }
    String prefix = s.place().prefix();
    WriteBatch batch =
        new WriteBatch()
            .putText(prefix + RunKeys.RUN, killed.toJson())
            .putBytes(prefix + RunKeys.SUMMARY, SummaryCodec.encode(metrics));
    if (isOriginalCompatible() && isOriginalName(d.experiment())) {
      new OriginalMirror(d.experiment(), s.place().id())
          .meta(batch, killed.toInfo(s.place().id(), metrics));
    }
    write(batch);
  }

  /** Whether runs were found since the last call that are over without the log saying so. */
  boolean takeUnwrittenEnds() {
    table.lock.lock();
    try {
      refresh();
      boolean had = hasUnwrittenEnds;
      hasUnwrittenEnds = false;
      return had;
    } finally {
      table.lock.unlock();
    }
  }

  /**
   * Deletes a run with everything that belongs to it. Its record and all that is left go in one
   * batch; of an artifact that it has several copies of, all but one go before.
   */
  void delete(RunReader.Stored s) {
    if (live(s.place().id()) != null || s.isRunningHere()) {
      throw new IllegalStateException(
          "Run " + s.place().id() + " goes on; it can be deleted when it has ended");
    }
    drop(s.place());
  }

  /** Drops all keys of a run. */
  void drop(RunKeys.Place place) {
    Artifacts.retrying(
        () -> {
          WriteBatch batch = Artifacts.releaseAll(this, place);
          reader.keys(place.prefix()).forEach(batch::delete);
          write(batch);
        });
  }

  /** Gives a handle back; the last one writes what waits and closes. */
  @Override
  public void close() {
    SHARED_LOCK.lock();
    try {
      if (handles == 0 || --handles > 0) {
        return;
      }
      if (shared != null) {
        SHARED.remove(shared);
      }
    } finally {
      SHARED_LOCK.unlock();
    }
    Failures failures = new Failures();
    MetricFlusher f = flusher;
    if (f != null) {
      LiveRun.of(this).forEach(run -> failures.collect(() -> run.end(RunStatus.FAILED)));
      failures.collect(f::flush);
      failures.collect(f::close);
    }
    failures.collect(table::close);
    failures.collect(this::closeDatabase);
    failures.rethrow();
  }

  private void closeDatabase() {
    try {
      if (owned != null) {
        owned.close();
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("The experiments could not be closed", e);
    }
  }
}
