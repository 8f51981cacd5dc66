/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A log cut off at every byte opens as a prefix of what was written, or is refused. */
@ExtendWith(QuietLogs.class)
class TruncationTest {
  private static final long SEED = Long.getLong("seed", 2);
  private static final int BYTES = (int) ((64 << 10) * InParallel.sizes());

  private static Specimen specimen;
  private static long durableEnd;
  private static List<RawLog.Rec> records;

  /** Where the first record of each key ends. */
  private static final Map<String, Integer> FIRST_END = new HashMap<>();

  @BeforeAll
  static void build() {
    System.out.println("seed " + SEED);
    specimen = Specimen.of(BYTES, SEED + InParallel.part());
    durableEnd = RawLog.buffer(specimen.lockPage).getLong(48);
    records = RawLog.records(specimen.log);
    records.forEach(r -> FIRST_END.putIfAbsent(r.key(), r.end()));
    assertThat(durableEnd).isEqualTo(specimen.log.length);
  }

  private static MemoryDisk cut(int length, boolean withCheckpoint, boolean withLock) {
    MemoryDisk disk = new MemoryDisk();
    disk.put(Specimen.NAME, Arrays.copyOf(specimen.log, length));
    if (withCheckpoint) {
      disk.put(Specimen.NAME + ".ckpt", specimen.checkpoint.clone());
    }
    if (withLock) {
      disk.put(Specimen.NAME + ".lock", specimen.lockPage.clone());
    }
    return disk;
  }

  /** The page in the lock file says how far the log was durable: less is a loss, and is told. */
  @Test
  void isRefusedWhereItWasDurable() throws Exception {
    InParallel.run(
        thread -> {
          for (int n = 1 + thread; n < specimen.log.length; n += InParallel.THREADS) {
            isRefused(n, false, true, OpenMode.READ_ONLY);
            if (n % 16 < 2) {
              isRefused(n, false, true, OpenMode.READ_WRITE);
              isRefused(n, true, true, OpenMode.READ_ONLY);
            }
          }
        });
  }

  private static void isRefused(int n, boolean withCheckpoint, boolean withLock, OpenMode mode) {
    MemoryDisk disk = cut(n, withCheckpoint, withLock);
    try (SynaDB db = Specimen.open(disk, mode)) {
      throw new AssertionError(
          "cut to " + n + " of " + durableEnd + " bytes it opens, with " + db.size() + " keys");
    } catch (SynaException expected) {
      assertThat(disk.get(Specimen.NAME)).hasSize(n);
    }
  }

  /** Nobody knows any more how far the log was durable: what is there is a prefix. */
  @Test
  void isAPrefixWhereNobodyKnows() throws Exception {
    InParallel.run(
        thread -> {
          long lastEnd = -1;
          for (int n = thread; n <= specimen.log.length; n += InParallel.THREADS) {
            try (SynaDB db = Specimen.open(cut(n, false, false), OpenMode.READ_ONLY)) {
              long end = db.info().sizeBytes();
              assertThat(end).isLessThanOrEqualTo(n);
              if (end != lastEnd) {
                isPrefix(db, n, end);
                lastEnd = end;
              }
            } catch (SynaException e) {
              // A log is never shorter than its format record: it gets its name when that is whole.
              assertThat(n).isLessThan(records.get(0).end());
            }
          }
        });
  }

  /** Everything that stands before the end is there, and nothing else. */
  private static void isPrefix(SynaDB db, int n, long end) {
    int missing = 0;
    for (RawLog.Rec r : records) {
      // A unit is at most a batch: what is missing of whole records is the last unit.
      if (r.end() <= n && r.offset() >= end) {
        missing++;
      }
    }
    assertThat(missing).as("records cut that are whole, at %d", n).isLessThan(60);
    for (String key : specimen.keys) {
      List<HistoryEntry> all = specimen.contents.entries().get(key).history();
      List<HistoryEntry> found = Contents.history(db, key);
      int from = all.size() - found.size();
      if (from < 0 || !all.subList(from, all.size()).equals(found)) {
        throw new AssertionError("'" + key + "' of a log cut to " + n + " has " + found);
      }
      boolean live = !found.isEmpty() && !found.get(0).isDelete();
      assertThat(db.exists(key)).isEqualTo(live);
      assertThat(db.get(key).orElse(null)).isEqualTo(live ? found.get(0).value() : null);
      assertThat(FIRST_END.get(key) <= end).as("'%s' at %d", key, n).isEqualTo(!found.isEmpty());
    }
  }

  /** The next writer cuts what is torn, and what it writes then is there. */
  @Test
  void isWrittenOn() throws Exception {
    InParallel.run(
        thread -> {
          for (int n = 200 + 7 * thread; n < specimen.log.length; n += 14) {
            MemoryDisk disk = cut(n, false, false);
            long end;
            try (SynaDB db = Specimen.open(disk, OpenMode.READ_WRITE)) {
              end = db.info().sizeBytes();
              db.putText("written on", "at " + end);
            }
            try (SynaDB db = Specimen.open(disk, OpenMode.READ_ONLY)) {
              assertThat(db.getText("written on")).contains("at " + end);
            }
          }
        });
  }

  /** A checkpoint of a longer log is not believed: the log is scanned. */
  @Test
  void theCheckpointOfALongerLogDoesNoHarm() throws Exception {
    InParallel.run(
        thread -> {
          for (int n = 200 + 5 * thread; n < specimen.log.length; n += 10) {
            MemoryDisk disk = cut(n, true, false);
            try (SynaDB db = Specimen.open(disk, OpenMode.READ_ONLY);
                SynaDB plain = Specimen.open(cut(n, false, false), OpenMode.READ_ONLY)) {
              assertThat(db.keys()).isEqualTo(plain.keys());
              String key = specimen.keys.get(n % specimen.keys.size());
              assertThat(Contents.history(db, key)).isEqualTo(Contents.history(plain, key));
            } catch (SynaException refused) {
              // A checkpoint says how far the log was durable: refusing is as good.
            }
          }
        });
  }

  /** Salvage reads what is there, whatever the files beside it say. */
  @Test
  void salvageReadsEveryPrefix() throws Exception {
    InParallel.run(
        thread -> {
          for (int n = 200 + 9 * thread; n < specimen.log.length; n += 18) {
            try (SynaDB db = Specimen.open(cut(n, true, true), OpenMode.SALVAGE)) {
              String key = specimen.keys.get(n % specimen.keys.size());
              List<HistoryEntry> all = specimen.contents.entries().get(key).history();
              assertThat(all).containsAll(readable(db, key));
            }
          }
        });
  }

  private static List<HistoryEntry> readable(SynaDB db, String key) {
    try {
      return Contents.history(db, key);
    } catch (SynaException e) {
      return List.of(); // such as a value whose parts are cut
    }
  }
}
