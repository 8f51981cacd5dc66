/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.experiment;

import ai.synadb.SynaDB;
import ai.synadb.WriteBatch;
import ai.synadb.error.SynaIOException;
import ai.synadb.internal.io.Uninterruptibly;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was logged: once in an interval, by a thread of its own, and whenever somebody asks
 * for it.
 *
 * <p><b>Who has points to write</b> is on a stack that is linked through the buffers, so that it
 * costs no allocation to get on it. A buffer gets on it under its own lock, with the first point
 * after it was emptied, so whoever has logged a point finds it there.
 *
 * <p><b>Back-pressure.</b> All buffers together may take a number of bytes. One that needs more and
 * gets none keeps what it has, has a flush done at once and waits for it; as it then is empty, it
 * always goes on.
 *
 * <p><b>Summaries</b> are written with the points, for a run at most once a second. What a crash
 * leaves behind of them is stale, and rebuilt by who opens the database next.
 *
 * <p>Thread safety: safe for use by multiple threads. Locks are taken in the order: {@link #lock},
 * a buffer's, the database's.
 */
final class MetricFlusher implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(MetricFlusher.class.getName());
  private static final long SUMMARY_NANOS = 1_000_000_000;

  /** A run of so many points is a write of its own, whose arrays need not be copied. */
  private static final int MIN_ALONE = 1024;

  /** The most points in one batch. */
  private static final int MAX_IN_BATCH = 1 << 16;

  private final SynaDB db;
  private final long intervalNanos;
  private final long limitBytes;
  private final AtomicLong reservedBytes = new AtomicLong();
  private final AtomicReference<@Nullable SeriesBuffer> dirty = new AtomicReference<>();

  /** Held while points are taken out and written. */
  final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Set<LiveRun> touched = new LinkedHashSet<>();

  private volatile @Nullable Thread thread;
  private volatile boolean isIdle;
  private volatile boolean isHurried;
  private volatile boolean isClosed;
  private volatile @Nullable Throwable failure;

  MetricFlusher(SynaDB db, TrackerConfig config) {
    this.db = db;
    this.intervalNanos = config.commitInterval().toNanos();
    this.limitBytes = config.bufferBytes();
  }

  SynaDB database() {
    return db;
  }

  /** Starts the thread, unless it runs. */
  void start() {
    lock.lock();
    try {
      if (thread == null && !isClosed) {
        Thread t = new Thread(null, this::loop, "synadb-metrics-" + db.path().getFileName());
        t.setDaemon(true);
        thread = t;
        t.start();
      }
    } finally {
      lock.unlock();
    }
  }

  // ---- memory

  /** Grants bytes if they are left. */
  boolean reserve(long bytes) {
    if (reservedBytes.addAndGet(bytes) <= limitBytes) {
      return true;
    }
    reservedBytes.addAndGet(-bytes);
    return false;
  }

  /** Counts bytes that there is no doing without. */
  void reserveAnyway(long bytes) {
    reservedBytes.addAndGet(bytes);
  }

  void release(long bytes) {
    reservedBytes.addAndGet(-bytes);
  }

  boolean isTight() {
    return reservedBytes.get() > limitBytes / 2;
  }

  // ---- who has to be written

  /** Puts a buffer on the stack; under its lock. */
  void push(SeriesBuffer s) {
    SeriesBuffer top;
    do {
      top = dirty.get();
      s.nextDirty = top;
    } while (!dirty.compareAndSet(top, s));
    if (isIdle) {
      wake();
    }
  }

  /** Has a flush done now. */
  void hurry() {
    if (!isHurried) {
      isHurried = true;
      wake();
    }
  }

  private void wake() {
    LockSupport.unpark(thread);
  }

  boolean hasFailed() {
    return failure != null;
  }

  /**
   * Checks that what is logged can still be written.
   *
   * @throws SynaIOException if a flush failed
   * @throws IllegalStateException if it is closed
   */
  void requireSound() {
    Throwable t = failure;
    if (t != null) {
      throw new SynaIOException(
          "What was logged could not be written to " + db.path().getFileName(), t, db.path());
    }
    if (isClosed) {
      throw new IllegalStateException("The experiment tracker is closed");
    }
  }

  // ---- the thread

  private void loop() {
    while (!isClosed) {
      // Before the look around: a lock that is waited for may take the wake-up for its own.
      long patience = hasTouched() ? SUMMARY_NANOS : Long.MAX_VALUE;
      isIdle = true;
      if (dirty.get() == null && !isHurried && !isClosed) {
        LockSupport.parkNanos(this, patience);
      }
      isIdle = false;
      long due = System.nanoTime() + intervalNanos;
      for (long rest = intervalNanos; rest > 0 && !isHurried && !isClosed; ) {
        LockSupport.parkNanos(this, rest);
        rest = due - System.nanoTime();
      }
      flushInBackground();
    }
  }

  private boolean hasTouched() {
    lock.lock();
    try {
      return !touched.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void flushInBackground() {
    if (failure != null) {
      isHurried = false;
      return;
    }
    try {
      if (flush()) {
        db.sync();
      }
    } catch (Throwable t) { // the top of the thread
      if (!isClosed) {
        failed(t);
        LOGGER.log(
            System.Logger.Level.ERROR,
            () -> "Writing what was logged to " + db.path().getFileName(),
            t);
      }
    }
  }

  private void failed(Throwable t) {
    if (failure == null) {
      failure = t;
    }
  }

  /** Hands all that waits to the database; says whether there was anything. */
  boolean flush() {
    requireSound();
    lock.lock();
    try {
      isHurried = false;
      Output out = new Output();
      SeriesBuffer s = dirty.getAndSet(null);
      while (s != null) {
        SeriesBuffer next = s.nextDirty;
        s.nextDirty = null;
        out.add(s);
        s = next;
      }
      addSummaries(out);
      out.write();
      return out.hasWritten;
    } catch (RuntimeException | Error e) {
      failed(e);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Takes in a point that was written in another way, and has the summaries written. */
  void note(SeriesBuffer s, SeriesBuffer.Point point, long position) {
    lock.lock();
    try {
      s.note(point, position);
      if (s.run.isLive()) {
        touched.add(s.run);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds what waits of a run that ends to its last batch. */
  @GuardedBy("lock")
  void takeAll(LiveRun run, WriteBatch batch) {
    for (SeriesBuffer s : run.series()) {
      SeriesBuffer.Points p = s.take();
      if (p != null) {
        batch.putFloats(s.key, p.steps(), p.times(), p.values());
        run.mirror(batch, s, p);
      }
    }
    touched.remove(run);
  }

  @GuardedBy("lock")
  private void addSummaries(Output out) {
    long now = System.nanoTime();
    touched.removeIf(
        run -> {
          if (now - run.summaryDue() < 0) {
            return false;
          }
          out.batch.putBytes(run.prefix() + RunKeys.SUMMARY, SummaryCodec.encode(run.persisted()));
          run.setSummaryDue(now + SUMMARY_NANOS);
          return true;
        });
  }

  /** The writes of one flush. */
  private final class Output {
    final WriteBatch batch = new WriteBatch();
    private final List<SeriesBuffer> inBatch = new ArrayList<>();
    private int points;
    boolean hasWritten;

    void add(SeriesBuffer s) {
      SeriesBuffer.Points p = s.take();
      if (p == null) {
        return;
      }
      touch(s.run);
      int n = p.values().length;
      if (n >= MIN_ALONE && !s.run.isMirrored()) {
        db.putFloats(s.key, p.steps(), p.times(), p.values());
        s.written(db.position());
        hasWritten = true;
        return;
      }
      inBatch.add(s);
      batch.putFloats(s.key, p.steps(), p.times(), p.values());
      s.run.mirror(batch, s, p);
      points += n;
      if (points >= MAX_IN_BATCH) {
        write();
      }
    }

    @SuppressWarnings("GuardedBy") // flush() holds the lock
    private void touch(LiveRun run) {
      touched.add(run);
    }

    void write() {
      if (batch.size() > 0) {
        long position = db.write(batch);
        inBatch.forEach(s -> s.written(position));
        inBatch.clear();
        batch.clear();
        points = 0;
        hasWritten = true;
      }
    }
  }

  @Override
  public void close() {
    Thread t;
    lock.lock();
    try {
      isClosed = true;
      t = thread;
    } finally {
      lock.unlock();
    }
    if (t != null) {
      LockSupport.unpark(t);
      Uninterruptibly.join(t);
    }
  }
}
