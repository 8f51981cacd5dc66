/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.CorruptRecordException;
import ai.synadb.inspect.RepairReport;
import ai.synadb.internal.log.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A file with a hundred damaged sectors: what an independent, slow decoder finds intact is what
 * salvage returns and repair carries over, no more and no less.
 */
@ExtendWith(QuietLogs.class)
class SalvageTest {
  private static final long SEED = Long.getLong("seed", 3);
  private static final int SECTOR = 512;
  private static final int DAMAGED = 100;

  private static Specimen specimen;
  private static byte[] binding;

  /** What every record of a user's key adds to the key's history, by the record's offset. */
  private static final Map<Integer, List<HistoryEntry>> ENTRIES = new TreeMap<>();

  @BeforeAll
  static void build() {
    System.out.println("seed " + SEED);
    specimen = Specimen.of(256 << 10, SEED);
    binding = RawLog.binding(specimen.log);
    Map<String, Integer> taken = new TreeMap<>();
    for (RawLog.Rec r : RawLog.records(specimen.log)) {
      if (r.isReserved()) {
        continue;
      }
      int count = r.has(RawLog.BLOCK) ? RawLog.buffer(r.extra()).getInt(4) : 1;
      List<HistoryEntry> newestFirst = specimen.contents.entries().get(r.key()).history();
      int from = taken.getOrDefault(r.key(), 0);
      List<HistoryEntry> own = new ArrayList<>();
      for (int i = from; i < from + count; i++) {
        own.add(newestFirst.get(newestFirst.size() - 1 - i));
      }
      ENTRIES.put(r.offset(), own);
      taken.put(r.key(), from + count);
    }
  }

  /** A copy with damaged sectors: zeros, noise, or bytes of another place. */
  private static byte[] damaged(Random random, int firstSector) {
    byte[] log = specimen.log.clone();
    int sectors = log.length / SECTOR;
    Set<Integer> chosen = new HashSet<>();
    while (chosen.size() < DAMAGED) {
      chosen.add(firstSector + random.nextInt(sectors - firstSector));
    }
    for (int s : chosen) {
      byte[] other = new byte[SECTOR];
      switch (random.nextInt(3)) {
        case 0 -> random.nextBytes(other);
        case 1 -> System.arraycopy(log, random.nextInt(log.length - SECTOR), other, 0, SECTOR);
        default -> {}
      }
      System.arraycopy(other, 0, log, s * SECTOR, SECTOR);
    }
    return log;
  }

  /** What the slow decoder finds of each key, oldest first. */
  private static Map<String, List<HistoryEntry>> intact(byte[] log) {
    Map<String, List<HistoryEntry>> found = new TreeMap<>();
    for (RawLog.Rec r : RawLog.recordsAnywhere(log, binding)) {
      if (!r.isReserved() && ENTRIES.containsKey(r.offset())) {
        found.computeIfAbsent(r.key(), k -> new ArrayList<>()).addAll(ENTRIES.get(r.offset()));
      }
    }
    return found;
  }

  private static Set<String> keysWithMissingParts(byte[] log) {
    Set<String> parts = new HashSet<>();
    List<RawLog.Rec> records = RawLog.recordsAnywhere(log, binding);
    for (RawLog.Rec r : records) {
      parts.add(r.key());
    }
    Set<String> keys = new HashSet<>();
    for (RawLog.Rec r : records) {
      long id = RawLog.partsId(r);
      if (id != 0) {
        int count = RawLog.partsCount(r);
        for (int i = 0; i < count; i++) {
          if (!parts.contains(String.format(Locale.ROOT, "__syna__/part/%016x/%d", id, i))) {
            keys.add(r.key());
          }
        }
      }
    }
    return keys;
  }

  private static void holds(SynaDB db, byte[] log) {
    Map<String, List<HistoryEntry>> intact = intact(log);
    Set<String> incomplete = keysWithMissingParts(log);
    List<String> live = new ArrayList<>();
    int entries = 0;
    for (String key : specimen.keys) {
      List<HistoryEntry> expected = intact.getOrDefault(key, List.of());
      if (!expected.isEmpty() && !expected.get(expected.size() - 1).isDelete()) {
        live.add(key);
      }
      if (incomplete.contains(key)) {
        assertThatThrownBy(() -> Contents.history(db, key))
            .isInstanceOf(CorruptRecordException.class);
        continue;
      }
      List<HistoryEntry> found = new ArrayList<>(Contents.history(db, key));
      java.util.Collections.reverse(found);
      assertThat(found).as(key).isEqualTo(expected);
      entries += found.size();
    }
    assertThat(db.keys()).isEqualTo(live);
    assertThat(entries).isPositive();
  }

  private static MemoryDisk disk(byte[] log, boolean withFilesBeside) {
    MemoryDisk disk = specimen.disk(withFilesBeside, withFilesBeside);
    disk.put(Specimen.NAME, log.clone());
    return disk;
  }

  private static void salvagesAndRepairs(byte[] log, boolean withFilesBeside) {
    MemoryDisk disk = disk(log, withFilesBeside);
    try (SynaDB db = Specimen.open(disk, OpenMode.SALVAGE)) {
      assertThat(db.openProblems()).isNotEmpty();
      holds(db, log);
    }
    assertThat(disk.get(Specimen.NAME)).as("the damaged file").isEqualTo(log);

    RepairReport report =
        Verifier.repair(
            MemoryDisk.path(Specimen.NAME),
            MemoryDisk.path("repaired.db"),
            ProgressListener.none(),
            Specimen.environment(disk));
    assertThat(report.source().problems()).isNotEmpty();

    try (SynaDB db =
        SynaDB.open(
            MemoryDisk.path("repaired.db"), DbConfig.defaults(), Specimen.environment(disk))) {
      assertThat(db.openProblems()).isEmpty();
      holds(db, log);
      if (keysWithMissingParts(log).isEmpty()) {
        assertThat(db.verify(ProgressListener.none()).problems()).isEmpty();
      }
      db.putText("after", "repair");
    }
    try (SynaDB db =
        SynaDB.open(
            MemoryDisk.path("repaired.db"), DbConfig.defaults(), Specimen.environment(disk))) {
      assertThat(db.getText("after")).contains("repair");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void returnsEveryIntactRecord(long round) {
    byte[] log = damaged(new Random(SEED * 1000 + round), 1);

    salvagesAndRepairs(log, round % 2 == 0);
  }

  /** The first sector holds the identity that every checksum is bound to. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void returnsEveryIntactRecordBehindALostFirstSector(boolean withFilesBeside) {
    byte[] log = damaged(new Random(SEED), 1);
    Arrays.fill(log, 0, SECTOR, (byte) 0);

    salvagesAndRepairs(log, withFilesBeside);
  }

  @Test
  void returnsEverythingOfASoundFile() {
    try (SynaDB db = Specimen.open(disk(specimen.log, true), OpenMode.SALVAGE)) {
      assertThat(db.openProblems()).isEmpty();
      holds(db, specimen.log);
    }
  }

  @Test
  void verifyListsEveryDamagedRecord() {
    byte[] log = damaged(new Random(SEED), 1);

    try (SynaDB db = Specimen.open(disk(log, false), OpenMode.SALVAGE)) {
      long records = db.verify(ProgressListener.none()).records();
      assertThat(records).isEqualTo(RawLog.recordsAnywhere(log, binding).size());
    }
  }
}
