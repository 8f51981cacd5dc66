/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb.benchmarks.work;

import ai.synadb.CompactionPolicy;
import ai.synadb.CompactionReport;
import ai.synadb.ProgressListener;
import ai.synadb.SynaDB;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** What keeping the log small and its keys in memory costs. */
final class UpkeepWorkloads {
  private static final int HEAP_SAMPLES = 2000;

  private UpkeepWorkloads() {}

  /** Heap of the directory for each key, the worst of many looks; bytes. */
  static Measured heap(Task t) throws Exception {
    byte[] value = new byte[8];
    try (SynaDB db = SynaDB.open(t.directory().resolve("data.db"))) {
      long every = Math.max(1, t.records() / HEAP_SAMPLES);
      double worst = 0;
      double last = 0;
      for (long i = 0; i < t.records(); i++) {
        db.putBytes(Data.keyString(i), value);
        if (i % every == 0 && i >= t.records() / 2) {
          last = db.stats().directoryHeapBytes() / (i + 1.0);
          worst = Math.max(worst, last);
        }
      }
      return Measured.of(worst).with("at_the_end", last);
    }
  }

  private static void loadTwice(SynaDB db, Task t, byte[][] values) {
    long keys = t.records() / 2;
    for (long i = 0; i < 2 * keys; i++) {
      db.putBytes(Data.keyString(i % keys), Data.value(values, i));
    }
    db.sync();
  }

  /**
   * Bytes written over bytes first appended, where half of the log is dead and one compaction drops
   * it; the checkpoint at close is counted too.
   */
  static Measured amplification(Task t) throws Exception {
    Path log = t.directory().resolve("data.db");
    Path checkpoint = log.resolveSibling("data.db.ckpt");
    long appended;
    long written;
    int checkpoints;
    try (SynaDB db = SynaDB.open(log)) {
      loadTwice(db, t, Data.values(t.valueBytes()));
      appended = db.stats().bytesAppended();
      db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
      written = db.stats().bytesWritten();
      checkpoints = (int) db.stats().checkpoints();
      Files.deleteIfExists(checkpoint);
    }
    long atClose = Files.exists(checkpoint) ? Files.size(checkpoint) : 0;
    return Measured.of((written + atClose) / (double) appended)
        .with("without_checkpoint_at_close", written / (double) appended)
        .with("checkpoints", checkpoints);
  }

  /**
   * The longest append in milliseconds, under a compaction of a half-dead log, with a writer at
   * half of its full speed and a reader that never rests. With the variant "idle" nothing is
   * compacted.
   */
  static Measured pauses(Task t) throws Exception {
    byte[][] values = Data.values(t.valueBytes());
    Scratch.touchPageCache(t.directory(), 3 * t.expectedBytes());
    try (SynaDB db = SynaDB.open(t.directory().resolve("data.db"))) {
      loadTwice(db, t, values);
      long keys = t.records() / 2;
      double full = fullSpeed(db, keys, values, t.seconds());
      Traffic traffic = new Traffic(db, keys, values, full / 2);
      ExecutorService pool = Executors.newFixedThreadPool(2);
      try {
        Future<Latencies> appends = pool.submit(traffic::write);
        Future<Latencies> gets = pool.submit(traffic::read);
        traffic.started.await();
        LockSupport.parkNanos(300_000_000L);
        traffic.isRecording = true;
        CompactionReport report = null;
        if (t.variant().equals("compacting")) {
          report = db.compact(CompactionPolicy.latestOnly(), ProgressListener.none());
        } else {
          LockSupport.parkNanos((long) (2 * t.seconds() * 1e9));
        }
        traffic.isOver = true;
        Measured m = pausesOf(appends.get(), gets.get(), full);
        if (report != null) {
          m.with("compaction_s", report.elapsed().toNanos() / 1e9)
              .with("reported_pause_ms", report.pause().toNanos() / 1e6);
        }
        return m;
      } finally {
        traffic.isOver = true;
        pool.shutdown();
      }
    }
  }

  private static Measured pausesOf(Latencies appends, Latencies gets, double full) {
    return Measured.of(appends.maxMicros() / 1e3)
        .with("append_p999_us", appends.quantileMicros(0.999))
        .with("appends", appends.count())
        .with("full_speed_per_s", full)
        .with("get_p50_us", gets.quantileMicros(0.5))
        .with("get_p999_us", gets.quantileMicros(0.999))
        .with("get_max_us", gets.maxMicros())
        .with("gets", gets.count());
  }

  private static double fullSpeed(SynaDB db, long keys, byte[][] values, double seconds) {
    long start = System.nanoTime();
    for (long i = 0; true; i++) {
      db.putBytes(Data.keyString(i % keys), Data.value(values, i));
      long nanos = System.nanoTime() - start;
      if (nanos > seconds * 1e9) {
        return (i + 1) * 1e9 / nanos;
      }
    }
  }

  /** One paced writer and one reader. */
  private static final class Traffic {
    /** Puts are paced in groups of this size: a thread cannot rest for a microsecond. */
    private static final int GROUP = 256;

    private final SynaDB db;
    private final long keys;
    private final byte[][] values;
    private final double perSecond;
    final CountDownLatch started = new CountDownLatch(2);
    volatile boolean isRecording;
    volatile boolean isOver;

    Traffic(SynaDB db, long keys, byte[][] values, double perSecond) {
      this.db = db;
      this.keys = keys;
      this.values = values;
      this.perSecond = perSecond;
    }

    Latencies write() {
      Latencies all = new Latencies();
      started.countDown();
      long start = System.nanoTime();
      for (long i = 0; !isOver; i++) {
        String key = Data.keyString(i % keys);
        long before = System.nanoTime();
        db.putBytes(key, Data.value(values, i));
        if (isRecording) {
          all.record(System.nanoTime() - before);
        }
        if (i % GROUP == 0) {
          long wait = start + (long) (i / perSecond * 1e9) - System.nanoTime();
          if (wait > 50_000) {
            LockSupport.parkNanos(wait);
          }
        }
      }
      return all;
    }

    Latencies read() {
      Latencies all = new Latencies();
      SplittableRandom random = new SplittableRandom(9);
      started.countDown();
      while (!isOver) {
        String key = Data.keyString(random.nextLong(keys));
        long before = System.nanoTime();
        if (db.getBytes(key).isEmpty()) {
          throw new IllegalStateException("A value that was written is not there");
        }
        if (isRecording) {
          all.record(System.nanoTime() - before);
        }
      }
      return all;
    }
  }
}
