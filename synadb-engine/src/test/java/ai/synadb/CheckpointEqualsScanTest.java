/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.synadb.error.CorruptRecordException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an open learns from the checkpoint is what it learns from a scan of the whole log. */
class CheckpointEqualsScanTest extends DatabaseTest {
  private static final HistoryQuery ALL = HistoryQuery.oldestFirst().withDeletes();

  /** Everything that can be asked of a database. */
  private static Map<String, Object> state(SynaDB db, List<String> keys) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("keys", db.keys());
    state.put("size", db.size());
    state.put("prefix", db.countKeys("k1"));
    state.put("deleted", db.info().deletedKeys());
    state.put("uuid", db.info().uuid());
    state.put("bytes", db.info().sizeBytes());
    state.put("position", db.info().lastPosition());
    state.put("oldest", db.info().oldestPosition());
    state.put("generation", db.info().generation());
    for (String k : keys) {
      state.put("value " + k, db.get(k));
      state.put("history " + k, entries(db, k, ALL));
      state.put("ref " + k, db.ref(k));
    }
    return state;
  }

  private Map<String, Object> stateOf(Path file, OpenMode mode, List<String> keys, boolean scans) {
    try (SynaDB db = SynaDB.open(file, DbConfig.of(mode), surroundings())) {
      long scanned = db.stats().scannedBytes();
      if (scans) {
        assertThat(scanned).isEqualTo(db.info().sizeBytes());
      } else {
        assertThat(scanned).isLessThan(db.info().sizeBytes());
      }
      return state(db, keys);
    }
  }

  private void write(SynaDB db, Random random, List<String> keys, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      now += random.nextInt(3);
      String key = keys.get(random.nextInt(keys.size()));
      switch (random.nextInt(9)) {
        case 0 -> db.delete(key);
        case 1 -> db.putFloats(key, random.doubles(random.nextInt(40)).toArray());
        case 2 ->
            db.write(
                new WriteBatch()
                    .putInt(key, i)
                    .delete(keys.get(random.nextInt(keys.size())))
                    .putText(key, "x")
                    .putBytes(keys.get(0), new byte[5000]));
        case 3 -> db.putText(key, "text ".repeat(random.nextInt(100)));
        case 4 -> {
          int n = random.nextInt(100_000);
          db.putBytes(key, new ByteArrayInputStream(new byte[n]), n);
        }
        default -> db.putInt(key, i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Setup.class,
      names = {"PLAIN", "COMPRESSED", "UNPACKED"})
  void bothGiveTheSameState(Setup setup) throws IOException {
    for (long seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      Path file = dir.resolve("s" + seed + ".db");
      List<String> keys = random.ints(300, 0, 100_000).mapToObj(i -> "k" + i).distinct().toList();
      try (SynaDB db = SynaDB.open(file, setup.config, surroundings())) {
        int rounds = 1 + random.nextInt(4);
        for (int round = 0; round < rounds; round++) {
          write(db, random, keys, random.nextInt(1500));
          db.checkpoint();
          if (random.nextInt(3) == 0) {
            db.compact(ProgressListener.none());
            write(db, random, keys, random.nextInt(100));
            db.checkpoint();
          }
        }
        write(db, random, keys, random.nextInt(300)); // behind the checkpoint
        db.flush();
        Files.copy(file, dir.resolve("copy.db"));
        Files.copy(checkpointOf(file), checkpointOf(dir.resolve("copy.db")));
      }
      Path copy = dir.resolve("copy.db");
      Path scan = dir.resolve("scan.db");
      Files.copy(copy, scan);

      Map<String, Object> scanned = stateOf(scan, OpenMode.READ_ONLY, keys, true);
      assertThat(stateOf(copy, OpenMode.READ_ONLY, keys, false))
          .as("seed %d", seed)
          .isEqualTo(scanned);
      assertThat(stateOf(copy, OpenMode.READ_WRITE, keys, false))
          .as("seed %d", seed)
          .isEqualTo(scanned);
      assertThat(stateOf(scan, OpenMode.READ_WRITE, keys, true))
          .as("seed %d", seed)
          .isEqualTo(scanned);
      for (Path p : List.of(copy, scan, checkpointOf(copy), checkpointOf(scan))) {
        Files.deleteIfExists(p);
      }
    }
  }

  private static Path checkpointOf(Path file) {
    return file.resolveSibling(file.getFileName() + ".ckpt");
  }

  private Path written() throws IOException {
    try (SynaDB db = SynaDB.open(path(), DbConfig.defaults(), surroundings())) {
      write(db, new Random(1), List.of("a", "b", "c"), 500);
      db.checkpoint();
    }
    return path();
  }

  private void requireScan(Map<String, Object> want) {
    assertThat(stateOf(path(), OpenMode.READ_ONLY, List.of("a", "b", "c"), true)).isEqualTo(want);
  }

  @Test
  void aDamagedCheckpointIsDropped() throws IOException {
    Path checkpoint = checkpointOf(written());
    Map<String, Object> want = stateOf(path(), OpenMode.READ_ONLY, List.of("a", "b", "c"), false);
    byte[] good = Files.readAllBytes(checkpoint);
    Random random = new Random(7);
    for (int i = 0; i < 60; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(checkpoint, bad);
      try (SynaDB db = SynaDB.open(path(), readOnly())) {
        assertThat(state(db, List.of("a", "b", "c"))).isEqualTo(want);
      }
    }
    for (int length : new int[] {0, 1, 15, good.length / 2, good.length - 1}) {
      Files.write(checkpoint, java.util.Arrays.copyOf(good, length));
      requireScan(want);
    }
    Files.write(checkpoint, randomBytes(1, 5000));
    requireScan(want);
  }

  @Test
  void aCheckpointOfAnotherOrALongerLogIsDropped() throws IOException {
    Path file = written();
    Path other = dir.resolve("other.db");
    try (SynaDB db = SynaDB.open(other, DbConfig.defaults(), surroundings())) {
      write(db, new Random(2), List.of("a", "x"), 500);
      db.checkpoint();
    }
    Map<String, Object> want = stateOf(file, OpenMode.READ_ONLY, List.of("a", "b", "c"), false);
    Files.copy(
        checkpointOf(other), checkpointOf(file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    requireScan(want);

    Files.delete(checkpointOf(file));
    try (SynaDB db = SynaDB.open(file, DbConfig.defaults(), surroundings())) {
      db.checkpoint();
    }
    byte[] all = Files.readAllBytes(file);
    Files.write(
        file, java.util.Arrays.copyOf(all, all.length - 3), StandardOpenOption.TRUNCATE_EXISTING);
    // Lock file and checkpoint remember how far the log was durable, and call this damage.
    assertThatThrownBy(() -> SynaDB.open(file, readOnly()))
        .isInstanceOf(CorruptRecordException.class);
    Files.delete(file.resolveSibling("test.db.lock"));
    assertThatThrownBy(() -> SynaDB.open(file, readOnly()))
        .isInstanceOf(CorruptRecordException.class);
    Files.delete(checkpointOf(file));
    try (SynaDB db = SynaDB.open(file, readOnly())) {
      assertThat(db.stats().scannedBytes()).isGreaterThan(all.length / 2);
    }
  }
}
