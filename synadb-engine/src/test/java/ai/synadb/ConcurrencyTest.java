/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many threads against one database: counters never go back, batches are whole in every snapshot,
 * and after a close there is an IllegalStateException and nothing else.
 */
@Tag("heavy")
@Timeout(300)
@ExtendWith(QuietLogs.class)
class ConcurrencyTest {
  private static final long SEED = Long.getLong("seed", 7);
  private static final int KEYS = 16;
  private static final long RUN_NANOS = (long) (10_000_000_000L * InParallel.sizes());

  @TempDir Path dir;

  private final List<Throwable> failures = new ArrayList<>();
  private final LongAdder reads = new LongAdder();
  private final LongAdder writes = new LongAdder();

  /** Something that a thread does again and again. */
  private interface Work {
    void once(Random random) throws Exception;
  }

  private Thread start(int number, AtomicBoolean stop, Work work) {
    Thread t =
        new Thread(
            () -> {
              Random random = new Random(SEED * 31 + number);
              try {
                while (!stop.get()) {
                  work.once(random);
                }
              } catch (Throwable e) {
                stop.set(true);
                synchronized (failures) {
                  failures.add(e);
                }
              }
            });
    t.start();
    return t;
  }

  private void runFor(long nanos, AtomicBoolean stop, List<Thread> threads) throws Exception {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end && !stop.get()) {
      LockSupport.parkNanos(10_000_000);
    }
    stop.set(true);
    for (Thread t : threads) {
      t.join(60_000);
      assertThat(t.isAlive()).as("a thread that does not end").isFalse();
    }
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.get(0));
    }
  }

  private static String key(int i) {
    return "counter/" + i;
  }

  /** What readers check; each keeps what it has seen last. */
  private final class Reader {
    private final SynaDB db;
    private final long[] seen = new long[KEYS];
    private long seenPosition;

    Reader(SynaDB db) {
      this.db = db;
    }

    void once(Random random) {
      int k = random.nextInt(KEYS);
      long now = db.getInt(key(k)).orElseThrow();
      assertThat(now).as(key(k)).isGreaterThanOrEqualTo(seen[k]);
      seen[k] = now;
      if (random.nextInt(16) == 0) {
        snapshot(random);
      }
      if (random.nextInt(64) == 0) {
        history(k);
      }
      reads.increment();
    }

    private void snapshot(Random random) {
      try (Snapshot s = db.snapshot()) {
        assertThat(s.position()).isGreaterThanOrEqualTo(seenPosition);
        seenPosition = s.position();
        long a = s.getInt("batch/a").orElseThrow();
        assertThat(s.getInt("batch/b")).hasValue(a);
        assertThat(s.getInt("batch/c")).hasValue(a);
        assertThat(s.getInt("batch/a")).as("a snapshot stays").hasValue(a);
        assertThat(s.exists("batch/odd")).isEqualTo(a % 2 == 1);
        if (random.nextInt(8) == 0) {
          assertThat(s.keys("counter/")).hasSize(KEYS);
        }
      }
    }

    private void history(int k) {
      HistoryQuery last = HistoryQuery.newestFirst().last(100);
      try (Stream<HistoryEntry> h = db.history(key(k), last)) {
        long[] before = {Long.MAX_VALUE};
        h.forEach(
            e -> {
              assertThat(e.value().asInt()).isLessThan(before[0]);
              before[0] = e.value().asInt();
            });
      }
    }
  }

  private Work writer(SynaDB db, int first, int step, long[] counters) {
    return random -> {
      int k = first + step * random.nextInt(KEYS / step);
      db.putInt(key(k), ++counters[k]);
      writes.increment();
      if (random.nextInt(50) == 0) {
        LockSupport.parkNanos(100_000); // a compaction has to get its turn
      }
      if (random.nextInt(1000) == 0) {
        db.putFloats("loss", new double[100]);
      }
    };
  }

  private Work batches(SynaDB db) {
    long[] n = {0};
    return random -> {
      long v = ++n[0];
      WriteBatch b = new WriteBatch().putInt("batch/a", v).putInt("batch/b", v);
      if (v % 2 == 1) {
        b.putText("batch/odd", "x".repeat(random.nextInt(100)));
      } else {
        b.delete("batch/odd");
      }
      db.write(b.putInt("batch/c", v));
      if (random.nextInt(20) == 0) {
        db.putBytes("filler", new byte[8192]);
      }
    };
  }

  private static void begin(SynaDB db) {
    for (int i = 0; i < KEYS; i++) {
      db.putInt(key(i), 0);
    }
    db.write(new WriteBatch().putInt("batch/a", 0).putInt("batch/b", 0).putInt("batch/c", 0));
  }

  @Test
  void readersAgainstWritersCompactionAndReadersElsewhere() throws Exception {
    System.out.println("seed " + SEED);
    Path path = dir.resolve("c.db");
    AtomicBoolean stop = new AtomicBoolean();
    long[] counters = new long[KEYS];
    int compactions;
    DbConfig small = DbConfig.builder().checkpointIntervalBytes(1 << 20).build();
    try (SynaDB db = SynaDB.open(path, small);
        SynaDB follower = follower(db, path)) {
      List<Thread> threads = new ArrayList<>();
      threads.add(start(40, stop, changes(db)));
      threads.add(start(1, stop, writer(db, 0, 2, counters)));
      threads.add(start(2, stop, writer(db, 1, 2, counters)));
      threads.add(start(3, stop, batches(db)));
      for (int i = 0; i < 3; i++) {
        threads.add(start(10 + i, stop, new Reader(db)::once));
      }
      for (int i = 0; i < 2; i++) {
        threads.add(start(20 + i, stop, new Reader(follower)::once));
      }
      threads.add(start(30, stop, r -> compact(db, r)));
      runFor(RUN_NANOS, stop, threads);
      compactions = (int) db.info().generation();
      db.sync();
    }

    System.out.printf(
        Locale.ROOT,
        "%d writes, %d reads, %d compactions%n",
        writes.sum(),
        reads.sum(),
        compactions);
    try (SynaDB db = SynaDB.open(path)) {
      for (int i = 0; i < KEYS; i++) {
        assertThat(db.getInt(key(i))).hasValue(counters[i]);
      }
      assertThat(db.openProblems()).isEmpty();
      assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
    }
  }

  private static SynaDB follower(SynaDB db, Path path) {
    begin(db);
    db.flush();
    return SynaDB.open(path, DbConfig.of(OpenMode.READ_ONLY));
  }

  private static void compact(SynaDB db, Random random) {
    CompactionPolicy policy =
        random.nextBoolean() ? CompactionPolicy.keepLast(500) : CompactionPolicy.keepAll();
    db.compact(policy, ProgressListener.none());
    LockSupport.parkNanos(50_000_000);
  }

  /** A stream of changes misses nothing and repeats nothing, whatever a compaction does. */
  private static Work changes(SynaDB db) {
    long[] seen = new long[KEYS];
    Changes stream = db.changes(db.position());
    return random -> {
      Change c = stream.poll(Duration.ofMillis(5));
      if (c != null && c.key().startsWith("counter/")) {
        int k = Integer.parseInt(c.key().substring(8));
        assertThat(c.value().asInt()).as(c.key()).isEqualTo(seen[k] + 1);
        seen[k]++;
      }
    };
  }

  @Test
  void sixtyFourThreadsThatSyncEveryWrite() throws Exception {
    Path path = dir.resolve("s.db");
    int threads = 64;
    int each = (int) (200 * InParallel.sizes());
    AtomicLongArray acknowledged = new AtomicLongArray(threads);
    try (SynaDB db = SynaDB.open(path, DbConfig.builder().syncOnWrite(true).build())) {
      InParallel.run(
          threads,
          t -> {
            for (int i = 1; i <= each; i++) {
              db.putInt("t" + t, i);
              acknowledged.set(t, i);
              assertThat(db.getInt("t" + t)).hasValue(i);
            }
          });
      assertThat(db.stats().syncs()).isLessThan((long) threads * each);
    }
    try (SynaDB db = SynaDB.open(path)) {
      for (int t = 0; t < threads; t++) {
        assertThat(db.getInt("t" + t)).hasValue(acknowledged.get(t));
      }
    }
  }

  @Test
  void closingUnderReadersAndWritersIsAnIllegalStateAndNothingElse() throws Exception {
    int rounds = (int) (60 * InParallel.sizes());
    for (int round = 0; round < rounds; round++) {
      Path path = dir.resolve("close" + round % 4 + ".db");
      AtomicBoolean stop = new AtomicBoolean();
      long[] counters = new long[KEYS];
      SynaDB db = SynaDB.open(path);
      for (int i = 0; i < KEYS; i++) {
        counters[i] = db.getInt(key(i)).orElse(0);
      }
      begin(db, counters);
      Snapshot snapshot = db.snapshot();
      byte[] large = new byte[100_000];
      List<Thread> threads = new ArrayList<>();
      threads.add(start(1, stop, untilClosed(stop, writer(db, 0, 1, counters))));
      threads.add(start(2, stop, untilClosed(stop, new Reader(db)::once)));
      threads.add(start(3, stop, untilClosed(stop, batches(db))));
      threads.add(start(4, stop, untilClosed(stop, r -> snapshot.getInt("batch/a"))));
      threads.add(
          start(
              5,
              stop,
              untilClosed(
                  stop,
                  r -> {
                    db.putBytes("p", new ByteArrayInputStream(large), large.length);
                    db.keys();
                    db.compact(CompactionPolicy.keepLast(50), ProgressListener.none());
                  })));
      LockSupport.parkNanos(1_000_000L * (round % 20));
      db.close();
      for (Thread t : threads) {
        t.join(30_000);
        assertThat(t.isAlive()).isFalse();
      }
      if (!failures.isEmpty()) {
        throw new AssertionError("round " + round, failures.get(0));
      }
      try (SynaDB again = SynaDB.open(path)) {
        for (int i = 0; i < KEYS; i++) {
          // The last write may have been refused: what was acknowledged is there.
          assertThat(again.getInt(key(i)).orElseThrow()).isIn(counters[i], counters[i] - 1);
        }
        assertThat(again.getInt("batch/a")).isEqualTo(again.getInt("batch/c"));
      }
    }
  }

  private static void begin(SynaDB db, long[] counters) {
    for (int i = 0; i < KEYS; i++) {
      db.putInt(key(i), ++counters[i]);
    }
    db.write(
        new WriteBatch()
            .putInt("batch/a", 0)
            .putInt("batch/b", 0)
            .putInt("batch/c", 0)
            .delete("batch/odd"));
  }

  /** Ends quietly when the database says that it is closed. */
  private static Work untilClosed(AtomicBoolean stop, Work work) {
    return random -> {
      try {
        work.once(random);
      } catch (IllegalStateException e) {
        stop.set(true);
      }
    };
  }
}
