/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real child process appends, acknowledges over a pipe and is killed at a random moment, a
 * hundred times (by the size factor) over one database: nothing acknowledged is lost, and batches
 * are whole.
 */
@Tag("heavy")
@ExtendWith(QuietLogs.class)
class KillTest {
  private static final long SEED = Long.getLong("seed", 6);
  private static final int KILLS = (int) (100 * InParallel.sizes());

  /** How the child makes sure of a write before it acknowledges it. */
  enum Way {
    SYNC,
    SYNC_ON_WRITE,
    FLUSH,
    BATCH,
    COMPACTING
  }

  @TempDir Path dir;

  @Test
  @Timeout(600)
  void losesNothingThatWasAcknowledged() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED + InParallel.part());
    Path path = dir.resolve("killed.db");
    long acknowledged = -1;
    long all = 0;
    long start = System.nanoTime();

    for (int kill = 0; kill < KILLS; kill++) {
      Way way = Way.values()[kill % Way.values().length];
      acknowledged = killedOnce(path, way, random.nextInt(250));
      long last = check(path, acknowledged);
      all += last;
      acknowledged = last;
    }

    System.out.printf(
        Locale.ROOT,
        "%d kills in %.0f s, %d writes at the end%n",
        KILLS,
        (System.nanoTime() - start) / 1e9,
        acknowledged + 1);
    assertThat(all).isPositive();
  }

  /** The number of the last write that the child acknowledged. */
  private static long killedOnce(Path path, Way way, int millis) {
    try (ChildJvm child = ChildJvm.start(Child.class, path, way)) {
      String first = child.line();
      assertThat(first).as("the first line of the child").startsWith("from ");
      AtomicLong last = new AtomicLong(Long.parseLong(first.substring(5)) - 1);
      Thread reader =
          new Thread(
              () -> {
                for (String line = child.line(); line != null; line = child.line()) {
                  // A line that the kill cut off is not an acknowledgement.
                  if (line.endsWith(".")) {
                    last.set(Long.parseLong(line.substring(0, line.length() - 1)));
                  }
                }
              });
      reader.start();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
      child.kill();
      join(reader);
      return last.get();
    }
  }

  private static void join(Thread t) {
    try {
      t.join(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    assertThat(t.isAlive()).isFalse();
  }

  /** Opens what the child left; returns the number of the last write in it. */
  private static long check(Path path, long acknowledged) {
    try (SynaDB db = SynaDB.open(path, DbConfig.of(OpenMode.READ_ONLY))) {
      assertThat(db.getInt("n").orElse(-1)).isGreaterThanOrEqualTo(acknowledged);
    }
    try (SynaDB db = SynaDB.open(path)) {
      long n = db.getInt("n").orElse(-1);
      assertThat(n).isGreaterThanOrEqualTo(acknowledged);
      try (Stream<HistoryEntry> h = db.history("n", HistoryQuery.newestFirst().last(2000))) {
        long[] expected = {n};
        h.forEach(e -> assertThat(e.value()).isEqualTo(Atom.of(expected[0]--)));
      }
      for (int i = 0; i < 8; i++) {
        long newest = n - Math.floorMod(n - i, 8);
        if (newest >= 0) {
          assertThat(db.getText("key/" + i)).contains("value " + newest);
        }
      }
      assertThat(db.getInt("batch/a")).isEqualTo(db.getInt("batch/b"));
      assertThat(db.countHistoryFloats("packed") % 40).isZero();
      assertThat(db.exists("deleted")).isFalse();
      return n;
    }
  }

  /** What runs in the child. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      Way way = Way.valueOf(args[1]);
      PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
      DbConfig config = DbConfig.builder().checkpointIntervalBytes(1 << 16).build();
      if (way == Way.SYNC_ON_WRITE) {
        config = config.toBuilder().syncOnWrite(true).build();
      }
      try (SynaDB db = SynaDB.open(Path.of(args[0]), config)) {
        long from = db.getInt("n").orElse(-1) + 1;
        out.println("from " + from);
        out.flush();
        if (way == Way.COMPACTING) {
          Thread t = new Thread(() -> compact(db));
          t.setDaemon(true);
          t.start();
        }
        for (long n = from; n < Long.MAX_VALUE; n++) {
          write(db, way, n);
          out.println(n + ".");
          out.flush();
        }
      }
    }

    private static void compact(SynaDB db) {
      for (int i = 0; i < Integer.MAX_VALUE; i++) {
        CompactionPolicy policy =
            i % 2 == 0 ? CompactionPolicy.keepAll() : CompactionPolicy.keepLast(5000);
        db.compact(policy, ProgressListener.none());
      }
    }

    private static void write(SynaDB db, Way way, long n) {
      // One batch, so that whatever survives is whole.
      WriteBatch b = new WriteBatch().putInt("n", n).putText("key/" + n % 8, "value " + n);
      b.putInt("batch/a", n).putInt("batch/b", n);
      if (n % 50 == 0) {
        b.putFloats("packed", new double[40]).putText("deleted", "x").delete("deleted");
      }
      db.write(b);
      if (way == Way.BATCH && n % 10 == 0) {
        db.putBytes("filler", new byte[5000]);
      }
      switch (way) {
        case SYNC, BATCH -> db.sync();
        case SYNC_ON_WRITE -> {}
        case FLUSH, COMPACTING -> db.flush();
      }
    }
  }
}
