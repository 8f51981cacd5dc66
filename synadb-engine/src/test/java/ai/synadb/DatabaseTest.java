/*
 * Copyright 2026 The SynaDB Authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package ai.synadb;

import ai.synadb.internal.io.DiskStorage;
import ai.synadb.internal.log.Environment;
import ai.synadb.internal.log.LogClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** What tests of whole databases have in common: a directory, a clock, and short names. */
abstract class DatabaseTest {
  @TempDir Path dir;

  /** The time of {@link #surroundings}; moved by tests. */
  long now = 1_750_000_000_000_000L;

  Path path() {
    return dir.resolve("test.db");
  }

  /** The real disk with this test's clock, no background threads, and parts of 64 KiB. */
  Environment surroundings() {
    return surroundings(64 << 10);
  }

  Environment surroundings(int partBytes) {
    LogClock clock = () -> now;
    return new Environment(DiskStorage.INSTANCE, clock, false, partBytes, 0);
  }

  static DbConfig readOnly() {
    return DbConfig.of(OpenMode.READ_ONLY);
  }

  static List<Atom> values(SynaReader db, String key) {
    return values(db, key, HistoryQuery.oldestFirst());
  }

  static List<Atom> values(SynaReader db, String key, HistoryQuery query) {
    try (Stream<HistoryEntry> s = db.history(key, query)) {
      return s.map(HistoryEntry::value).toList();
    }
  }

  static List<HistoryEntry> entries(SynaReader db, String key, HistoryQuery query) {
    try (Stream<HistoryEntry> s = db.history(key, query)) {
      return s.toList();
    }
  }

  static List<Atom> floats(double... values) {
    return java.util.Arrays.stream(values).mapToObj(Atom::of).toList();
  }

  static byte[] randomBytes(long seed, int length) {
    byte[] b = new byte[length];
    new Random(seed).nextBytes(b);
    return b;
  }

  static long[] bits(double[] values) {
    return java.util.Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }
}
