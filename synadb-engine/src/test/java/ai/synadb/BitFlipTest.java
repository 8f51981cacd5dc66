/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every bit of a cleanly closed database flipped in turn: what then is read is what was written, or
 * it is refused. With sizes below 1 every second bit, the others in another {@code part}.
 */
@Tag("heavy")
@ExtendWith(QuietLogs.class)
class BitFlipTest {
  private static final long SEED = Long.getLong("seed", 1);
  private static final int BYTES = 256 << 10;
  private static final int MAX_FAILURES = 100;

  private static Specimen specimen;
  private static Specimen small;

  /** For every byte of the log the record that it belongs to. */
  private static RawLog.Rec[] recordOf;

  /** For every record the keys whose values it holds a part of. */
  private static final Map<RawLog.Rec, Set<String>> KEYS = new HashMap<>();

  @BeforeAll
  static void build() {
    System.out.println("seed " + SEED);
    specimen = Specimen.of((int) (BYTES * Math.max(1, InParallel.sizes() / 4)), SEED);
    small = Specimen.of(24 << 10, SEED);
    recordOf = new RawLog.Rec[specimen.log.length];
    List<RawLog.Rec> records = RawLog.records(specimen.log);
    Map<Long, String> owners = new HashMap<>();
    for (RawLog.Rec r : records) {
      java.util.Arrays.fill(recordOf, r.offset(), r.end(), r);
      if (RawLog.partsId(r) != 0) {
        owners.put(RawLog.partsId(r), r.key());
      }
    }
    assertThat(recordOf).doesNotContainNull();
    for (RawLog.Rec r : records) {
      Set<String> keys = new TreeSet<>();
      if (!r.isReserved()) {
        keys.add(r.key());
      } else if (r.key().startsWith("__syna__/part/")) {
        keys.add(owners.get(Long.parseUnsignedLong(r.key().substring(14, 30), 16)));
      }
      KEYS.put(r, keys);
    }
    System.out.printf(
        Locale.ROOT,
        "a database of %d bytes, %d records, %d keys%n",
        specimen.log.length,
        records.size(),
        specimen.keys.size());
  }

  /** A check of one flipped bit; throws AssertionError. */
  private interface Check {
    void at(int offset, int bit, MemoryDisk disk);
  }

  /** Flips every bit, or one of each byte, of a file; every thread has a disk of its own. */
  private static void flipAll(
      Specimen s, String file, boolean withCheckpoint, boolean oneOfEach, Check check)
      throws Exception {
    // Of ten bits in a row a build takes the first ones and CI the others, where there are tenths.
    int tenths = (int) Math.round(10 * Math.min(1, InParallel.sizes()));
    int first = InParallel.part() % 2 == 0 ? 0 : 10 - tenths;
    LongAdder flips = new LongAdder();
    long start = System.nanoTime();
    Map<Integer, AssertionError> failures = new java.util.TreeMap<>(); // one for every eight bytes
    InParallel.run(
        thread -> {
          MemoryDisk disk = s.disk(withCheckpoint, true);
          byte[] bytes = disk.get(file);
          disk.put(file, bytes);
          for (int i = 0; i < bytes.length; i++) {
            if ((i >> 6) % InParallel.THREADS != thread) {
              continue;
            }
            for (int bit = 0; bit < 8; bit++) {
              int phase = (i + bit) % 10;
              if (oneOfEach ? bit != i % 8 : phase < first || phase >= first + tenths) {
                continue;
              }
              bytes[i] ^= (byte) (1 << bit);
              try {
                check.at(i, bit, disk);
              } catch (AssertionError e) {
                int at = i;
                synchronized (failures) {
                  failures.putIfAbsent(
                      at / 8,
                      new AssertionError(
                          "bit " + bit + " of byte " + i + ": " + e.getMessage(), e));
                }
              } finally {
                bytes[i] ^= (byte) (1 << bit);
              }
              flips.increment();
              if (failures.size() > MAX_FAILURES) {
                return;
              }
            }
          }
        });
    System.out.printf(
        Locale.ROOT,
        "%d bits of %s flipped in %.1f s%n",
        flips.sum(),
        file,
        (System.nanoTime() - start) / 1e9);
    if (!failures.isEmpty()) {
      failures.values().forEach(f -> System.out.println(brief(f.getMessage())));
      throw failures.values().iterator().next();
    }
  }

  private static String brief(String s) {
    return s.length() > 160 ? s.substring(0, 160) + "..." : s;
  }

  /** Opens and reads; whatever can be read is right. */
  private static void isRightOrRefused(Specimen s, MemoryDisk disk, OpenMode mode) {
    try (SynaDB db = Specimen.open(disk, mode)) {
      List<String> live = s.keys.stream().filter(k -> isLive(s, k)).toList();
      if (!db.keys().equals(live)) {
        throw new AssertionError("keys() has " + db.keys().size() + " keys of " + live.size());
      }
      for (String key : s.keys) {
        isRightOrRefused(s, db, key);
      }
    } catch (SynaException expected) {
      // detected
    }
  }

  private static boolean isLive(Specimen s, String key) {
    return s.contents.entries().get(key).value().isPresent();
  }

  private static void isRightOrRefused(Specimen s, SynaDB db, String key) {
    try {
      Contents.Entry found = Contents.entry(db, key);
      Contents.Entry expected = s.contents.entries().get(key);
      if (!found.equals(expected)) {
        throw new AssertionError("'" + key + "' is " + found + " instead of " + expected);
      }
    } catch (SynaException expected) {
      // detected
    }
    try {
      if (db.exists(key) != isLive(s, key)) {
        throw new AssertionError("'" + key + "' exists: " + db.exists(key));
      }
    } catch (SynaException expected) {
      // detected
    }
  }

  /** The scan begins at the last checkpoint before the bit: what lies before is as it was. */
  @Test
  void aScanNoticesAFlippedBit() throws Exception {
    LongAdder opened = new LongAdder();
    flipAll(
        specimen,
        Specimen.NAME,
        false,
        false,
        (offset, bit, disk) -> {
          Map.Entry<Integer, byte[]> checkpoint = specimen.checkpoints.floorEntry(offset);
          if (checkpoint != null) {
            disk.put(Specimen.NAME + ".ckpt", checkpoint.getValue());
          }
          scanNotices(disk, opened);
        });
    System.out.println("opened in spite of the flip: " + opened.sum());
  }

  @Test
  void aScanOfTheWholeFileNoticesAFlippedBit() throws Exception {
    LongAdder opened = new LongAdder();
    flipAll(
        specimen,
        Specimen.NAME,
        false,
        true,
        (offset, bit, disk) -> {
          if (offset % 4 == 0 || offset < 1024) {
            scanNotices(disk, opened);
          }
        });
    System.out.println("opened in spite of the flip: " + opened.sum());
  }

  private static void scanNotices(MemoryDisk disk, LongAdder opened) {
    try {
      Specimen.open(disk, OpenMode.READ_ONLY).close();
    } catch (SynaException expected) {
      return;
    }
    opened.increment();
    isRightOrRefused(specimen, disk, OpenMode.READ_ONLY);
    MemoryDisk copy = new MemoryDisk();
    copy.put(Specimen.NAME, disk.get(Specimen.NAME));
    copy.put(Specimen.NAME + ".lock", specimen.lockPage.clone());
    isRightOrRefused(specimen, copy, OpenMode.READ_WRITE);
  }

  /** Whoever writes refuses as well, and leaves the file as it is. */
  @Test
  void aWriterRefusesAndChangesNothing() throws Exception {
    flipAll(
        small,
        Specimen.NAME,
        false,
        true,
        (offset, bit, disk) -> {
          byte[] before = disk.get(Specimen.NAME);
          try (SynaDB db = Specimen.open(disk, OpenMode.READ_WRITE)) {
            throw new AssertionError("opened with " + db.size() + " keys");
          } catch (SynaException expected) {
            assertThat(disk.get(Specimen.NAME)).isEqualTo(before);
          }
        });
  }

  /** With a checkpoint the log is not scanned: it is up to the reads to notice. */
  @Test
  void aGetNoticesAFlippedBit() throws Exception {
    long checkpointed =
        RawLog.buffer(specimen.checkpoint).getLong(specimen.checkpoint.length - 512 + 36);
    List<SynaDB> open = java.util.Collections.synchronizedList(new ArrayList<>());
    Map<MemoryDisk, SynaDB> byDisk = new java.util.concurrent.ConcurrentHashMap<>();
    flipAll(
        specimen,
        Specimen.NAME,
        true,
        false,
        (offset, bit, disk) -> {
          RawLog.Rec r = recordOf[offset];
          if (offset >= checkpointed - 4096) {
            if (offset % 8 == bit) {
              isRightOrRefused(specimen, disk, OpenMode.READ_ONLY);
            }
            return;
          }
          // A flip before the end is not looked at by an open: one open serves for all of them.
          SynaDB db = byDisk.get(disk);
          if (db == null) {
            db = openUnflipped(disk, offset, bit);
            byDisk.put(disk, db);
            open.add(db);
            assertThat(db.stats().scannedBytes()).isLessThan(200);
          }
          for (String key : KEYS.get(r)) {
            isRightOrRefused(specimen, db, key);
          }
          if (bit == 0 && offset % 64 == 0) {
            isRightOrRefused(specimen, disk, OpenMode.READ_ONLY);
          }
        });
    open.forEach(SynaDB::close);
  }

  private static SynaDB openUnflipped(MemoryDisk disk, int offset, int bit) {
    // The log's array is the file's; put the bit right while the database is opened.
    byte[] log = disk.array(Specimen.NAME);
    log[offset] ^= (byte) (1 << bit);
    SynaDB db = Specimen.open(disk, OpenMode.READ_ONLY);
    log[offset] ^= (byte) (1 << bit);
    return db;
  }

  @Test
  void salvageListsWhatIsDamaged() throws Exception {
    flipAll(
        specimen,
        Specimen.NAME,
        false,
        true,
        (offset, bit, disk) -> {
          if (bit != offset % 64 / 8 && offset % 64 != 0) {
            return; // one bit of every eighth byte, and of every sixty-fourth
          }
          try (SynaDB db = Specimen.open(disk, OpenMode.SALVAGE)) {
            for (String key : KEYS.get(recordOf[offset])) {
              if (db.openProblems().isEmpty()) {
                // Some flips in an LZ4 block change nothing of what it stands for.
                assertThat(recordOf[offset].has(RawLog.COMPRESSED)).isTrue();
                isRightOrRefused(specimen, db, key);
              }
              inventsNothing(db, key);
            }
            inventsNothing(db, "history");
          }
        });
  }

  private static void inventsNothing(SynaDB db, String key) {
    List<HistoryEntry> expected = specimen.contents.entries().get(key).history();
    List<HistoryEntry> found;
    try {
      found = Contents.history(db, key);
    } catch (SynaException e) {
      return;
    }
    for (HistoryEntry e : found) {
      if (!expected.contains(e)) {
        throw new AssertionError("'" + key + "' was never " + e);
      }
    }
  }

  @Test
  void aFlippedBitInTheCheckpointDoesNoHarm() throws Exception {
    flipAll(
        small,
        Specimen.NAME + ".ckpt",
        true,
        false,
        (offset, bit, disk) -> {
          try (SynaDB db = Specimen.open(disk, OpenMode.READ_ONLY)) {
            assertThat(db.stats().scannedBytes()).isEqualTo(small.log.length);
            if (bit == offset % 8) {
              isRightOrRefused(small, db, small.keys.get(offset % small.keys.size()));
            }
          }
        });
  }

  @Test
  void aFlippedBitInTheLockPageDoesNoHarm() throws Exception {
    flipAll(
        small,
        Specimen.NAME + ".lock",
        false,
        false,
        (offset, bit, disk) -> {
          isRightOrRefused(small, disk, OpenMode.READ_ONLY);
          byte[] page = disk.get(Specimen.NAME + ".lock");
          isRightOrRefused(small, disk, OpenMode.READ_WRITE);
          disk.put(Specimen.NAME, small.log.clone());
          System.arraycopy(page, 0, disk.array(Specimen.NAME + ".lock"), 0, page.length);
        });
  }

  /** A writer that was killed leaves a page that says it is open; damage is damage all the same. */
  @Test
  void aReaderBehindAKilledWriterNoticesAFlippedBit() throws Exception {
    byte[] page = small.lockPage.clone();
    ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putLong(56, 1);
    flipAll(
        small,
        Specimen.NAME,
        false,
        true,
        (offset, bit, disk) -> {
          disk.put(Specimen.NAME + ".lock", page.clone());
          isRightOrRefused(small, disk, OpenMode.READ_ONLY);
        });
  }

  /** Without lock page and checkpoint the log itself says how far it was durable. */
  @Test
  void theLogAloneNoticesAFlippedBit() throws Exception {
    flipAll(
        small,
        Specimen.NAME,
        false,
        true,
        (offset, bit, disk) -> {
          disk.remove(Specimen.NAME + ".lock");
          isRightOrRefused(small, disk, OpenMode.READ_ONLY);
        });
  }
}
