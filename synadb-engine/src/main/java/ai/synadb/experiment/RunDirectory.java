/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.SynaException;
import ai.synadb.error.DatabaseLockedException;
import ai.synadb.error.InvalidDatabasePathException;
import ai.synadb.error.SynaIOException;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A directory in which every process writes a database of its own, so that none waits for another,
 * and reads those of all.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
final class RunDirectory implements RunStores {
  private static final System.Logger LOGGER = System.getLogger(RunDirectory.class.getName());
  private static final String PREFIX = "runs-";
  private static final String SUFFIX = ".db";

  private final Path directory;
  private final TrackerConfig config;
  private final TrackerConfig readOnly;
  private final boolean isWritable;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<Path, RunStore> stores = new TreeMap<>();

  /**
   * Stores whose file is gone, or that others took the place of, with their paths; somebody may
   * still read them.
   */
  @GuardedBy("lock")
  private final Map<RunStore, Path> replaced = new HashMap<>();

  /** Files that could not be opened or read, so that it is said once. */
  @GuardedBy("lock")
  private final Set<Path> bad = new HashSet<>();

  @GuardedBy("lock")
  private @Nullable Path own;

  @GuardedBy("lock")
  private boolean isClosed;

  RunDirectory(Path directory, TrackerConfig config) {
    this.directory = directory;
    this.config = withMode(config, OpenMode.READ_WRITE);
    OpenMode mode = config.database().mode();
    this.isWritable = mode == OpenMode.READ_WRITE || mode == OpenMode.CREATE_NEW;
    this.readOnly = withMode(config, OpenMode.READ_ONLY);
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new InvalidDatabasePathException(directory + " is not a directory", null, directory);
    }
  }

  private static TrackerConfig withMode(TrackerConfig config, OpenMode mode) {
    DbConfig database = config.database().toBuilder().mode(mode).build();
    return new TrackerConfig(config.commitInterval(), config.bufferBytes(), database);
  }

  @Override
  public List<RunStore> all() {
    lock.lock();
    try {
      requireOpen();
      openAndForget();
      List<RunStore> readable = new ArrayList<>();
      for (Map.Entry<Path, RunStore> e : stores.entrySet()) {
        if (settle(e.getKey(), e.getValue())) {
          readable.add(e.getValue());
        }
      }
      return readable;
    } finally {
      lock.unlock();
    }
  }

  /** Opens the files that are new, and forgets those that are gone. */
  @GuardedBy("lock")
  private void openAndForget() {
    Set<Path> there = files();
    for (Path path : there) {
      if (!stores.containsKey(path)) {
        openForReading(path);
      }
    }
    for (Iterator<Map.Entry<Path, RunStore>> i = stores.entrySet().iterator(); i.hasNext(); ) {
      Map.Entry<Path, RunStore> e = i.next();
      if (!there.contains(e.getKey()) && !e.getKey().equals(own)) {
        i.remove();
        replaced.put(e.getValue(), e.getKey());
      }
    }
  }

  /** Where it was seen before, if it is still there; else all files are looked into. */
  @Override
  public @Nullable RunStore of(String runId) {
    lock.lock();
    try {
      requireOpen();
      for (Map.Entry<Path, RunStore> e : stores.entrySet()) {
        if (e.getValue().hasSeen(runId)
            && (e.getKey().equals(own) || Files.exists(e.getKey()))
            && has(e, runId)) {
          return e.getValue();
        }
      }
      openAndForget();
      for (Map.Entry<Path, RunStore> e : stores.entrySet()) {
        if (has(e, runId)) {
          return e.getValue();
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private boolean has(Map.Entry<Path, RunStore> e, String runId) {
    return settle(e.getKey(), e.getValue()) && e.getValue().find(runId) != null;
  }

  private Set<Path> files() {
    Set<Path> files = new HashSet<>();
    if (!Files.isDirectory(directory)) {
      return files;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      all.forEach(files::add);
    } catch (IOException e) {
      throw new SynaIOException("Listing " + directory + " failed", e, directory);
    }
    return files;
  }

  @GuardedBy("lock")
  private void openForReading(Path path) {
    try {
      stores.put(path, RunStore.open(path, readOnly));
      bad.remove(path);
    } catch (SynaException e) {
      warnOnce(path, "{0} cannot be opened, and its runs are left out: {1}", e);
    }
  }

  @GuardedBy("lock")
  private void warnOnce(Path path, String what, SynaException e) {
    if (bad.add(path)) {
      LOGGER.log(System.Logger.Level.WARNING, what, path.getFileName(), e.getMessage());
    }
  }

  /** Has the file of a process that died say so; tells whether its runs can be read. */
  @GuardedBy("lock")
  private boolean settle(Path path, RunStore store) {
    try {
      if (store.isWritable() || !store.takeUnwrittenEnds() || !isWritable) {
        return true;
      }
    } catch (SynaException e) {
      warnOnce(path, "{0} cannot be read, and its runs are left out: {1}", e);
      return false;
    }
    try (RunStore writer = RunStore.open(path, config)) {
      writer.runs();
    } catch (DatabaseLockedException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "{0} is in use", path.getFileName());
    } catch (SynaException e) {
      warnOnce(path, "{0} cannot be told that runs in it are over: {1}", e);
    }
    return true;
  }

  @Override
  public RunStore forNewRuns() {
    lock.lock();
    try {
      requireOpen();
      Path path = own;
      RunStore store = path == null ? null : stores.get(path);
      if (store != null) {
        return store;
      }
      if (!isWritable) {
        throw new UnsupportedOperationException("The experiments are open for reading only");
      }
      Files.createDirectories(directory);
      path = directory.resolve(PREFIX + RunIds.next() + SUFFIX);
      store = RunStore.open(path, config);
      stores.put(path, store);
      own = path;
      return store;
    } catch (IOException e) {
      throw new SynaIOException("Creating " + directory + " failed", e, directory);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public RunStore forChanges(RunStore store) {
    if (store.isWritable()) {
      return store;
    }
    lock.lock();
    try {
      requireOpen();
      Path path = pathOf(store);
      RunStore now = path == null ? null : stores.get(path);
      if (path == null || now == null) {
        return store;
      }
      if (now.isWritable()) { // somebody else has changed it meanwhile
        return now;
      }
      RunStore writer = RunStore.open(path, config);
      stores.put(path, writer);
      replaced.put(now, path);
      return writer;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private @Nullable Path pathOf(RunStore store) {
    for (Map.Entry<Path, RunStore> e : stores.entrySet()) {
      if (e.getValue() == store) {
        return e.getKey();
      }
    }
    return replaced.get(store);
  }

  @GuardedBy("lock")
  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("The experiment tracker is closed");
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      Failures failures = new Failures();
      stores.values().forEach(store -> failures.collect(store::close));
      replaced.keySet().forEach(store -> failures.collect(store::close));
      replaced.clear();
      stores.clear();
      failures.rethrow();
    } finally {
      lock.unlock();
    }
  }
}
