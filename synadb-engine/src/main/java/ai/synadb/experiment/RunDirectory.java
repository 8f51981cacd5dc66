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

  /** Stores whose file is gone, or that others took the place of; somebody may still read them. */
  @GuardedBy("lock")
  private final List<RunStore> replaced = new ArrayList<>();

  /** Files that could not be opened, so that it is said once. */
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
          replaced.add(e.getValue());
        }
      }
      if (isWritable) {
        for (Path path : there) {
          settle(path);
        }
      }
      return new ArrayList<>(stores.values());
    } finally {
      lock.unlock();
    }
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
      if (bad.add(path)) {
        LOGGER.log(
            System.Logger.Level.WARNING,
            "{0} cannot be opened, and its runs are left out: {1}",
            path.getFileName(),
            e.getMessage());
      }
    }
  }

  /** Has the file of a process that died say so. */
  @GuardedBy("lock")
  private void settle(Path path) {
    RunStore store = stores.get(path);
    if (store == null || store.isWritable() || !store.takeUnwrittenEnds()) {
      return;
    }
    try (RunStore writer = RunStore.open(path, config)) {
      writer.runs();
    } catch (DatabaseLockedException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "{0} is in use", path.getFileName());
    }
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
      for (Map.Entry<Path, RunStore> e : stores.entrySet()) {
        if (e.getValue() == store) {
          RunStore writer = RunStore.open(e.getKey(), config);
          e.setValue(writer);
          replaced.add(store);
          return writer;
        }
      }
      return store;
    } finally {
      lock.unlock();
    }
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
      RuntimeException first = null;
      replaced.addAll(stores.values());
      for (RunStore store : replaced) {
        try {
          store.close();
        } catch (RuntimeException e) {
          if (first == null) {
            first = e;
          } else {
            first.addSuppressed(e);
          }
        }
      }
      stores.clear();
      if (first != null) {
        throw first;
      }
    } finally {
      lock.unlock();
    }
  }
}
