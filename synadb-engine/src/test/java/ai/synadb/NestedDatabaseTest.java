/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ai.synadb.testing.ManualClock;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A database is a fine value to store in another. When that other is torn or damaged, nothing of
 * the inner one may come to life in it.
 */
@ExtendWith(QuietLogs.class)
class NestedDatabaseTest {
  private static final long SEED = Long.getLong("seed", 4);
  private static final int SECTOR = 512;
  private static final String NAME = Specimen.NAME;

  /** What is stored. */
  enum Inner {
    OURS,
    ORIGINAL
  }

  private record Outer(byte[] log, byte[] lockPage, int valueAt, int valueEnd, int safeEnd) {}

  private static byte[] ours;
  private static byte[] original;

  @BeforeAll
  static void build() {
    System.out.println("seed " + SEED);
    ours = Specimen.of(6 << 10, SEED).log;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 100; i++) {
      long time = ManualClock.START - 1_000_000_000L + i;
      byte[] atom = i % 2 == 0 ? RawLog.intAtom(i) : RawLog.textAtom("inner value " + i);
      out.writeBytes(RawLog.original(time, "inner/" + i % 10, 0, atom));
    }
    original = out.toByteArray();
  }

  private static byte[] bytes(Inner inner) {
    return inner == Inner.OURS ? ours : original;
  }

  /** A database with an inner one as its last value but one, not yet synced when the power goes. */
  private static Outer outer(Inner inner) {
    MemoryDisk disk = new MemoryDisk();
    byte[] page;
    int safeEnd;
    try (SynaDB db = Specimen.open(disk, OpenMode.READ_WRITE)) {
      db.putText("outer/a", "one");
      db.putInt("outer/b", 2);
      db.sync();
      safeEnd = Math.toIntExact(db.info().sizeBytes());
      page = disk.get(NAME + ".lock");
      db.putBytes("outer/db", bytes(inner));
      db.putText("outer/c", "behind");
      db.flush();
      page = Arrays.copyOf(page, page.length);
    }
    byte[] log = disk.get(NAME);
    RawLog.Rec value =
        RawLog.records(log).stream().filter(r -> r.key().equals("outer/db")).findFirst().get();
    return new Outer(log, page, value.offset(), value.end(), safeEnd);
  }

  private static MemoryDisk disk(byte[] log, byte[] page) {
    MemoryDisk disk = new MemoryDisk();
    disk.put(NAME, log.clone());
    if (page != null) {
      disk.put(NAME + ".lock", page.clone());
    }
    return disk;
  }

  /** Opens in every way; nobody lists or finds what is inside. */
  private static void nothingInnerIsAlive(byte[] log, byte[] page, String what) {
    for (OpenMode mode : List.of(OpenMode.READ_ONLY, OpenMode.SALVAGE, OpenMode.READ_WRITE)) {
      try (SynaDB db = Specimen.open(disk(log, page), mode)) {
        onlyOuterKeys(db, what + ", " + mode);
      } catch (SynaException refused) {
        // as good
      }
    }
  }

  private static void onlyOuterKeys(SynaDB db, String what) {
    for (String key : db.keys()) {
      if (!key.startsWith("outer/")) {
        fail(what + ": '" + key + "' is alive");
      }
    }
    assertThat(db.exists("inner/1")).as(what).isFalse();
    assertThat(db.exists("history")).as(what).isFalse();
    try (Stream<HistoryEntry> h = db.history("outer/a")) {
      assertThat(h.map(HistoryEntry::value)).as(what).containsExactly(Atom.of("one"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void staysAValue(Inner inner) {
    Outer o = outer(inner);

    try (SynaDB db = Specimen.open(disk(o.log, null), OpenMode.READ_WRITE)) {
      onlyOuterKeys(db, "sound");
      assertThat(db.getBytes("outer/db")).contains(bytes(inner));
      assertThat(db.openProblems()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void staysDeadWhenItIsTornAtAnyByte(Inner inner) throws Exception {
    Outer o = outer(inner);

    InParallel.run(
        thread -> {
          for (int n = o.valueAt + 1 + thread; n < o.log.length; n += InParallel.THREADS) {
            byte[] torn = Arrays.copyOf(o.log, n);
            nothingInnerIsAlive(torn, n % 2 == 0 ? o.lockPage : null, "torn at " + n);
          }
        });
  }

  /** The disk may have kept any of the sectors that were not synced yet, and zeros for the rest. */
  @ParameterizedTest
  @EnumSource
  void staysDeadWhateverSectorsSurvive(Inner inner) {
    Outer o = outer(inner);
    Random random = new Random(SEED);

    for (int round = 0; round < 2000; round++) {
      byte[] log = o.log.clone();
      int firstKept = random.nextInt(4);
      for (int at = o.safeEnd; at < log.length; at = (at / SECTOR + 1) * SECTOR) {
        int index = (at - o.safeEnd) / SECTOR;
        if (index < firstKept || random.nextInt(4) == 0) {
          Arrays.fill(log, at, Math.min(log.length, (at / SECTOR + 1) * SECTOR), (byte) 0);
        }
      }
      int length = random.nextBoolean() ? log.length : o.valueEnd - random.nextInt(2000);
      nothingInnerIsAlive(Arrays.copyOf(log, length), o.lockPage, "round " + round);
    }
  }

  /** Damage below the durable end is refused; salvage does not take the inner one for the outer. */
  @ParameterizedTest
  @EnumSource
  void staysDeadWhenTheOuterRecordIsDamaged(Inner inner) {
    Outer o = outer(inner);
    byte[] page = o.lockPage.clone();
    RawLog.buffer(page).putLong(48, o.log.length);

    for (int at = o.valueAt; at < o.valueAt + 200; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] log = o.log.clone();
        log[at] ^= (byte) (1 << bit);
        nothingInnerIsAlive(log, page, "bit " + bit + " of byte " + at);
      }
    }
    for (int size : new int[] {1, 15, 40, 64, 200, 512, 1024}) {
      byte[] log = o.log.clone();
      Arrays.fill(log, o.valueAt, o.valueAt + size, (byte) 0);
      nothingInnerIsAlive(log, page, size + " zeros");
      new Random(SEED).nextBytes(log);
      System.arraycopy(o.log, 0, log, 0, o.valueAt);
      System.arraycopy(
          o.log, o.valueAt + size, log, o.valueAt + size, log.length - o.valueAt - size);
      nothingInnerIsAlive(log, page, size + " bytes of noise");
    }
  }

  /** A copy of an older file of the same database has the same identity but other places. */
  @ParameterizedTest
  @EnumSource
  void anOlderCopyOfItselfStaysDead(Inner inner) {
    Outer o = outer(inner);
    MemoryDisk disk = disk(o.log, null);
    int valueAt;
    try (SynaDB db = Specimen.open(disk, OpenMode.READ_WRITE)) {
      db.delete("outer/c");
      db.putBytes("outer/copy", o.log);
      db.putText("outer/d", "last");
      db.sync();
    }
    byte[] log = disk.get(NAME);
    valueAt =
        RawLog.records(log).stream()
            .filter(r -> r.key().equals("outer/copy"))
            .findFirst()
            .get()
            .offset();

    for (int n = valueAt; n < log.length; n += 13) {
      try (SynaDB db = Specimen.open(disk(Arrays.copyOf(log, n), null), OpenMode.READ_WRITE)) {
        onlyOuterKeys(db, "torn at " + n);
        assertThat(db.exists("outer/c")).as("torn at %d", n).isFalse();
      } catch (SynaException refused) {
        // as good
      }
    }
    byte[] damaged = log.clone();
    Arrays.fill(damaged, valueAt, valueAt + 100, (byte) 0);
    try (SynaDB db = Specimen.open(disk(damaged, null), OpenMode.SALVAGE)) {
      assertThat(db.exists("outer/c")).isFalse();
    }
  }
}
