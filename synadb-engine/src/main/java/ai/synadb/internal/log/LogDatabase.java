/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.internal.log;

import ai.synadb.DbConfig;
import ai.synadb.OpenMode;
import ai.synadb.ProgressListener;
import ai.synadb.error.SynaIOException;
import ai.synadb.internal.format.FormatRecord;
import ai.synadb.internal.io.Storage;
import ai.synadb.internal.io.StorageFile;
import ai.synadb.internal.io.Uninterruptibly;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One open log: its current generation, its writer if it may be written, or what lets it follow
 * another writer. Handles of the public API share it by counting.
 *
 * <p>Thread safety: safe for use by multiple threads.
 */
public final class LogDatabase {
  private static final System.Logger LOGGER = System.getLogger(LogDatabase.class.getName());

  private static final long COMMIT_NANOS = 10_000_000;
  private static final long IDENTITY_NANOS = 100_000_000;

  /** A tail shorter than this is scanned faster than a checkpoint is read. */
  private static final long MIN_CHECKPOINT_TAIL = 1 << 20;

  private final Path path;
  private final DbConfig config;
  private final Environment environment;
  private final Storage storage;
  private final List<FileProblem> problems;
  private final @Nullable LogWriter writer;
  private final @Nullable LogUpdater updater;
  private final @Nullable Follower follower;
  private final Storage.@Nullable Lock lock;
  private final @Nullable LockPage page;
  private final RandomIds ids;
  private final AtomicLong leases = new AtomicLong();
  private final AtomicLong checkpoints = new AtomicLong();
  private final AtomicBoolean checkpointRunning = new AtomicBoolean();
  private final long scannedBytes;

  /** Held by whoever replaces the file or writes a checkpoint: one at a time. */
  final ReentrantLock maintenance = new ReentrantLock();

  private volatile Generation generation;
  private volatile long checkpointOffset;
  private volatile long checkpointBytes;
  private volatile boolean isClosed;
  private int handles = 1; // guarded by this
  private volatile @Nullable Thread commitThread;
  private volatile @Nullable Thread checkpointThread;

  LogDatabase(LogOpener opened) {
    this.path = opened.path;
    this.config = opened.config;
    this.environment = opened.environment;
    this.storage = opened.environment.storage();
    this.ids = opened.ids;
    this.problems = opened.problems;
    this.generation = opened.generation;
    this.lock = opened.lock;
    this.page = opened.page;
    this.checkpointOffset = opened.checkpointOffset;
    this.checkpointBytes = opened.checkpointBytes;
    this.scannedBytes = opened.scannedBytes;
    if (opened.isWriter()) {
      LogWriter w = new LogWriter(environment, path, generation, opened.durableEnd);
      w.setPage(page);
      w.beginPage(generation);
      writer = w;
      updater = new LogUpdater(w, environment, ids);
      follower = null;
    } else {
      writer = null;
      updater = null;
      follower = config.mode() == OpenMode.READ_ONLY ? new Follower(this, environment) : null;
    }
  }

  /** Opens a database, or shares one that this JVM has open for writing. */
  public static LogDatabase open(Path path, DbConfig config, Environment environment) {
    return LogOpener.open(path, config, environment, null);
  }

  /**
   * As {@link #open(Path, DbConfig, Environment)}, with somebody who hears of it and may cancel.
   */
  public static LogDatabase open(
      Path path, DbConfig config, Environment environment, ProgressListener listener) {
    return LogOpener.open(path, config, environment, listener);
  }

  /** The process that has a database open for writing; null if none has. */
  public static @Nullable WriterProcess writer(Path path, Environment environment) {
    try {
      return LogOpener.writer(path, environment);
    } catch (IOException e) {
      throw Errors.io("Looking at the lock of", path, e);
    }
  }

  /** Starts what works in the background. */
  void start() {
    if (writer != null && environment.background()) {
      Thread t =
          new Thread(null, this::commitLoop, "synadb-commit-" + path.getFileName(), 0, false);
      t.setDaemon(true);
      commitThread = t;
      t.start();
    }
  }

  synchronized void retain() {
    handles++;
  }

  /** Counts one handle down; true if it was the last. */
  synchronized boolean dropHandle() {
    return handles > 0 && --handles == 0;
  }

  public Path path() {
    return path;
  }

  public DbConfig config() {
    return config;
  }

  Environment environment() {
    return environment;
  }

  RandomIds ids() {
    return ids;
  }

  /** What was wrong with the file when it was opened, and did not hinder. */
  public List<FileProblem> problems() {
    return problems;
  }

  public AtomicLong leases() {
    return leases;
  }

  public boolean isWritable() {
    return writer != null;
  }

  /** The writer; only if {@link #isWritable}. */
  LogWriter writer() {
    LogWriter w = writer;
    if (w == null) {
      throw new UnsupportedOperationException(path.getFileName() + " is open for reading only");
    }
    return w;
  }

  /** What writes; only if {@link #isWritable}. */
  public LogUpdater updater() {
    LogUpdater u = updater;
    if (u == null) {
      throw new UnsupportedOperationException(path.getFileName() + " is open for reading only");
    }
    checkOpen();
    return u;
  }

  void checkOpen() {
    if (isClosed) {
      throw new IllegalStateException(path.getFileName() + " is closed");
    }
  }

  /** The state of the log as it is now. */
  Generation current() {
    Follower f = follower;
    if (f != null) {
      f.follow();
    }
    return generation;
  }

  /** The state as it was when last looked at. */
  Generation known() {
    return generation;
  }

  void setGeneration(Generation g) {
    this.generation = g;
  }

  @Nullable LockPage page() {
    return page;
  }

  /** A state that does not change: now, or as it was at a position. */
  public LogReads snapshot() {
    LogWriter w = writer;
    if (w == null) {
      Follower f = follower;
      return f != null ? f.snapshot() : new LogReads(this, generation, generation.lastTimestamp());
    }
    w.lock.lock();
    try {
      return new LogReads(this, generation, w.handOutPosition());
    } finally {
      w.lock.unlock();
    }
  }

  /** The state as it is whenever it is asked. */
  public LogReads live() {
    return new LogReads(this, null, Long.MAX_VALUE);
  }

  /** Hands what was written to the operating system. */
  public void flush() {
    if (writer != null) {
      writer.flush();
    }
  }

  /** Puts what was written on the disk. */
  public void sync() {
    if (writer != null) {
      writer.sync();
    }
  }

  /** Writes the checkpoint. */
  public void checkpoint() {
    LogWriter w = writer();
    maintenance.lock();
    try {
      Events.CheckpointWrite event = new Events.CheckpointWrite();
      event.begin();
      Checkpoint.Written written = Checkpoint.write(w, storage, path);
      if (written != null) {
        event.file = path.toString();
        event.bytes = written.bytes();
        event.commit();
        checkpointOffset = written.offset();
        checkpointBytes = written.bytes();
        checkpoints.incrementAndGet();
      }
    } catch (IOException e) {
      throw Errors.io("Writing the checkpoint of", path, e);
    } finally {
      maintenance.unlock();
    }
  }

  /** A compaction made a new file, which has no checkpoint yet. */
  void forgetCheckpoint() {
    checkpointOffset = 0;
    checkpointBytes = 0;
  }

  // ---- background

  private void commitLoop() {
    LogWriter w = writer();
    long nextIdentity = System.nanoTime() + IDENTITY_NANOS;
    while (!isClosed) {
      LockSupport.parkNanos(this, COMMIT_NANOS);
      try {
        if (w.isPoisoned()) {
          LockSupport.parkNanos(this, IDENTITY_NANOS);
          continue;
        }
        if (w.durableEnd() < w.appendEnd()) {
          w.sync();
        }
        if (System.nanoTime() - nextIdentity >= 0) {
          nextIdentity = System.nanoTime() + IDENTITY_NANOS;
          w.checkIdentity();
        }
        startCheckpointIfDue(w);
      } catch (SynaIOException e) {
        // The writer is poisoned now; whoever writes next is told.
        LOGGER.log(System.Logger.Level.ERROR, () -> "Committing " + path.getFileName(), e);
      }
    }
  }

  private void startCheckpointIfDue(LogWriter w) {
    // Sorting keys costs more than appending them: when the log has doubled, or grown by what a
    // scan reads quickly
    // compared with a checkpoint of this size.
    long behind = Math.min(checkpointOffset, 16 * checkpointBytes);
    long due = checkpointOffset + Math.max(config.checkpointIntervalBytes(), behind);
    if (w.appendEnd() < due || !checkpointRunning.compareAndSet(false, true)) {
      return;
    }
    Thread t =
        new Thread(
            null,
            () -> {
              try {
                checkpoint();
              } catch (SynaIOException e) {
                LOGGER.log(
                    System.Logger.Level.WARNING,
                    () -> "No checkpoint of " + path.getFileName() + " was written",
                    e);
              } finally {
                checkpointRunning.set(false);
              }
            },
            "synadb-checkpoint-" + path.getFileName(),
            0,
            false);
    t.setDaemon(true);
    checkpointThread = t;
    t.start();
  }

  // ---- closing

  /**
   * Refuses a commit listener, which would wait for others that wait for it.
   *
   * @throws IllegalStateException if it is called in one
   */
  void refuseListeners() {
    LogWriter w = writer;
    if (w != null) {
      w.refuseListeners();
    }
  }

  /** Gives one handle back; the last one closes. */
  public void release() {
    LogWriter w = writer;
    refuseListeners();
    try {
      if (w != null && storage == Environment.SYSTEM.storage()) {
        WriterRegistry.release(path, this, this::closeNow);
      } else if (dropHandle()) {
        closeNow();
      }
    } catch (IOException e) {
      throw Errors.io("Closing", path, e);
    }
  }

  private void closeNow() {
    isClosed = true;
    stop(commitThread);
    stop(checkpointThread);
    maintenance.lock(); // a compaction ends first
    try {
      closeFiles();
    } finally {
      maintenance.unlock();
    }
  }

  private void closeFiles() {
    SynaIOException failure = null;
    LogWriter w = writer;
    // A poisoned writer with something unsynced says so once more: the caller may not have heard of
    // it.
    if (w != null && (!w.isPoisoned() || w.durableEnd() < w.appendEnd())) {
      try {
        w.close();
        long tail = w.appendEnd() - checkpointOffset;
        if (tail >= Math.max(MIN_CHECKPOINT_TAIL, checkpointBytes / 2)) {
          checkpoint();
        }
      } catch (SynaIOException e) {
        failure = e;
      }
    }
    LockPage p = page;
    if (p != null && w != null) {
      p.setClosed();
    }
    try {
      generation.file().close();
    } catch (IOException e) {
      failure = failure == null ? Errors.io("Closing", path, e) : failure;
    }
    Storage.Lock l = lock;
    if (l != null) {
      try {
        l.close();
      } catch (IOException e) {
        failure = failure == null ? Errors.io("Unlocking", path, e) : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static void stop(@Nullable Thread t) {
    if (t == null || t == Thread.currentThread()) {
      return;
    }
    LockSupport.unpark(t);
    Uninterruptibly.join(t);
  }

  /** Replaces the file of an old generation; it is read through its mappings from now on. */
  static void closeFile(StorageFile file) {
    try {
      file.close();
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.WARNING, () -> "Closing " + file.path() + " failed", e);
    }
  }

  /** The disk. */
  Storage storage() {
    return storage;
  }

  /** Ends what {@link LogUpdater#addObserver} began; also after close. */
  public void removeObserver(LogUpdater.CommitObserver observer) {
    LogUpdater u = updater;
    if (u != null) {
      u.removeObserver(observer);
    }
  }

  /** What {@code info()} says. */
  public record Facts(
      @Nullable FormatRecord format,
      long end,
      long keys,
      long deletedKeys,
      long lastPosition,
      long skippedBytes) {}

  public Facts facts() {
    LogReads now = snapshot(); // its position is one that can be gone back to
    Generation g = now.generation();
    return new Facts(
        g.format(),
        g.end(),
        g.liveKeys(),
        g.directory().deletedKeys(),
        now.position(),
        g.skippedBytes());
  }

  /** Numbers for {@code stats()}. */
  public record Numbers(
      long recordsAppended,
      long bytesAppended,
      long bytesWritten,
      long syncs,
      long checkpoints,
      long scannedBytes,
      long heapBytes,
      long mappedBytes,
      long leases) {}

  public Numbers numbers() {
    Generation g = generation;
    LogWriter w = writer;
    return new Numbers(
        w == null ? 0 : w.recordsAppended(),
        w == null ? 0 : w.bytesAppended(),
        w == null ? 0 : w.bytesWritten(),
        w == null ? 0 : w.syncs(),
        checkpoints.get(),
        scannedBytes,
        g.heapBytes(),
        g.view().mappedEnd(),
        leases.get());
  }
}
