/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.Change;
import ai.synadb.Changes;
import ai.synadb.CommitListener;
import ai.synadb.OpenMode;
import ai.synadb.SynaDB;
import ai.synadb.SynaException;
import ai.synadb.SynaReader;
import ai.synadb.error.SynaFormatException;
import ai.synadb.error.TypeMismatchException;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one database in memory: read when somebody first asks, and from then on followed. In
 * a process that writes it hears of every commit, else it looks for changes whenever it is asked;
 * either way only runs that changed are read again, by who asks next.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class RunTable implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(RunTable.class.getName());
  private static final int MAX_PAGE = 1024;
  private static final int MAX_CHANGES = 1 << 20;

  private final SynaReader reader;
  private final RunReader runs;
  private final @Nullable SynaDB followed;
  private final Predicate<String> isWanted;

  /** Runs that changed; what their keys begin with. */
  private final Set<String> dirty = ConcurrentHashMap.newKeySet();

  /** Held while runs are read and looked up. */
  final ReentrantLock lock = new ReentrantLock();

  /** Written under the lock. */
  private final Map<String, RunReader.Stored> byId = new ConcurrentHashMap<>();

  /** Those of ours that go on by the log. */
  @GuardedBy("lock")
  private final Map<String, RunReader.Stored> running = new HashMap<>();

  /** Written under the lock. */
  private final Map<String, SynaException> damaged = new ConcurrentHashMap<>();

  @GuardedBy("lock")
  private boolean isLoaded;

  @GuardedBy("lock")
  private @Nullable AutoCloseable listening;

  @GuardedBy("lock")
  private @Nullable Changes changes;

  /**
   * A table.
   *
   * @param followed what changes; null if {@code reader} stays as it is
   * @param isWanted which runs are in it, by their ids
   */
  RunTable(SynaReader reader, @Nullable SynaDB followed, Predicate<String> isWanted) {
    this.isWanted = isWanted;
    this.reader = reader;
    this.runs = new RunReader(reader, followed == null);
    this.followed = followed;
  }

  RunReader reader() {
    return runs;
  }

  /** Takes in what has changed. */
  @GuardedBy("lock")
  void refresh() {
    if (!isLoaded) {
      follow();
      load();
      isLoaded = true;
    }
    pollChanges();
    reload();
  }

  @GuardedBy("lock")
  private void follow() {
    if (followed == null
        || listening != null
        || changes != null) { // an earlier load may have failed
      return;
    }
    if (followed.config().mode() == OpenMode.READ_ONLY) {
      changes = followed.changes(followed.position());
    } else if (followed.config().mode() != OpenMode.SALVAGE) {
      listening = followed.onCommit(this::onCommit);
    }
  }

  private void onCommit(CommitListener.Commit commit) {
    for (CommitListener.Entry e : commit.entries()) {
      note(e.key());
    }
  }

  private void note(String key) {
    if (key.startsWith(RunKeys.ROOT)) {
      RunKeys.Place place = RunKeys.parse(key);
      // Points change nothing here: what they come to is in the summary.
      if (place != null && !key.startsWith(RunKeys.METRIC, place.prefix().length())) {
        dirty.add(place.prefix());
      }
    }
  }

  @GuardedBy("lock")
  private void pollChanges() {
    SynaDB db = followed;
    Changes c = changes;
    if (c == null || db == null) {
      return;
    }
    int seen = 0;
    for (Change change; (change = c.poll()) != null; seen++) {
      note(change.key());
      if (seen == MAX_CHANGES) { // to read all runs anew is quicker
        c.close();
        changes = db.changes(db.position());
        dirty.clear();
        byId.clear();
        running.clear();
        damaged.clear();
        load();
        return;
      }
    }
  }

  /** Reads all runs, from one to the next without touching the keys between. */
  @GuardedBy("lock")
  private void load() {
    String after = null;
    int width = 1;
    while (true) {
      List<String> page = reader.keys(RunKeys.ROOT, after, width);
      if (page.isEmpty()) {
        return;
      }
      width = Math.min(MAX_PAGE, width * 4);
      for (String key : page) {
        RunKeys.Place place = RunKeys.parse(key);
        after = place == null ? key : RunKeys.behind(place.prefix());
        if (place != null) {
          if (isWanted.test(place.id())) {
            take(place);
          }
          width = 1;
          break;
        }
      }
    }
  }

  @GuardedBy("lock")
  private void reload() {
    for (Iterator<String> i = dirty.iterator(); i.hasNext(); ) {
      String prefix = i.next();
      i.remove(); // before it is read: what comes meanwhile makes it dirty again
      RunKeys.Place place = RunKeys.parse(prefix);
      if (place != null) {
        try {
          take(place);
        } catch (RuntimeException e) {
          dirty.add(prefix); // it is read again by who asks next
          throw e;
        }
      }
    }
  }

  @GuardedBy("lock")
  private void take(RunKeys.Place place) {
    forget(place);
    try {
      RunReader.Stored s = runs.read(place);
      if (s != null) {
        replace(s);
      }
    } catch (SynaFormatException | TypeMismatchException e) {
      leaveOut(place, e);
    }
  }

  @GuardedBy("lock")
  private void forget(RunKeys.Place place) {
    byId.remove(place.id());
    running.remove(place.id());
    damaged.remove(place.id());
  }

  /** Has a run whose records cannot be read be among the damaged, until they change. */
  @GuardedBy("lock")
  void leaveOut(RunKeys.Place place, SynaException why) {
    forget(place);
    damaged.put(place.id(), why);
    LOGGER.log(
        System.Logger.Level.WARNING,
        "A run cannot be read, and is left out: {0}",
        why.getMessage());
  }

  /** Whether a run was there when it was last asked for; waits for nobody. */
  boolean hasSeen(String id) {
    return byId.containsKey(id) || damaged.containsKey(id);
  }

  /** All runs. */
  @GuardedBy("lock")
  Collection<RunReader.Stored> all() {
    return byId.values();
  }

  /** The runs that cannot be read, by their ids. */
  @GuardedBy("lock")
  Map<String, SynaException> damaged() {
    return damaged;
  }

  /**
   * A run; null if there is none.
   *
   * @throws SynaException if its records are damaged
   */
  @GuardedBy("lock")
  RunReader.@Nullable Stored find(String id) {
    SynaException e = damaged.get(id);
    if (e != null) {
      throw e;
    }
    return byId.get(id);
  }

  /** Puts what is known better than the log has it in the place of a run. */
  @GuardedBy("lock")
  void replace(RunReader.Stored run) {
    String id = run.place().id();
    byId.put(id, run);
    if (run.isRunningHere()) {
      running.put(id, run);
    } else {
      running.remove(id);
    }
  }

  /** The runs of ours that go on by the log. */
  @GuardedBy("lock")
  Collection<RunReader.Stored> running() {
    return running.values();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (listening != null) {
        listening.close();
        listening = null;
      }
      if (changes != null) {
        changes.close();
        changes = null;
      }
    } catch (Exception e) {
      throw new IllegalStateException("A listener could not be taken off", e);
    } finally {
      lock.unlock();
    }
  }
}
