/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import ai.synadb.internal.log.Environment;
import ai.synadb.internal.log.Verifier;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A hundred thousand files (by the size factor) that somebody made to break us, through everything
 * that opens and reads a file: nothing hangs, nothing allocates beyond {@link #MAX_ALLOCATED} and
 * eight times the file, and every exception is one that is documented.
 */
@Tag("heavy")
@ExtendWith(QuietLogs.class)
class HostileFileTest {
  private static final long SEED = Long.getLong("seed", 5);
  private static final int FILES = (int) (100_000 * InParallel.sizes());
  private static final long MAX_ALLOCATED = 64L << 20;
  private static final long MAX_NANOS = 10_000_000_000L;
  private static final List<String> ORIGINALS =
      List.of("log_plain_rust.db", "log_lz4.db", "log_delta.db", "log_torn_then_swallowed.db");

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final LongAdder opened = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final AtomicLong mostAllocated = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();

  private static List<HostileFile.Base> bases() throws IOException {
    List<HostileFile.Base> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Specimen s = Specimen.of(i < 5 ? 2500 : 12_000, SEED + i);
      all.add(new HostileFile.Base(s.log, s.checkpoint, s.lockPage));
    }
    for (String name : ORIGINALS) {
      try (InputStream in = HostileFileTest.class.getResourceAsStream("/original/" + name)) {
        all.add(new HostileFile.Base(in.readAllBytes(), null, null));
      }
    }
    return all;
  }

  @Test
  @Timeout(900)
  void breaksNothing() throws Exception {
    System.out.println("seed " + SEED + "; one file: -Dhostile.file=N");
    List<HostileFile.Base> bases = bases();
    Integer only = Integer.getInteger("hostile.file");
    List<String> failures = new ArrayList<>();
    long start = System.nanoTime();

    InParallel.run(
        thread -> {
          int first = only == null ? InParallel.part() * FILES : only;
          int end = only == null ? first + FILES : only + 1;
          for (int n = first + thread; n < end; n += InParallel.THREADS) {
            Random random = new Random(SEED * 1_000_000_007L + n);
            HostileFile file = HostileFile.of(bases.get(random.nextInt(bases.size())), random);
            try {
              check(file);
            } catch (Throwable t) {
              synchronized (failures) {
                failures.add("file " + n + " (" + file.how() + "): " + describe(t));
              }
              if (failures.size() > 30) {
                return;
              }
            }
          }
        });

    System.out.printf(
        Locale.ROOT,
        "%d hostile files in %.0f s: %d opens, %d refusals; at most %.1f MB and %.0f ms for one%n",
        FILES,
        (System.nanoTime() - start) / 1e9,
        opened.sum(),
        refused.sum(),
        mostAllocated.get() / 1e6,
        longest.get() / 1e6);
    failures.forEach(System.out::println);
    assertThat(failures).isEmpty();
  }

  private static String describe(Throwable t) {
    StringBuilder b = new StringBuilder(t.toString());
    int lines = 0;
    for (StackTraceElement e : t.getStackTrace()) {
      if (e.getClassName().startsWith("ai.synadb") && lines++ < 4) {
        b.append(" < ").append(e);
      }
    }
    return b.toString();
  }

  private void check(HostileFile file) {
    long allocated = threads.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    for (OpenMode mode : List.of(OpenMode.READ_ONLY, OpenMode.SALVAGE, OpenMode.READ_WRITE)) {
      MemoryDisk disk = file.disk();
      guarded(() -> useAll(disk, mode));
    }
    guarded(() -> repair(file.disk()));
    long bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
    long nanos = System.nanoTime() - start;
    mostAllocated.accumulateAndGet(bytes, Math::max);
    longest.accumulateAndGet(nanos, Math::max);
    long bound = 4 * (MAX_ALLOCATED + 8 * file.length());
    if (bytes > bound) {
      assertThat(bytes).as("bytes allocated").isLessThan(bound + file.allowance());
    }
    assertThat(nanos).as("time").isLessThan(MAX_NANOS);
  }

  /** Runs what may refuse, in the ways that are documented. */
  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (SynaException | IllegalArgumentException | IllegalStateException e) {
      refused.increment();
    }
  }

  private void useAll(MemoryDisk disk, OpenMode mode) {
    Environment environment = Specimen.environment(disk);
    DbConfig config = DbConfig.builder().mode(mode).maxValueBytes(1 << 20).build();
    try (SynaDB db = SynaDB.open(MemoryDisk.path(Specimen.NAME), config, environment)) {
      opened.increment();
      List<String> keys = new ArrayList<>();
      guarded(() -> keys.addAll(db.keys()));
      guarded(db::size);
      guarded(() -> db.countKeys("float"));
      guarded(db::info);
      keys.add("float/1");
      for (String key : keys) {
        guarded(() -> db.get(key));
        guarded(() -> Contents.history(db, key));
        if (mode == OpenMode.READ_ONLY || key.hashCode() % 4 == 0) {
          guarded(() -> db.series(key));
          guarded(() -> readAll(db, key));
        }
      }
      guarded(() -> db.verify(ProgressListener.none()));
      guarded(() -> readChanges(db));
      guarded(() -> readSnapshot(db, keys));
      if (mode == OpenMode.READ_WRITE) {
        write(db, keys);
      }
    }
  }

  private void write(SynaDB db, List<String> keys) {
    guarded(() -> db.putText(keys.get(0), "new"));
    guarded(() -> db.putText("hostile/new", "new"));
    guarded(() -> db.delete(keys.get(keys.size() - 1)));
    guarded(() -> db.write(new WriteBatch().putInt("hostile/a", 1).putInt("hostile/b", 2)));
    guarded(() -> db.planCompaction(CompactionPolicy.keepLast(2), ProgressListener.none()));
    guarded(() -> db.compact(CompactionPolicy.keepAll(), ProgressListener.none()));
    guarded(() -> db.get("hostile/new"));
    guarded(db::checkpoint);
    guarded(db::sync);
  }

  private static void readAll(SynaDB db, String key) {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (SeekableByteChannel c = db.openBytes(key)) {
      for (int i = 0; i < 64 && c.read(buffer) >= 0; i++) {
        buffer.clear();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    try (BytesLease lease = db.mapBytes(key)) {
      lease.verify();
    }
  }

  private static void readChanges(SynaDB db) {
    try (Changes changes = db.changes(0)) {
      int n = 0;
      while (changes.poll(Duration.ZERO) != null) {
        assertThat(++n).as("changes").isLessThan(3_000_000);
      }
    }
  }

  private static void readSnapshot(SynaDB db, List<String> keys) {
    try (Snapshot s = db.asOf(db.position() - 1)) {
      for (String key : keys) {
        s.exists(key);
      }
      try (Stream<String> all = s.keyStream("")) {
        assertThat(all.count()).isLessThan(1_000_000);
      }
    }
  }

  private void repair(MemoryDisk disk) {
    Environment environment = Specimen.environment(disk);
    Verifier.repair(
        MemoryDisk.path(Specimen.NAME),
        MemoryDisk.path("target.db"),
        ProgressListener.none(),
        environment);
    try (SynaDB db = SynaDB.open(MemoryDisk.path("target.db"), DbConfig.defaults(), environment)) {
      db.keys();
    }
  }
}
